"""POST /api/v3/sor/order and its test: an order for whichever book of an asset is best.

There is one book for a symbol, so the best book is that one: the order is placed as any other, and
the answer says in the documented words that it was routed. Nothing is remembered of it.
Source: REST API, "SOR"; the SOR FAQ.
"""

from dataclasses import replace

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import order_entry, parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_form import NEW_ORDER
from glassbook.gateway.rest.order_shapes import CommissionForOrder, Empty, OrderAck, OrderPlaced
from glassbook.gateway.rest.parameters import Parameter, mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.orders import OrderType

TAG = "Trading"
ROUTED = {each.name: each for each in (OrderType.LIMIT, OrderType.MARKET)}
TAKEN = (
    "symbol",
    "side",
    "type",
    "timeInForce",
    "quantity",
    "price",
    "newClientOrderId",
    "strategyId",
    "strategyType",
    "icebergQty",
    "newOrderRespType",
    "selfTradePreventionMode",
)


class OrderRouted(OrderPlaced, kw_only=True):
    working_floor: str = "SOR"
    used_sor: bool = True


def _taken(parameter: Parameter) -> Parameter:
    """Return a parameter of any order as one that is routed takes it."""
    if parameter.name == "type":
        return mandatory(parameters.choice("type", ROUTED, refusals.bad_order_type))
    if parameter.name == "quantity":
        return replace(parameter, is_mandatory=True)
    return parameter


NEW_ROUTED = tuple(_taken(each) for each in NEW_ORDER if each.name in TAKEN)


async def place(venue: Venue, call: Call) -> OrderRouted | OrderAck:
    """Place an order. *Rejects* as `order_entry.place`."""
    placed: OrderPlaced | OrderAck = await order_entry.place(venue, call)
    if not isinstance(placed, OrderPlaced):
        return placed
    return OrderRouted(**{name: getattr(placed, name) for name in placed.__struct_fields__})


ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/v3/sor/order",
        Security.TRADE,
        place,
        (OrderRouted, OrderAck),
        TAG,
        "Place an order on the best book, which is the only one",
        NEW_ROUTED,
    ),
    Endpoint(
        "POST",
        "/api/v3/sor/order/test",
        Security.TRADE,
        order_entry.test,
        (Empty, CommissionForOrder),
        TAG,
        "Check such an order without placing it",
        (*NEW_ROUTED, parameters.boolean("computeCommissionRates")),
    ),
)
