"""The price-range execution rule: no order trades too far from the reference price.

Reckoned when an order begins to take, for all that it then takes: the range becomes the price that
it reaches to. What would go on beyond it expires. Resting orders are not asked: a trade happens at
the maker's price, and the taker's side says which multipliers count.
Source: Binance Spot documentation, "Price Range Execution Rule".
"""

from glassbook.core.clearing.reference import least_ticks, most_ticks, multiplier, reference_of
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.matching.eligibility import best_eligible_level, would_accept
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import PRICE_TICKS_LIMIT
from glassbook.protocol.orders import Side
from glassbook.protocol.symbols import SymbolRule


@hot_kernel
def set_reach(state, taker):
    """Note how far `taker` may trade: to its limit, or to the end of the range."""
    taker.reach_ticks = taker.limit_ticks
    if state.symbols[taker.symbol_id].has_range:
        narrow(state, taker)


@kernel
def narrow(state, taker):
    """Draw the reach in to the range; where even the best price lies outside, to nothing."""
    symbol = state.symbols[taker.symbol_id]
    reference = reference_of(symbol)
    if reference == 0:
        return
    best = best_eligible_level(state, taker)
    best_ticks = state.levels[best].price_ticks
    if taker.side == Side.BUY:
        up = multiplier(symbol, SymbolRule.RANGE_BID_UP)
        if up > 0:
            taker.reach_ticks = min(taker.limit_ticks, most_ticks(reference, up))
        down = multiplier(symbol, SymbolRule.RANGE_BID_DOWN)
        if best != NOBODY and best_ticks < least_ticks(reference, down):
            taker.reach_ticks = 0
    else:
        down = multiplier(symbol, SymbolRule.RANGE_ASK_DOWN)
        taker.reach_ticks = max(taker.limit_ticks, least_ticks(reference, down))
        up = multiplier(symbol, SymbolRule.RANGE_ASK_UP)
        if up > 0 and best_ticks > most_ticks(reference, up):
            taker.reach_ticks = PRICE_TICKS_LIMIT + 1


@hot_kernel
def is_out_of_range(state, taker):
    """Would `taker` go on trading, if it were not for the range?"""
    return taker.reach_ticks != taker.limit_ticks and would_go_on(state, taker)


@kernel
def would_go_on(state, taker):
    level_slot = best_eligible_level(state, taker)
    return level_slot != NOBODY and would_accept(state, taker, level_slot)
