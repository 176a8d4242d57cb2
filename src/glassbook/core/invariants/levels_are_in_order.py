import numpy as np

from glassbook.core.invariants.walk import branches, ladders, levels, queue
from glassbook.core.state import LADDERS, NOBODY, NODE_BITS
from glassbook.protocol.orders import Side


def levels_are_in_order(state: np.record, ledger: np.record) -> str:
    """Levels go from best to worst, none is empty, the tree holds the same."""
    for ladder in ladders(state):
        prices = []
        for level in levels(state, ladder):
            open_lots = [int(state.orders[slot]["open_lots"]) for slot in queue(state, level)]
            if min(open_lots, default=0) <= 0:
                return f"ladder {ladder}: a level without orders, or an order without lots"
            prices.append(int(state.levels[level]["price_ticks"]))
        if prices != sorted(set(prices), reverse=ladder & 1 == Side.BUY):
            return f"ladder {ladder}: prices out of order: {prices}"
        if sorted(prices) != _prices_of_tree(state, ladder):
            return f"ladder {ladder}: the tree holds other prices than the list"
    return ""


def _prices_of_tree(state: np.record, ladder: int) -> list[int]:
    root = int(state.ladders[ladder]["root"])
    nodes = [(0, root)] if root != NOBODY else []
    for _ in range(int(state.symbols[ladder // LADDERS]["depth"])):
        nodes = [
            (prefix << NODE_BITS | branch, child)
            for prefix, node in nodes
            for branch, child in branches(state, node)
        ]
    return [price for price, _level in nodes]
