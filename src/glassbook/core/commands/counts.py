"""MAX_NUM_ORDERS, _ALGO_ORDERS, _ICEBERG_ORDERS and _ORDER_LISTS, and MAX_POSITION: how much of one
symbol an account may have, or be about to.

Most symbols have no such rule, and are not asked. Where there is one, the account's open orders are
walked, of which it has at most 10,000. Sums fit: holdings and sums of lots stop at 2^62 and 2^61.
"""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order, list_of
from glassbook.core.book.terms import hidden_lots
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
    orders = algos = icebergs = buying_lots = 0
    slot = state.accounts[taker.account_id].newest_order
    while slot != NOBODY:
        order = state.orders[slot]
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
    if taker.order_type == OrderType.MARKET:
        return RejectCode.NONE
    if is_too_many(orders, symbol.orders_max):
        return RejectCode.SYMBOL_ORDERS_MAX
    if has_trigger(taker.order_type) and is_too_many(algos, symbol.algo_orders_max):
        return RejectCode.ALGO_ORDERS_MAX
    if taker.visible_lots > 0 and is_too_many(icebergs, symbol.iceberg_orders_max):
        return RejectCode.ICEBERG_ORDERS_MAX
    return RejectCode.NONE


@kernel
def check_lists(state, symbol, command):
    """Would one more order list on the symbol be one too many?"""
    lists = 0
    slot = state.accounts[command.account_id].newest_order
    while slot != NOBODY:
        if traded_symbol(state, state.orders[slot]) == command.symbol_id:
            lists += stands_for_list(state, slot)
        slot = state.orders[slot].account_older
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
