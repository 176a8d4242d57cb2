"""The only clock of the exchange. Whoever needs the time is handed one; the core never is."""

import time
from collections.abc import Callable

Clock = Callable[[], int]


def now_ns() -> int:
    """Return nanoseconds since the Unix epoch, as the machine believes them to be."""
    return time.time_ns()
