"""Statistics over a window of time: the last 24 hours, any rolling window, the calendar day.

The rule: a window of a given length that ends now begins at the start of the minute in which
(now - length) lies, so it is up to 59,999 ms longer than asked for, and holds every trade since.
A window without trades shows the last price before it, flat, with a count of 0 and trade ids -1.
"""

from dataclasses import dataclass

from glassbook.projection.candles import Candles
from glassbook.projection.chart import Chart
from glassbook.projection.depth import Depth
from glassbook.projection.intervals import DAY_MS, MINUTE_MS, Interval
from glassbook.projection.minutes import Minutes
from glassbook.projection.rows import Candle
from glassbook.projection.trades import Trades

AVERAGE_MINUTES = 5
PERCENT_DIGITS = 100_000  # a percentage with three decimals


@dataclass(frozen=True, slots=True)
class Statistics:
    """What traded in a window. Prices in ticks, volume in lots, money in quote units.

    A symbol that never traded has zeros for prices. `previous_close_ticks` is the last price before
    the window, or 0.
    """

    open_time_ms: int
    open_ticks: int
    high_ticks: int
    low_ticks: int
    last_ticks: int
    volume_lots: int
    quote_units: int
    trade_count: int
    first_trade_id: int
    last_trade_id: int
    previous_close_ticks: int

    @property
    def change_ticks(self) -> int:
        """Last price less the first."""
        return self.last_ticks - self.open_ticks

    @property
    def change_percent_thousandths(self) -> int:
        """The change in thousandths of a percent of the first price, cut toward zero."""
        if not self.open_ticks:
            return 0
        change = abs(self.change_ticks) * PERCENT_DIGITS // self.open_ticks
        return change if self.change_ticks >= 0 else -change


@dataclass(frozen=True, slots=True)
class Ticker:
    """A window's statistics with what the market shows now.

    bid, ask           (price_ticks, quantity_lots), or None on an empty side
    last_quantity_lots of the newest trade
    """

    symbol_id: int
    close_time_ms: int
    statistics: Statistics
    bid: tuple[int, int] | None
    ask: tuple[int, int] | None
    last_quantity_lots: int


@dataclass(frozen=True, slots=True)
class Average:
    """What traded in the last minutes: the average price is quote_units over volume_lots.

    Without a trade in them both are 0 and `last_ticks` is the price; `close_time_ns` is the time of
    the newest trade, 0 when there never was one.
    """

    minutes: int
    quote_units: int
    volume_lots: int
    last_ticks: int
    close_time_ns: int


class Tickers:
    """Windows over every symbol's minutes."""

    def __init__(self, candles: Candles, trades: Trades, depth: Depth) -> None:
        self._candles = candles
        self._trades = trades
        self._depth = depth
        self._answers: dict[
            tuple[int, int], Statistics
        ] = {}  # by symbol and window, the last given

    # --- asked by the doors ---------------------------------------------------------------------

    def day(self, symbol_id: int, now_ms: int) -> Ticker:
        """Return the last 24 hours."""
        return self.rolling(symbol_id, DAY_MS, now_ms)

    def rolling(self, symbol_id: int, window_ms: int, now_ms: int) -> Ticker:
        """Return the window of this length that ends now; at most 7 days."""
        start_ms = Interval.M1.open_ms(now_ms - window_ms)
        return self._ticker(symbol_id, self._remembered(symbol_id, window_ms, start_ms), now_ms)

    def trading_day(self, symbol_id: int, now_ms: int, offset_ms: int = 0) -> Ticker:
        """Return the calendar day of a clock that is ahead of UTC by `offset_ms`; it closes with
        the last millisecond of that day.
        """
        start_ms = Interval.D1.open_ms(now_ms, offset_ms)
        statistics = statistics_since(self._candles.chart(symbol_id), start_ms)
        return self._ticker(symbol_id, statistics, start_ms + DAY_MS - 1)

    def average(self, symbol_id: int, now_ms: int) -> Average:
        """Return what traded in the last 5 minutes."""
        start_ms = Interval.M1.open_ms(now_ms - AVERAGE_MINUTES * MINUTE_MS)
        found = statistics_since(self._candles.chart(symbol_id), start_ms)
        last = self._trades.last(symbol_id)
        return Average(
            AVERAGE_MINUTES,
            found.quote_units,
            found.volume_lots,
            found.last_ticks,
            last.time_ns if last else 0,
        )

    def _ticker(self, symbol_id: int, statistics: Statistics, close_time_ms: int) -> Ticker:
        bid, ask = self._depth.best(symbol_id)
        last = self._trades.last(symbol_id)
        quantity_lots = last.quantity_lots if last else 0
        return Ticker(symbol_id, close_time_ms, statistics, bid, ask, quantity_lots)

    def _remembered(self, symbol_id: int, window_ms: int, start_ms: int) -> Statistics:
        """Return the statistics since `start_ms`, as last given when nothing traded since."""
        last = self._trades.last(symbol_id)
        answer = self._answers.get((symbol_id, window_ms))
        is_current = (
            answer is not None
            and answer.open_time_ms == start_ms
            and (last.trade_id if last else -1) == answer.last_trade_id
        )
        if answer is None or not is_current:
            answer = statistics_since(self._candles.chart(symbol_id), start_ms)
            self._answers[symbol_id, window_ms] = answer
        return answer


def statistics_since(chart: Chart | None, start_ms: int) -> Statistics:
    """Return the statistics of every trade at or after `start_ms`, the start of a minute."""
    minute = chart.open_minute() if chart else None
    if chart is None or minute is None:
        return Statistics(start_ms, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0)
    minutes = chart.minutes
    first = minutes.index(start_ms)
    if minute.open_time_ms < start_ms:
        close = minute.close_ticks
        return Statistics(start_ms, close, close, close, close, 0, 0, 0, -1, -1, close)
    previous = minutes.close_ticks[first - 1] if first else 0
    if first == len(minutes.open_time_ms):
        return _of_minute(start_ms, minute, previous)
    return _of_minutes(start_ms, minutes, first, minute, previous)


def _of_minute(start_ms: int, minute: Candle, previous_ticks: int) -> Statistics:
    return Statistics(
        start_ms,
        minute.open_ticks,
        minute.high_ticks,
        minute.low_ticks,
        minute.close_ticks,
        minute.volume_lots,
        minute.quote_units,
        minute.trade_count,
        minute.first_trade_id,
        minute.last_trade_id,
        previous_ticks,
    )


def _of_minutes(
    start_ms: int, minutes: Minutes, first: int, minute: Candle, previous_ticks: int
) -> Statistics:
    """Return the statistics of the closed minutes from index `first` on, and the open one."""
    return Statistics(
        start_ms,
        minutes.open_ticks[first],
        max(minute.high_ticks, *minutes.high_ticks[first:]),
        min(minute.low_ticks, *minutes.low_ticks[first:]),
        minute.close_ticks,
        sum(minutes.volume_lots[first:], minute.volume_lots),
        sum(minutes.quote_units[first:], minute.quote_units),
        minute.last_trade_id - minutes.first_trade_id[first] + 1,
        minutes.first_trade_id[first],
        minute.last_trade_id,
        previous_ticks,
    )
