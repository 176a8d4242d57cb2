"""`listStatus`: an order list was accepted, is called otherwise, or is over, told to its owner.

*Source*: Binance's user-data-stream.md, "Order Update".
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection.directory import Directory
from glassbook.projection.executions import ListChange
from glassbook.projection.orders import Orders
from glassbook.projection.rows import OrderList
from glassbook.protocol.orders import ListKind

TYPES = {
    ListChange.BEGUN: "EXEC_STARTED",
    ListChange.RENAMED: "UPDATED",
    ListChange.DONE: "ALL_DONE",
}
CONTINGENCIES = dict.fromkeys(ListKind, "OTO") | {ListKind.OCO: "OCO"}


class ListedOrder(msgspec.Struct):
    symbol: str = msgspec.field(name="s")
    order_id: int = msgspec.field(name="i")
    client_order_id: str = msgspec.field(name="c")


class ListStatus(msgspec.Struct, tag_field="e", tag="listStatus"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    order_list_id: int = msgspec.field(name="g")
    contingency_type: str = msgspec.field(name="c")
    list_status_type: str = msgspec.field(name="l")
    list_order_status: str = msgspec.field(name="L")
    reject_reason: str = msgspec.field(name="r")
    list_client_order_id: str = msgspec.field(name="C")
    transaction_time: int = msgspec.field(name="T")
    orders: list[ListedOrder] = msgspec.field(name="O")


def list_status(
    order_list: OrderList, directory: Directory, orders: Orders, change: ListChange
) -> ListStatus:
    """Return what is told of a list, but for its times."""
    symbol = directory.symbols[order_list.symbol_id]
    found = [
        orders.by_id(order_list.account_id, order_list.symbol_id, each)
        for each in order_list.order_ids
    ]
    return ListStatus(
        event_time=0,
        symbol=symbol.name,
        order_list_id=order_list.list_id,
        contingency_type=CONTINGENCIES[ListKind(order_list.kind)],
        list_status_type=TYPES[change],
        list_order_status="ALL_DONE" if change is ListChange.DONE else "EXECUTING",
        reject_reason="NONE",
        list_client_order_id=order_list.client_order_id,
        transaction_time=0,
        orders=[
            ListedOrder(symbol.name, order.order_id, order.client_order_id)
            for order in found
            if order is not None
        ],
    )


def payload(status: ListStatus, time_ns: int, now_ns: int, unit: TimeUnit) -> bytes:
    """Return the JSON of it, at these times."""
    timed = msgspec.structs.replace(
        status, event_time=unit.of(now_ns), transaction_time=unit.of(time_ns)
    )
    return msgspec.json.encode(timed)
