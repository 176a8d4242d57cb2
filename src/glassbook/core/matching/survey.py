"""A look ahead: what would this order fill at once, and for how much?

Fill-or-kill and market orders ask before anything is changed. The survey walks the other side in
the order in which `continuous.match` would, so what it finds is what matching then does.
"""

from glassbook.core.arithmetic import count_within, lowest_bit
from glassbook.core.clearing.holds import notional_units
from glassbook.core.kernel import kernel, rare_kernel
from glassbook.core.matching.eligibility import accepts
from glassbook.core.matching.icebergs import has_more_parts, part_lots
from glassbook.core.matching.line import (
    face_oldest,
    first_in_line,
    line_up,
    nearest_classes,
    pass_by,
    step_back,
)
from glassbook.core.matching.self_trade import is_prevented
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
    classes = line_up(state, scratch, taker)
    while classes != 0:
        nearest = nearest_classes(state, scratch, classes)
        if not accepts(state, taker, scratch.front_levels[lowest_bit(nearest)]):
            return
        if not take_in_price(state, scratch, taker, nearest, amount_units):
            return
        classes = step_back(state, scratch, classes, nearest)


@kernel
def take_in_price(state, scratch, taker, classes, amount_units):
    """Add what would trade at one price, turn by turn of its icebergs. False as for `take_in`."""
    turn, has_more = 0, True
    while has_more:
        has_more = False
        face_oldest(state, scratch, classes)
        left = classes
        while left != 0:
            class_id = first_in_line(state, scratch, left)
            slot = scratch.fronts[class_id]
            if is_prevented(state, taker, slot):
                if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_MAKER:
                    return False
            else:
                part = part_lots(state, state.orders[slot], turn)
                if part > 0 and not take_in(state, scratch, taker, slot, part, amount_units):
                    return False
                has_more = has_more or has_more_parts(state, state.orders[slot], turn)
            left = pass_by(state, scratch, left, class_id)
        turn += 1
    return True


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
