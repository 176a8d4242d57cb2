"""PUT /api/v3/order/amend/keepPriority: less quantity, the same place in the queue.

Of an order list the answer tells the list, too, and the order that has less because the two are a
pair. Source: REST API, "Order Amend Keep Priority"; `OrderAmendKeepPriorityResponse` of the schema.
"""

from msgspec import UNSET

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
from glassbook.gateway.rest.order_list_shapes import CONTINGENCIES, EXECUTING, listed_orders
from glassbook.gateway.rest.order_reports import NO_LIST, STATUS_NAMES, ZERO, add_conditional
from glassbook.gateway.rest.order_shapes import AmendedList, AmendedOrder, OrderAmended
from glassbook.gateway.rest.order_target import target
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.order import Order, OrderStatus
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import reduce_order
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import ListKind
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
    return _answer(venue, call, outcome, before)


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


def _answer(venue: Venue, call: Call, outcome: Outcome, before: str) -> OrderAmended:
    said, *others = outcome.events
    order = _order(venue, call, said)
    answer = OrderAmended(
        transact_time=call.time(outcome.time_ns),
        execution_id=outcome.sequence,
        amended_order=_amended(venue, call, said, before),
    )
    if order.list_id:
        answer.list_status = _list_status(venue, call, order.list_id)
    if others:
        answer.related_orders = [
            _amended(venue, call, each, _order(venue, call, each).client_order_id)
            for each in others
        ]
    return answer


def _order(venue: Venue, call: Call, said: Event) -> Order:
    order = venue.projections.orders.by_id(call.account_id, said.symbol_id, said.order_id)
    assert order is not None, "an order that was reduced is remembered"
    return order


def _amended(venue: Venue, call: Call, said: Event, before: str) -> AmendedOrder:
    """Return an order as it was when it had been reduced; `before` is what it was called."""
    order, symbol = _order(venue, call, said), venue.projections.directory.symbols[said.symbol_id]
    executed_lots = said.quantity_lots - said.open_lots
    status = OrderStatus.PARTIALLY_FILLED if executed_lots else OrderStatus.NEW
    if order.status == OrderStatus.PENDING_NEW:
        status = OrderStatus.PENDING_NEW
    amended = AmendedOrder(
        symbol=symbol.name,
        order_id=order.order_id,
        order_list_id=order.list_id or NO_LIST,
        orig_client_order_id=before,
        client_order_id=order.client_order_id,
        price=symbol.price_text(order.price_ticks),
        qty=symbol.quantity_text(said.quantity_lots),
        executed_qty=symbol.quantity_text(executed_lots),
        prevented_qty=symbol.quantity_text(order.prevented_lots),
        quote_order_qty=ZERO,
        cumulative_quote_qty=symbol.amount_text(order.quote_units),
        status=STATUS_NAMES[status],
        time_in_force=TIME_IN_FORCE_NAMES[order.time_in_force],
        type=ORDER_TYPE_NAMES[order.order_type],
        side=SIDE_NAMES[order.side],
        working_time=call.time(order.working_time_ns) if order.working_time_ns else UNSET,
        self_trade_prevention_mode=PREVENTION_NAMES[order.self_trade_prevention],
    )
    if order.trigger_ticks:
        amended.stop_price = symbol.price_text(order.trigger_ticks)
    if order.visible_lots:
        amended.iceberg_qty = symbol.quantity_text(order.visible_lots)
    add_conditional(amended, call, order, symbol)
    return amended


def _list_status(venue: Venue, call: Call, list_id: int) -> AmendedList:
    order_list = venue.projections.order_lists.by_id(call.account_id, list_id)
    assert order_list is not None, "a list is remembered with its orders"
    return AmendedList(
        order_list_id=list_id,
        contingency_type=CONTINGENCIES[ListKind(order_list.kind)],
        list_order_status=EXECUTING,
        list_client_order_id=order_list.client_order_id,
        symbol=venue.projections.directory.symbols[order_list.symbol_id].name,
        orders=listed_orders(venue, order_list),
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
