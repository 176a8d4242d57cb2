"""A symbol's prices and quantities as mantissas, with as few decimals as its tick and lot need."""

from typing import NamedTuple

from glassbook.projection.book import Level
from glassbook.projection.listing import Symbol


class Decimals(NamedTuple):
    """Exponents, and what one tick and one lot come to as mantissas."""

    price_exponent: int
    quantity_exponent: int
    tick: int
    lot: int

    @property
    def exponents(self) -> tuple[int, int]:
        return self.price_exponent, self.quantity_exponent

    def levels(self, levels: list[Level]) -> list[tuple[int, int]]:
        """Return levels as pairs of mantissas."""
        tick, lot = self.tick, self.lot
        return [(price_ticks * tick, lots * lot) for price_ticks, lots in levels]


def decimals_of(symbol: Symbol) -> Decimals:
    """Return how a symbol's integers are told."""
    price, quantity = symbol.price_decimals, symbol.quantity_decimals
    return Decimals(
        price_exponent=-price,
        quantity_exponent=-quantity,
        tick=symbol.tick_units * 10**price // symbol.quote.scale,
        lot=symbol.lot_units * 10**quantity // symbol.base.scale,
    )
