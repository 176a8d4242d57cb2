"""The form of a pegged order: which peg goes with which type. Source: faqs/pegged_orders.md."""

from glassbook.core.kernel import kernel
from glassbook.core.order_types import has_limit
from glassbook.protocol.maxima import PEG_LEVELS_MAX
from glassbook.protocol.orders import OrderFlag, OrderType, Peg, TimeInForce
from glassbook.protocol.reject import RejectCode

_PRIMARY = int(OrderFlag.PRIMARY_PEG)
_MARKET = int(OrderFlag.MARKET_PEG)


@kernel
def is_pegged(command):
    """Does an order say that the book gives its price, or anything about how?"""
    return command.order_flags & (_PRIMARY | _MARKET) != 0 or command.asset_id >> 8 != 0


@kernel
def peg_of(command):
    """Return the Peg of an order that has one."""
    return Peg.PRIMARY if command.order_flags & _PRIMARY else Peg.MARKET


@kernel
def levels_of(command):
    """Return how many levels behind the best the price of a pegged order lies."""
    return command.asset_id >> 8


@kernel
def check_peg(command):
    """Is there one peg, and may an order of this type have it?"""
    has_primary, has_market = (
        command.order_flags & _PRIMARY != 0,
        command.order_flags & _MARKET != 0,
    )
    if has_primary == has_market or levels_of(command) > PEG_LEVELS_MAX:
        return RejectCode.PEG_UNKNOWN
    if not has_limit(command.order_type):
        return RejectCode.PEG_NOT_ALLOWED
    if command.order_type == OrderType.LIMIT_MAKER and has_market:
        return RejectCode.PEG_MISMATCHED
    is_patient = command.time_in_force == TimeInForce.GTC
    if command.order_type == OrderType.LIMIT and has_primary and not is_patient:
        return RejectCode.PEG_MISMATCHED
    return RejectCode.PRICE_NOT_POSITIVE if command.price_ticks < 0 else RejectCode.NONE
