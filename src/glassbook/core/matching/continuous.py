"""Continuous matching: best price first, then the order that has waited longest.

The maker names the price. The taker gets it, or better than it asked for. Whom it may not trade
with it passes over: they keep their places.
"""

from glassbook.core.clearing.settlement import settle
from glassbook.core.kernel import hot_kernel
from glassbook.core.matching.eligibility import accepts, best_eligible_level, pass_over
from glassbook.core.matching.icebergs import use_up
from glassbook.core.matching.self_trade import is_prevented, prevent


@hot_kernel
def match(state, ledger, scratch, taker):
    """Fill `taker` against the other side of the book until it is filled or no longer crosses.

    Terminates: every turn fills the taker, or ends it, or takes one order out of a finite book, or
    one part of an iceberg of finitely many.
    """
    while taker.open_lots > 0:
        level_slot = best_eligible_level(state, taker)
        pass_over(state, scratch, taker, level_slot)
        if not accepts(state, taker, level_slot):
            break
        slot = state.levels[level_slot].oldest
        if is_prevented(state, taker, slot):
            prevent(state, ledger, scratch, taker, slot)
        else:
            trade(state, ledger, scratch, taker, slot)


@hot_kernel
def trade(state, ledger, scratch, taker, slot):
    maker = state.orders[slot]
    level = state.levels[maker.level]
    settle(state, ledger, scratch, taker, level, maker, min(taker.open_lots, maker.open_lots))
    use_up(state, scratch, slot)
