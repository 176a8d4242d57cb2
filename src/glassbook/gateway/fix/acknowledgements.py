"""What a session that wants acknowledgements alone is told of its own commands.

One report for each order that was accepted, cancelled or reduced, as it stood at that moment; not
what happened to it in the book. Source: FIX API, "Response Mode".
"""

from glassbook.gateway.fix.reports import CODE, report
from glassbook.gateway.fix.writing import Body
from glassbook.gateway.streams.account.user_data import PLACE_BITS
from glassbook.projection import Projections
from glassbook.projection.executions import Execution
from glassbook.projection.order import Order, OrderStatus
from glassbook.protocol.events import Event, EventKind

_TOLD = {
    int(EventKind.ORDER_ACCEPTED),
    int(EventKind.ORDER_CANCELLED),
    int(EventKind.ORDER_REDUCED),
}
_COUNTED = _TOLD | {
    int(EventKind.ORDER_FILLED),
    int(EventKind.ORDER_EXPIRED),
    int(EventKind.ORDER_TRIGGERED),
}


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
    return [
        (CODE, _report(projections, event, place, time_ns, name))
        for place, event in enumerate(own)
        if event.kind in _TOLD
    ]


def _report(projections: Projections, event: Event, place: int, time_ns: int, name: str) -> bytes:
    order = projections.orders.by_id(event.account_id, event.symbol_id, event.order_id)
    assert order is not None, "an order that something happened to is remembered"
    execution_id = event.sequence << PLACE_BITS | place
    return report(_stood(event, order, time_ns, name), execution_id, [], projections.directory)


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
    else:
        own_id, original = name or order.client_order_id, order.client_order_id
    return Execution(
        event, time_ns, order, status, whole, executed, units, own_id, original, is_working
    )
