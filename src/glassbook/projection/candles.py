"""Candles of every interval, the open one included.

From a symbol's first trade on there is a candle for every interval of time; one in which nothing
traded is flat at the close before it and is made when asked for. Closed candles go to the store.
With an offset the day begins elsewhere, so candles of that grid are merged from shorter ones.
"""

from collections.abc import Iterator
from typing import Any

from glassbook.projection.chart import Chart, merged
from glassbook.projection.intervals import Interval
from glassbook.projection.rows import Candle
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten
from glassbook.protocol.events import Event

MILLISECOND_NS = 1_000_000


class Candles:
    """Every symbol's candles."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._charts: dict[int, Chart] = {}
        self._unwritten: Unwritten[Candle] = Unwritten()

    # --- asked by the doors ---------------------------------------------------------------------

    def klines(
        self,
        symbol_id: int,
        interval: Interval,
        *,
        now_ms: int,
        limit: int,
        start_ms: int | None = None,
        end_ms: int | None = None,
        offset_ms: int = 0,
    ) -> list[Candle]:
        """Return candles, oldest first: the first `limit` that open at or after `start_ms`, or
        without it the newest; none that opens after `end_ms` or `now_ms`.

        `offset_ms` shifts the grid to a clock that is ahead of UTC by it; the bounds stay UTC.
        """
        chart = self._charts.get(symbol_id)
        if chart is None or limit <= 0:
            return []
        last_ms = now_ms if end_ms is None else min(now_ms, end_ms)
        grid = Grid(interval, offset_ms)
        opens = grid.opens(chart.first_ms, start_ms, last_ms, limit)
        if not opens:
            return []
        return list(self._filled(symbol_id, chart, grid, opens))

    def at(self, symbol_id: int, interval: Interval, time_ms: int) -> Candle | None:
        """Return the candle in which `time_ms` lies; None before the symbol's first."""
        klines = self.klines(symbol_id, interval, now_ms=time_ms, limit=1)
        return klines[0] if klines else None

    def chart(self, symbol_id: int) -> Chart | None:
        """Return what tickers are computed from; None until the symbol first trades."""
        return self._charts.get(symbol_id)

    def _filled(
        self, symbol_id: int, chart: Chart, grid: "Grid", opens: list[int]
    ) -> Iterator[Candle]:
        """Yield a candle for every opening, flat where nothing traded."""
        real = {c.open_time_ms: c for c in self._real(symbol_id, chart, grid, opens[0], opens[-1])}
        close_ticks = None
        for open_ms in opens:
            candle = real.get(open_ms)
            if candle is None:
                if close_ticks is None:
                    close_ticks = self._close_before(symbol_id, chart, open_ms)
                candle = flat(open_ms, grid.next_ms(open_ms) - 1, close_ticks)
            close_ticks = candle.close_ticks
            yield candle

    def _real(
        self, symbol_id: int, chart: Chart, grid: "Grid", first_ms: int, last_ms: int
    ) -> list[Candle]:
        """Return the candles with trades that open from `first_ms` to `last_ms`."""
        source = grid.source()
        tail = chart.tail(source)
        older: list[Candle] = []
        if first_ms < tail[0].open_time_ms:
            older = self._closed(symbol_id, source, first_ms, grid.next_ms(last_ms) - 1)
        if source is grid.interval:
            return older + tail
        return merged(older + tail, grid.interval, grid.offset_ms)

    def _closed(
        self, symbol_id: int, interval: Interval, first_ms: int, last_ms: int
    ) -> list[Candle]:
        """Return the closed candles with trades that open from `first_ms` to `last_ms`."""
        newer = self._unwritten.of(symbol_id << 4 | interval.number)
        before_ms = min(last_ms, newer[0].open_time_ms - 1) if newer else last_ms
        older = self._store.candles(symbol_id, interval.number, first_ms, before_ms)
        return older + [c for c in newer if first_ms <= c.open_time_ms <= last_ms]

    def _close_before(self, symbol_id: int, chart: Chart, open_ms: int) -> int:
        """Return the price of the last trade before `open_ms`. There is one."""
        second = chart.open_second()
        assert second is not None, "a chart begins with a trade"
        if second.open_time_ms < open_ms:
            return second.close_ticks
        newer = self._unwritten.of(symbol_id << 4 | Interval.S1.number)
        for candle in reversed(newer):
            if candle.open_time_ms < open_ms:
                return candle.close_ticks
        candle_before = self._store.candle_before(symbol_id, Interval.S1.number, open_ms)
        assert candle_before is not None, "a grid begins with the first trade"
        return candle_before.close_ticks

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, event: Event, time_ns: int) -> list[tuple[int, int, Candle]]:
        """Fold the taker's side of a trade. Return what it closed, as rows for the store."""
        symbol_id = event.symbol_id
        chart = self._charts.get(symbol_id)
        if chart is None:
            chart = self._charts[symbol_id] = Chart()
        closed = chart.add(
            time_ns // MILLISECOND_NS,
            event.price_ticks,
            event.quantity_lots,
            event.amount_units,
            event.trade_id,
            event.side,
        )
        for interval, candle in closed:
            self._unwritten.add(symbol_id << 4 | interval.number, event.sequence, candle)
        return [(symbol_id, interval.number, candle) for interval, candle in closed]

    def settle(self, written_sequence: int) -> None:
        """Forget closed candles that the store holds."""
        self._unwritten.settle(written_sequence)

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> dict[int, Any]:
        """Return the open candles and the last days' minutes as plain data."""
        return {symbol_id: chart.saved() for symbol_id, chart in self._charts.items()}

    def load(self, saved: dict[int, Any]) -> None:
        """Take up what `saved` returned."""
        for symbol_id, fields in saved.items():
            chart = self._charts[symbol_id] = Chart()
            chart.load(fields)


class Grid:
    """Where the candles of an interval open, on a clock ahead of UTC by an offset."""

    def __init__(self, interval: Interval, offset_ms: int) -> None:
        self.interval = interval
        self.offset_ms = offset_ms

    def next_ms(self, open_ms: int) -> int:
        """Return the opening after this one."""
        return self.interval.next_ms(open_ms, self.offset_ms)

    def opens(
        self, first_trade_ms: int, start_ms: int | None, last_ms: int, limit: int
    ) -> list[int]:
        """Return at most `limit` openings from a symbol's first candle to `last_ms`: the first
        ones from `start_ms` on or, where that is None, the last ones.
        """
        first = self.interval.open_ms(first_trade_ms, self.offset_ms)
        if start_ms is not None and start_ms > first:
            first = self.interval.open_ms(start_ms, self.offset_ms)
            if first < start_ms:
                first = self.next_ms(first)
        elif start_ms is None:
            first = max(first, self._some_before(last_ms, limit))
        opens: list[int] = []
        while first <= last_ms and len(opens) < limit:
            opens.append(first)
            first = self.next_ms(first)
        return opens

    def source(self) -> Interval:
        """Return the longest stored interval that these candles can be merged from."""
        if self.offset_ms == 0:
            return self.interval
        length_ms = self.interval.length_ms or Interval.D1.length_ms
        if self.interval.length_ms and self.offset_ms % length_ms == 0:
            return self.interval
        return max(
            (
                interval
                for interval in Interval
                if interval.length_ms
                and interval.length_ms <= length_ms
                and self.offset_ms % interval.length_ms == 0
                and length_ms % interval.length_ms == 0
            ),
            key=lambda interval: interval.length_ms,
        )

    def _some_before(self, last_ms: int, count: int) -> int:
        """Return the opening from which `count` candles lead up to the one of `last_ms`."""
        open_ms = self.interval.open_ms(last_ms, self.offset_ms)
        if self.interval.length_ms:
            return open_ms - (count - 1) * self.interval.length_ms
        for _ in range(count - 1):
            open_ms = self.interval.open_ms(open_ms - 1, self.offset_ms)
        return open_ms


def flat(open_time_ms: int, close_time_ms: int, price_ticks: int) -> Candle:
    """Return the candle of an interval without trades."""
    prices = (price_ticks,) * 4
    return Candle(open_time_ms, close_time_ms, *prices, 0, 0, 0, 0, 0, -1, -1)
