"""Gauges: what can be read off the market at any moment, and is told when the reading changed.

A book ticker, the best levels, a day's statistics: each is a gauge. A stream over a gauge reads it,
and tells a reading that is not the one told last. Whoever comes to a quiet market is told the
present reading at the next beat, so that nobody waits for news that may not come for an hour.
"""

from typing import Generic, Protocol, TypeVar

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.stream import EVERY_SYMBOL, Beat, News, Stream, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections

Reading = TypeVar("Reading")


class Gauge(Protocol[Reading]):
    """Something of each symbol. A reading holds no time of its being read: equal is unchanged."""

    def read(self, symbol_id: int, now_ms: int, /) -> Reading | None:
        """Return the present reading; None when there is nothing to say yet."""
        ...

    def payload(self, symbol_id: int, reading: Reading, now_ns: int, unit: TimeUnit, /) -> bytes:
        """Return the JSON that tells a reading taken now."""
        ...


class GaugeStream(SymbolStream, Generic[Reading]):
    """One symbol's gauge on each topic, read every `period_ms`."""

    def __init__(self, projections: Projections, gauge: Gauge[Reading], period_ms: int) -> None:
        super().__init__(projections)
        self.period_ms = period_ms
        self._gauge = gauge
        self._told: dict[int, Reading | None] = {}

    def open(self, subject: int, topic: Topic, /) -> None:
        super().open(subject, topic)
        self._told[subject] = None

    def close(self, subject: int, topic: Topic, /) -> None:
        super().close(subject, topic)
        del self._told[subject]

    def on_beat(self, beat: Beat) -> None:
        for symbol_id in self.topics:
            self._refresh(symbol_id, beat.now_ns)
        self._greet_all(beat.now_ns)

    def _refresh(self, symbol_id: int, now_ns: int) -> None:
        """Read one gauge; tell it when it changed."""
        reading = self._gauge.read(symbol_id, now_ns // TimeUnit.MILLISECOND)
        if reading is not None and reading != self._told[symbol_id]:
            self._told[symbol_id] = reading
            topic = self.topics[symbol_id]
            topic.tell(lambda unit: self._gauge.payload(symbol_id, reading, now_ns, unit))

    def _greet_all(self, now_ns: int) -> None:
        for symbol_id, topic in self.topics.items():
            if topic.has_newcomers:
                self._greet(symbol_id, topic, now_ns)

    def _greet(self, symbol_id: int, topic: Topic, now_ns: int) -> None:
        reading = self._told[symbol_id]
        if reading is not None:
            topic.greet(lambda unit: self._gauge.payload(symbol_id, reading, now_ns, unit))


class BookGaugeStream(GaugeStream[Reading]):
    """The same over a gauge of the book: read, and told, with the batch that changed the book.

    Beats are for those who have just come.
    """

    is_live = True

    def __init__(self, projections: Projections, gauge: Gauge[Reading], period_ms: int) -> None:
        super().__init__(projections, gauge, period_ms)
        self._unread: set[int] = set()

    def open(self, subject: int, topic: Topic, /) -> None:
        super().open(subject, topic)
        self._unread.add(subject)

    def close(self, subject: int, topic: Topic, /) -> None:
        super().close(subject, topic)
        self._unread.discard(subject)

    def on_batch(self, news: News) -> None:
        for symbol_id in self.among(self.projections.depth.changed):
            self._refresh(symbol_id, news.now_ns)

    def on_beat(self, beat: Beat) -> None:
        for symbol_id in sorted(self._unread):
            self._refresh(symbol_id, beat.now_ns)
        self._unread.clear()
        self._greet_all(beat.now_ns)


class GaugeArrayStream(Stream, Generic[Reading]):
    """The gauges of all symbols on one topic, as an array of those that changed."""

    def __init__(self, projections: Projections, gauge: Gauge[Reading], period_ms: int) -> None:
        self.period_ms = period_ms
        self._projections = projections
        self._gauge = gauge
        self._topic: Topic | None = None
        self._told: dict[int, Reading] = {}

    def open(self, subject: int, topic: Topic, /) -> None:
        assert subject == EVERY_SYMBOL, "an array is the whole market's"
        self._topic = topic
        self._told = {}

    def close(self, _subject: int, _topic: Topic, /) -> None:
        self._topic = None

    def on_beat(self, beat: Beat) -> None:
        assert self._topic is not None, "a stream without topics is not called"
        present = self._readings(beat.now_ms)
        changed = {
            symbol_id: reading
            for symbol_id, reading in present.items()
            if reading != self._told.get(symbol_id)
        }
        self._told = present
        if self._topic.has_newcomers and len(changed) < len(present):
            self._topic.greet(lambda unit: self._array(present, beat.now_ns, unit))
        if changed:
            self._topic.tell(lambda unit: self._array(changed, beat.now_ns, unit))

    def _readings(self, now_ms: int) -> dict[int, Reading]:
        symbol_ids = self._projections.directory.symbols
        readings = ((symbol_id, self._gauge.read(symbol_id, now_ms)) for symbol_id in symbol_ids)
        return {symbol_id: reading for symbol_id, reading in readings if reading is not None}

    def _array(self, readings: dict[int, Reading], now_ns: int, unit: TimeUnit) -> bytes:
        payloads = [self._gauge.payload(*item, now_ns, unit) for item in readings.items()]
        return b"[" + b",".join(payloads) + b"]"
