"""How long commands took, of late: from when a door handed them over until they were answered.

Kept as counts in steps of a fifth, in some windows of time of which the oldest is let go; so what
is told is of the last minute, within a tenth of the truth, and costs the same however much there
was.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

STEPS_PER_DOUBLING = 4
STEPS = 120  # from a microsecond to a quarter of an hour
SMALLEST_SECONDS = 1e-6
WINDOW_SECONDS = 10.0
WINDOWS = 6


@dataclass(frozen=True, slots=True)
class Latency:
    """Of the last minute: how many commands, and within how many seconds so many of them were.

    None where there was no command.
    """

    commands: int
    half: float | None
    nine_of_ten: float | None
    of_a_hundred_99: float | None
    of_a_thousand_999: float | None
    longest: float | None


class Latencies:
    """One thread at a time notes and asks. `clock` is in seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._windows: deque[list[int]] = deque(maxlen=WINDOWS)
        self._longest: deque[float] = deque(maxlen=WINDOWS)
        self._until = -math.inf

    def add(self, began: float, commands: int) -> None:
        """Note that commands that came in at `began` are answered now."""
        now = self._clock()
        if now >= self._until:
            self._turn(now)
        seconds = now - began
        self._windows[-1][_step(seconds)] += commands
        self._longest[-1] = max(self._longest[-1], seconds)

    def latency(self) -> Latency:
        """Return what the last minute was like."""
        if self._clock() >= self._until:
            self._turn(self._clock())
        counts = [sum(column) for column in zip(*self._windows, strict=True)]
        total = sum(counts)
        if not total:
            return Latency(0, None, None, None, None, None)
        longest = max(self._longest)
        half, nine, of_99, of_999 = (
            min(_within(counts, total, part), longest) for part in (0.5, 0.9, 0.99, 0.999)
        )
        return Latency(total, half, nine, of_99, of_999, longest)

    def _turn(self, now: float) -> None:
        """Begin a new window, and as many as passed without any command."""
        passed = 1
        if self._windows:
            passed += min(WINDOWS, int((now - self._until) / WINDOW_SECONDS))
        for _ in range(passed):
            self._windows.append([0] * STEPS)
            self._longest.append(0.0)
        self._until = now + WINDOW_SECONDS


def _step(seconds: float) -> int:
    if seconds <= SMALLEST_SECONDS:
        return 0
    return min(int(math.log2(seconds / SMALLEST_SECONDS) * STEPS_PER_DOUBLING) + 1, STEPS - 1)


def _within(counts: list[int], total: int, part: float) -> float:
    """Return the seconds that this part of all stayed within: the middle of its step."""
    wanted, passed = math.ceil(total * part), 0
    for step, count in enumerate(counts):
        passed += count
        if passed >= wanted:
            return float(SMALLEST_SECONDS * 2 ** ((step - 0.5) / STEPS_PER_DOUBLING))
    raise AssertionError("all of them are within the last step")
