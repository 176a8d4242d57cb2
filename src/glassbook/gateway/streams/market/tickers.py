"""`@ticker`, `@miniTicker`, `@ticker_<window>`: statistics of a window of time that ends now.

A reading leaves out when the window begins and ends, for that changes always. A symbol that never
traded shows zeros, so that whoever listens knows that he is heard.

*Source*: "Individual Symbol Ticker Streams", "... Mini Ticker Stream", "... Rolling Window
Statistics Streams".
"""

from dataclasses import replace
from typing import NamedTuple

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection import Projections
from glassbook.projection.book import Level
from glassbook.projection.intervals import DAY_MS, MINUTE_MS
from glassbook.projection.listing import Symbol
from glassbook.projection.tickers import Statistics


class DayTicker(msgspec.Struct, tag_field="e", tag="24hrTicker"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    change: str = msgspec.field(name="p")
    change_percent: str = msgspec.field(name="P")
    average: str = msgspec.field(name="w")
    previous_close: str = msgspec.field(name="x")
    last: str = msgspec.field(name="c")
    last_quantity: str = msgspec.field(name="Q")
    bid_price: str = msgspec.field(name="b")
    bid_quantity: str = msgspec.field(name="B")
    ask_price: str = msgspec.field(name="a")
    ask_quantity: str = msgspec.field(name="A")
    open: str = msgspec.field(name="o")
    high: str = msgspec.field(name="h")
    low: str = msgspec.field(name="l")
    volume: str = msgspec.field(name="v")
    quote_volume: str = msgspec.field(name="q")
    open_time: int = msgspec.field(name="O")
    close_time: int = msgspec.field(name="C")
    first_trade_id: int = msgspec.field(name="F")
    last_trade_id: int = msgspec.field(name="L")
    trade_count: int = msgspec.field(name="n")


class MiniTicker(msgspec.Struct, tag_field="e", tag="24hrMiniTicker"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    last: str = msgspec.field(name="c")
    open: str = msgspec.field(name="o")
    high: str = msgspec.field(name="h")
    low: str = msgspec.field(name="l")
    volume: str = msgspec.field(name="v")
    quote_volume: str = msgspec.field(name="q")


class RollingTicker(msgspec.Struct):
    event_type: str = msgspec.field(name="e")
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    change: str = msgspec.field(name="p")
    change_percent: str = msgspec.field(name="P")
    open: str = msgspec.field(name="o")
    high: str = msgspec.field(name="h")
    low: str = msgspec.field(name="l")
    last: str = msgspec.field(name="c")
    average: str = msgspec.field(name="w")
    volume: str = msgspec.field(name="v")
    quote_volume: str = msgspec.field(name="q")
    open_time: int = msgspec.field(name="O")
    close_time: int = msgspec.field(name="C")
    first_trade_id: int = msgspec.field(name="F")
    last_trade_id: int = msgspec.field(name="L")
    trade_count: int = msgspec.field(name="n")


class DayReading(NamedTuple):
    statistics: Statistics
    bid: Level | None
    ask: Level | None
    last_lots: int


class RollingTickerGauge:
    """Reads the statistics of a window of `window_ms`, called `name` on the wire."""

    def __init__(self, projections: Projections, name: str, window_ms: int) -> None:
        self.projections = projections
        self._event_type = f"{name}Ticker"
        self._window_ms = window_ms

    def read(self, symbol_id: int, now_ms: int) -> Statistics:
        ticker = self.projections.tickers.rolling(symbol_id, self._window_ms, now_ms)
        return without_time(ticker.statistics)

    def payload(self, symbol_id: int, reading: Statistics, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self.projections.directory.symbols[symbol_id]
        texts = Texts(symbol, reading)
        return msgspec.json.encode(
            RollingTicker(
                event_type=self._event_type,
                event_time=unit.of(now_ns),
                symbol=symbol.name,
                change=texts.change,
                change_percent=texts.change_percent,
                open=texts.open,
                high=texts.high,
                low=texts.low,
                last=texts.last,
                average=texts.average,
                volume=texts.volume,
                quote_volume=texts.quote_volume,
                open_time=open_time(now_ns, self._window_ms, unit),
                close_time=unit.of(now_ns),
                first_trade_id=reading.first_trade_id,
                last_trade_id=reading.last_trade_id,
                trade_count=reading.trade_count,
            )
        )


class MiniTickerGauge:
    """Reads the last 24 hours, in short."""

    def __init__(self, projections: Projections) -> None:
        self._day = RollingTickerGauge(projections, "1d", DAY_MS)

    def read(self, symbol_id: int, now_ms: int) -> Statistics:
        return self._day.read(symbol_id, now_ms)

    def payload(self, symbol_id: int, reading: Statistics, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._day.projections.directory.symbols[symbol_id]
        texts = Texts(symbol, reading)
        return msgspec.json.encode(
            MiniTicker(
                event_time=unit.of(now_ns),
                symbol=symbol.name,
                last=texts.last,
                open=texts.open,
                high=texts.high,
                low=texts.low,
                volume=texts.volume,
                quote_volume=texts.quote_volume,
            )
        )


class DayTickerGauge:
    """Reads the last 24 hours and the touch."""

    def __init__(self, projections: Projections) -> None:
        self._projections = projections

    def read(self, symbol_id: int, now_ms: int) -> DayReading:
        day = self._projections.tickers.day(symbol_id, now_ms)
        return DayReading(without_time(day.statistics), day.bid, day.ask, day.last_quantity_lots)

    def payload(self, symbol_id: int, reading: DayReading, now_ns: int, unit: TimeUnit) -> bytes:
        symbol = self._projections.directory.symbols[symbol_id]
        statistics, texts = reading.statistics, Texts(symbol, reading.statistics)
        (bid, bid_lots), (ask, ask_lots) = reading.bid or (0, 0), reading.ask or (0, 0)
        return msgspec.json.encode(
            DayTicker(
                event_time=unit.of(now_ns),
                symbol=symbol.name,
                change=texts.change,
                change_percent=texts.change_percent,
                average=texts.average,
                previous_close=symbol.price_text(statistics.previous_close_ticks),
                last=texts.last,
                last_quantity=symbol.quantity_text(reading.last_lots),
                bid_price=symbol.price_text(bid),
                bid_quantity=symbol.quantity_text(bid_lots),
                ask_price=symbol.price_text(ask),
                ask_quantity=symbol.quantity_text(ask_lots),
                open=texts.open,
                high=texts.high,
                low=texts.low,
                volume=texts.volume,
                quote_volume=texts.quote_volume,
                open_time=open_time(now_ns, DAY_MS, unit),
                close_time=unit.of(now_ns),
                first_trade_id=statistics.first_trade_id,
                last_trade_id=statistics.last_trade_id,
                trade_count=statistics.trade_count,
            )
        )


class Texts:
    """The statistics that every ticker shows, as wire text."""

    def __init__(self, symbol: Symbol, statistics: Statistics) -> None:
        price = symbol.price_text
        self.change = price(statistics.change_ticks)
        self.change_percent = thousandths_text(statistics.change_percent_thousandths)
        self.average = symbol.average_price_text(statistics.quote_units, statistics.volume_lots)
        self.open = price(statistics.open_ticks)
        self.high = price(statistics.high_ticks)
        self.low = price(statistics.low_ticks)
        self.last = price(statistics.last_ticks)
        self.volume = symbol.quantity_text(statistics.volume_lots)
        self.quote_volume = symbol.amount_text(statistics.quote_units)


def thousandths_text(thousandths: int) -> str:
    """Return thousandths as a decimal with three decimals."""
    whole, part = divmod(abs(thousandths), 1000)
    return f"{'-' if thousandths < 0 else ''}{whole}.{part:03d}"


def without_time(statistics: Statistics) -> Statistics:
    """Return the statistics without the beginning of their window, which moves every minute."""
    return replace(statistics, open_time_ms=0)


def open_time(now_ns: int, window_ms: int, unit: TimeUnit) -> int:
    """Return when a window that ends now began: at the start of a minute."""
    start_ns = now_ns - window_ms * TimeUnit.MILLISECOND
    return unit.of(start_ns - start_ns % (MINUTE_MS * TimeUnit.MILLISECOND))
