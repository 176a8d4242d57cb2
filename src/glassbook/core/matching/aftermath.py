"""What an order that was entered leaves behind it: lists that it decided, triggers that it reached.

Lists first: whose other order has just traded is not triggered any more.
"""

from glassbook.core.kernel import hot_kernel
from glassbook.core.matching.contingencies import settle_lists
from glassbook.core.matching.triggers import is_awaited, trigger


@hot_kernel
def follow_up(state, ledger, scratch, taker):
    """Draw the consequences of what was told since `taker` was announced."""
    if scratch.event_count == scratch.accepted_event + 1:
        return
    if state.symbols[taker.symbol_id].list_count > 0:
        settle_lists(state, ledger, scratch)
    if taker.filled_lots > 0 and is_awaited(state, taker.symbol_id):
        trigger(state, ledger, scratch, taker.symbol_id)
