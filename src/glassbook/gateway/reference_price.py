"""A symbol's reference price: what the house has set, else the price of the last trade."""

from glassbook.projection import Projections
from glassbook.projection.listing import Symbol
from glassbook.protocol.symbols import SymbolRule

SET_BY_THE_HOUSE, LAST_TRADE = 1, 2  # how it comes about: our own numbers


def reference(projections: Projections, symbol: Symbol) -> tuple[int, int]:
    """Return (price_ticks, how it came about); the price is 0 when there is none."""
    set_ticks = symbol.rules.get(SymbolRule.REFERENCE_PRICE_TICKS, 0)
    if set_ticks:
        return set_ticks, SET_BY_THE_HOUSE
    newest = projections.trades.recent(symbol.symbol_id, 1)
    return (newest[-1].price_ticks if newest else 0), LAST_TRADE
