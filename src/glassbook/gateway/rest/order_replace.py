"""POST /api/v3/order/cancelReplace: one order leaves the book and another enters, as one command.

200 when both were done, 409 (-2021) when one was, 400 (-2022) when neither was. A new order that
breaks a filter is refused before anything is cancelled, as if it had been sent alone; one that is
not attempted because the cancel failed counts as an order all the same.
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_cancel import told, unknown_order
from glassbook.gateway.rest.order_entry import TAG, count_order
from glassbook.gateway.rest.order_form import NEW_ORDER, OrderForm, new_client_id, read_form
from glassbook.gateway.rest.order_reports import placed_answer, placement
from glassbook.gateway.rest.order_shapes import CancelReplaced, OrderCancelled
from glassbook.gateway.rest.order_target import RESTRICTIONS, Target, target
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.commands import CommandKind, cancel_order
from glassbook.protocol.events import EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.submission import Outcome

SUCCESS, FAILURE, NOT_ATTEMPTED = "SUCCESS", "FAILURE", "NOT_ATTEMPTED"
MODES = {"STOP_ON_FAILURE": 0, "ALLOW_FAILURE": int(OrderFlag.PLACE_ANYWAY)}
CANCEL_ONLY = "CANCEL_ONLY"


async def replace(venue: Venue, call: Call) -> CancelReplaced:
    """Cancel an order and place another. *Rejects* -2021, -2022; -1013 and -2010, with nothing
    done; and as `cancel` and `place`.
    """
    cancel_id = call.values.get("cancelNewClientOrderId") or new_client_id()
    form = read_form(venue.projections.directory, call.values, cancel_id)
    meant = target(
        venue, call, form.symbol, "cancelOrderId", "cancelOrigClientOrderId", unknown_order
    )
    try:
        count_order(venue.limiter, call)
    except Refusal as exceeded:
        if call.values.get("orderRateLimitExceededMode") != CANCEL_ONLY:
            raise
        return await _only_cancel(venue, call, form, meant, exceeded)
    flags = meant.flags | call.values.get("cancelRestrictions", 0)
    flags |= call.values["cancelReplaceMode"]
    command = form.command(call.account_id, CommandKind.REPLACE_ORDER, meant.order_id, flags)
    outcome = await venue.submitter.submit(command, form.label)
    if outcome.events[0].kind == EventKind.ORDER_REJECTED:
        raise rejects.refusal(outcome.events[0].reason, rejects.PLACING)
    placed = placement(outcome.events, outcome.time_ns)
    if placed is None or isinstance(placed, Refusal):
        return _answer(_cancelled(venue, call, form, outcome), placed)
    placed_told = placed_answer(venue.projections.directory, call, form, placed)
    return _answer(_cancelled(venue, call, form, outcome), placed_told)


async def _only_cancel(
    venue: Venue, call: Call, form: OrderForm, meant: Target, exceeded: Refusal
) -> CancelReplaced:
    """Do the half that is allowed: no more orders are, for now."""
    flags = meant.flags | call.values.get("cancelRestrictions", 0)
    label = Label(cancel_client_order_id=form.label.cancel_client_order_id)
    command = cancel_order(call.account_id, form.symbol.symbol_id, meant.order_id, flags)
    outcome = await venue.submitter.submit(command, label)
    return _answer(_cancelled(venue, call, form, outcome), exceeded)


def _cancelled(
    venue: Venue, call: Call, form: OrderForm, outcome: Outcome
) -> OrderCancelled | Refusal:
    """Return the answer's half about the cancel, which is what the first event tells."""
    said = outcome.events[0]
    if said.kind == EventKind.CANCEL_REJECTED:
        return rejects.refusal(said.reason, rejects.CANCELLING)
    assert said.kind == EventKind.ORDER_CANCELLED, "a replace begins with its cancel"
    cancel_id = form.label.cancel_client_order_id
    return told(venue, call, form.symbol, said, cancel_id, outcome.time_ns)


def _answer(cancelled: OrderCancelled | Refusal, placed: Any) -> CancelReplaced:
    """Return the answer when both halves were done. *Rejects* -2021, -2022 with both in `data`."""
    is_cancelled = not isinstance(cancelled, Refusal)
    is_placed = placed is not None and not isinstance(placed, Refusal)
    answer = CancelReplaced(
        cancel_result=SUCCESS if is_cancelled else FAILURE,
        new_order_result=_result(placed),
        cancel_response=cancelled.body() if isinstance(cancelled, Refusal) else cancelled,
        new_order_response=placed.body() if isinstance(placed, Refusal) else placed,
    )
    if is_cancelled and is_placed:
        return answer
    if is_cancelled or is_placed:
        raise refusals.partly_replaced(answer)
    raise refusals.not_replaced(answer)


def _result(placed: Any) -> str:
    if placed is None:
        return NOT_ATTEMPTED
    return FAILURE if isinstance(placed, Refusal) else SUCCESS


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/v3/order/cancelReplace",
        Security.TRADE,
        replace,
        CancelReplaced,
        TAG,
        "Cancel an order and place another",
        (
            *NEW_ORDER,
            mandatory(parameters.choice("cancelReplaceMode", MODES)),
            parameters.client_id("cancelNewClientOrderId", "The name of the cancel."),
            parameters.client_id("cancelOrigClientOrderId"),
            parameters.long("cancelOrderId"),
            RESTRICTIONS,
            parameters.choice(
                "orderRateLimitExceededMode",
                {"DO_NOTHING": "DO_NOTHING", CANCEL_ONLY: CANCEL_ONLY},
                about="What to do when the account may place no more orders for now.",
            ),
        ),
    ),
)
