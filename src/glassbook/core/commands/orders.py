"""PLACE_ORDER, TEST_ORDER, CANCEL_ORDER, REPLACE_ORDER: two deeds, alone or one after the other.

Nearly all that a venue is asked. Each deed is compiled in once, which keeps the hot path within the
processor's instruction cache.
"""

from glassbook.core.commands.cancel import cancel_order
from glassbook.core.commands.place import place_order
from glassbook.core.commands.replace import is_worth_cancelling
from glassbook.core.kernel import hot_kernel
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.reject import DoneReason

_PLACE_ANYWAY = int(OrderFlag.PLACE_ANYWAY)


@hot_kernel
def is_about_one_order(kind):
    return CommandKind.PLACE_ORDER <= kind <= CommandKind.CANCEL_ORDER or (
        kind == CommandKind.REPLACE_ORDER
    )


@hot_kernel
def enter_or_cancel(state, ledger, scratch, taker, command):
    """Cancel, place, or cancel and then place: without the one no other, unless told otherwise;
    and neither when the new order is one that no cancel would make welcome.
    """
    kind = command.kind
    places = kind != CommandKind.CANCEL_ORDER
    if kind == CommandKind.CANCEL_ORDER or kind == CommandKind.REPLACE_ORDER:
        replaces = kind == CommandKind.REPLACE_ORDER
        if replaces and not is_worth_cancelling(state, ledger, scratch, taker, command):
            return
        reason = DoneReason.REPLACED if replaces else DoneReason.REQUESTED
        is_cancelled = cancel_order(state, ledger, scratch, command, reason)
        places = replaces and (is_cancelled or command.order_flags & _PLACE_ANYWAY != 0)
    if places:
        place_order(state, ledger, scratch, taker, command)
