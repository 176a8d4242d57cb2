"""`<symbol>@depth`: what changed in a book, so that anybody may keep a copy of it.

The differences of one topic join: `U` is always the previous `u` plus 1, also over a quiet hour;
quantities are absolute, and `0.00000000` removes a level. Nothing is told while nothing changes.

*Source*: "Diff. Depth Stream" and "How to manage a local order book correctly".
"""

import msgspec

from glassbook.gateway.streams.stream import Beat, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections
from glassbook.projection.book import Level
from glassbook.projection.depth import Difference, DifferenceReader
from glassbook.projection.listing import Symbol

WireLevel = tuple[str, str]  # price, quantity


class DepthUpdate(msgspec.Struct, tag_field="e", tag="depthUpdate"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    first_update_id: int = msgspec.field(name="U")
    last_update_id: int = msgspec.field(name="u")
    bids: list[WireLevel] = msgspec.field(name="b")
    asks: list[WireLevel] = msgspec.field(name="a")


class DepthStream(SymbolStream):
    """One reader of differences for each symbol, shared by everybody told at the same moments."""

    def __init__(self, projections: Projections, period_ms: int) -> None:
        super().__init__(projections)
        self.period_ms = period_ms
        self._readers: dict[int, DifferenceReader] = {}

    def open(self, subject: int, topic: Topic, /) -> None:
        super().open(subject, topic)
        self._readers[subject] = self.projections.depth.reader(subject)

    def close(self, subject: int, topic: Topic, /) -> None:
        super().close(subject, topic)
        self._readers.pop(subject).close()

    def on_beat(self, beat: Beat) -> None:
        for symbol_id, reader in self._readers.items():
            difference = reader.take()
            if difference is not None:
                self._tell(self.topics[symbol_id], difference, beat.now_ns)

    def _tell(self, topic: Topic, difference: Difference, now_ns: int) -> None:
        topic.tell(lambda unit: self._encode(difference, unit.of(now_ns)))

    def _encode(self, difference: Difference, event_time: int) -> bytes:
        symbol = self.symbol(difference.symbol_id)
        return msgspec.json.encode(
            DepthUpdate(
                event_time=event_time,
                symbol=symbol.name,
                first_update_id=difference.first_update_id,
                last_update_id=difference.last_update_id,
                bids=wire_levels(symbol, difference.bids),
                asks=wire_levels(symbol, difference.asks),
            )
        )


def wire_levels(symbol: Symbol, levels: list[Level]) -> list[WireLevel]:
    """Return levels as pairs of wire texts."""
    price, quantity = symbol.price_text, symbol.quantity_text
    return [(price(price_ticks), quantity(lots)) for price_ticks, lots in levels]
