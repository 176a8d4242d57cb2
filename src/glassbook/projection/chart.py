"""One symbol's candles as they grow.

A trade touches the open second alone. When a trade comes in a later second, the one before is
closed and merged into the open minute; a minute that is over is merged into the open candle of
every longer interval. So a trade costs the same however many intervals there are, and the open
candle of an interval is read by merging at most three.
"""

from collections.abc import Iterable
from typing import Any

from glassbook.projection.intervals import SECOND_MS, Interval
from glassbook.projection.minutes import Minutes
from glassbook.projection.rows import Candle

LONGER = tuple(interval for interval in Interval if interval.number > Interval.M1.number)


class Growing:
    """A candle that may still grow; fields as in Candle."""

    __slots__ = (
        "close_ticks",
        "first_trade_id",
        "high_ticks",
        "last_trade_id",
        "low_ticks",
        "open_ms",
        "open_ticks",
        "quote_units",
        "taker_buy_lots",
        "taker_buy_quote_units",
        "trade_count",
        "volume_lots",
    )

    def __init__(self, open_ms: int, price_ticks: int, trade_id: int) -> None:
        self.open_ms = open_ms
        self.open_ticks = price_ticks
        self.high_ticks = price_ticks
        self.low_ticks = price_ticks
        self.close_ticks = price_ticks
        self.volume_lots = 0
        self.quote_units = 0
        self.trade_count = 0
        self.taker_buy_lots = 0
        self.taker_buy_quote_units = 0
        self.first_trade_id = trade_id
        self.last_trade_id = trade_id

    def closed(self, close_time_ms: int) -> Candle:
        """Return it as a candle that ends with this millisecond."""
        return Candle(
            self.open_ms,
            close_time_ms,
            self.open_ticks,
            self.high_ticks,
            self.low_ticks,
            self.close_ticks,
            self.volume_lots,
            self.quote_units,
            self.trade_count,
            self.taker_buy_lots,
            self.taker_buy_quote_units,
            self.first_trade_id,
            self.last_trade_id,
        )


class Chart:
    """One symbol's open candles, and its last days in minutes.

    first_ms   when it first traded, -1 until it does
    """

    __slots__ = ("first_ms", "longer", "minute", "minutes", "second")

    def __init__(self) -> None:
        self.first_ms = -1
        self.second: Growing | None = None
        self.minute: Candle | None = None
        self.longer: dict[Interval, Candle] = {}
        self.minutes = Minutes()

    # --- told by the fold -----------------------------------------------------------------------

    def add(
        self, time_ms: int, price_ticks: int, lots: int, units: int, trade_id: int, sells: int
    ) -> list[tuple[Interval, Candle]]:
        """Fold one trade. Return the candles that it closed, seconds first."""
        second, closed = self.second, NOTHING
        if second is None or time_ms - second.open_ms >= SECOND_MS:
            if second is None:
                self.first_ms = time_ms
            else:
                closed = self._close_second(second, time_ms)
            open_ms = Interval.S1.open_ms(time_ms)
            second = self.second = Growing(open_ms, price_ticks, trade_id)
        elif price_ticks > second.high_ticks:
            second.high_ticks = price_ticks
        elif price_ticks < second.low_ticks:
            second.low_ticks = price_ticks
        second.close_ticks = price_ticks
        second.volume_lots += lots
        second.quote_units += units
        second.trade_count += 1
        second.last_trade_id = trade_id
        if not sells:
            second.taker_buy_lots += lots
            second.taker_buy_quote_units += units
        return closed

    def _close_second(self, second: Growing, now_ms: int) -> list[tuple[Interval, Candle]]:
        candle = second.closed(second.open_ms + SECOND_MS - 1)
        closed = [(Interval.S1, candle)]
        self.minute = grown(self.minute, candle, Interval.M1)[0]
        if now_ms > self.minute.close_time_ms:
            closed += self._close_minute(self.minute)
            self.minute = None
        return closed

    def _close_minute(self, minute: Candle) -> list[tuple[Interval, Candle]]:
        closed = [(Interval.M1, minute)]
        self.minutes.add(minute)
        for interval in LONGER:
            self.longer[interval], over = grown(self.longer.get(interval), minute, interval)
            if over:
                closed.append((interval, over))
        return closed

    # --- asked by candles and tickers -----------------------------------------------------------

    def open_second(self) -> Candle | None:
        """Return the newest second that traded."""
        second = self.second
        return second.closed(second.open_ms + SECOND_MS - 1) if second else None

    def open_minute(self) -> Candle | None:
        """Return the newest minute that traded. It is not in `minutes` yet."""
        second = self.open_second()
        if second is None:
            return None
        return grown(self.minute, second, Interval.M1)[0]

    def tail(self, interval: Interval, offset_ms: int = 0) -> list[Candle]:
        """Return the candles of the interval that were not given out as closed, oldest first."""
        if interval is Interval.S1:
            parts: Iterable[Candle | None] = [self.open_second()]
        elif interval is Interval.M1:
            parts = [self.open_minute()]
        else:
            parts = [self.longer.get(interval), self.open_minute()]
        return merged(filter(None, parts), interval, offset_ms)

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> list[Any]:
        """Return all of it as plain data."""
        longer = {interval.number: candle for interval, candle in self.longer.items()}
        return [self.first_ms, self.open_second(), self.minute, longer, self.minutes.saved()]

    def load(self, saved: list[Any]) -> None:
        """Take up what `saved` returned."""
        by_number = {interval.number: interval for interval in Interval}
        self.first_ms, second, minute, longer, minutes = saved
        self.second = _growing(Candle(*second)) if second else None
        self.minute = Candle(*minute) if minute else None
        self.longer = {by_number[number]: Candle(*c) for number, c in longer.items()}
        self.minutes.load(minutes)


NOTHING: list[tuple[Interval, Candle]] = []


def grown(
    candle: Candle | None, part: Candle, interval: Interval, offset_ms: int = 0
) -> tuple[Candle, Candle | None]:
    """Return the open candle with a later part merged in, and the candle that this ended."""
    if candle is not None and part.open_time_ms <= candle.close_time_ms:
        return _merged(candle, part), None
    open_ms = interval.open_ms(part.open_time_ms, offset_ms)
    close_ms = interval.next_ms(open_ms, offset_ms) - 1
    return part._replace(open_time_ms=open_ms, close_time_ms=close_ms), candle


def merged(parts: Iterable[Candle], interval: Interval, offset_ms: int) -> list[Candle]:
    """Return the candles of an interval that these shorter ones, oldest first, make."""
    candles: list[Candle] = []
    for part in parts:
        candle, over = grown(candles[-1] if candles else None, part, interval, offset_ms)
        if over is None and candles:
            candles[-1] = candle
        else:
            candles.append(candle)
    return candles


def _merged(candle: Candle, part: Candle) -> Candle:
    return Candle(
        candle.open_time_ms,
        candle.close_time_ms,
        candle.open_ticks,
        max(candle.high_ticks, part.high_ticks),
        min(candle.low_ticks, part.low_ticks),
        part.close_ticks,
        candle.volume_lots + part.volume_lots,
        candle.quote_units + part.quote_units,
        candle.trade_count + part.trade_count,
        candle.taker_buy_lots + part.taker_buy_lots,
        candle.taker_buy_quote_units + part.taker_buy_quote_units,
        candle.first_trade_id,
        part.last_trade_id,
    )


def _growing(candle: Candle) -> Growing:
    second = Growing(candle.open_time_ms, candle.open_ticks, candle.first_trade_id)
    for name in set(Growing.__slots__) - {"open_ms"}:
        setattr(second, name, getattr(candle, name))
    return second
