"""PERCENT_PRICE and PERCENT_PRICE_BY_SIDE: how far from the reference price a limit may lie.

Without a reference price nothing is asked. Source: filters.md, avgPriceMins 0.
"""

from glassbook.core.clearing.reference import least_ticks, most_ticks, multiplier, reference_of
from glassbook.core.kernel import kernel
from glassbook.protocol.orders import Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule


@kernel
def check_percents(symbol, command):
    """Does a limit lie within the multipliers, of both sides and of its own?"""
    reference = reference_of(symbol)
    if reference == 0:
        return RejectCode.NONE
    if not is_within(symbol, reference, command.price_ticks, SymbolRule.PERCENT_UP):
        return RejectCode.PRICE_OUT_OF_PERCENT
    up_rule = SymbolRule.BID_PERCENT_UP
    if command.side == Side.SELL:
        up_rule = SymbolRule.ASK_PERCENT_UP
    if not is_within(symbol, reference, command.price_ticks, up_rule):
        return RejectCode.PRICE_OUT_OF_PERCENT_BY_SIDE
    return RejectCode.NONE


@kernel
def is_within(symbol, reference, price_ticks, up_rule):
    """Is a price within the multiplier of a rule, and that of the next rule, which is its DOWN?"""
    up, down = multiplier(symbol, up_rule), multiplier(symbol, up_rule + 1)
    if up > 0 and price_ticks > most_ticks(reference, up):
        return False
    return price_ticks >= least_ticks(reference, down)
