import numpy as np

from glassbook.core.invariants.walk import ladders, levels, queue
from glassbook.core.state import NOBODY


def queues_are_in_time_order(state: np.record, ledger: np.record) -> str:
    """At one price, who came first stands first: by the command in which each came to the back."""
    for ladder in ladders(state):
        for level in levels(state, ladder):
            came = [_arrived(state, slot) for slot in queue(state, level)]
            if came != sorted(came):
                return f"ladder {ladder}: a queue is out of time order: {came}"
    return ""


def _arrived(state: np.record, slot: int) -> int:
    """Return the command in which an order came to the back: its own, unless it came later."""
    terms = int(state.orders[slot]["terms"])
    if terms == NOBODY:
        return int(state.orders[slot]["order_id"])
    return int(state.terms[terms]["arrived"])
