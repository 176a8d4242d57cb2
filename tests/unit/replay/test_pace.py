"""A pace says how far to go, and skips nothing when the venue is slow."""

import asyncio

import numpy as np

from glassbook.replay.pace import STRETCH_MAX, FullSpeed, Recorded

TIMES_MS = np.array([1_000_000, 1_000_000, 1_000_500, 1_002_000, 1_002_001])


class Afternoon:
    """A stopwatch that moves only when somebody sleeps."""

    def __init__(self):
        self.now_s = 77.0
        self.slept_s = []

    def stopwatch(self):
        return self.now_s

    async def sleep(self, seconds):
        self.slept_s.append(round(seconds, 6))
        self.now_s += seconds


def stops(pace, times_ms, start=0):
    async def walk():
        at, reached = start, []
        while at < len(times_ms):
            at = await pace.next_stop(times_ms, at)
            reached.append(at)
        return reached

    return asyncio.run(walk())


def test_commands_wait_for_their_recorded_time():
    afternoon = Afternoon()
    pace = Recorded(1, afternoon.stopwatch, afternoon.sleep)
    assert stops(pace, TIMES_MS) == [2, 3, 4, 5]
    assert afternoon.slept_s == [0.5, 1.5, 0.001]


def test_a_multiple_shortens_every_wait():
    afternoon = Afternoon()
    pace = Recorded(10, afternoon.stopwatch, afternoon.sleep)
    assert stops(pace, TIMES_MS)[-1] == 5
    assert sum(afternoon.slept_s) == 0.2001


def test_time_counts_from_the_command_that_is_asked_for_first():
    afternoon = Afternoon()
    pace = Recorded(1, afternoon.stopwatch, afternoon.sleep)
    assert stops(pace, TIMES_MS, start=3) == [4, 5]
    assert afternoon.slept_s == [0.001]


def test_whoever_is_late_sends_all_that_is_due():
    afternoon = Afternoon()
    pace = Recorded(1, afternoon.stopwatch, afternoon.sleep)
    assert asyncio.run(pace.next_stop(TIMES_MS, 0)) == 2
    afternoon.now_s += 60
    assert asyncio.run(pace.next_stop(TIMES_MS, 2)) == 5
    assert afternoon.slept_s == []


def test_no_stretch_is_longer_than_the_longest():
    times_ms = np.full(STRETCH_MAX + 5, 1_000)
    assert stops(FullSpeed(), times_ms) == [STRETCH_MAX, STRETCH_MAX + 5]
    afternoon = Afternoon()
    pace = Recorded(1, afternoon.stopwatch, afternoon.sleep)
    assert stops(pace, times_ms) == [STRETCH_MAX, STRETCH_MAX + 5]
