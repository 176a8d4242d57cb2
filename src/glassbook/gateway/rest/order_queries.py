"""GET order, openOrders, allOrders: what became of a client's orders.

Beyond Binance: allOrders without a symbol answers for all symbols, delisted ones included.
"""

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import PAGE, page, symbols_meant
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.order_reports import order_view
from glassbook.gateway.rest.order_shapes import OrderView
from glassbook.gateway.rest.order_target import own_order
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue

TAG = "Account"


async def order(venue: Venue, call: Call) -> OrderView:
    """Show one order of the caller. *Rejects* -1121, -1102, -2013, -2039."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    return order_view(venue, call, own_order(venue, call, symbol))


async def open_orders(venue: Venue, call: Call) -> list[OrderView]:
    """Show the caller's open orders, on one symbol or on all. *Rejects* -1121."""
    name = call.values.get("symbol")
    symbol_id = listed(venue.projections.directory, name).symbol_id if name else None
    found = venue.projections.orders.open_orders(call.account_id, symbol_id)
    return [order_view(venue, call, each) for each in found]


async def all_orders(venue: Venue, call: Call) -> list[OrderView]:
    """Show a page of the caller's orders, open and done. *Rejects* -1121, -1127, -1128."""
    wanted = page(call.values, "orderId")
    orders = venue.projections.orders
    found = [
        each
        for symbol in symbols_meant(venue, call)
        for each in orders.history(call.account_id, symbol.symbol_id, wanted)
    ]
    found.sort(key=lambda each: each.order_id)
    kept = found[: wanted.limit] if wanted.is_forward else found[-wanted.limit :]
    return [order_view(venue, call, each) for each in kept]


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/order",
        Security.USER_DATA,
        order,
        OrderView,
        TAG,
        "One order",
        (
            mandatory(parameters.symbol()),
            parameters.long("orderId"),
            parameters.client_id("origClientOrderId"),
        ),
    ),
    Endpoint(
        "GET",
        "/api/v3/openOrders",
        Security.USER_DATA,
        open_orders,
        list[OrderView],
        TAG,
        "Open orders",
        (parameters.symbol(),),
    ),
    Endpoint(
        "GET",
        "/api/v3/allOrders",
        Security.USER_DATA,
        all_orders,
        list[OrderView],
        TAG,
        "Orders, open and done",
        (parameters.symbol(), parameters.long("orderId", "From this order on."), *PAGE),
    ),
)
