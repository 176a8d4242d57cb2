"""Which order a request means: by its id, by its client's id, or by both, which must agree."""

from collections.abc import Callable
from dataclasses import dataclass

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.order import Order
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.orders import OrderFlag

BY_CLIENT_KEY = int(OrderFlag.TARGET_BY_CLIENT_KEY)

RESTRICTIONS = parameters.choice(
    "cancelRestrictions",
    {
        "ONLY_NEW": int(OrderFlag.ONLY_NEW),
        "ONLY_PARTIALLY_FILLED": int(OrderFlag.ONLY_PARTIALLY_FILLED),
    },
    refusals.bad_cancel_restrictions,
    "Cancel only while nothing of the order has filled, or only when something has.",
)


@dataclass(frozen=True, slots=True)
class Target:
    """An order as commands name it: `order_id`, or the client key where `flags` say so."""

    order_id: int
    flags: int


def target(
    venue: Venue,
    call: Call,
    symbol: Symbol,
    id_name: str,
    client_id_name: str,
    refuse: Callable[[], Refusal],
) -> Target:
    """Return which order is meant by the parameters of these two names.

    *Rejects* -1102 when neither was sent; with `refuse()` when both were and the first names no
    order; -2039 when the order it names has another client id.
    """
    order_id: int | None = call.values.get(id_name)
    client_order_id: str | None = call.values.get(client_id_name)
    if order_id is None and client_order_id is None:
        raise refusals.either_missing(client_id_name, id_name)
    if order_id is None:
        return Target(client_key(client_order_id or ""), BY_CLIENT_KEY)
    if client_order_id is not None:
        order = venue.projections.orders.by_id(call.account_id, symbol.symbol_id, order_id)
        if order is None:
            raise refuse()
        _require_agreement(order, client_order_id)
    return Target(order_id, 0)


def _require_agreement(order: Order, client_order_id: str) -> None:
    if order.client_order_id != client_order_id:
        raise refusals.client_id_mismatch()


def own_order(venue: Venue, call: Call, symbol: Symbol) -> Order:
    """Return the caller's order named by orderId, origClientOrderId or both, open or done.

    *Rejects* -1102 when neither was sent; -2013 for an order unknown; -2039 when they disagree.
    """
    orders = venue.projections.orders
    order_id: int | None = call.values.get("orderId")
    client_order_id: str | None = call.values.get("origClientOrderId")
    if order_id is not None:
        order = orders.by_id(call.account_id, symbol.symbol_id, order_id)
    elif client_order_id is not None:
        order = orders.by_client_id(call.account_id, symbol.symbol_id, client_order_id)
    else:
        raise refusals.either_missing("origClientOrderId", "orderId")
    if order is None:
        raise refusals.no_such_order()
    if client_order_id is not None:
        _require_agreement(order, client_order_id)
    return order
