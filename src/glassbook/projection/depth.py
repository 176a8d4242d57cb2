"""The books of all symbols, and their changes for whoever keeps a copy.

Update ids are command sequences. A reader of differences is told, whenever it asks, the present
quantity of every level that changed since it last asked, and 0 for one that is gone; the
difference covers the commands from `first_update_id`, one after the previous difference's last, to
`last_update_id`. So the documented rule for a local book holds: take a snapshot, drop differences
whose last id is not beyond it, apply the rest, and the ids must join.
"""

from dataclasses import dataclass

from glassbook.projection.book import Book, Ladder, Level
from glassbook.protocol.orders import Side

LEVELS_MAX = 5000  # of one side, in one snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """Levels that changed, as absolute quantities; 0 lots for a level that is gone."""

    symbol_id: int
    first_update_id: int
    last_update_id: int
    bids: list[Level]
    asks: list[Level]


class Depth:
    """Every symbol's book."""

    def __init__(self) -> None:
        self.sequence = 0  # of the last command folded
        self.changed: set[int] = set()  # symbols whose book the last batch changed
        self._books: dict[int, Book] = {}

    # --- asked by the doors ---------------------------------------------------------------------

    def best(self, symbol_id: int) -> tuple[Level | None, Level | None]:
        """Return the best bid and ask, each (price_ticks, lots) or None."""
        book = self._books.get(symbol_id)
        if book is None:
            return None, None
        return book.bids.best(), book.asks.best()

    def snapshot(self, symbol_id: int, limit: int) -> tuple[int, list[Level], list[Level]]:
        """Return (last_update_id, bids, asks), best first, at most `limit` levels a side."""
        book = self._book(symbol_id)
        limit = min(limit, LEVELS_MAX)
        return self.sequence, book.bids.top(limit), book.asks.top(limit)

    def reader(self, symbol_id: int) -> "DifferenceReader":
        """Return a new reader of this symbol's differences, starting from now.

        One reader serves any number of connections that are told at the same moments. A reader
        costs a little on every change of its book: close it when nobody listens any more.
        """
        return DifferenceReader(self, symbol_id, self._book(symbol_id))

    # --- told by the fold -----------------------------------------------------------------------

    def change(self, symbol_id: int, side: int, price_ticks: int, lots: int) -> None:
        """Add `lots` (or take them away when negative) to one level."""
        book = self._books.get(symbol_id)
        if book is None:
            book = self._book(symbol_id)
        (book.asks if side else book.bids).change(price_ticks, lots)
        self.changed.add(symbol_id)

    def _book(self, symbol_id: int) -> Book:
        return self._books.setdefault(symbol_id, Book())


class DifferenceReader:
    """Collects what changes in one book between one `take` and the next."""

    def __init__(self, depth: Depth, symbol_id: int, book: Book) -> None:
        self._depth = depth
        self._symbol_id = symbol_id
        self._book = book
        self._told = depth.sequence
        self._bids: set[int] = set()
        self._asks: set[int] = set()
        book.bids.changes.append(self._bids)
        book.asks.changes.append(self._asks)

    def take(self) -> Difference | None:
        """Return what changed since the last difference; None when nothing did."""
        if not (self._bids or self._asks):
            return None
        first, self._told = self._told + 1, self._depth.sequence
        return Difference(
            self._symbol_id,
            first,
            self._told,
            _present(self._book.bids, self._bids),
            _present(self._book.asks, self._asks),
        )

    def close(self) -> None:
        """Collect no more. A closed reader is not asked again."""
        self._book.bids.changes = [c for c in self._book.bids.changes if c is not self._bids]
        self._book.asks.changes = [c for c in self._book.asks.changes if c is not self._asks]


def _present(ladder: Ladder, changed: set[int]) -> list[Level]:
    """Return the present quantity of what changed, best price first, and forget the changes."""
    prices = sorted(changed, reverse=ladder.sign > 0)
    changed.clear()
    return [(price, ladder.lots.get(price, 0)) for price in prices]


assert (Side.BUY, Side.SELL) == (0, 1), "`change` tells asks by a side that is not 0"
