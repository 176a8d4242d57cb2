"""What money is worth in US dollars: by the last trade on a symbol that ends in a dollar.

Dollars and the coins that stand for one count as they are. What has no market counts as nothing.
"""

from glassbook.projection.listing import WIRE_SCALE, Asset, Symbol
from glassbook.projection.projections import Projections

VOLUME_DAYS = 30
DOLLARS = ("USD", "USDT", "USDC", "USD4")


class Valuation:
    """Values of assets, as of one moment."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def digits(self, asset_id: int, units: int) -> int:
        """Return the value in 10^-8 dollars, rounded down."""
        asset = self._projections.directory.assets[asset_id]
        if self.is_dollar(asset):
            return units * WIRE_SCALE // asset.scale
        symbol = self.market(asset)
        if symbol is None:
            return 0
        quote_units = self._last_ticks(symbol) * symbol.tick_units * units // asset.scale
        return quote_units * WIRE_SCALE // symbol.quote.scale

    @staticmethod
    def is_dollar(asset: Asset) -> bool:
        """Is it a dollar, or a coin that stands for one?"""
        return asset.name in DOLLARS

    def market(self, asset: Asset) -> Symbol | None:
        """Return the symbol by whose last trade an asset is valued; None without one."""
        found = (self._projections.directory.symbol(f"{asset.name}{each}") for each in DOLLARS)
        return next((each for each in found if each and self._last_ticks(each)), None)

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
