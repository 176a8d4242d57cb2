"""How an order ends without being filled, and the fields that every event of it states."""

from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import ListKind
from glassbook.protocol.reject import DoneReason
from tests.twin.state import Exchange, Order, OrderList


def take_back(exchange: Exchange, order: Order, reason: DoneReason) -> None:
    exchange.forget(order)
    hold_units = exchange.set_hold(order, 0)
    exchange.tell(
        EventKind.ORDER_CANCELLED,
        **whose(order),
        order_id=order.order_id,
        quantity_lots=order.open_lots,
        hold_units=hold_units,
        reason=reason,
    )


def expire(exchange: Exchange, order: Order, reason: DoneReason, *, is_maker: bool) -> None:
    """End an order without a request: what it holds is released."""
    hold_units = exchange.set_hold(order, 0)
    exchange.tell(
        EventKind.ORDER_EXPIRED,
        **whose(order),
        order_id=order.order_id,
        quantity_lots=order.open_lots,
        hold_units=hold_units,
        reason=reason,
        is_maker=is_maker,
    )
    order.open_lots = 0


def whose(order: Order) -> dict[str, int]:
    """Return the fields that every event of an order states."""
    return {
        "account_id": order.account_id,
        "symbol_id": order.symbol_id,
        "side": order.side,
    }


def others(exchange: Exchange, order_list: OrderList, order_id: int) -> list[Order]:
    """Return the open orders of a list but one, by id."""
    return [
        exchange.orders[each]
        for each in order_list.order_ids
        if each != order_id and each in exchange.orders
    ]


def settle_one(exchange: Exchange, order_id: int, open_lots: int | None) -> None:
    """Draw the consequences of a fill, or without `open_lots` of an end."""
    order_list = exchange.listed.get(order_id)
    if order_list is None:
        return
    left = others(exchange, order_list, order_id)
    is_first = order_list.kind != ListKind.OCO and order_id == order_list.order_ids[0]
    if is_first and open_lots is not None:
        if open_lots == 0:
            exchange.due += left
        return
    reason = DoneReason.LIST_NOT_BEGUN if is_first else DoneReason.LIST_DECIDED
    for other in left:
        end(exchange, other, reason)


def end(exchange: Exchange, order: Order, reason: DoneReason) -> None:
    exchange.forget(order)
    expire(exchange, order, reason, is_maker=True)
