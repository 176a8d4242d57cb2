"""How long commands took in the last minute, whatever there was before, told to a tenth."""

import random

import pytest

from glassbook.node.latencies import STEPS, WINDOW_SECONDS, WINDOWS, Latencies
from tests.unit.node.tally import run, submits, venue


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def took(latencies, clock, seconds, commands=1):
    latencies.add(clock.now - seconds, commands)


def test_without_commands_there_is_nothing_to_tell(clock):
    latency = Latencies(clock).latency()
    assert (latency.commands, latency.half, latency.longest) == (0, None, None)


def test_parts_of_many_commands_are_told_within_a_tenth(clock):
    latencies, dice = Latencies(clock), random.Random(5)
    seconds = sorted(dice.lognormvariate(-7, 1) for _ in range(10_000))
    for each in seconds:
        took(latencies, clock, each)
    latency = latencies.latency()
    assert latency.commands == 10_000
    assert latency.longest == pytest.approx(seconds[-1])
    for told, true in (
        (latency.half, seconds[4_999]),
        (latency.nine_of_ten, seconds[8_999]),
        (latency.of_a_hundred_99, seconds[9_899]),
        (latency.of_a_thousand_999, seconds[9_989]),
    ):
        assert told == pytest.approx(true, rel=0.1)


def test_a_packet_counts_for_all_its_commands(clock):
    latencies = Latencies(clock)
    took(latencies, clock, 0.001, 99)
    took(latencies, clock, 1.0, 1)
    latency = latencies.latency()
    assert latency.commands == 100
    assert latency.of_a_hundred_99 < 0.0012
    assert latency.longest == pytest.approx(1.0)


@pytest.mark.parametrize("passed", [WINDOW_SECONDS * WINDOWS, 3_600.0])
def test_after_a_minute_it_is_forgotten(clock, passed):
    latencies = Latencies(clock)
    took(latencies, clock, 5.0)
    clock.now += WINDOW_SECONDS * (WINDOWS - 1)
    assert latencies.latency().commands == 1
    clock.now += passed
    assert latencies.latency().commands == 0
    took(latencies, clock, 0.01)
    assert latencies.latency().longest == pytest.approx(0.01)


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e6])
def test_what_is_shorter_or_longer_than_any_step_counts_all_the_same(clock, seconds):
    latencies = Latencies(clock)
    took(latencies, clock, seconds)
    assert latencies.latency().commands == 1
    assert sum(latencies._windows[-1]) == 1
    assert len(latencies._windows[-1]) == STEPS


def test_a_venue_notes_every_command_that_it_answers(data_folder):
    async def story(one):
        await submits((1, 2), (3,))(one)
        return one.latencies.latency()

    latency = run(venue(data_folder), story)
    assert latency.commands == 3
    assert 0 < latency.half <= latency.longest
