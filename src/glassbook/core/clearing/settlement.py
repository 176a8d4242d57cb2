"""One trade, settled: who pays whom, what goes back, what the house takes, and both sides told.

Five postings, each balanced: the notional from the buyer's lock to the seller, the rest of that
lock back to the buyer, the base from the seller's lock to the buyer, and a commission from each.
"""

from glassbook.core.book.terms import hidden_lots
from glassbook.core.clearing.commission import commission_units
from glassbook.core.clearing.holds import hold_units, notional_units
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.ledger.postings import pay_available, pay_locked, unlock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.core.outbox import emit
from glassbook.protocol.accounts import FEES
from glassbook.protocol.events import AUCTION_FILL, EventKind
from glassbook.protocol.orders import OrderType, Side


@hot_kernel
def settle(state, ledger, scratch, taker, level, maker, lots):
    """Settle `lots` between taker and maker at the maker's price; reduce what both have open."""
    symbol = state.symbols[taker.symbol_id]
    price_ticks = level.price_ticks
    notional = notional_units(symbol, price_ticks, lots)
    maker_side = Side.SELL if taker.side == Side.BUY else Side.BUY
    left_lots = maker.open_lots + hidden_lots(state, maker) - lots
    taker_hold = taker_hold_spent(symbol, taker, lots, notional)
    maker_hold = hold_units(symbol, maker_side, price_ticks, left_lots + lots) - hold_units(
        symbol, maker_side, price_ticks, left_lots
    )
    fees = pay_both_ways(
        state, ledger, symbol, taker, maker, taker.side, taker_hold, maker_hold, lots, notional
    )
    taker.held_units -= taker_hold
    taker.open_lots -= lots
    taker.filled_lots += lots
    maker.open_lots -= lots
    maker.filled_lots += lots
    symbol.trade_count += 1
    symbol.last_price_ticks = price_ticks

    told = tell_fill(state, scratch, taker, taker.side, taker.symbol_id, price_ticks, lots)
    told.counter_order_id = maker.order_id
    told.hold_units = -taker_hold
    tell_cost(symbol, told, notional, fees[0])
    told = tell_fill(state, scratch, maker, maker_side, taker.symbol_id, price_ticks, lots)
    told.open_lots = left_lots
    told.counter_order_id = taker.order_id
    told.hold_units = -maker_hold
    told.is_maker = 1
    tell_cost(symbol, told, notional, fees[1])


@kernel
def settle_resting(state, ledger, scratch, symbol_id, newer, older, price_ticks, lots):
    """Settle `lots` between two resting orders, at a price that both accept: in an auction.

    Each has locked what its own limit could cost, so the buyer may get something back.
    """
    symbol = state.symbols[symbol_id]
    notional = notional_units(symbol, price_ticks, lots)
    newer_hold = spend(state, symbol, newer, lots)
    older_hold = spend(state, symbol, older, lots)
    fees = pay_both_ways(
        state, ledger, symbol, newer, older, newer.side, newer_hold, older_hold, lots, notional
    )
    symbol.trade_count += 1
    symbol.last_price_ticks = price_ticks

    told = tell_resting(state, scratch, symbol_id, newer, older, price_ticks, lots)
    told.hold_units = -newer_hold
    tell_cost(symbol, told, notional, fees[0])
    told = tell_resting(state, scratch, symbol_id, older, newer, price_ticks, lots)
    told.hold_units = -older_hold
    told.is_maker = 1
    tell_cost(symbol, told, notional, fees[1])


@kernel
def spend(state, symbol, order, lots):
    """Take traded lots from a resting order. Return how much of its hold ends with them."""
    price_ticks = state.levels[order.level].price_ticks
    open_lots = order.open_lots + hidden_lots(state, order)
    order.open_lots -= lots
    order.filled_lots += lots
    return hold_units(symbol, order.side, price_ticks, open_lots) - hold_units(
        symbol, order.side, price_ticks, open_lots - lots
    )


@kernel
def tell_resting(state, scratch, symbol_id, order, counter, price_ticks, lots):
    told = tell_fill(state, scratch, order, order.side, symbol_id, price_ticks, lots)
    told.open_lots = order.open_lots + hidden_lots(state, order)
    told.counter_order_id = counter.order_id
    told.reason = AUCTION_FILL
    return told


@hot_kernel
def taker_hold_spent(symbol, taker, lots, notional):
    """Return how much of the taker's hold ends with this fill: at its limit, or as surveyed.

    A MARKET order may have more open than it has locked for: what the survey did not find.
    """
    if taker.trades_as == OrderType.MARKET:
        return notional if taker.side == Side.BUY else lots * symbol.lot_units
    return taker.held_units - hold_units(
        symbol, taker.side, taker.limit_ticks, taker.open_lots - lots
    )


@hot_kernel
def pay_both_ways(
    state, ledger, symbol, taker, maker, side, taker_hold, maker_hold, lots, notional
):
    """Make the five postings of a trade. Return the commission of the taker and of the maker."""
    takes = side == Side.BUY  # the taker is the buyer
    buyer_id = taker.account_id if takes else maker.account_id
    seller_id = maker.account_id if takes else taker.account_id
    taker_ppm = state.accounts[taker.account_id].taker_ppm + symbol.taker_ppm
    maker_ppm = state.accounts[maker.account_id].maker_ppm + symbol.maker_ppm
    base_units = lots * symbol.lot_units

    buyer_quote = wallet_of(ledger, buyer_id, symbol.quote_asset_id)
    seller_quote = wallet_of(ledger, seller_id, symbol.quote_asset_id)
    pay_locked(buyer_quote, seller_quote, notional)
    unlock(buyer_quote, (taker_hold if takes else maker_hold) - notional)
    buyer_base = wallet_of(ledger, buyer_id, symbol.base_asset_id)
    seller_base = wallet_of(ledger, seller_id, symbol.base_asset_id)
    pay_locked(seller_base, buyer_base, base_units)

    buyer_fee = commission_units(base_units, taker_ppm if takes else maker_ppm)
    seller_fee = commission_units(notional, maker_ppm if takes else taker_ppm)
    pay_available(buyer_base, wallet_of(ledger, FEES, symbol.base_asset_id), buyer_fee)
    pay_available(seller_quote, wallet_of(ledger, FEES, symbol.quote_asset_id), seller_fee)
    return (buyer_fee, seller_fee) if takes else (seller_fee, buyer_fee)


@hot_kernel
def tell_fill(state, scratch, order, side, symbol_id, price_ticks, lots):
    """Announce one side's fill, but for what it cost."""
    told = emit(state, scratch, EventKind.ORDER_FILLED, order.account_id, order.order_id)
    told.trade_id = state.symbols[symbol_id].trade_count
    told.price_ticks = price_ticks
    told.quantity_lots = lots
    told.open_lots = order.open_lots
    told.symbol_id = symbol_id
    told.side = side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
    return told


@hot_kernel
def tell_cost(symbol, told, notional, commission):
    """Complete the announcement of a fill: the commission is taken from what was received."""
    told.amount_units = notional
    told.commission_units = commission
    told.asset_id = symbol.base_asset_id if told.side == Side.BUY else symbol.quote_asset_id
