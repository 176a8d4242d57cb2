"""DECREMENT and TRANSFER: of two orders that may not meet, both lose what would have traded.

With TRANSFER, which needs two accounts of one trade group, base and quote change hands besides, at
the maker's price: no trade, no commission, and no last price. Whoever may not trade with whom by
its class never comes here: it was passed over. Source: Binance Spot documentation, "STP FAQ".
"""

from glassbook.core.book.terms import hidden_lots
from glassbook.core.clearing.holds import held_asset, notional_units, release_lots
from glassbook.core.clearing.settlement import taker_hold_spent
from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import pay_available, unlock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.core.matching.icebergs import use_up
from glassbook.core.outbox import emit
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side


@kernel
def decrement(state, ledger, scratch, taker, slot, prevented):
    """Take the lots of the event `prevented` from both, complete it, and tell the maker's side."""
    maker = state.orders[slot]
    symbol = state.symbols[taker.symbol_id]
    lots = prevented.quantity_lots
    is_transfer = prevented.self_trade_prevention == SelfTradePrevention.TRANSFER
    told = tell_maker(state, scratch, maker, prevented)
    told.hold_units = -release_lots(state, ledger, symbol, maker, lots)
    units = notional_units(symbol, prevented.price_ticks, lots)
    prevented.hold_units = -release_taker_lots(ledger, symbol, taker, lots, units, is_transfer)
    if is_transfer:
        told.amount_units = units
        prevented.amount_units = units
        hand_over(ledger, symbol, taker, maker, lots, units)
    taker.open_lots -= lots
    prevented.open_lots = taker.open_lots
    maker.open_lots -= lots
    use_up(state, scratch, slot)


@kernel
def tell_maker(state, scratch, maker, prevented):
    told = emit(state, scratch, EventKind.ORDER_DECREMENTED, maker.account_id, maker.order_id)
    told.counter_order_id = prevented.order_id
    told.trade_id = prevented.trade_id
    told.price_ticks = prevented.price_ticks
    told.quantity_lots = prevented.quantity_lots
    told.open_lots = maker.open_lots + hidden_lots(state, maker) - prevented.quantity_lots
    told.symbol_id = prevented.symbol_id
    told.side = maker.side
    told.self_trade_prevention = prevented.self_trade_prevention
    told.is_maker = 1
    return told


@kernel
def release_taker_lots(ledger, symbol, taker, lots, notional, is_transfer):
    """Give back what the taker has locked for `lots` that will not trade; return it.

    What goes to market has locked what a survey found to change hands, and nothing for the rest;
    but what waited for its trigger to sell has locked all of it.
    """
    units = 0
    is_whole_locked = taker.side == Side.SELL and taker.order_type != OrderType.MARKET
    if taker.trades_as != OrderType.MARKET or is_whole_locked or is_transfer:
        units = taker_hold_spent(symbol, taker, lots, notional)
    unlock(wallet_of(ledger, taker.account_id, held_asset(symbol, taker.side)), units)
    taker.held_units -= units
    return units


@kernel
def hand_over(ledger, symbol, taker, maker, lots, units):
    """Pay for `lots` from what both have available."""
    buyer_id, seller_id = taker.account_id, maker.account_id
    if taker.side == Side.SELL:
        buyer_id, seller_id = maker.account_id, taker.account_id
    buyer_quote = wallet_of(ledger, buyer_id, symbol.quote_asset_id)
    pay_available(buyer_quote, wallet_of(ledger, seller_id, symbol.quote_asset_id), units)
    seller_base = wallet_of(ledger, seller_id, symbol.base_asset_id)
    buyer_base = wallet_of(ledger, buyer_id, symbol.base_asset_id)
    pay_available(seller_base, buyer_base, lots * symbol.lot_units)
