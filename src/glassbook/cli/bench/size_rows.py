"""Rows of size: what a command costs in exchanges of many sizes, a large snapshot, a day's share.

Every round is an exchange of its own, made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glassbook.cli.bench.day import measure_day
from glassbook.cli.bench.growth import measure_growth
from glassbook.cli.bench.results import Row
from glassbook.cli.bench.sizes import Sizes
from glassbook.cli.bench.snapshots import measure_snapshot

Say = Callable[[str], None]


def growth_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """How the cost of a command grows with the size of the exchange"""
    found = [
        measure_growth(list(sizes.curves), sizes.long_rounds, _nothing, sizes.largest)
        for _ in range(sizes.few_rounds)
    ]
    for curve, points in found[0].items():
        for point in points:
            rounds = [each[curve][point]["median"] for each in found]
            yield Row(f"growth, {curve} {point}", "CPU ns", rounds, less_is_better=True)


def snapshot_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """A snapshot of a large exchange's core while it trades, and a start from it"""
    found = [
        measure_snapshot(sizes.accounts, sizes.open_orders, None) for _ in range(sizes.few_rounds)
    ]
    for when, words in (("before", "before"), ("meanwhile", "while it is made")):
        for point in ("p50", "p99", "p99.9", "longest"):
            rounds = [each[f"batch_{when}_ms"][point] for each in found]
            yield Row(f"snapshot, a batch {words}, {point}", "ms", rounds, less_is_better=True)
    digests = [each["digest_ms"] for each in found]
    yield Row("snapshot, the digest of a checkpoint", "ms", digests, less_is_better=True)
    starts = [each["start_s"] for each in found]
    yield Row("snapshot, read and restored", "s", starts, less_is_better=True)


def day_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """A share of a day of 65 billion dollars"""
    found = [measure_day(sizes.accounts, sizes.day, _nothing) for _ in range(sizes.few_rounds)]
    assert all(each["every_asset_adds_up_to"] == 0 for each in found), "nothing is made or lost"
    rates = [each["commands_per_cpu_second"] for each in found]
    yield Row(f"day, {sizes.day:g} of it", "commands a CPU second", rates)


def _nothing(_text: str) -> None:
    """Say nothing on the way: the row says what is measured."""
