"""One symbol's book as the world sees it: quantity by price, best price first.

A side keeps a dictionary from price to quantity, and the prices in a list sorted so that the best
is at its end: most of what happens to a book happens near the touch, where such a list is cheapest.
"""

from bisect import bisect_left, insort

Level = tuple[int, int]  # (price_ticks, quantity_lots)


class Ladder:
    """One side of a book."""

    __slots__ = ("changes", "lots", "ranks", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = (
            sign  # +1 for bids, -1 for asks: rank = sign * price_ticks, the best is greatest
        )
        self.lots: dict[int, int] = {}
        self.ranks: list[int] = []
        self.changes: list[set[int]] = []  # of every reader of differences, the prices it must tell

    def change(self, price_ticks: int, lots: int) -> None:
        """Add `lots`, or take them away when negative, at one price."""
        now = self.lots.get(price_ticks, 0) + lots
        assert now >= 0, "a level is the sum of its open orders"
        if now == lots:
            insort(self.ranks, self.sign * price_ticks)
        if now:
            self.lots[price_ticks] = now
        else:
            del self.lots[price_ticks]
            del self.ranks[bisect_left(self.ranks, self.sign * price_ticks)]
        for changed in self.changes:
            changed.add(price_ticks)

    def best(self) -> Level | None:
        """Return the best level, or None when the side is empty."""
        if not self.ranks:
            return None
        price_ticks = self.sign * self.ranks[-1]
        return price_ticks, self.lots[price_ticks]

    def top(self, limit: int) -> list[Level]:
        """Return the best `limit` levels, best first."""
        lots, sign = self.lots, self.sign
        return [(sign * rank, lots[sign * rank]) for rank in self.ranks[: -limit - 1 : -1]]


class Book:
    """Both sides of one symbol."""

    __slots__ = ("asks", "bids")

    def __init__(self) -> None:
        self.bids = Ladder(+1)
        self.asks = Ladder(-1)
