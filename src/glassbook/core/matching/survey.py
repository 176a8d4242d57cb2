"""A look ahead: what would change hands at once if this order came in, and for how much?

Fill-or-kill and market orders ask before anything is changed. The survey walks the other side in
the order in which `continuous.match` would, so what it finds is what matching then does.
"""

from glassbook.core.arithmetic import count_within, lowest_bit
from glassbook.core.clearing.holds import notional_units
from glassbook.core.kernel import kernel
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
from glassbook.core.matching.self_trade import is_decrement, mode_between
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import SelfTradePrevention, TimeInForce

#: What many offers are worth together, or hold in lots, may pass 64 bits though none alone does.
#: Nobody can pay for more than an amount, so sums stop just above it.
_BEYOND = AMOUNT_UNITS_MAX + 1


@kernel
def survey(state, scratch, taker, amount_units):
    """Leave in `scratch` the lots that would change hands at once, and their notional.

    Up to the taker's open lots; or, where `amount_units` is not 0, up to that much quote. What
    DECREMENT would take from the taker counts toward both, and is held apart.
    """
    scratch.survey_lots = 0
    scratch.survey_units = 0
    scratch.survey_walked_lots = 0
    scratch.survey_walked_units = 0
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
            mode = mode_between(state, taker, slot)
            if is_end(taker, mode):
                return False
            if mode != SelfTradePrevention.EXPIRE_MAKER:
                part = part_lots(state, state.orders[slot], turn)
                if part > 0 and not take_in(state, scratch, taker, slot, part, amount_units, mode):
                    return False
                has_more = has_more or has_more_parts(state, state.orders[slot], turn)
            left = pass_by(state, scratch, left, class_id)
        turn += 1
    return True


@kernel
def is_end(taker, mode):
    """Does meeting an order in this mode end the taker, or keep it from filling whole?"""
    if mode == SelfTradePrevention.EXPIRE_TAKER or mode == SelfTradePrevention.EXPIRE_BOTH:
        return True
    return is_decrement(mode) and taker.time_in_force == TimeInForce.FOK


@kernel
def take_in(state, scratch, taker, slot, part, amount_units, mode):
    """Add what one maker's shown `part` would take. False when the taker wants no more."""
    symbol = state.symbols[taker.symbol_id]
    price_ticks = state.levels[state.orders[slot].level].price_ticks
    if amount_units == 0:
        lots = min(taker.open_lots - scratch.survey_walked_lots, part)
    else:
        factor = price_ticks * symbol.numerator
        left_units = amount_units - scratch.survey_walked_units
        lots = count_within(factor, left_units, symbol.denominator, part)
    units = notional_units(symbol, price_ticks, lots)
    scratch.survey_walked_lots = min(scratch.survey_walked_lots + lots, _BEYOND)
    scratch.survey_walked_units = min(scratch.survey_walked_units + units, _BEYOND)
    if mode != SelfTradePrevention.DECREMENT:
        scratch.survey_lots = min(scratch.survey_lots + lots, _BEYOND)
        scratch.survey_units = min(scratch.survey_units + units, _BEYOND)
    return lots == part and (amount_units != 0 or scratch.survey_walked_lots < taker.open_lots)
