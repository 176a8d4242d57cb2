"""How an order ends without being filled, and the fields that every event of it states."""

from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import DoneReason
from tests.twin.state import Exchange, Order


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
