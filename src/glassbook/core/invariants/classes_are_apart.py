from itertools import filterfalse

import numpy as np

from glassbook.core.book.ladder import class_of, is_of_triggers, side_of, symbol_of
from glassbook.core.invariants.walk import ladders, standing
from glassbook.core.state import FROZEN
from glassbook.protocol.maxima import CLASSES_MAX


def classes_are_apart(state: np.record, ledger: np.record) -> str:
    """Every order waits among its account's class; matrices are symmetric; no frozen one waits."""
    for ladder, slot in standing(state):
        order = state.orders[slot]
        account = state.accounts[int(order["account_id"])]
        if not is_of_triggers(ladder) and class_of(ladder) != int(account["class_id"]):
            return f"order {order['order_id']} waits among a class that is not its account's"
        if int(account["restrictions"]) & FROZEN:
            return f"order {order['order_id']} rests, and its account is frozen"
    waiting = np.zeros((int(state.symbol_count), 2), int)
    for ladder in filterfalse(is_of_triggers, ladders(state)):
        waiting[symbol_of(ladder), side_of(ladder)] |= 1 << class_of(ladder)
    symbols = state.symbols[: int(state.symbol_count)]
    if (waiting != symbols["waiting"]).any():
        return "other classes wait than are noted"
    bits = symbols["barred"][:, :, None] >> np.arange(CLASSES_MAX) & 1
    if (bits != bits.transpose(0, 2, 1)).any():
        return "a matrix of classes is not symmetric"
    return ""
