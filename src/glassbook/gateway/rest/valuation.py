"""What money is worth in US dollars: by the last trade on a symbol that ends in a dollar.

Dollars and the coins that stand for one count as they are. What has no market counts as nothing.
"""

from glassbook.projection import Projections
from glassbook.projection.listing import WIRE_SCALE, Symbol

DOLLARS = ("USD", "USDT", "USDC", "USD4")


class Valuation:
    """Values of assets, as of one moment."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def digits(self, asset_id: int, units: int) -> int:
        """Return the value in 10^-8 dollars, rounded down."""
        directory = self._projections.directory
        asset = directory.assets[asset_id]
        if asset.name in DOLLARS:
            return units * WIRE_SCALE // asset.scale
        for dollar in DOLLARS:
            symbol = directory.symbol(f"{asset.name}{dollar}")
            price_ticks = self._last_ticks(symbol) if symbol else 0
            if symbol and price_ticks:
                quote_units = price_ticks * symbol.tick_units * units // asset.scale
                return quote_units * WIRE_SCALE // symbol.quote.scale
        return 0

    def _last_ticks(self, symbol: Symbol) -> int:
        last = self._projections.trades.last(symbol.symbol_id)
        return last.price_ticks if last else 0
