"""GET and DELETE orderList, GET openOrderList, allOrderList: what became of a client's lists."""

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import PAGE, page
from glassbook.gateway.rest.order_cancel import (
    cancelled,
    list_cancelled,
    require_done,
    unknown_order,
)
from glassbook.gateway.rest.order_entry import TAG
from glassbook.gateway.rest.order_form import listed, new_client_id
from glassbook.gateway.rest.order_list_shapes import (
    OrderListCancelled,
    OrderListView,
    list_fields,
)
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.rows import OrderList
from glassbook.protocol.commands import cancel_list
from glassbook.protocol.labels import Label

ACCOUNT = "Account"


async def cancel(venue: Venue, call: Call) -> OrderListCancelled:
    """Cancel what is open of a list of the caller. *Rejects* -1121, -1102, -2011."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    order_list = meant_list(venue, call, "listClientOrderId")
    if order_list is None:
        raise unknown_order()
    cancel_id = call.values.get("newClientOrderId") or new_client_id()
    command = cancel_list(call.account_id, symbol.symbol_id, order_list.list_id)
    outcome = await venue.submitter.submit(command, Label(cancel_client_order_id=cancel_id))
    require_done(outcome)
    reports = cancelled(venue, call, symbol, outcome, cancel_id)
    return list_cancelled(venue, call, order_list, reports, outcome.time_ns)


async def status(venue: Venue, call: Call) -> OrderListView:
    """Show one list of the caller. *Rejects* -1102, -2013."""
    order_list = meant_list(venue, call, "origClientOrderId")
    if order_list is None:
        raise refusals.no_such_order()
    return _view(venue, call, order_list)


async def open_lists(venue: Venue, call: Call) -> list[OrderListView]:
    """Show the caller's lists of which an order is open."""
    found = venue.projections.order_lists.open_lists(call.account_id)
    return [_view(venue, call, each) for each in found]


async def all_lists(venue: Venue, call: Call) -> list[OrderListView]:
    """Show a page of the caller's lists, open and done. *Rejects* -1127, -1128."""
    has_times = not {"startTime", "endTime"}.isdisjoint(call.values)
    if "fromId" in call.values and has_times:
        raise refusals.bad_combination()
    wanted = page(call.values, "fromId")
    found = venue.projections.order_lists.history(call.account_id, wanted)
    return [_view(venue, call, each) for each in found]


def _view(venue: Venue, call: Call, order_list: OrderList) -> OrderListView:
    is_open = venue.projections.order_lists.is_open(order_list.list_id)
    return OrderListView(**list_fields(venue, call, order_list, is_open=is_open))


def meant_list(venue: Venue, call: Call, name: str) -> OrderList | None:
    """Return the list that `orderListId`, the parameter `name`, or both of them mean.

    *Rejects* -1102 when neither was sent.
    """
    lists = venue.projections.order_lists
    list_id: int | None = call.values.get("orderListId")
    client_id: str | None = call.values.get(name)
    if list_id is None and client_id is None:
        raise refusals.either_missing(name, "orderListId")
    if list_id is None:
        return lists.by_client_id(call.account_id, client_id or "")
    found = lists.by_id(call.account_id, list_id)
    is_other = found is not None and client_id not in {None, found.client_order_id}
    return None if is_other else found


ENDPOINTS = (
    Endpoint(
        "DELETE",
        "/api/v3/orderList",
        Security.TRADE,
        cancel,
        OrderListCancelled,
        TAG,
        "Cancel an order list",
        (
            mandatory(parameters.symbol()),
            parameters.long("orderListId"),
            parameters.client_id("listClientOrderId"),
            parameters.client_id("newClientOrderId", "The name of this cancel."),
        ),
    ),
    Endpoint(
        "GET",
        "/api/v3/orderList",
        Security.USER_DATA,
        status,
        OrderListView,
        ACCOUNT,
        "One order list",
        (parameters.long("orderListId"), parameters.client_id("origClientOrderId")),
    ),
    Endpoint(
        "GET",
        "/api/v3/allOrderList",
        Security.USER_DATA,
        all_lists,
        list[OrderListView],
        ACCOUNT,
        "Order lists, open and done",
        (parameters.long("fromId", "From this list on; not together with times."), *PAGE),
    ),
    Endpoint(
        "GET",
        "/api/v3/openOrderList",
        Security.USER_DATA,
        open_lists,
        list[OrderListView],
        ACCOUNT,
        "Open order lists",
    ),
)
