"""The intervals of candles, and where each begins.

Seconds to twelve hours, days and three days are counted from the Unix epoch, weeks begin on Monday,
months on the first. With an offset the same is done on a clock that is ahead of UTC by it.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
MONDAY_MS = 4 * DAY_MS  # 1970-01-05, the first Monday of the epoch
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Interval(Enum):
    """How long a candle is: (number, name on the wire, milliseconds; 0 for a month).

    The numbers are stored: never reused, never renumbered.
    """

    S1 = (0, "1s", SECOND_MS)
    M1 = (1, "1m", MINUTE_MS)
    M3 = (2, "3m", 3 * MINUTE_MS)
    M5 = (3, "5m", 5 * MINUTE_MS)
    M15 = (4, "15m", 15 * MINUTE_MS)
    M30 = (5, "30m", 30 * MINUTE_MS)
    H1 = (6, "1h", HOUR_MS)
    H2 = (7, "2h", 2 * HOUR_MS)
    H4 = (8, "4h", 4 * HOUR_MS)
    H6 = (9, "6h", 6 * HOUR_MS)
    H8 = (10, "8h", 8 * HOUR_MS)
    H12 = (11, "12h", 12 * HOUR_MS)
    D1 = (12, "1d", DAY_MS)
    D3 = (13, "3d", 3 * DAY_MS)
    W1 = (14, "1w", WEEK_MS)
    MONTH = (15, "1M", 0)

    def __init__(self, number: int, wire: str, length_ms: int) -> None:
        self.number = number
        self.wire = wire
        self.length_ms = length_ms
        self.origin_ms = MONDAY_MS if length_ms == WEEK_MS else 0

    def open_ms(self, time_ms: int, offset_ms: int = 0) -> int:
        """Return when the interval that holds `time_ms` began."""
        local = time_ms + offset_ms
        if not self.length_ms:
            return _month_ms(local, months_later=0) - offset_ms
        return local - (local - self.origin_ms) % self.length_ms - offset_ms

    def next_ms(self, open_ms: int, offset_ms: int = 0) -> int:
        """Return when the interval after the one that began at `open_ms` begins."""
        if not self.length_ms:
            return _month_ms(open_ms + offset_ms, months_later=1) - offset_ms
        return open_ms + self.length_ms


BY_WIRE = {interval.wire: interval for interval in Interval}


def _month_ms(local_ms: int, *, months_later: int) -> int:
    day = EPOCH + timedelta(milliseconds=local_ms)
    month = day.year * 12 + day.month - 1 + months_later
    start = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return (start - EPOCH) // timedelta(milliseconds=1)
