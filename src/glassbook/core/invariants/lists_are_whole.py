from collections import Counter

import numpy as np

from glassbook.core.invariants.walk import pending, standing
from glassbook.core.state import NOBODY


def lists_are_whole(state: np.record, ledger: np.record) -> str:
    """Every order of a list lies in its row of ids, and every list counts the orders it has."""
    counts: Counter[int] = Counter()
    symbols: dict[int, int] = {}
    for slot in [*(slot for _ladder, slot in standing(state)), *pending(state)]:
        order = state.orders[slot]
        terms = state.terms[int(order["terms"])]
        if int(terms["list"]) == NOBODY:
            continue
        order_list = state.lists[int(terms["list"])]
        behind = int(order_list["list_id"]) - int(order["order_id"])
        if not 0 <= behind < int(order_list["order_count"]):
            return f"order {order['order_id']} is not of list {order_list['list_id']}"
        counts[int(terms["list"])] += 1
        symbols[int(terms["list"])] = int(terms["symbol_id"])
    if any(int(state.lists[slot]["open_count"]) != count for slot, count in counts.items()):
        return "a list miscounts its orders"
    if len(counts) != int(state.list_count):
        return "lists are miscounted"
    by_symbol = Counter(symbols.values())
    for symbol_id in range(int(state.symbol_count)):
        if int(state.symbols[symbol_id]["list_count"]) != by_symbol[symbol_id]:
            return f"the lists of symbol {symbol_id} are miscounted"
    return ""
