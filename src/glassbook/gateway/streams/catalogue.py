"""Every stream there is: one table that names are understood by and the reference is written from.

A name is `<symbol>@<what>` with the symbol in lower case, `!<what>` for the whole market, or a
listen key. An entry's `streams` holds all the spellings of its `<what>`, each with its own kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.streams.account.user_data import UserDataStream
from glassbook.gateway.streams.board import Place
from glassbook.gateway.streams.gauges import (
    BookGaugeStream,
    Gauge,
    GaugeArrayStream,
    GaugeStream,
)
from glassbook.gateway.streams.market.auctions import AuctionGauge, AuctionIndication
from glassbook.gateway.streams.market.average_prices import AveragePrice, AveragePriceGauge
from glassbook.gateway.streams.market.block_trades import BlockTrade, BlockTradeStream
from glassbook.gateway.streams.market.book_tickers import BookTicker, BookTickerGauge
from glassbook.gateway.streams.market.depth import DepthStream, DepthUpdate
from glassbook.gateway.streams.market.klines import UTC_8_MS, KlineEvent, KlineStream
from glassbook.gateway.streams.market.partial_depth import PartialDepth, PartialDepthStream
from glassbook.gateway.streams.market.reference_prices import (
    ReferencePriceEvent,
    ReferencePriceGauge,
)
from glassbook.gateway.streams.market.statuses import StatusGauge, SymbolStatusEvent
from glassbook.gateway.streams.market.tickers import (
    DayTicker,
    DayTickerGauge,
    MiniTicker,
    MiniTickerGauge,
    RollingTicker,
    RollingTickerGauge,
)
from glassbook.gateway.streams.market.trades import (
    AggregateTrade,
    AggregateTradeStream,
    Trade,
    TradeStream,
)
from glassbook.gateway.streams.stream import BEAT_MS, EVERY_SYMBOL, Stream
from glassbook.projection import Projections
from glassbook.projection.intervals import DAY_MS, HOUR_MS, SECOND_MS, Interval

Make = Callable[[Projections], Stream]

WINDOWS = {"1h": HOUR_MS, "4h": 4 * HOUR_MS, "1d": DAY_MS}
LEVEL_COUNTS = (5, 10, 20)
SPEEDS = {"": SECOND_MS, "@1000ms": SECOND_MS, "@100ms": BEAT_MS}
ARRAY_SPEEDS = {"": SECOND_MS, "@1000ms": SECOND_MS, "@3000ms": 3 * SECOND_MS}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table. All but `streams` is for readers."""

    pattern: str
    speed: str
    tells: str
    payload: type[msgspec.Struct]
    streams: Mapping[str, Make]


def _gauge(gauge: Callable[[Projections], Gauge[Any]], period_ms: int) -> Make:
    return lambda projections: GaugeStream(projections, gauge(projections), period_ms)


def _array(gauge: Callable[[Projections], Gauge[Any]], period_ms: int) -> Make:
    return lambda projections: GaugeArrayStream(projections, gauge(projections), period_ms)


def _book_ticker(projections: Projections) -> Stream:
    return BookGaugeStream(projections, BookTickerGauge(projections), BEAT_MS)


def _depth(period_ms: int) -> Make:
    return lambda projections: DepthStream(projections, period_ms)


def _partial_depth(level_count: int, period_ms: int) -> Make:
    return lambda projections: PartialDepthStream(projections, level_count, period_ms)


def _kline(interval: Interval, offset_ms: int) -> Make:
    return lambda projections: KlineStream(projections, interval, offset_ms)


def _rolling(name: str) -> Callable[[Projections], Gauge[Any]]:
    return lambda projections: RollingTickerGauge(projections, name, WINDOWS[name])


SYMBOL_ENTRIES = (
    Entry("<symbol>@trade", "at once", "every trade", Trade, {"trade": TradeStream}),
    Entry(
        "<symbol>@aggTrade",
        "at once",
        "the trades of one taker order at one price, as one",
        AggregateTrade,
        {"aggTrade": AggregateTradeStream},
    ),
    Entry(
        "<symbol>@bookTicker",
        "at once",
        "the best bid and ask, when either changed",
        BookTicker,
        {"bookTicker": _book_ticker},
    ),
    Entry(
        "<symbol>@depth, @depth@100ms, @depth@1000ms",
        "1000 ms or 100 ms",
        "the levels of the book that changed",
        DepthUpdate,
        {f"depth{suffix}": _depth(period_ms) for suffix, period_ms in SPEEDS.items()},
    ),
    Entry(
        "<symbol>@depth<levels>, @depth<levels>@100ms, @depth<levels>@1000ms",
        "1000 ms or 100 ms",
        "the best 5, 10 or 20 levels of each side, changed or not",
        PartialDepth,
        {
            f"depth{levels}{suffix}": _partial_depth(levels, period_ms)
            for levels in LEVEL_COUNTS
            for suffix, period_ms in SPEEDS.items()
        },
    ),
    Entry(
        "<symbol>@kline_<interval>",
        "1000 ms for 1s, else 2000 ms",
        "the open candle when it changed, and every closed one once",
        KlineEvent,
        {f"kline_{interval.wire}": _kline(interval, 0) for interval in Interval},
    ),
    Entry(
        "<symbol>@kline_<interval>@+08:00",
        "1000 ms for 1s, else 2000 ms",
        "the same, where days, weeks and months are those of UTC+8",
        KlineEvent,
        {f"kline_{interval.wire}@+08:00": _kline(interval, UTC_8_MS) for interval in Interval},
    ),
    Entry(
        "<symbol>@ticker",
        "1000 ms",
        "statistics of the last 24 hours, when they changed",
        DayTicker,
        {"ticker": _gauge(DayTickerGauge, SECOND_MS)},
    ),
    Entry(
        "<symbol>@miniTicker",
        "1000 ms",
        "the last 24 hours in short, when they changed",
        MiniTicker,
        {"miniTicker": _gauge(MiniTickerGauge, SECOND_MS)},
    ),
    Entry(
        "<symbol>@ticker_<window>",
        "1000 ms",
        "statistics of a rolling window of 1h, 4h or 1d, when they changed",
        RollingTicker,
        {f"ticker_{name}": _gauge(_rolling(name), SECOND_MS) for name in WINDOWS},
    ),
    Entry(
        "<symbol>@avgPrice",
        "1000 ms",
        "the average price of the last five minutes, when it changed",
        AveragePrice,
        {"avgPrice": _gauge(AveragePriceGauge, SECOND_MS)},
    ),
    Entry(
        "<symbol>@referencePrice",
        "1000 ms",
        "the reference price, when it changed; null when there is none",
        ReferencePriceEvent,
        {"referencePrice": _gauge(ReferencePriceGauge, SECOND_MS)},
    ),
    Entry(
        "<symbol>@blockTrade",
        "never",
        "nothing: no trade is arranged outside the book",
        BlockTrade,
        {"blockTrade": BlockTradeStream},
    ),
    Entry(
        "<symbol>@auction",
        "1000 ms",
        "while orders collect for an auction, what it would come to, when that changed",
        AuctionIndication,
        {"auction": _gauge(AuctionGauge, SECOND_MS)},
    ),
    Entry(
        "<symbol>@status",
        "1000 ms",
        "whether the symbol trades, when that changed",
        SymbolStatusEvent,
        {"status": _gauge(StatusGauge, SECOND_MS)},
    ),
)

MARKET_ENTRIES = (
    Entry(
        "!ticker@arr, @1000ms, @3000ms",
        "1000 ms or 3000 ms",
        "every <symbol>@ticker that changed, in an array",
        DayTicker,
        {f"!ticker@arr{s}": _array(DayTickerGauge, p) for s, p in ARRAY_SPEEDS.items()},
    ),
    Entry(
        "!miniTicker@arr, @1000ms, @3000ms",
        "1000 ms or 3000 ms",
        "every <symbol>@miniTicker that changed, in an array",
        MiniTicker,
        {f"!miniTicker@arr{s}": _array(MiniTickerGauge, p) for s, p in ARRAY_SPEEDS.items()},
    ),
    Entry(
        "!ticker_<window>@arr",
        "1000 ms",
        "every <symbol>@ticker_<window> that changed, in an array",
        RollingTicker,
        {f"!ticker_{name}@arr": _array(_rolling(name), SECOND_MS) for name in WINDOWS},
    ),
)


class StreamCatalogue:
    """Understands names. Of every kind of stream there is one object, made when first named."""

    def __init__(self, projections: Projections, listen_keys: ListenKeys) -> None:
        self._projections = projections
        self._listen_keys = listen_keys
        self._makes = {what: make for entry in ENTRIES for what, make in entry.streams.items()}
        self._streams: dict[str, Stream] = {}
        self._user_data = UserDataStream(projections)

    def find(self, name: str) -> Place | None:
        """Return where a name belongs; None when there is no such stream, symbol or living key."""
        if name.startswith("!"):
            return self._place(name, EVERY_SYMBOL)
        symbol_name, at, what = name.partition("@")
        if at:
            return self._of_symbol(symbol_name, what)
        account_id = self._listen_keys.account_of(name)
        return None if account_id is None else Place(self._user_data, account_id)

    def _of_symbol(self, symbol_name: str, what: str) -> Place | None:
        symbol = self._projections.directory.symbol(symbol_name.upper())
        if symbol is None or symbol_name != symbol_name.lower():
            return None
        return self._place(what, symbol.symbol_id)

    def _place(self, what: str, subject: int) -> Place | None:
        if what.startswith("!") != (subject == EVERY_SYMBOL) or what not in self._makes:
            return None
        if what not in self._streams:
            self._streams[what] = self._makes[what](self._projections)
        return Place(self._streams[what], subject)


ENTRIES = SYMBOL_ENTRIES + MARKET_ENTRIES
