"""POST /api/v3/order/oco and /api/v3/orderList/...: two or three orders as one submission.

All of them are accepted, or none. Each counts as an order.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_entry import TAG, count_order
from glassbook.gateway.rest.order_form import (
    PREVENTION,
    RESPONSE,
    SIDE,
    OrderForm,
    new_client_id,
    strategy_type,
)
from glassbook.gateway.rest.order_list_form import (
    PAIRED,
    PENDING,
    WORKING,
    distinct,
    leg_parameters,
    read_leg,
    read_named,
    read_pair,
)
from glassbook.gateway.rest.order_list_shapes import OrderListAck, OrderListPlaced, list_fields
from glassbook.gateway.rest.order_reports import NEVER, placed_answer, placement_of
from glassbook.gateway.rest.order_shapes import OrderAck, OrderPlaced
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import ListKind, OrderType, Side
from glassbook.protocol.submission import Outcome

PENDING_NEW = "PENDING_NEW"


@dataclass(frozen=True, slots=True)
class ListForm:
    """A list of orders, complete, in the order of their ids."""

    kind: ListKind
    legs: list[OrderForm]
    client_order_id: str

    def commands(self, account_id: int) -> bytes:
        """Return the orders as commands that must stay together."""
        *legs, last = self.legs
        sent = [leg.command(account_id, CommandKind.PLACE_LEG) for leg in legs]
        key = client_key(self.client_order_id)
        sent.append(last.command(account_id, CommandKind.PLACE_LIST, key, list_kind=self.kind))
        return b"".join(sent)

    def labels(self) -> dict[int, Label]:
        """Return what is written beside each command."""
        labels = {place: leg.label for place, leg in enumerate(self.legs)}
        last = len(self.legs) - 1
        labels[last] = msgspec.structs.replace(
            labels[last], list_client_order_id=self.client_order_id
        )
        return labels


async def _place(venue: Venue, call: Call, kind: ListKind, legs: list[OrderForm]) -> Any:
    """Place a list. *Rejects* -1015; whatever the core refuses, by `rejects`."""
    name = call.values.get("listClientOrderId") or new_client_id()
    form = ListForm(kind, legs, name)
    count_order(venue.limiter, call, len(legs))
    outcome = await venue.submitter.submit_many(form.commands(call.account_id), form.labels())
    if outcome.events[0].kind == EventKind.ORDER_REJECTED:
        raise rejects.list_refusal(outcome.events[0].reason, legs[0].symbol.status)
    return _answer(venue, call, form, outcome)


def _answer(
    venue: Venue, call: Call, form: ListForm, outcome: Outcome
) -> OrderListPlaced | OrderListAck:
    list_id = outcome.events[0].order_id
    order_list = venue.projections.order_lists.by_id(call.account_id, list_id)
    assert order_list is not None, "a list that was accepted is remembered"
    fields = list_fields(venue, call, order_list, is_open=True)
    for told, leg in zip(fields["orders"], form.legs, strict=True):
        told.client_order_id = leg.label.client_order_id
    first_id = None if form.kind == ListKind.OCO else order_list.order_ids[0]
    reports = [
        _report(venue, call, leg, order_id, outcome, is_pending=first_id not in {None, order_id})
        for leg, order_id in zip(form.legs, order_list.order_ids, strict=True)
    ]
    for report in reports:
        report.order_list_id = list_id
    placed = [each for each in reports if isinstance(each, OrderPlaced)]
    if placed:
        return OrderListPlaced(order_reports=placed, **fields)
    return OrderListAck(order_reports=reports, **fields)


def _report(
    venue: Venue, call: Call, leg: OrderForm, order_id: int, outcome: Outcome, *, is_pending: bool
) -> OrderPlaced | OrderAck:
    """Return what one order of the list is answered with, as if it had been placed alone."""
    events: list[Event] = outcome.events
    placed = placement_of(events, order_id, outcome.time_ns)
    report = placed_answer(venue.projections.directory, call, leg, placed)
    if is_pending and isinstance(report, OrderPlaced):
        report.working_time = NEVER
        report.pegged_price = UNSET
        if not leg.quantity_lots:
            report.orig_qty = UNSET
        report.status = report.status if placed.done_reason else PENDING_NEW
    return report


async def place_oco(venue: Venue, call: Call) -> Any:
    """Place a pair, as above and below. *Rejects* as read_pair and `_place`."""
    shared = {"side": call.values["side"], "quantity": call.values["quantity"]}
    legs = read_pair(venue.projections.directory, call.values, "above", "below", **shared)
    return await _place(venue, call, ListKind.OCO, legs)


async def place_oto(venue: Venue, call: Call) -> Any:
    """Place an order and one that comes in when it is filled. *Rejects* as read_form, `_place`."""
    directory, values = venue.projections.directory, call.values
    legs = [read_leg(directory, values, prefix) for prefix in ("working", "pending")]
    require_working(legs[0])
    return await _place(venue, call, ListKind.OTO, legs)


async def place_otoco(venue: Venue, call: Call) -> Any:
    """Place an order and a pair that comes in when it is filled. *Rejects* as the two above."""
    directory, values = venue.projections.directory, call.values
    working = read_leg(directory, values, "working")
    require_working(working)
    shared = {"side": values["pendingSide"], "quantity": values["pendingQuantity"]}
    pair = read_pair(directory, values, "pendingAbove", "pendingBelow", **shared)
    return await _place(venue, call, ListKind.OTOCO, [working, *pair])


async def place_opo(venue: Venue, call: Call) -> Any:
    """Place an order and one that sells what it buys. *Rejects* as place_oto; -1222, -1223."""
    directory, values = venue.projections.directory, call.values
    working = read_leg(directory, values, "working")
    require_working(working)
    require_resale(values["workingSide"], values["pendingSide"])
    pending = read_leg(directory, values, "pending", quantity=values["workingQuantity"])
    return await _place(venue, call, ListKind.OPO, [working, paid(pending)])


async def place_opoco(venue: Venue, call: Call) -> Any:
    """Place an order and a pair that sells what it buys. *Rejects* as place_otoco; -1222, -1223."""
    directory, values = venue.projections.directory, call.values
    working = read_leg(directory, values, "working")
    require_working(working)
    require_resale(values["workingSide"], values["pendingSide"])
    shared = {"side": values["pendingSide"], "quantity": values["workingQuantity"]}
    pair = read_pair(directory, values, "pendingAbove", "pendingBelow", **shared)
    return await _place(venue, call, ListKind.OPOCO, [working, *map(paid, pair)])


def require_resale(working: Side, *pending: Side) -> None:
    """Return when one order buys what the others sell. *Rejects* -1222, -1223."""
    if working != Side.BUY:
        raise refusals.payer_must_buy()
    if any(side != Side.SELL for side in pending):
        raise refusals.paid_must_sell()


def paid(form: OrderForm) -> OrderForm:
    """Return an order without the quantity that it was read with: another will say how much."""
    form.quantity_lots = 0
    return form


def require_working(form: OrderForm) -> None:
    """Return when others may wait for this order to be filled. *Rejects* -1116."""
    if form.order_type not in WORKING.values():
        raise refusals.bad_order_type()


async def place_old_oco(venue: Venue, call: Call) -> Any:
    """Place a pair in its old form: a LIMIT_MAKER and a stop. *Rejects* as read_form, `_place`."""
    directory, values = venue.projections.directory, call.values
    shared = {"side": values["side"], "quantity": values["quantity"]}
    has_limit = "stopLimitPrice" in values
    stop_type = OrderType.STOP_LOSS_LIMIT if has_limit else OrderType.STOP_LOSS
    legs = []
    for order_type, sent_as in ((stop_type, OLD_STOP), (OrderType.LIMIT_MAKER, OLD_LIMIT)):
        leg = {plain: values[sent] for plain, sent in sent_as.items() if sent in values}
        legs.append(read_named(directory, values, leg | shared | {"type": order_type}, sent_as))
    return await _place(venue, call, ListKind.OCO, legs)


#: The old form's names, by the plain ones.
OLD_LIMIT = {
    "price": "price",
    "newClientOrderId": "limitClientOrderId",
    "strategyId": "limitStrategyId",
    "strategyType": "limitStrategyType",
    "icebergQty": "limitIcebergQty",
}
OLD_STOP = {
    "stopPrice": "stopPrice",
    "price": "stopLimitPrice",
    "timeInForce": "stopLimitTimeInForce",
    "trailingDelta": "trailingDelta",
    "newClientOrderId": "stopClientOrderId",
    "strategyId": "stopStrategyId",
    "strategyType": "stopStrategyType",
    "icebergQty": "stopIcebergQty",
}
_LIST = (
    mandatory(parameters.symbol()),
    parameters.client_id("listClientOrderId", "Unique among open lists; made up when not sent."),
    RESPONSE,
    PREVENTION,
)
_WORKING = leg_parameters("working", WORKING, "side price quantity")


def _endpoint(path: str, handler: Any, summary: str, *wanted: Any) -> Endpoint:
    return Endpoint(
        "POST",
        path,
        Security.TRADE,
        handler,
        (OrderListPlaced, OrderListAck),
        TAG,
        summary,
        distinct((*_LIST, *wanted)),
    )


ENDPOINTS = (
    _endpoint(
        "/api/v3/order/oco",
        place_old_oco,
        "Place a pair of which one cancels the other, in the old form",
        mandatory(SIDE),
        mandatory(parameters.decimal("quantity")),
        mandatory(parameters.decimal("price", "Of the LIMIT_MAKER.")),
        mandatory(parameters.decimal("stopPrice")),
        parameters.client_id("limitClientOrderId"),
        parameters.long("limitStrategyId"),
        strategy_type("limitStrategyType"),
        parameters.decimal("limitIcebergQty"),
        parameters.long("trailingDelta"),
        parameters.client_id("stopClientOrderId"),
        parameters.long("stopStrategyId"),
        strategy_type("stopStrategyType"),
        parameters.decimal("stopLimitPrice", "Makes the stop a STOP_LOSS_LIMIT."),
        parameters.decimal("stopIcebergQty"),
        *(each for each in leg_parameters("stopLimit", PAIRED) if "TimeInForce" in each.name),
    ),
    _endpoint(
        "/api/v3/orderList/oco",
        place_oco,
        "Place a pair of which one cancels the other",
        mandatory(SIDE),
        mandatory(parameters.decimal("quantity", "Of both orders.")),
        *leg_parameters("above", PAIRED),
        *leg_parameters("below", PAIRED),
    ),
    _endpoint(
        "/api/v3/orderList/oto",
        place_oto,
        "Place an order that triggers another",
        *_WORKING,
        *leg_parameters("pending", PENDING, "side quantity"),
    ),
    _endpoint(
        "/api/v3/orderList/otoco",
        place_otoco,
        "Place an order that triggers a pair",
        *_WORKING,
        mandatory(parameters.choice("pendingSide", dict(SIDE.known))),
        mandatory(parameters.decimal("pendingQuantity")),
        *leg_parameters("pendingAbove", PAIRED),
        *leg_parameters("pendingBelow", PAIRED),
    ),
    _endpoint(
        "/api/v3/orderList/opo",
        place_opo,
        "Place an order that buys what another sells",
        *_WORKING,
        *leg_parameters("pending", PENDING, "side"),
    ),
    _endpoint(
        "/api/v3/orderList/opoco",
        place_opoco,
        "Place an order that buys what a pair sells",
        *_WORKING,
        mandatory(parameters.choice("pendingSide", dict(SIDE.known))),
        *leg_parameters("pendingAbove", PAIRED),
        *leg_parameters("pendingBelow", PAIRED),
    ),
)
