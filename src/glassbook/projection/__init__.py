"""What people ask: books, trades, candles, orders, fills and balances, folded from events."""

from glassbook.projection.projections import Projections

__all__ = ["Projections"]
