"""What the book says a pegged order's price is: that of a level, counted from the best of a side.

All classes of accounts count, for all stand in the book that everybody sees.
Source: faqs/pegged_orders.md.
"""

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.kernel import kernel
from glassbook.core.matching.line import face_best, nearest_classes, step_back
from glassbook.protocol.orders import Peg, Side


@kernel
def peg_ticks(state, scratch, symbol_id, side, peg, levels):
    """Return the price `levels` behind the best for an order of this side; 0 if there is none."""
    is_bid = (side == Side.BUY) == (peg == Peg.PRIMARY)
    pegged_side = Side.BUY if is_bid else Side.SELL
    classes = state.symbols[symbol_id].waiting[pegged_side]
    face_best(state, scratch, symbol_id, pegged_side, classes)
    left = levels
    while classes != 0:
        nearest = nearest_classes(state, scratch, classes)
        if left == 0:
            return state.levels[scratch.front_levels[lowest_bit(nearest)]].price_ticks
        left -= 1
        classes = step_back(state, scratch, classes, nearest)
    return 0
