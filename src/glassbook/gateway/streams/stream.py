"""A kind of stream: what is told on the topics of it that somebody listens to.

Its one rule: a kind without topics is not called and holds nothing. It learns of news in two ways,
by batches as they are folded and by beats of the clock, and uses whichever its speed asks for.
"""

from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections
from glassbook.projection.listing import Symbol
from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.events import Event, EventKind

EVERY_SYMBOL = -1  # the subject of a stream over the whole market
BEAT_MS = 100  # how often the clock beats; every period below is a multiple of it


class News:
    """A batch that was just folded, told at `now_ns`. What several streams need is made once."""

    def __init__(self, applied: AppliedBatch, now_ns: int) -> None:
        self.facts = applied.facts
        self.time_ns = applied.batch.time_ns
        self.now_ns = now_ns

    @cached_property
    def trades(self) -> dict[int, list[Event]]:
        """The takers' sides of its trades, by symbol, in order."""
        trades: dict[int, list[Event]] = {}
        for fact in self.facts:
            if fact.kind == EventKind.ORDER_FILLED and not fact.is_maker:
                trades.setdefault(fact.symbol_id, []).append(fact)
        return trades


class Beat(NamedTuple):
    """A beat of the clock.

    folded_ns   the time of the newest batch that was folded: nothing older can still come
    """

    now_ns: int
    folded_ns: int

    @property
    def now_ms(self) -> int:
        return self.now_ns // 1_000_000

    @property
    def folded_ms(self) -> int:
        return self.folded_ns // 1_000_000


class Stream:
    """One kind. A subject is a symbol's id, an account's id, or EVERY_SYMBOL.

    is_live     told of every batch
    period_ms   told of the beat of every so many milliseconds; 0 for never
    """

    is_live = False
    period_ms = 0

    def open(self, subject: int, topic: Topic, /) -> None:
        """Begin to tell a topic. Called when its first listener comes."""
        raise NotImplementedError

    def close(self, subject: int, topic: Topic, /) -> None:
        """Forget a topic. Called when its last listener has gone."""
        raise NotImplementedError

    def on_batch(self, news: News) -> None:
        """Tell what a batch brought."""

    def on_beat(self, beat: Beat) -> None:
        """Tell what is due at a beat."""


class SymbolStream(Stream):
    """A kind of stream that is one symbol's: at most one topic for each."""

    def __init__(self, projections: Projections) -> None:
        self.projections = projections
        self.topics: dict[int, Topic] = {}

    def open(self, subject: int, topic: Topic, /) -> None:
        self.topics[subject] = topic

    def close(self, subject: int, _topic: Topic, /) -> None:
        del self.topics[subject]

    def symbol(self, symbol_id: int) -> Symbol:
        """Return the symbol, for its name and the text of its integers."""
        return self.projections.directory.symbols[symbol_id]

    def among(self, symbol_ids: AbstractSet[int]) -> list[int]:
        """Return those of the symbols that have a topic here, in the order of their ids."""
        return sorted(symbol_ids & self.topics.keys())
