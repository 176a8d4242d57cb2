from itertools import product

import numpy as np

from glassbook.core.book.ladder import class_of, is_of_triggers, side_of, symbol_of
from glassbook.core.invariants.walk import ladders
from glassbook.protocol.orders import Side


def books_are_not_crossed(state: np.record, ledger: np.record) -> str:
    """Of any two classes that may trade with each other, the best bid is below the best ask.

    Not where orders are collected for an auction.
    """
    best: dict[int, int] = {
        ladder: int(state.levels[int(state.ladders[ladder]["best"])]["price_ticks"])
        for ladder in ladders(state)
        if not is_of_triggers(ladder)
    }
    bids = [ladder for ladder in best if side_of(ladder) == Side.BUY]
    asks = [ladder for ladder in best if side_of(ladder) == Side.SELL]
    for bid, ask in product(bids, asks):
        if symbol_of(bid) != symbol_of(ask) or best[bid] < best[ask]:
            continue
        if state.symbols[symbol_of(bid)]["may_cross"]:
            continue
        barred = int(state.symbols[symbol_of(bid)]["barred"][class_of(bid)])
        if not barred >> class_of(ask) & 1:
            return f"symbol {symbol_of(bid)}: bid {best[bid]} meets ask {best[ask]}"
    return ""
