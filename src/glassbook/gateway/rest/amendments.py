"""GET /api/v3/order/amendments and /api/v3/myAllocations: what became of orders, step by step.

There is one book for a symbol, so no order is ever routed and no allocation made: the list of
allocations is empty, for every symbol there is.
"""

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import LIMIT_DEFAULT, LIMIT_MAX, PAGE
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.pages import Page

TAG = "Account"


class AmendmentView(Shape, kw_only=True):
    symbol: str
    order_id: int
    execution_id: int
    orig_client_order_id: str
    new_client_order_id: str
    orig_qty: str
    new_qty: str
    time: int


class AllocationView(Shape, kw_only=True):
    """A part of an order that was filled elsewhere."""

    symbol: str
    allocation_id: int


async def amendments(venue: Venue, call: Call) -> list[AmendmentView]:
    """Show how an order of the caller was amended. *Rejects* -1121."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    limit = call.values.get("limit", LIMIT_DEFAULT)
    page = Page(limit, from_id=call.values.get("fromExecutionId", 0))
    found = venue.projections.amendments.of_order(
        call.account_id, symbol.symbol_id, call.values["orderId"], page
    )
    return [
        AmendmentView(
            symbol=symbol.name,
            order_id=each.order_id,
            execution_id=each.amendment_id,
            orig_client_order_id=each.old_client_order_id,
            new_client_order_id=each.new_client_order_id,
            orig_qty=symbol.quantity_text(each.old_quantity_lots),
            new_qty=symbol.quantity_text(each.new_quantity_lots),
            time=call.time(each.time_ns),
        )
        for each in found
    ]


async def allocations(venue: Venue, call: Call) -> list[AllocationView]:
    """Show that nothing was allocated. *Rejects* -1121."""
    listed(venue.projections.directory, call.values["symbol"])
    return []


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/order/amendments",
        Security.USER_DATA,
        amendments,
        list[AmendmentView],
        TAG,
        "How an order was amended",
        (
            mandatory(parameters.symbol()),
            mandatory(parameters.long("orderId")),
            parameters.long("fromExecutionId"),
            parameters.limit(LIMIT_DEFAULT, LIMIT_MAX),
        ),
    ),
    Endpoint(
        "GET",
        "/api/v3/myAllocations",
        Security.USER_DATA,
        allocations,
        list[AllocationView],
        TAG,
        "Allocations of routed orders: none, there is one book",
        (
            mandatory(parameters.symbol()),
            parameters.long("fromAllocationId"),
            parameters.long("orderId"),
            *PAGE,
        ),
    ),
)
