"""How fast a flow is sent: as it was recorded, at a multiple of it, or as fast as it goes.

A pace only says how far to go next. When the venue cannot keep up, the next stretch is longer, and
nothing is skipped.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import numpy as np

from glassbook.replay.lifecycles import Integers

STRETCH_MAX = 2_000  # commands sent at a time
WAIT_MIN_S = 1e-6  # less is no wait: a stopwatch far from its origin cannot show it


class Pace(Protocol):
    """Decides how much of a flow is due."""

    async def next_stop(self, time_ms: Integers, start: int) -> int:
        """Wait until the command at `start` is due; return the index after the last one due.

        time_ms  i8[n], when each command was recorded; start < n
        """
        ...


class FullSpeed:
    """As fast as the venue answers."""

    async def next_stop(self, time_ms: Integers, start: int) -> int:
        return min(start + STRETCH_MAX, len(time_ms))


class Recorded:
    """The recorded times, divided by `speed`. Counts from when it is first asked.

    Arguments
        speed      1 is as recorded, 10 ten times as fast
        stopwatch  seconds, from any origin
        sleep      waits for a number of seconds
    """

    def __init__(
        self,
        speed: float,
        stopwatch: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        assert speed > 0, "time goes on"
        self._speed = speed
        self._stopwatch = stopwatch
        self._sleep = sleep
        self._origin_s: float | None = None

    async def next_stop(self, time_ms: Integers, start: int) -> int:
        if self._origin_s is None:
            self._origin_s = self._stopwatch() - self._recorded_s(time_ms, start)
        while (wait_s := self._recorded_s(time_ms, start) - self._elapsed_s()) > WAIT_MIN_S:
            await self._sleep(wait_s)
        now_ms = int(time_ms[0] + self._elapsed_s() * self._speed * 1_000)
        due = int(np.searchsorted(time_ms, now_ms, side="right"))
        return min(max(due, start + 1), start + STRETCH_MAX)

    def _recorded_s(self, time_ms: Integers, index: int) -> float:
        return int(time_ms[index] - time_ms[0]) / 1_000 / self._speed

    def _elapsed_s(self) -> float:
        assert self._origin_s is not None, "the pace has begun"
        return self._stopwatch() - self._origin_s
