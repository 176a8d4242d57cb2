"""MAX_NUM_ORDERS, _ALGO_ORDERS, _ICEBERG_ORDERS, _ORDER_LISTS and MAX_POSITION: how much of one
symbol an account may have, or be about to; the same EXCHANGE_ of all symbols together; MAX_ASSET.

Most symbols have no such rule, and are not asked. Where there is one, the account's open orders are
walked, of which it has at most 10,000. Sums fit: holdings and sums of lots stop at 2^62 and 2^61.
"""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order, list_of
from glassbook.core.book.terms import hidden_lots
from glassbook.core.clearing.holds import notional_fits, notional_units
from glassbook.core.kernel import kernel
from glassbook.core.ledger.wallets import whole_units
from glassbook.core.matching.self_trade import traded_symbol
from glassbook.core.order_types import has_trigger
from glassbook.core.state import NOBODY
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import RejectCode

_LOTS_ENOUGH = 2**61


@kernel
def check_counts(state, ledger, taker):
    """Would the order be one too many, or bring too much?"""
    symbol = state.symbols[taker.symbol_id]
    orders = algos = icebergs = buying_lots = all_algos = all_icebergs = 0
    slot = state.accounts[taker.account_id].newest_order
    while slot != NOBODY:
        order = state.orders[slot]
        all_algos += has_trigger(order.order_type)
        all_icebergs += state.terms[order.terms].visible_lots > 0
        if traded_symbol(state, order) == taker.symbol_id:
            orders += 1
            algos += has_trigger(order.order_type)
            icebergs += state.terms[order.terms].visible_lots > 0
            if order.side == Side.BUY:
                lots = order.open_lots + hidden_lots(state, order)
                buying_lots = min(buying_lots + lots, _LOTS_ENOUGH)
        slot = order.account_older
    if taker.side == Side.BUY and symbol.position_lots_max > 0:
        held_units = whole_units(ledger, taker.account_id, symbol.base_asset_id)
        held_lots = held_units // symbol.lot_units
        if held_lots + buying_lots + taker.open_lots > symbol.position_lots_max:
            return RejectCode.POSITION_ABOVE_MAX
    if is_too_much(state, symbol, taker):
        return RejectCode.ASSET_UNITS_MAX
    if taker.order_type == OrderType.MARKET:
        return RejectCode.NONE
    code = check_totals(state, taker, all_algos, all_icebergs)
    if code != RejectCode.NONE:
        return code
    if is_too_many(orders, symbol.orders_max):
        return RejectCode.SYMBOL_ORDERS_MAX
    if has_trigger(taker.order_type) and is_too_many(algos, symbol.algo_orders_max):
        return RejectCode.ALGO_ORDERS_MAX
    if taker.visible_lots > 0 and is_too_many(icebergs, symbol.iceberg_orders_max):
        return RejectCode.ICEBERG_ORDERS_MAX
    return RejectCode.NONE


@kernel
def check_totals(state, taker, algos, icebergs):
    """Would the order be one too many of its kind on all symbols together?"""
    if is_too_many(state.accounts[taker.account_id].open_order_count, state.orders_max):
        return RejectCode.OPEN_ORDERS_MAX
    if has_trigger(taker.order_type) and is_too_many(algos, state.algo_orders_max):
        return RejectCode.EXCHANGE_ALGO_ORDERS_MAX
    if taker.visible_lots > 0 and is_too_many(icebergs, state.iceberg_orders_max):
        return RejectCode.EXCHANGE_ICEBERG_ORDERS_MAX
    return RejectCode.NONE


@kernel
def is_too_much(state, symbol, taker):
    """Is the order about more of its base, or of its quote, than one may be? What goes to market is
    weighed at the last price.
    """
    base_max = state.assets[symbol.base_asset_id].order_units_max
    if base_max > 0 and taker.open_lots > base_max // symbol.lot_units:
        return True
    quote_max = state.assets[symbol.quote_asset_id].order_units_max
    is_market = taker.order_type == OrderType.MARKET
    price_ticks = symbol.last_price_ticks if is_market else taker.limit_ticks
    if quote_max == 0 or price_ticks == 0:
        return False
    if not notional_fits(symbol, price_ticks, taker.open_lots):
        return True
    return notional_units(symbol, price_ticks, taker.open_lots) > quote_max


@kernel
def check_lists(state, symbol, command):
    """Would one more order list be one too many, on the symbol or on all of them?"""
    lists = all_lists = 0
    slot = state.accounts[command.account_id].newest_order
    while slot != NOBODY:
        if stands_for_list(state, slot):
            all_lists += 1
            lists += traded_symbol(state, state.orders[slot]) == command.symbol_id
        slot = state.orders[slot].account_older
    if is_too_many(all_lists, state.order_lists_max):
        return RejectCode.EXCHANGE_LISTS_MAX
    if is_too_many(lists, symbol.order_lists_max):
        return RejectCode.SYMBOL_LISTS_MAX
    return RejectCode.NONE


@kernel
def stands_for_list(state, slot):
    """Is an open order the first of its list that is still open?"""
    list_slot = list_of(state, slot)
    if list_slot == NOBODY:
        return False
    for order_id in range(first_order(state.lists[list_slot]), state.orders[slot].order_id):
        if find_by_id(state, order_id) != NOBODY:
            return False
    return True


@kernel
def is_too_many(open_count, count_max):
    """Would one more be too many? 0 is no limit."""
    return 0 < count_max <= open_count
