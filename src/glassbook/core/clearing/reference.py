"""The reference price of a symbol, and multiples of it: bounds of what may be asked and traded.

It is the last price, or what the house has set for it; 0 while there is neither. Products fit: a
price is below 2^42, a multiplier at most 10^6.
"""

from glassbook.core.kernel import kernel
from glassbook.protocol.symbols import MULTIPLIER_ONE, SymbolRule


@kernel
def reference_of(symbol):
    """Return the reference price, or 0 when there is none yet."""
    if symbol.reference_ticks != 0:
        return symbol.reference_ticks
    return symbol.last_price_ticks


@kernel
def multiplier(symbol, rule):
    return symbol.multipliers[rule - SymbolRule.PERCENT_UP]


@kernel
def most_ticks(reference, up):
    """Return the highest price within a multiplier, which is not 0."""
    return reference * up // MULTIPLIER_ONE


@kernel
def least_ticks(reference, down):
    """Return the lowest price within a multiplier."""
    return (reference * down + MULTIPLIER_ONE - 1) // MULTIPLIER_ONE
