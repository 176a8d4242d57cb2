"""What money is worth in US dollars: by the last trade on a symbol that ends in a dollar.

Dollars and the coins that stand for one count as they are. What has no market counts as nothing.
"""

from glassbook.projection.listing import WIRE_SCALE, Symbol
from glassbook.projection.projections import Projections

VOLUME_DAYS = 30
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


def traded_digits(projections: Projections, account_id: int, day: int) -> int:
    """Return what an account traded in the 30 days before a day (since the epoch), in 10^-8
    dollars of now.
    """
    valuation, symbols = Valuation(projections), projections.directory.symbols
    traded = projections.volumes.traded(account_id, day - VOLUME_DAYS, day - 1)
    return sum(
        valuation.digits(symbols[symbol_id].quote.asset_id, quote_units)
        for symbol_id, quote_units in traded.items()
    )
