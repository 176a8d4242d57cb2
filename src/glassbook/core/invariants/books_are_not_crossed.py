import numpy as np

from glassbook.core.book.ladder import ladder_of
from glassbook.core.state import NOBODY
from glassbook.protocol.orders import Side


def books_are_not_crossed(state: np.record, ledger: np.record) -> str:
    """The best bid of every symbol is below its best ask."""
    for symbol_id in range(int(state.symbol_count)):
        bid = int(state.ladders[int(ladder_of(symbol_id, Side.BUY))]["best"])
        ask = int(state.ladders[int(ladder_of(symbol_id, Side.SELL))]["best"])
        if NOBODY in (bid, ask):
            continue
        bid_ticks, ask_ticks = (int(state.levels[level]["price_ticks"]) for level in (bid, ask))
        if bid_ticks >= ask_ticks:
            return f"symbol {symbol_id}: bid {bid_ticks} meets ask {ask_ticks}"
    return ""
