"""DELETE /api/v3/order and /openOrders: one order leaves the book, or all of a symbol."""

from glassbook.gateway.access.refusals import Refusal, cancel_refused
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_form import listed, new_client_id
from glassbook.gateway.rest.order_reports import cancelled_answer
from glassbook.gateway.rest.order_shapes import OrderCancelled
from glassbook.gateway.rest.order_target import RESTRICTIONS, target
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.protocol.commands import cancel_all, cancel_order
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Outcome

TAG = "Trading"


def unknown_order() -> Refusal:
    return cancel_refused("Unknown order sent.")


async def cancel(venue: Venue, call: Call) -> OrderCancelled:
    """Cancel one open order of the caller. *Rejects* -1121, -1102, -1145, -2011, -2039."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    meant = target(venue, call, symbol, "orderId", "origClientOrderId", unknown_order)
    flags = meant.flags | call.values.get("cancelRestrictions", 0)
    cancel_id = call.values.get("newClientOrderId") or new_client_id()
    command = cancel_order(call.account_id, symbol.symbol_id, meant.order_id, flags)
    outcome = await venue.submitter.submit(command, Label(cancel_client_order_id=cancel_id))
    said = outcome.events[0]
    if said.kind == EventKind.CANCEL_REJECTED:
        raise rejects.refusal(said.reason, rejects.CANCELLING)
    return told(venue, call, symbol, said, cancel_id, outcome.time_ns)


async def cancel_open(venue: Venue, call: Call) -> list[OrderCancelled]:
    """Cancel the caller's open orders on a symbol. *Rejects* -1121; -2011 if there is none."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    cancel_id = new_client_id()
    command = cancel_all(call.account_id, symbol.symbol_id)
    outcome = await venue.submitter.submit(command, Label(cancel_client_order_id=cancel_id))
    if outcome.events[0].kind == EventKind.CANCEL_REJECTED:
        raise rejects.refusal(outcome.events[0].reason, rejects.CANCELLING)
    return [
        told(venue, call, symbol, each, cancel_id, outcome.time_ns) for each in _cancels(outcome)
    ]


def _cancels(outcome: Outcome) -> list[Event]:
    return [each for each in outcome.events if each.kind == EventKind.ORDER_CANCELLED]


def told(
    venue: Venue, call: Call, symbol: Symbol, event: Event, cancel_id: str, time_ns: int
) -> OrderCancelled:
    """Return the answer for one ORDER_CANCELLED event, which every projection has folded."""
    orders = venue.projections.orders
    order = orders.by_id(call.account_id, symbol.symbol_id, event.order_id)
    assert order is not None, "an order that was cancelled is remembered"
    return cancelled_answer(venue, call, order, cancel_id, time_ns)


ENDPOINTS = (
    Endpoint(
        "DELETE",
        "/api/v3/order",
        Security.TRADE,
        cancel,
        OrderCancelled,
        TAG,
        "Cancel an order",
        (
            mandatory(parameters.symbol()),
            parameters.long("orderId"),
            parameters.client_id("origClientOrderId"),
            parameters.client_id("newClientOrderId", "The name of this cancel."),
            RESTRICTIONS,
        ),
    ),
    Endpoint(
        "DELETE",
        "/api/v3/openOrders",
        Security.TRADE,
        cancel_open,
        list[OrderCancelled],
        TAG,
        "Cancel all open orders on a symbol",
        (mandatory(parameters.symbol()),),
    ),
)
