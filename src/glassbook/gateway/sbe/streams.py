"""The four kinds of SBE stream, and their names.

Source: "Available Streams" of Binance's sbe-market-data-streams.md. Times are in microseconds,
whatever else a connection asks for.
"""

from glassbook.gateway.sbe.decimals import decimals_of
from glassbook.gateway.sbe.schema import (
    BEST_BID_ASK,
    DEPTH_DIFFERENCE,
    DEPTH_SNAPSHOT,
    TRADES,
)
from glassbook.gateway.streams.board import Place
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.gauges import BookGaugeStream
from glassbook.gateway.streams.market.book_tickers import BookTickerGauge, Touch
from glassbook.gateway.streams.market.depth import DepthStream
from glassbook.gateway.streams.market.partial_depth import TopStream
from glassbook.gateway.streams.stream import BEAT_MS, News, Stream, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections
from glassbook.projection.depth import Difference
from glassbook.protocol.events import Event
from glassbook.protocol.orders import Side

DIFFERENCE_MS = 20
SNAPSHOT_MS = 50
SNAPSHOT_LEVELS = 20
SBE_BEAT_MS = 10  # divides both

Rows = list[tuple[int, int]]  # price and quantity of levels, as mantissas

_us = TimeUnit.MICROSECOND.of


class SbeTradeStream(SymbolStream):
    """The trades of a symbol in one batch, which share their time, as one event."""

    is_live = True

    def on_batch(self, news: News) -> None:
        for symbol_id in self.among(news.trades.keys()):
            self._tell(self.topics[symbol_id], news.trades[symbol_id], news)

    def _tell(self, topic: Topic, takers: list[Event], news: News) -> None:
        symbol = self.symbol(takers[0].symbol_id)
        decimals = decimals_of(symbol)
        trades = [
            (
                taker.trade_id,
                taker.price_ticks * decimals.tick,
                taker.quantity_lots * decimals.lot,
                taker.side == Side.SELL,
            )
            for taker in takers
        ]
        values = (_us(news.now_ns), _us(news.time_ns), *decimals.exponents)
        topic.tell(lambda _unit: TRADES.encode(values, [trades], (symbol.name.encode(),)))


class SbeBestGauge(BookTickerGauge):
    """The touch of a book. A side that is empty is told as price and quantity 0."""

    def payload(self, symbol_id: int, reading: Touch, now_ns: int, _unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        decimals = decimals_of(symbol)
        [bid, ask] = decimals.levels([level or (0, 0) for level in reading])
        update_id = self._projections.depth.sequence
        values = (_us(now_ns), update_id, *decimals.exponents, *bid, *ask)
        return BEST_BID_ASK.encode(values, (), (symbol.name.encode(),))


class SbeSnapshotStream(TopStream[tuple[int, list[Rows]]]):
    """The best levels of a book, whole. A picture is its update id and both sides."""

    def draw(self, symbol_id: int) -> tuple[int, list[Rows]]:
        decimals = decimals_of(self.symbol(symbol_id))
        update_id, bids, asks = self.projections.depth.snapshot(symbol_id, self.level_count)
        return update_id, [decimals.levels(levels) for levels in (bids, asks)]

    def payload(self, symbol_id: int, picture: tuple[int, list[Rows]], now_ns: int) -> bytes:
        symbol = self.symbol(symbol_id)
        update_id, sides = picture
        values = (_us(now_ns), update_id, *decimals_of(symbol).exponents)
        return DEPTH_SNAPSHOT.encode(values, sides, (symbol.name.encode(),))


class SbeDepthStream(DepthStream):
    """What changed in a book.

    An event counts its levels in 16 bits. A change of more than it can count is not told: whoever
    keeps a copy of the book sees that update ids are missing and takes a new snapshot, as the
    documented rule has it.
    """

    def _tell(self, topic: Topic, difference: Difference, now_ns: int) -> None:
        bids_max, asks_max = (group.blocks_max for group in DEPTH_DIFFERENCE.groups)
        if len(difference.bids) <= bids_max and len(difference.asks) <= asks_max:
            topic.tell(lambda _unit: self._encode(difference, _us(now_ns)))

    def _encode(self, difference: Difference, event_time: int) -> bytes:
        symbol = self.symbol(difference.symbol_id)
        decimals = decimals_of(symbol)
        ids = (difference.first_update_id, difference.last_update_id)
        sides = [decimals.levels(levels) for levels in (difference.bids, difference.asks)]
        values = (event_time, *ids, *decimals.exponents)
        return DEPTH_DIFFERENCE.encode(values, sides, (symbol.name.encode(),))


class SbeCatalogue:
    """Understands names. Of every kind of stream there is one object."""

    def __init__(self, projections: Projections) -> None:
        best = SbeBestGauge(projections)
        self._directory = projections.directory
        self._streams: dict[str, Stream] = {
            "trade": SbeTradeStream(projections),
            "bestBidAsk": BookGaugeStream(projections, best, BEAT_MS),
            "depth": SbeDepthStream(projections, DIFFERENCE_MS),
            "depth20": SbeSnapshotStream(projections, SNAPSHOT_LEVELS, SNAPSHOT_MS),
        }

    def find(self, name: str) -> Place | None:
        """Return where a name belongs; None when there is no such stream or symbol."""
        symbol_name, _, what = name.partition("@")
        symbol = self._directory.symbol(symbol_name.upper())
        if symbol is None or symbol_name != symbol_name.lower() or what not in self._streams:
            return None
        return Place(self._streams[what], symbol.symbol_id)
