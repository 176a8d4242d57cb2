"""Taking orders back: cancel one, cancel all, replace, reduce."""

from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.reject import DoneReason, RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.ending import take_back, whose
from tests.twin.house import known_symbol
from tests.twin.lists import others
from tests.twin.matching import place, place_pegged
from tests.twin.state import Command, Exchange, Order, RefusedError, demand

CANCELS_IN = set(SymbolStatus) - {SymbolStatus.HALT}
REDUCES_IN = CANCELS_IN - {SymbolStatus.BREAK}


def demand_market(exchange: Exchange, command: Command, statuses: set[SymbolStatus]) -> None:
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    symbol = known_symbol(exchange, command)
    demand(symbol.status in statuses, RejectCode.SYMBOL_NOT_TRADING)


def target_of(exchange: Exchange, command: Command) -> Order:
    """Return the open order that the command names, if it is the account's, on the symbol."""
    if command.order_flags & OrderFlag.TARGET_BY_CLIENT_KEY:
        order = exchange.keys.get((command.account_id, command.order_id))
    else:
        order = exchange.orders_of[command.account_id].get(command.order_id)
    if order is None or order.symbol_id != command.symbol_id:
        raise RefusedError(RejectCode.ORDER_UNKNOWN)
    return order


def cancel(exchange: Exchange, command: Command) -> None:
    """Carry out CANCEL_ORDER."""
    cancel_target(exchange, command, DoneReason.REQUESTED)


def cancel_target(exchange: Exchange, command: Command, reason: DoneReason) -> None:
    demand_market(exchange, command, CANCELS_IN)
    order = target_of(exchange, command)
    only_new = bool(command.order_flags & OrderFlag.ONLY_NEW)
    only_filled = bool(command.order_flags & OrderFlag.ONLY_PARTIALLY_FILLED)
    demand(not only_new or order.filled_lots == 0, RejectCode.CANCEL_RESTRICTED)
    demand(not only_filled or order.filled_lots > 0, RejectCode.CANCEL_RESTRICTED)
    take_back(exchange, order, reason)
    if order.list_id:
        for other in others(exchange, exchange.lists[order.list_id], order.order_id):
            take_back(exchange, other, reason)


def cancel_list(exchange: Exchange, command: Command) -> None:
    """Carry out CANCEL_LIST."""
    demand_market(exchange, command, CANCELS_IN)
    own = exchange.orders_of[command.account_id].values()
    orders = [
        order
        for order in own
        if order.list_id == command.order_id != 0 and order.symbol_id == command.symbol_id
    ]
    demand(bool(orders), RejectCode.LIST_UNKNOWN)
    for order in sorted(orders, key=lambda each: each.order_id):
        take_back(exchange, order, DoneReason.REQUESTED)


def cancel_all(exchange: Exchange, command: Command) -> None:
    """Carry out CANCEL_ALL, the newest order first."""
    demand_market(exchange, command, CANCELS_IN)
    own = exchange.orders_of[command.account_id].values()
    orders = [order for order in own if order.symbol_id == command.symbol_id]
    demand(bool(orders), RejectCode.NOTHING_TO_CANCEL)
    for order in reversed(orders):
        take_back(exchange, order, DoneReason.REQUESTED)


def replace(exchange: Exchange, command: Command) -> None:
    """Carry out REPLACE_ORDER: a cancel, and then, when it was done or need not be, a new order."""
    try:
        cancel_target(exchange, command, DoneReason.REPLACED)
    except RefusedError as refusal:
        tell_cancel_rejected(exchange, command, refusal.code)
        if not command.order_flags & OrderFlag.PLACE_ANYWAY:
            return
    is_pegged = command.kind == CommandKind.REPLACE_BY_PEGGED
    (place_pegged if is_pegged else place)(exchange, command)


def reduce(exchange: Exchange, command: Command) -> None:
    """Carry out REDUCE_ORDER: the order stays where it is in its queue."""
    demand_market(exchange, command, REDUCES_IN)
    order = target_of(exchange, command)
    symbol = exchange.symbols[order.symbol_id]
    demand(not order.list_id, RejectCode.ORDER_LISTED)
    whole_lots = command.quantity_lots
    is_less = order.filled_lots < whole_lots < order.quantity_lots
    demand(is_less, RejectCode.QUANTITY_NOT_REDUCED)
    least_lots = symbol.rules[SymbolRule.QUANTITY_LOTS_MIN]
    demand(whole_lots >= least_lots, RejectCode.QUANTITY_BELOW_MIN)
    holder = exchange.keys.get((command.account_id, command.client_key))
    demand(holder is None or holder is order, RejectCode.CLIENT_KEY_REUSED)
    amends_max = symbol.rules[SymbolRule.AMENDS_MAX]
    demand(not 0 < amends_max <= order.amend_count, RejectCode.ORDER_AMENDS_MAX)

    order.open_lots = whole_lots - order.filled_lots
    order.shown_lots = min(order.shown_lots, order.open_lots)
    order.quantity_lots = whole_lots
    order.amend_count += amends_max > 0
    if command.client_key:
        exchange.keys.pop((order.account_id, order.client_key), None)
        order.client_key = command.client_key
        exchange.keys[order.account_id, order.client_key] = order
    hold_units = symbol.hold_units(order.side, order.hold_ticks, order.open_lots)
    exchange.tell(
        EventKind.ORDER_REDUCED,
        **whose(order),
        order_id=order.order_id,
        quantity_lots=order.quantity_lots,
        open_lots=order.open_lots,
        hold_units=exchange.set_hold(order, hold_units),
    )


def tell_cancel_rejected(exchange: Exchange, command: Command, code: RejectCode) -> None:
    exchange.tell(
        EventKind.CANCEL_REJECTED,
        account_id=command.account_id,
        symbol_id=command.symbol_id,
        order_id=command.order_id,
        reason=code,
    )


def tell_order_rejected(exchange: Exchange, command: Command, code: RejectCode) -> None:
    exchange.tell(
        EventKind.ORDER_REJECTED,
        account_id=command.account_id,
        symbol_id=command.symbol_id,
        side=command.side,
        reason=code,
    )
