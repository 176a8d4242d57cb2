"""Order lists as JSON."""

from typing import Any

from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.order_shapes import (
    ListedOrder,
    OrderAck,
    OrderCancelled,
    OrderPlaced,
    Shape,
)
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.rows import OrderList
from glassbook.protocol.orders import ListKind

#: A list that triggers a pair, or pays, is an OTO, too. Source: REST API, "New Order list".
CONTINGENCIES = dict.fromkeys(ListKind, "OTO") | {ListKind.OCO: "OCO"}
EXECUTING, ALL_DONE, STARTED = "EXECUTING", "ALL_DONE", "EXEC_STARTED"


class OrderListView(Shape, kw_only=True):
    order_list_id: int
    contingency_type: str
    list_status_type: str
    list_order_status: str
    list_client_order_id: str
    transaction_time: int
    symbol: str
    orders: list[ListedOrder]


class OrderListPlaced(OrderListView, kw_only=True):
    order_reports: list[OrderPlaced]


class OrderListAck(OrderListView, kw_only=True):
    """A list whose client asked for no more than that."""

    order_reports: list[OrderAck]


class OrderListCancelled(OrderListView, kw_only=True):
    order_reports: list[OrderCancelled]


def list_fields(
    venue: Venue, call: Call, order_list: OrderList, *, is_open: bool
) -> dict[str, Any]:
    """Return the fields that every answer about a list has."""
    symbol = venue.projections.directory.symbols[order_list.symbol_id]
    return {
        "order_list_id": order_list.list_id,
        "contingency_type": CONTINGENCIES[ListKind(order_list.kind)],
        "list_status_type": STARTED if is_open else ALL_DONE,
        "list_order_status": EXECUTING if is_open else ALL_DONE,
        "list_client_order_id": order_list.client_order_id,
        "transaction_time": call.time(order_list.time_ns),
        "symbol": symbol.name,
        "orders": listed_orders(venue, order_list),
    }


def listed_orders(venue: Venue, order_list: OrderList) -> list[ListedOrder]:
    """Return the orders of a list by the names that they have now."""
    symbol = venue.projections.directory.symbols[order_list.symbol_id]
    return [
        ListedOrder(
            symbol=symbol.name,
            order_id=order_id,
            client_order_id=client_order_id(venue, order_list, order_id),
        )
        for order_id in order_list.order_ids
    ]


def client_order_id(venue: Venue, order_list: OrderList, order_id: int) -> str:
    """Return what the client calls one order of a list."""
    orders = venue.projections.orders
    order = orders.by_id(order_list.account_id, order_list.symbol_id, order_id)
    return order.client_order_id if order is not None else ""
