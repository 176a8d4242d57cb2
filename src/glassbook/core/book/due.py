"""Orders that are due: triggered by the command that is being applied, to be entered after it.

One queue for the whole venue, first in, first out; it uses the links that a level's queue would. A
command and all that it triggers are one step of the sequence: between commands it is empty.
"""

from glassbook.core.kernel import kernel
from glassbook.core.state import DUE, NOBODY


@kernel
def enqueue_due(state, slot):
    """Put an order, which stands in no queue, behind all that are due."""
    order = state.orders[slot]
    state.terms[order.terms].stage = DUE
    order.level = NOBODY
    order.older = state.due_newest
    order.newer = NOBODY
    if state.due_newest == NOBODY:
        state.due_oldest = slot
    else:
        state.orders[state.due_newest].newer = slot
    state.due_newest = slot


@kernel
def dequeue_due(state, slot):
    """Take an order out of the queue, from anywhere in it."""
    order = state.orders[slot]
    if order.older == NOBODY:
        state.due_oldest = order.newer
    else:
        state.orders[order.older].newer = order.newer
    if order.newer == NOBODY:
        state.due_newest = order.older
    else:
        state.orders[order.newer].older = order.older
