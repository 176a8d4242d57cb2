"""One book as those who listen to its depth know it, and the lines of a refresh.

A refresh says of each level whether it is new, changed or gone; the projection says only how much
stands there now. So the prices that were told are remembered, once for all listeners of a symbol.
"""

from typing import NamedTuple

from glassbook.projection.book import Level
from glassbook.projection.depth import Depth
from glassbook.projection.listing import Symbol

NEW, CHANGE, DELETE = b"0", b"1", b"2"
BID, OFFER = b"0", b"1"


class Entry(NamedTuple):
    """One line of a refresh; `more` stands behind its side."""

    action: bytes
    side: bytes
    price: bytes
    quantity: bytes = b""
    more: bytes = b""

    @classmethod
    def of(cls, action: bytes, side: bytes, symbol: Symbol, at: Level) -> "Entry":
        """Return the line of a level or a trade."""
        price, quantity = symbol.price_text(at[0]), symbol.quantity_text(at[1])
        return cls(action, side, price.encode(), quantity.encode())


def entries(symbol: Symbol, lines: list[Entry], tail: bytes = b"") -> bytes:
    """Return the group of a refresh; what the first line says of symbol and ids holds for all."""
    written = [b"268=%d\x01" % len(lines)]
    name = b"55=%b\x01" % symbol.name.encode()
    for action, side, price, quantity, more in lines:
        size = b"271=%b\x01" % quantity if quantity else b""
        what = b"279=%b\x01270=%b\x01%b269=%b\x01" % (action, price, size, side)
        written.append(what + name + more + tail)
        name = tail = b""
    return b"".join(written)


def level(symbol: Symbol, price_ticks: int, lots: int) -> bytes:
    """Return price and quantity of a snapshot's line."""
    price, quantity = symbol.price_text(price_ticks), symbol.quantity_text(lots)
    return b"270=%b\x01271=%b\x01" % (price.encode(), quantity.encode())


class BookCopy:
    """The prices of one book that its listeners know.

    told  the update up to which they know them
    """

    def __init__(self, depth: Depth, symbol_id: int) -> None:
        update_id, bids, asks = depth.snapshot(symbol_id, 2**31)
        self._reader = depth.reader(symbol_id)
        self.told = update_id
        self._prices = [{price for price, _ in bids}, {price for price, _ in asks}]

    def take(self, symbol: Symbol) -> bytes | None:
        """Return the refresh that brings listeners up to now; None when nothing changed."""
        difference = self._reader.take()
        if difference is None:
            return None
        lines = self._lines(BID, symbol, difference.bids)
        lines += self._lines(OFFER, symbol, difference.asks)
        if not lines:
            return None
        first, self.told = self.told + 1, difference.last_update_id
        tail = b"25043=%d\x0125044=%d\x01" % (first, self.told)
        return entries(symbol, lines, tail)

    def close(self) -> None:
        """Collect no more."""
        self._reader.close()

    def _lines(self, side: bytes, symbol: Symbol, levels: list[Level]) -> list[Entry]:
        """Return a line for each level, but for those that came and went unseen."""
        known = self._prices[side == OFFER]
        lines = []
        for price, lots in levels:
            if lots:
                action = CHANGE if price in known else NEW
                known.add(price)
                lines.append(Entry.of(action, side, symbol, (price, lots)))
            elif price in known:
                known.remove(price)
                lines.append(Entry(DELETE, side, symbol.price_text(price).encode()))
        return lines
