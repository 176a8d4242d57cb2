import numpy as np

from glassbook.core.invariants.walk import branches, ladders, levels, pending, standing
from glassbook.core.state import LADDERS, NOBODY, WAITING


def every_slot_is_free_or_used(state: np.record, ledger: np.record) -> str:
    """Every slot of the arenas is in use once or free once: none is lost, none is in two places."""
    orders = [*(slot for _ladder, slot in standing(state)), *pending(state)]
    in_use = [level for ladder in ladders(state) for level in levels(state, ladder)]
    terms = [int(state.orders[slot]["terms"]) for slot in orders]
    terms = [slot for slot in terms if slot != NOBODY]
    lists = sorted({int(state.terms[slot]["list"]) for slot in terms} - {NOBODY})
    for name, used, free, table, link in (
        ("order", orders, state.free_order, state.orders, "newer"),
        ("level", in_use, state.free_level, state.levels, "worse"),
        ("terms", terms, state.free_terms, state.terms, "next_free"),
        ("list", lists, state.free_list, state.lists, "next_free"),
    ):
        slot, everything = int(free), list(used)
        while slot != NOBODY:
            everything.append(slot)
            slot = int(table[slot][link])
        if sorted(everything) != list(range(1, int(getattr(state, f"{name}_slots")))):
            return f"{name} slots are lost or taken twice"
    if len(orders) != int(state.open_order_count):
        return f"{len(orders)} orders are open, {state.open_order_count} are counted"
    icebergs = sum(int(state.terms[slot]["visible_lots"]) > 0 for slot in terms)
    if (len(terms), icebergs) != (int(state.terms_count), int(state.iceberg_count)):
        return "orders with terms, or icebergs, are miscounted"
    trailing = sum(int(state.terms[slot]["trailing_bips"]) > 0 for slot in terms)
    linked = sum(_trailing(state, symbol) for symbol in range(int(state.symbol_count)))
    waiting = sum(int(state.terms[slot]["stage"]) == WAITING for slot in terms)
    if not linked <= min(trailing, waiting) or linked != int(state.trailing_count):
        return "an order is in a list of trailing ones that should not be"
    if state.due_oldest != NOBODY or state.due_newest != NOBODY:
        return "somebody is due between two commands"
    return _nodes_are_accounted_for(state)


def _trailing(state: np.record, symbol_id: int) -> int:
    """Return how many orders of a symbol trail the price, which must be as many as are counted."""
    slot, count = int(state.symbols[symbol_id]["trailing_oldest"]), 0
    while slot != NOBODY:
        slot, count = int(state.terms[state.orders[slot]["terms"]]["newer_trailing"]), count + 1
    assert count == int(state.symbols[symbol_id]["trailing_count"]), "trailing orders are counted"
    return count


def _nodes_are_accounted_for(state: np.record) -> str:
    reached, free = [], []
    for ladder in ladders(state):
        root = int(state.ladders[ladder]["root"])
        generation = [root] if root != NOBODY else []
        for _ in range(int(state.symbols[ladder // LADDERS]["depth"])):
            reached += generation
            generation = [child for node in generation for _, child in branches(state, node)]
    node = int(state.free_node)
    while node != NOBODY:
        free.append(node)
        node = int(state.nodes[node]["children"][0])
    if sorted(reached + free) != list(range(1, int(state.node_slots))):
        return "nodes are lost or taken twice"
    return "" if len(free) == int(state.free_node_count) else "free nodes are miscounted"
