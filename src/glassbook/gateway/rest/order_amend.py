"""PUT /api/v3/order/amend/keepPriority: less quantity, the same place in the queue."""

from glassbook.gateway.access.refusals import Refusal, amend_refused
from glassbook.gateway.rest import parameters, rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.names import (
    ORDER_TYPE_NAMES,
    PREVENTION_NAMES,
    SIDE_NAMES,
    TIME_IN_FORCE_NAMES,
)
from glassbook.gateway.rest.order_entry import TAG
from glassbook.gateway.rest.order_form import listed, new_client_id, quantity_lots
from glassbook.gateway.rest.order_reports import ZERO, working_time
from glassbook.gateway.rest.order_shapes import AmendedOrder, OrderAmended
from glassbook.gateway.rest.order_target import target
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.order import Order
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import reduce_order
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.submission import Outcome

NO_CHANGE = "The requested action would change no state; rejecting"


def unknown_order() -> Refusal:
    return amend_refused("Unknown order sent.")


async def amend(venue: Venue, call: Call) -> OrderAmended:
    """Reduce an open order of the caller. *Rejects* -1121, -1102, -1013, -1111, -2038, -2039."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    lots = quantity_lots(symbol, call.values["newQty"], "newQty")
    meant = target(venue, call, symbol, "orderId", "origClientOrderId", unknown_order)
    client_id = call.values.get("newClientOrderId") or new_client_id()
    before = _client_id_before(venue, call, symbol, meant.order_id)
    command = reduce_order(
        call.account_id,
        symbol.symbol_id,
        meant.order_id,
        lots,
        client_key(client_id),
        meant.flags,
    )
    outcome = await venue.submitter.submit(command, Label(client_order_id=client_id))
    said = outcome.events[0]
    if said.kind == EventKind.CANCEL_REJECTED:
        raise _refusal(venue, call, symbol, said, lots)
    order = venue.projections.orders.by_id(call.account_id, symbol.symbol_id, said.order_id)
    assert order is not None, "an order that was reduced is remembered"
    return _answer(call, symbol, order, outcome, before, client_id)


def _client_id_before(venue: Venue, call: Call, symbol: Symbol, order_id: int) -> str:
    """Return the client id the order goes by before it is amended."""
    sent: str | None = call.values.get("origClientOrderId")
    if sent is not None:
        return sent
    order = venue.projections.orders.by_id(call.account_id, symbol.symbol_id, order_id)
    return order.client_order_id if order else ""


def _refusal(venue: Venue, call: Call, symbol: Symbol, said: Event, lots: int) -> Refusal:
    if said.reason == RejectCode.QUANTITY_NOT_REDUCED:
        order = venue.projections.orders.by_id(call.account_id, symbol.symbol_id, said.order_id)
        if order is not None and order.quantity_lots == lots:
            return amend_refused(NO_CHANGE)
    return rejects.refusal(said.reason, rejects.AMENDING)


def _answer(
    call: Call, symbol: Symbol, order: Order, outcome: Outcome, before: str, client_id: str
) -> OrderAmended:
    said = outcome.events[0]
    executed_lots = said.quantity_lots - said.open_lots
    amended = AmendedOrder(
        symbol=symbol.name,
        order_id=order.order_id,
        orig_client_order_id=before,
        client_order_id=client_id,
        price=symbol.price_text(order.price_ticks),
        qty=symbol.quantity_text(said.quantity_lots),
        executed_qty=symbol.quantity_text(executed_lots),
        prevented_qty=symbol.quantity_text(order.prevented_lots),
        quote_order_qty=ZERO,
        cumulative_quote_qty=symbol.amount_text(order.quote_units),
        status="PARTIALLY_FILLED" if executed_lots else "NEW",
        time_in_force=TIME_IN_FORCE_NAMES[order.time_in_force],
        type=ORDER_TYPE_NAMES[order.order_type],
        side=SIDE_NAMES[order.side],
        working_time=working_time(call, order),
        self_trade_prevention_mode=PREVENTION_NAMES[order.self_trade_prevention],
    )
    return OrderAmended(
        transact_time=call.time(outcome.time_ns),
        execution_id=outcome.sequence,
        amended_order=amended,
    )


ENDPOINTS = (
    Endpoint(
        "PUT",
        "/api/v3/order/amend/keepPriority",
        Security.TRADE,
        amend,
        OrderAmended,
        TAG,
        "Reduce an order's quantity, keeping its place in the queue",
        (
            mandatory(parameters.symbol()),
            parameters.long("orderId"),
            parameters.client_id("origClientOrderId"),
            parameters.client_id("newClientOrderId", "Its name from then on; may be the same."),
            mandatory(parameters.decimal("newQty", "More than filled, less than before.")),
        ),
    ),
)
