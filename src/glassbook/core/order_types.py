"""What the type of an order says: has it a price, and does it wait for one?"""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.protocol.orders import OrderType, Side

FALLING, RISING = 0, 1


@hot_kernel
def has_trigger(order_type):
    """Does an order of this type wait for a price?"""
    return order_type >= OrderType.STOP_LOSS


@hot_kernel
def has_limit(order_type):
    """Does an order of this type have a price of its own? Those of odd numbers do."""
    return order_type & 1 != 0


for _type in OrderType:
    _needs_none = _type in (OrderType.MARKET, OrderType.STOP_LOSS, OrderType.TAKE_PROFIT)
    assert (_type % 2 == 0) == _needs_none, "types with a price are odd: see has_limit"


@kernel
def waits_for(order_type, side):
    """Return whether an order waits for the price to rise (1) or to fall (0)."""
    is_stop = order_type == OrderType.STOP_LOSS or order_type == OrderType.STOP_LOSS_LIMIT
    return RISING if is_stop == (side == Side.BUY) else FALLING
