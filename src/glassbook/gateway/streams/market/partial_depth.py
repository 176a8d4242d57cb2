"""`<symbol>@depth5`, `10`, `20`: the best levels of a book, whole, at every beat.

They are told whether or not anything changed, so that silence means a lost connection and nothing
else. Where `lastUpdateId` is the one told before, the book has not changed.

*Source*: "Partial Book Depth Streams": "pushed every second"; of those in SBE, "at regular
intervals".
"""

from typing import Generic, TypeVar

import msgspec

from glassbook.gateway.streams.market.depth import WireLevel, wire_levels
from glassbook.gateway.streams.stream import Beat, News, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections

Picture = TypeVar("Picture")


class TopStream(SymbolStream, Generic[Picture]):
    """Tells the best `level_count` levels of each side every `period_ms`.

    A picture of a book is drawn once for each change of it, not for each telling.
    """

    is_live = True

    def __init__(self, projections: Projections, level_count: int, period_ms: int) -> None:
        super().__init__(projections)
        self.period_ms = period_ms
        self.level_count = level_count
        self._pictures: dict[int, Picture] = {}  # of books that have not changed since

    def draw(self, symbol_id: int) -> Picture:
        """Return what there is to tell of a book as it is now, but for the time."""
        raise NotImplementedError

    def payload(self, symbol_id: int, picture: Picture, now_ns: int) -> bytes:
        """Return a picture as it is told now."""
        raise NotImplementedError

    def close(self, subject: int, topic: Topic, /) -> None:
        super().close(subject, topic)
        self._pictures.pop(subject, None)

    def on_batch(self, _news: News) -> None:
        for symbol_id in self.among(self.projections.depth.changed):
            self._pictures.pop(symbol_id, None)

    def on_beat(self, beat: Beat) -> None:
        for symbol_id, topic in self.topics.items():
            if symbol_id not in self._pictures:
                self._pictures[symbol_id] = self.draw(symbol_id)
            self._tell(topic, self.payload(symbol_id, self._pictures[symbol_id], beat.now_ns))

    def _tell(self, topic: Topic, payload: bytes) -> None:
        topic.tell(lambda _unit: payload)


class PartialDepth(msgspec.Struct):
    last_update_id: int = msgspec.field(name="lastUpdateId")
    bids: list[WireLevel]
    asks: list[WireLevel]


class PartialDepthStream(TopStream[bytes]):
    """In JSON, which tells no time: a picture is the payload itself."""

    def draw(self, symbol_id: int) -> bytes:
        symbol = self.symbol(symbol_id)
        update_id, bids, asks = self.projections.depth.snapshot(symbol_id, self.level_count)
        sides = (wire_levels(symbol, levels) for levels in (bids, asks))
        return msgspec.json.encode(PartialDepth(update_id, *sides))

    def payload(self, _symbol_id: int, picture: bytes, _now_ns: int) -> bytes:
        return picture
