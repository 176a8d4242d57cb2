"""Taking orders back: cancel one, cancel all, replace, reduce."""

from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderFlag, OrderType
from glassbook.protocol.reject import DoneReason, RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.admission import (
    demand_kept_limits,
    demand_known_words,
    demand_may_place,
    demand_notional_within,
    demand_quantity_within,
    demand_shape,
    is_open_for,
    order_of,
)
from tests.twin.ending import take_back, whose
from tests.twin.filters import demand_counts
from tests.twin.house import known_symbol
from tests.twin.lists import PAIRS, in_hold_order, others
from tests.twin.matching import place, place_pegged
from tests.twin.pegs import give_price
from tests.twin.state import TRIGGERED, Command, Exchange, Order, RefusedError, Symbol, demand

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
    """Carry out REPLACE_ORDER: a cancel, and then, when it was done or need not be, a new order.
    Nothing of it, when the new order breaks a filter beside all that is open now.
    """
    demand_filters(exchange, command)
    try:
        cancel_target(exchange, command, DoneReason.REPLACED)
    except RefusedError as refusal:
        tell_cancel_rejected(exchange, command, refusal.code)
        if not command.order_flags & OrderFlag.PLACE_ANYWAY:
            return
    is_pegged = command.kind == CommandKind.REPLACE_BY_PEGGED
    (place_pegged if is_pegged else place)(exchange, command)


def demand_filters(exchange: Exchange, command: Command) -> None:
    """Refuse a new order that no cancel would make one that keeps the filters."""
    is_account = command.account_id in exchange.commissions
    if not is_account or command.symbol_id >= len(exchange.symbols):
        return
    demand_known_words(command)
    symbol = exchange.symbols[command.symbol_id]
    if command.kind == CommandKind.REPLACE_BY_PEGGED:
        if symbol.status != SymbolStatus.TRADING:
            return
        try:
            command = give_price(symbol, command, waits=command.order_type in TRIGGERED)
        except RefusedError as refusal:
            if refusal.code == RejectCode.PEG_LEVEL_MISSING:
                return
            raise
    demand_shape(command)
    if is_open_for(symbol, command):
        demand_kept_limits(symbol, command)
        demand_may_place(exchange, command)
        demand_counts(exchange, order_of(exchange, command))


def reduce(exchange: Exchange, command: Command) -> None:
    """Carry out REDUCE_ORDER: the order, and who is paired with it, stay where they are."""
    demand_market(exchange, command, REDUCES_IN)
    order = target_of(exchange, command)
    symbol = exchange.symbols[order.symbol_id]
    whole_lots = command.quantity_lots
    is_less = order.filled_lots < whole_lots < order.quantity_lots
    demand(is_less, RejectCode.QUANTITY_NOT_REDUCED)
    both = pair_around(exchange, order)
    for each in both:
        demand_size(symbol, each, whole_lots)
    holder = exchange.keys.get((command.account_id, command.client_key))
    demand(holder is None or holder is order, RejectCode.CLIENT_KEY_REUSED)
    amends_max = symbol.rules[SymbolRule.AMENDS_MAX]
    demand(not 0 < amends_max <= order.amend_count, RejectCode.ORDER_AMENDS_MAX)

    for each in both:
        each.open_lots = whole_lots - each.filled_lots
        each.shown_lots = min(each.shown_lots, each.open_lots)
        each.quantity_lots = whole_lots
        each.amend_count += amends_max > 0
    if command.client_key:
        exchange.keys.pop((order.account_id, order.client_key), None)
        order.client_key = command.client_key
        exchange.keys[order.account_id, order.client_key] = order
    held = shared_holds(symbol, both)
    change = sum(exchange.set_hold(each, held[each.order_id]) for each in both)
    for each in both:
        exchange.tell(
            EventKind.ORDER_REDUCED,
            **whose(each),
            order_id=each.order_id,
            counter_order_id=0 if each is order else order.order_id,
            quantity_lots=each.quantity_lots,
            open_lots=each.open_lots,
            hold_units=change if each is order else 0,
        )


def pair_around(exchange: Exchange, order: Order) -> list[Order]:
    """Return an order, and the one that only one of the two can ever trade with, if it has one."""
    order_list = exchange.listed.get(order.order_id)
    if order_list is None:
        return [order]
    pair = [order_list.order_ids[place] for place in PAIRS[order_list.kind]]
    if order.order_id not in pair:
        return [order]
    return [order, *(each for each in others(exchange, order_list, order.order_id)
                     if each.order_id in pair)]  # fmt: skip


def demand_size(symbol: Symbol, order: Order, lots: int) -> None:
    """Refuse what would be left of an order, if an order may not be so small."""
    demand_quantity_within(symbol, lots)
    if order.order_type == OrderType.MARKET:
        least_lots = symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MIN]
        demand(lots >= least_lots, RejectCode.MARKET_QUANTITY_BELOW_MIN)
        return
    demand_notional_within(symbol, symbol.notional_units(order.hold_ticks, lots))


def shared_holds(symbol: Symbol, orders: list[Order]) -> dict[int, int]:
    """Return what each of an order and its pair holds: one in full, the other what is beyond."""
    needed = {
        order.order_id: symbol.hold_units(order.side, order.hold_ticks, order.open_lots)
        for order in orders
    }
    if len(orders) == 2:
        full, rest = in_hold_order(orders)
        needed[rest.order_id] = max(0, needed[rest.order_id] - needed[full.order_id])
    return needed


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
