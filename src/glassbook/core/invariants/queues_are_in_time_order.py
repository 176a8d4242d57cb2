import numpy as np

from glassbook.core.invariants.walk import ladders, levels, queue


def queues_are_in_time_order(state: np.record, ledger: np.record) -> str:
    """At one price, who came first stands first: the places in time ascend."""
    for ladder in ladders(state):
        for level in levels(state, ladder):
            places = [int(state.places[slot]) for slot in queue(state, level)]
            if places != sorted(set(places)):
                return f"ladder {ladder}: a queue is out of time order: {places}"
    return ""
