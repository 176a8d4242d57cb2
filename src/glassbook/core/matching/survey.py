"""A look ahead: what would this order fill at once, and for how much?

Fill-or-kill and market orders ask before anything is changed. The survey walks the other side in
the order in which `continuous.match` would, so what it finds is what matching then does.
"""

from glassbook.core.arithmetic import count_within
from glassbook.core.book.queue import best_level
from glassbook.core.clearing.holds import notional_units
from glassbook.core.kernel import kernel, rare_kernel
from glassbook.core.matching.continuous import accepts, opposite
from glassbook.core.matching.icebergs import has_more_parts, part_lots
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
    turn = 0
    while accepts(state, taker, level_slot):
        has_more = False
        slot = state.levels[level_slot].oldest
        while slot != NOBODY:
            if is_prevented(state, taker, slot):
                if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_MAKER:
                    return
            else:
                part = part_lots(state, state.orders[slot], turn)
                if part > 0 and not take_in(state, scratch, taker, slot, part, amount_units):
                    return
                has_more = has_more or has_more_parts(state, state.orders[slot], turn)
            slot = state.orders[slot].newer
        turn += 1
        if not has_more:
            level_slot = state.levels[level_slot].worse
            turn = 0


@kernel
def take_in(state, scratch, taker, slot, part, amount_units):
    """Add what would trade with one maker's shown `part`. False when the taker wants no more."""
    symbol = state.symbols[taker.symbol_id]
    price_ticks = state.levels[state.orders[slot].level].price_ticks
    if amount_units == 0:
        lots = min(taker.open_lots - scratch.survey_lots, part)
    else:
        factor = price_ticks * symbol.numerator
        left_units = amount_units - scratch.survey_units
        lots = count_within(factor, left_units, symbol.denominator, part)
    scratch.survey_lots = min(scratch.survey_lots + lots, _BEYOND)
    units = notional_units(symbol, price_ticks, lots)
    scratch.survey_units = min(scratch.survey_units + units, _BEYOND)
    return lots == part and (amount_units != 0 or scratch.survey_lots < taker.open_lots)
