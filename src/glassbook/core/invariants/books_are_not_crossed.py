import numpy as np

from glassbook.core.state import NOBODY


def books_are_not_crossed(state: np.record, ledger: np.record) -> str:
    """The best bid of every symbol is below its best ask."""
    for symbol_id in range(int(state.symbol_count)):
        bid = int(state.ladders[2 * symbol_id]["best"])
        ask = int(state.ladders[2 * symbol_id + 1]["best"])
        if NOBODY in (bid, ask):
            continue
        bid_ticks, ask_ticks = (int(state.levels[level]["price_ticks"]) for level in (bid, ask))
        if bid_ticks >= ask_ticks:
            return f"symbol {symbol_id}: bid {bid_ticks} meets ask {ask_ticks}"
    return ""
