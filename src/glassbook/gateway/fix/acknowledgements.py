"""What a session that wants acknowledgements alone is told of its own commands.

One report for each order that was accepted, cancelled or reduced, as it stood at that moment; not
what happened to it in the book. And the state of a list that was accepted or cancelled.
Source: FIX API, "Response Mode".
"""

from dataclasses import replace

from glassbook.gateway.fix.order_lists import list_status
from glassbook.gateway.fix.reports import CODE, report
from glassbook.gateway.fix.writing import Body
from glassbook.gateway.streams.account.user_data import PLACE_BITS
from glassbook.projection import Projections
from glassbook.projection.executions import Execution, ListChange
from glassbook.projection.order import Order, OrderStatus
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import ListKind

_TOLD = {
    int(EventKind.ORDER_ACCEPTED),
    int(EventKind.ORDER_CANCELLED),
    int(EventKind.ORDER_REDUCED),
}
_COUNTED = _TOLD | {
    int(EventKind.ORDER_FILLED),
    int(EventKind.ORDER_EXPIRED),
    int(EventKind.ORDER_TRIGGERED),
    int(EventKind.ORDER_ACTIVATED),
}
_LISTED = int(EventKind.ORDER_LIST_ACCEPTED)


def of(
    projections: Projections,
    account_id: int,
    events: list[Event],
    time_ns: int,
    name: str = "",
) -> list[Body]:
    """Return the acknowledgements that one command's events are worth to this account.

    `name` is the client id of the cancel, or the one that a reduced order had.
    """
    own = [each for each in events if each.account_id == account_id and each.kind in _COUNTED]
    told = [
        (CODE, _report(projections, event, place, time_ns, name))
        for place, event in enumerate(own)
        if event.kind in _TOLD
    ]
    if events and events[0].kind == _LISTED:
        told.insert(0, _list_status(projections, account_id, events[0].order_id, time_ns))
    if own and own[0].kind == EventKind.ORDER_REDUCED:
        told += _list_renamed(projections, own[0], time_ns, name)
    return told + _lists_over(projections, own, time_ns)


def _list_renamed(projections: Projections, event: Event, time_ns: int, name: str) -> list[Body]:
    """Return the state of the list of a reduced order, if the order was called `name` before."""
    order = _order(projections, event)
    if not order.list_id or order.client_order_id == name:
        return []
    change = ListChange.RENAMED
    return [_list_status(projections, event.account_id, order.list_id, time_ns, change)]


def _lists_over(projections: Projections, own: list[Event], time_ns: int) -> list[Body]:
    """Return the states of the lists that ended because their orders were cancelled."""
    over: dict[int, int] = {}
    for event in own:
        if event.kind == EventKind.ORDER_CANCELLED:
            list_id = _order(projections, event).list_id
            if list_id and not projections.order_lists.is_open(list_id):
                over[list_id] = event.account_id
    return [
        _list_status(projections, account_id, list_id, time_ns, ListChange.DONE)
        for list_id, account_id in over.items()
    ]


def _list_status(
    projections: Projections,
    account_id: int,
    list_id: int,
    time_ns: int,
    change: ListChange = ListChange.BEGUN,
) -> Body:
    order_list = projections.order_lists.by_id(account_id, list_id)
    assert order_list is not None, "a list that something happened to is remembered"
    return list_status(projections, order_list, time_ns, change)


def _report(projections: Projections, event: Event, place: int, time_ns: int, name: str) -> bytes:
    order = _order(projections, event)
    execution_id = event.sequence << PLACE_BITS | place
    stood = _stood(event, order, time_ns, name)
    if event.kind == EventKind.ORDER_ACCEPTED and _pends(projections, order):
        stood = replace(stood, status=OrderStatus.PENDING_NEW, is_working=False)
    return report(stood, execution_id, [], projections.directory)


def _pends(projections: Projections, order: Order) -> bool:
    """Did an order come in to wait until the first of its list is filled?"""
    if not order.list_id:
        return False
    order_list = projections.order_lists.by_id(order.account_id, order.list_id)
    assert order_list is not None, "a list that something happened to is remembered"
    return order_list.kind != ListKind.OCO and order.order_id != order_list.order_ids[0]


def _order(projections: Projections, event: Event) -> Order:
    order = projections.orders.by_id(event.account_id, event.symbol_id, event.order_id)
    assert order is not None, "an order that something happened to is remembered"
    return order


def _stood(event: Event, order: Order, time_ns: int, name: str) -> Execution:
    """Return how the order stood at its event; by now it may have gone on."""
    is_new = event.kind == EventKind.ORDER_ACCEPTED
    whole, executed, units = order.quantity_lots, order.executed_lots, order.quote_units
    status, own_id, original = order.status, order.client_order_id, name
    is_working = bool(order.working_time_ns)
    if is_new:
        whole, executed, units, original = event.quantity_lots, 0, 0, ""
        status, is_working = OrderStatus.NEW, not (order.trigger_ticks or order.trailing_bips)
    elif event.kind == EventKind.ORDER_REDUCED:
        whole, executed = event.quantity_lots, event.quantity_lots - event.open_lots
        status = OrderStatus.PARTIALLY_FILLED if executed else OrderStatus.NEW
        if order.status == OrderStatus.PENDING_NEW:
            status = order.status
        if event.counter_order_id:  # it is only the pair of the one that was meant
            original = order.client_order_id
    else:
        own_id, original = name or order.client_order_id, order.client_order_id
    return Execution(
        event, time_ns, order, status, whole, executed, units, own_id, original, is_working
    )
