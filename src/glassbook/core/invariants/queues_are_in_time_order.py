import numpy as np

from glassbook.core.invariants.walk import levels, queue


def queues_are_in_time_order(state: np.record, ledger: np.record) -> str:
    """At one price, who came first stands first: ids come from the sequence, so they ascend."""
    for ladder in range(2 * int(state.symbol_count)):
        for level in levels(state, ladder):
            ids = [int(state.orders[slot]["order_id"]) for slot in queue(state, level)]
            if ids != sorted(set(ids)):
                return f"ladder {ladder}: a queue is out of time order: {ids}"
    return ""
