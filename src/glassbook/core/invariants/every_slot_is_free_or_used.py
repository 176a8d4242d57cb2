import numpy as np

from glassbook.core.invariants.walk import levels, resting
from glassbook.core.state import NOBODY


def every_slot_is_free_or_used(state: np.record, ledger: np.record) -> str:
    """Every slot of the arenas is in use once or free once: none is lost, none is in two places."""
    ladders = range(2 * int(state.symbol_count))
    orders = [slot for _ladder, slot in resting(state)]
    in_use = [level for ladder in ladders for level in levels(state, ladder)]
    for name, used, free, table, link in (
        ("order", orders, state.free_order, state.orders, "newer"),
        ("level", in_use, state.free_level, state.levels, "worse"),
    ):
        slot, everything = int(free), list(used)
        while slot != NOBODY:
            everything.append(slot)
            slot = int(table[slot][link])
        if sorted(everything) != list(range(1, int(getattr(state, f"{name}_slots")))):
            return f"{name} slots are lost or taken twice"
    if len(orders) != int(state.open_order_count):
        return f"{len(orders)} orders rest, {state.open_order_count} are counted"
    return _nodes_are_accounted_for(state)


def _nodes_are_accounted_for(state: np.record) -> str:
    reached, free = [], []
    for ladder in range(2 * int(state.symbol_count)):
        root = int(state.ladders[ladder]["root"])
        generation = [root] if root != NOBODY else []
        for _ in range(int(state.symbols[ladder >> 1]["depth"])):
            reached += generation
            generation = [
                int(state.nodes[node]["children"][branch])
                for node in generation
                for branch in range(64)
                if int(state.nodes[node]["occupied"]) >> branch & 1
            ]
    node = int(state.free_node)
    while node != NOBODY:
        free.append(node)
        node = int(state.nodes[node]["children"][0])
    if sorted(reached + free) != list(range(1, int(state.node_slots))):
        return "nodes are lost or taken twice"
    return "" if len(free) == int(state.free_node_count) else "free nodes are miscounted"
