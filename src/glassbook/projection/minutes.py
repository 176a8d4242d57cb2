"""The minutes of one symbol in which it traded, over the longest rolling window, in columns.

Rolling statistics are sums and extremes over a slice of them. Volumes may outgrow 64 bits within a
minute, so they are plain Python integers; the rest is packed.
"""

from array import array
from bisect import bisect_left
from typing import Any

from glassbook.projection.intervals import DAY_MS
from glassbook.projection.rows import Candle

KEPT_MS = 8 * DAY_MS  # a day more than the longest window, so that its first close is known

PACKED = (
    "open_time_ms",
    "open_ticks",
    "high_ticks",
    "low_ticks",
    "close_ticks",
    "first_trade_id",
)
PLAIN = ("volume_lots", "quote_units")


class Minutes:
    """Columns of closed minutes, oldest first."""

    __slots__ = (*PACKED, *PLAIN)

    def __init__(self) -> None:
        self.open_time_ms = array("q")
        self.open_ticks = array("q")
        self.high_ticks = array("q")
        self.low_ticks = array("q")
        self.close_ticks = array("q")
        self.first_trade_id = array("q")
        self.volume_lots: list[int] = []
        self.quote_units: list[int] = []

    def add(self, minute: Candle) -> None:
        """Append a closed minute, and forget those too old, a day at a time."""
        for name in (*PACKED, *PLAIN):
            getattr(self, name).append(getattr(minute, name))
        if self.open_time_ms[0] < minute.open_time_ms - KEPT_MS - DAY_MS:
            old = self.index(minute.open_time_ms - KEPT_MS)
            for name in (*PACKED, *PLAIN):
                del getattr(self, name)[:old]

    def index(self, time_ms: int) -> int:
        """Return the index of the first minute that opened at `time_ms` or later."""
        return bisect_left(self.open_time_ms, time_ms)

    def saved(self) -> list[Any]:
        """Return the columns as plain data."""
        packed = [getattr(self, name).tobytes() for name in PACKED]
        return packed + [getattr(self, name) for name in PLAIN]

    def load(self, saved: list[Any]) -> None:
        """Take up what `saved` returned."""
        for name, column in zip(PACKED, saved, strict=False):
            getattr(self, name).frombytes(column)
        for name, column in zip(PLAIN, saved[len(PACKED) :], strict=True):
            getattr(self, name).extend(column)
