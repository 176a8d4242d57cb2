"""The form of an order list: which orders make one, and how their prices must lie.

Source: REST API, "New Order list - OCO", "- OTO", "- OTOCO"; faqs/opo.md.
"""

from glassbook.core.book.lists import pays
from glassbook.core.kernel import kernel
from glassbook.core.order_types import has_trigger
from glassbook.core.risk.pegs import is_pegged
from glassbook.protocol.orders import ListKind, OrderType, Side
from glassbook.protocol.reject import RejectCode


@kernel
def size_of(kind):
    """Return how many orders a list has; 0 of a kind that is none."""
    if kind == ListKind.OCO or kind == ListKind.OTO or kind == ListKind.OPO:
        return 2
    return 3 if kind == ListKind.OTOCO or kind == ListKind.OPOCO else 0


@kernel
def pair_of(kind):
    """Return the place of the first of the two that cancel each other, or -1."""
    if kind == ListKind.OTO or kind == ListKind.OPO:
        return -1
    return 0 if kind == ListKind.OCO else 1


@kernel
def check_legs(legs, kind):
    """Are these orders, of known words each, a list of this kind?"""
    for place in range(1, size_of(kind)):
        if legs[place].account_id != legs[0].account_id:
            return RejectCode.LIST_MISMATCHED
        if legs[place].symbol_id != legs[0].symbol_id:
            return RejectCode.LIST_MISMATCHED
    if kind != ListKind.OCO and not is_first_leg(legs[0]):
        return RejectCode.LIST_MISMATCHED
    if pays(kind) and not is_paid_in_base(legs, kind):
        return RejectCode.LIST_MISMATCHED
    if kind == ListKind.OTO or kind == ListKind.OPO:
        is_in_money = legs[1].order_type == OrderType.MARKET and legs[1].amount_units > 0
        return RejectCode.LIST_MISMATCHED if is_in_money else RejectCode.NONE
    first = pair_of(kind)
    if is_pair(legs[first], legs[first + 1]) or is_pair(legs[first + 1], legs[first]):
        return RejectCode.NONE
    return RejectCode.LIST_MISMATCHED


@kernel
def is_paid_in_base(legs, kind):
    """Does the first order buy, and do all others sell?"""
    for place in range(1, size_of(kind)):
        if legs[place].side != Side.SELL:
            return False
    return legs[0].side == Side.BUY


@kernel
def is_first_leg(leg):
    return leg.order_type == OrderType.LIMIT or leg.order_type == OrderType.LIMIT_MAKER


@kernel
def is_pair(profit, stop):
    """Is one the profit and the other the stop of the same position?"""
    is_stop = stop.order_type == OrderType.STOP_LOSS or stop.order_type == OrderType.STOP_LOSS_LIMIT
    is_profit = (
        profit.order_type == OrderType.LIMIT_MAKER
        or profit.order_type == OrderType.TAKE_PROFIT
        or profit.order_type == OrderType.TAKE_PROFIT_LIMIT
    )
    is_alike = profit.side == stop.side and profit.quantity_lots == stop.quantity_lots
    return is_stop and is_profit and is_alike


@kernel
def decisive_ticks(kind, leg):
    """Return the price at which an order of a pair comes to decide; 0 when it only trails, or when
    the book will give it.
    """
    if has_trigger(leg.order_type):
        return leg.trigger_ticks
    return 0 if kind != ListKind.OCO and is_pegged(leg) else leg.price_ticks


@kernel
def check_prices(symbol, legs, kind):
    """Does the last price lie between profit and stop? Of a pair that comes later: would it fit?"""
    first = pair_of(kind)
    if first < 0:
        return RejectCode.NONE
    above, below = decisive_ticks(kind, legs[first]), decisive_ticks(kind, legs[first + 1])
    is_profit_first = is_pair(legs[first], legs[first + 1])
    if is_profit_first != (legs[first].side == Side.SELL):
        above, below = below, above
    if above != 0 and below != 0 and above <= below:
        return RejectCode.LIST_PRICES_WRONG
    if kind == ListKind.OCO and symbol.last_price_ticks != 0:
        if above != 0 and above <= symbol.last_price_ticks:
            return RejectCode.LIST_PRICES_WRONG
        if below != 0 and below >= symbol.last_price_ticks:
            return RejectCode.LIST_PRICES_WRONG
    return RejectCode.NONE
