"""`<symbol>@kline_<interval>`: the open candle as it grows, and every closed one exactly once.

The open candle is told every two seconds (every second for `1s`) when it changed. A candle that is
over is told with `x: true` as soon as no trade can belong to it any more: when a later batch was
folded, or a second after its end. From a symbol's first trade on every interval has a candle; one
without trades is flat, and its trade ids are -1.

*Source*: "Kline/Candlestick Streams for UTC" and "with timezone offset".
"""

from dataclasses import dataclass

import msgspec

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.stream import BEAT_MS, Beat, SymbolStream
from glassbook.gateway.streams.topics import Topic
from glassbook.projection import Projections
from glassbook.projection.intervals import SECOND_MS, Interval
from glassbook.projection.listing import Symbol
from glassbook.projection.rows import Candle

LATEST_MS = SECOND_MS  # no batch is folded later than this after its stamp
UTC_8_MS = 8 * 3600 * SECOND_MS


class Kline(msgspec.Struct):
    open_time: int = msgspec.field(name="t")
    close_time: int = msgspec.field(name="T")
    symbol: str = msgspec.field(name="s")
    interval: str = msgspec.field(name="i")
    first_trade_id: int = msgspec.field(name="f")
    last_trade_id: int = msgspec.field(name="L")
    open: str = msgspec.field(name="o")
    close: str = msgspec.field(name="c")
    high: str = msgspec.field(name="h")
    low: str = msgspec.field(name="l")
    volume: str = msgspec.field(name="v")
    trade_count: int = msgspec.field(name="n")
    is_closed: bool = msgspec.field(name="x")
    quote_volume: str = msgspec.field(name="q")
    taker_buy_volume: str = msgspec.field(name="V")
    taker_buy_quote_volume: str = msgspec.field(name="Q")
    ignored: str = msgspec.field(name="B", default="0")


class KlineEvent(msgspec.Struct, tag_field="e", tag="kline"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    kline: Kline = msgspec.field(name="k")


@dataclass(slots=True)
class Watch:
    """The candle of one symbol that is being told, and the last trade in it when it was told.

    last_trade_id   None when it has to be told whatever has traded
    """

    open_ms: int
    next_ms: int
    last_trade_id: int | None


class KlineStream(SymbolStream):
    """The candles of one interval, on a clock that is ahead of UTC by an offset."""

    period_ms = BEAT_MS

    def __init__(self, projections: Projections, interval: Interval, offset_ms: int = 0) -> None:
        super().__init__(projections)
        self._interval = interval
        self._offset_ms = offset_ms
        self._refresh_ms = SECOND_MS if interval is Interval.S1 else 2 * SECOND_MS
        self._refreshed = 0  # which of these it was last
        self._watches: dict[int, Watch] = {}
        self._is_new: set[int] = set()

    def open(self, subject: int, topic: Topic, /) -> None:
        super().open(subject, topic)
        self._is_new.add(subject)

    def close(self, subject: int, topic: Topic, /) -> None:
        super().close(subject, topic)
        self._watches.pop(subject, None)
        self._is_new.discard(subject)

    def on_beat(self, beat: Beat) -> None:
        for symbol_id in sorted(self._is_new):
            self._begin(symbol_id, beat.now_ms)
        self._is_new.clear()
        refreshed, self._refreshed = self._refreshed, beat.now_ms // self._refresh_ms
        is_due = refreshed != self._refreshed
        for symbol_id, watch in self._watches.items():
            self._tell_closed(symbol_id, watch, beat)
            self._tell_open(symbol_id, watch, beat, is_due=is_due)

    def _begin(self, symbol_id: int, now_ms: int) -> None:
        open_ms = self._interval.open_ms(now_ms, self._offset_ms)
        trade_id = self._last_trade_id(symbol_id)
        self._watches[symbol_id] = Watch(open_ms, self._next_ms(open_ms), trade_id)

    def _tell_closed(self, symbol_id: int, watch: Watch, beat: Beat) -> None:
        """Tell the watched candle closed, if it is, and watch the next one."""
        if max(beat.folded_ms, beat.now_ms - LATEST_MS) < watch.next_ms:
            return
        candle = self._candle(symbol_id, watch)
        watch.open_ms, watch.next_ms = watch.next_ms, self._next_ms(watch.next_ms)
        watch.last_trade_id = None
        if candle is not None:
            self._tell(symbol_id, candle, beat, is_closed=True)

    def _tell_open(self, symbol_id: int, watch: Watch, beat: Beat, *, is_due: bool) -> None:
        """Tell the watched candle when it changed; and at once to those who have just come."""
        topic = self.topics[symbol_id]
        if not (is_due or topic.has_newcomers) or beat.now_ms < watch.open_ms:
            return
        trade_id = self._last_trade_id(symbol_id)
        is_news = is_due and trade_id != watch.last_trade_id
        candle = self._candle(symbol_id, watch) if is_news or topic.has_newcomers else None
        if candle is None:
            return
        if is_news:
            watch.last_trade_id = trade_id
            self._tell(symbol_id, candle, beat, is_closed=False)
        else:
            topic.greet(lambda unit: self._encode(symbol_id, candle, beat, unit, is_closed=False))

    def _next_ms(self, open_ms: int) -> int:
        return self._interval.next_ms(open_ms, self._offset_ms)

    def _last_trade_id(self, symbol_id: int) -> int:
        last = self.projections.trades.last(symbol_id)
        return last.trade_id if last else 0

    def _candle(self, symbol_id: int, watch: Watch) -> Candle | None:
        """Return the watched candle as it is now; None before the symbol's first trade."""
        candles = self.projections.candles.klines(
            symbol_id, self._interval, now_ms=watch.next_ms - 1, limit=1, offset_ms=self._offset_ms
        )
        return candles[0] if candles else None

    def _tell(self, symbol_id: int, candle: Candle, beat: Beat, *, is_closed: bool) -> None:
        self.topics[symbol_id].tell(
            lambda unit: self._encode(symbol_id, candle, beat, unit, is_closed=is_closed)
        )

    def _encode(
        self, symbol_id: int, candle: Candle, beat: Beat, unit: TimeUnit, *, is_closed: bool
    ) -> bytes:
        symbol = self.symbol(symbol_id)
        kline = _kline(symbol, self._interval, candle, unit, is_closed=is_closed)
        return msgspec.json.encode(KlineEvent(unit.of(beat.now_ns), symbol.name, kline))


def _kline(
    symbol: Symbol, interval: Interval, candle: Candle, unit: TimeUnit, *, is_closed: bool
) -> Kline:
    price, quantity, amount = symbol.price_text, symbol.quantity_text, symbol.amount_text
    end_ns = (candle.close_time_ms + 1) * TimeUnit.MILLISECOND - 1
    return Kline(
        open_time=unit.of(candle.open_time_ms * TimeUnit.MILLISECOND),
        close_time=unit.of(end_ns),
        symbol=symbol.name,
        interval=interval.wire,
        first_trade_id=candle.first_trade_id,
        last_trade_id=candle.last_trade_id,
        open=price(candle.open_ticks),
        close=price(candle.close_ticks),
        high=price(candle.high_ticks),
        low=price(candle.low_ticks),
        volume=quantity(candle.volume_lots),
        trade_count=candle.trade_count,
        is_closed=is_closed,
        quote_volume=amount(candle.quote_units),
        taker_buy_volume=quantity(candle.taker_buy_lots),
        taker_buy_quote_volume=amount(candle.taker_buy_quote_units),
    )
