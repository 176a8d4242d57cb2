"""A look ahead: what would this order fill at once, and for how much?

Fill-or-kill and market orders ask before anything is changed. The survey walks the other side in
the order in which `continuous.match` would, so what it finds is what matching then does.
"""

from glassbook.core.arithmetic import count_within
from glassbook.core.book.queue import best_level
from glassbook.core.clearing.holds import notional_units
from glassbook.core.kernel import kernel, rare_kernel
from glassbook.core.matching.continuous import accepts, opposite
from glassbook.core.matching.self_trade import is_prevented
from glassbook.core.state import NOBODY
from glassbook.protocol.accounts import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import SelfTradePrevention

#: What many offers are worth together, or hold in lots, may pass 64 bits though none alone does.
#: Nobody can pay for more than an amount, so sums stop just above it.
_BEYOND = AMOUNT_UNITS_MAX + 1


@rare_kernel
def survey(state, scratch, taker, amount_units):
    """Leave in `scratch` the lots that would fill at once, and their notional.

    Up to the taker's open lots; or, where `amount_units` is not 0, up to that much quote.
    """
    scratch.survey_lots = 0
    scratch.survey_units = 0
    level_slot = best_level(state, taker.symbol_id, opposite(taker.side))
    while accepts(state, taker, level_slot):
        slot = state.levels[level_slot].oldest
        while slot != NOBODY:
            if is_prevented(state, taker, slot):
                if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_MAKER:
                    return
            elif not take_in(state, scratch, taker, slot, amount_units):
                return
            slot = state.orders[slot].newer
        level_slot = state.levels[level_slot].worse


@kernel
def take_in(state, scratch, taker, slot, amount_units):
    """Add what would trade with one maker. False when the taker wants no more after it."""
    symbol = state.symbols[taker.symbol_id]
    maker = state.orders[slot]
    price_ticks = state.levels[maker.level].price_ticks
    if amount_units == 0:
        lots = min(taker.open_lots - scratch.survey_lots, maker.open_lots)
    else:
        factor = price_ticks * symbol.numerator
        left_units = amount_units - scratch.survey_units
        lots = count_within(factor, left_units, symbol.denominator, maker.open_lots)
    scratch.survey_lots = min(scratch.survey_lots + lots, _BEYOND)
    units = notional_units(symbol, price_ticks, lots)
    scratch.survey_units = min(scratch.survey_units + units, _BEYOND)
    return lots == maker.open_lots and (amount_units != 0 or scratch.survey_lots < taker.open_lots)
