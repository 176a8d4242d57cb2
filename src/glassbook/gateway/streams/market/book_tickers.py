"""`<symbol>@bookTicker`: the best bid and ask of a book.

`u` is the update id of the book, a command's sequence, as in the depth streams. A side that is
empty is told as price and quantity 0.
"""

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.projection.book import Level

Touch = tuple[Level | None, Level | None]  # bid, ask


class BookTicker(msgspec.Struct):
    """*Source*: "Individual Symbol Book Ticker Streams". It has no event type and no time."""

    update_id: int = msgspec.field(name="u")
    symbol: str = msgspec.field(name="s")
    bid_price: str = msgspec.field(name="b")
    bid_quantity: str = msgspec.field(name="B")
    ask_price: str = msgspec.field(name="a")
    ask_quantity: str = msgspec.field(name="A")


class BookTickerGauge:
    """Reads a book's touch."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, _now_ms: int) -> Touch:
        return self._projections.depth.best(symbol_id)

    def payload(self, symbol_id: int, reading: Touch, _now_ns: int, _unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        (bid, bid_lots), (ask, ask_lots) = (level or (0, 0) for level in reading)
        return msgspec.json.encode(
            BookTicker(
                update_id=self._projections.depth.sequence,
                symbol=symbol.name,
                bid_price=symbol.price_text(bid),
                bid_quantity=symbol.quantity_text(bid_lots),
                ask_price=symbol.price_text(ask),
                ask_quantity=symbol.quantity_text(ask_lots),
            )
        )
