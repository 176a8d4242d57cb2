"""DELETE /api/v3/order and /openOrders: one order leaves the book, or all of a symbol.

An order of a list does not leave alone: its list is cancelled, and the answer is the list's.
Source: REST API, "Cancel All Open Orders on a Symbol", "Cancel Order list"; WebSocket API, "Cancel
order".
"""

from itertools import groupby

from glassbook.gateway.access.refusals import Refusal, cancel_refused
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, ListOf, Security
from glassbook.gateway.rest.order_form import listed, new_client_id
from glassbook.gateway.rest.order_list_shapes import OrderListCancelled, list_fields
from glassbook.gateway.rest.order_reports import cancelled_answer
from glassbook.gateway.rest.order_shapes import OrderCancelled
from glassbook.gateway.rest.order_target import RESTRICTIONS, target
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.rows import OrderList
from glassbook.protocol.commands import cancel_all, cancel_order
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Outcome

TAG = "Trading"


def unknown_order() -> Refusal:
    return cancel_refused("Unknown order sent.")


async def cancel(venue: Venue, call: Call) -> OrderCancelled | OrderListCancelled:
    """Cancel one open order of the caller, with its list if it is of one.

    *Rejects* -1121, -1102, -1145, -2011, -2039.
    """
    symbol = listed(venue.projections.directory, call.values["symbol"])
    meant = target(venue, call, symbol, "orderId", "origClientOrderId", unknown_order)
    flags = meant.flags | call.values.get("cancelRestrictions", 0)
    cancel_id = call.values.get("newClientOrderId") or new_client_id()
    command = cancel_order(call.account_id, symbol.symbol_id, meant.order_id, flags)
    outcome = await venue.submitter.submit(command, Label(cancel_client_order_id=cancel_id))
    require_done(outcome)
    [answer] = _answers(venue, call, symbol, outcome, cancel_id)
    return answer


async def cancel_open(venue: Venue, call: Call) -> list[OrderCancelled | OrderListCancelled]:
    """Cancel the caller's open orders on a symbol. *Rejects* -1121; -2011 if there is none."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    cancel_id = new_client_id()
    command = cancel_all(call.account_id, symbol.symbol_id)
    outcome = await venue.submitter.submit(command, Label(cancel_client_order_id=cancel_id))
    require_done(outcome)
    return _answers(venue, call, symbol, outcome, cancel_id)


def require_done(outcome: Outcome) -> None:
    """Return when something was cancelled. *Rejects* -2011."""
    said = outcome.events[0]
    if said.kind == EventKind.CANCEL_REJECTED:
        raise rejects.refusal(said.reason, rejects.CANCELLING)


def _answers(
    venue: Venue, call: Call, symbol: Symbol, outcome: Outcome, cancel_id: str
) -> list[OrderCancelled | OrderListCancelled]:
    """Return an answer for each order that stood alone, and one for each list."""
    answers: list[OrderCancelled | OrderListCancelled] = []
    reports = cancelled(venue, call, symbol, outcome, cancel_id)
    for list_id, together in groupby(reports, key=lambda each: each.order_list_id):
        order_list = venue.projections.order_lists.by_id(call.account_id, list_id)
        if order_list is None:
            answers += together
        else:
            answers.append(list_cancelled(venue, call, order_list, [*together], outcome.time_ns))
    return answers


def list_cancelled(
    venue: Venue, call: Call, order_list: OrderList, reports: list[OrderCancelled], time_ns: int
) -> OrderListCancelled:
    """Return the answer for a list whose open orders were cancelled at `time_ns`."""
    ended = list_fields(venue, call, order_list._replace(time_ns=time_ns), is_open=False)
    return OrderListCancelled(order_reports=reports, **ended)


def cancelled(
    venue: Venue, call: Call, symbol: Symbol, outcome: Outcome, cancel_id: str
) -> list[OrderCancelled]:
    """Return the answers for the single orders that were cancelled."""
    return [
        told(venue, call, symbol, each, cancel_id, outcome.time_ns)
        for each in outcome.events
        if each.kind == EventKind.ORDER_CANCELLED
    ]


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
        (OrderCancelled, OrderListCancelled),
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
        ListOf((OrderCancelled, OrderListCancelled)),
        TAG,
        "Cancel all open orders on a symbol",
        (mandatory(parameters.symbol()),),
    ),
)
