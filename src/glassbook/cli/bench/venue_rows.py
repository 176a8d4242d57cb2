"""Rows of the venue and its doors: a start, durable commands, signed orders, streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from glassbook.cli.bench.curve import POINTS, SYNC_POINTS, drawn, measure_curve
from glassbook.cli.bench.gateway import measure_gateway
from glassbook.cli.bench.keeping_up import measure_keeping_up
from glassbook.cli.bench.results import Row
from glassbook.cli.bench.sizes import Sizes
from glassbook.cli.bench.starting import compile_cpu_seconds, load_seconds, opened_empty
from glassbook.cli.bench.venue import measure_venue

Say = Callable[[str], None]
FLOOD = 200_000  # commands a second, more than a venue with projections can tell
_SECOND = "a second"
_LOADS = {"half": "half of that", "steady": "100,000 a second"}


def start_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """A start: compiling, loading, and an empty venue"""
    for which in sizes.compiled:
        compiled = [compile_cpu_seconds(which) for _ in range(sizes.few_rounds)]
        yield Row(f"start, compiling the {which}", "CPU s", compiled, less_is_better=True)
        loaded = [load_seconds(which) for _ in range(sizes.long_rounds)]
        yield Row(f"start, loading the {which}", "s", loaded, less_is_better=True)
    opened = [opened_empty() for _ in range(sizes.few_rounds)]
    seconds, megabytes = ([each[place] for each in opened] for place in range(2))
    yield Row("start, until an empty venue is open", "s", seconds, less_is_better=True)
    yield _unscaled("start, resident memory of it", "MB", megabytes)


def venue_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """The venue, durable commands a second"""
    found = measure_venue(sizes.venue_commands, sizes.long_rounds, None)
    yield Row("venue, durable", f"commands {_SECOND}", found["durable_commands_per_second"])
    for load in ("half", "steady"):
        for point in ("p50", "p99", "p99_9"):
            name = f"venue, latency {point} at {_LOADS[load]}"
            yield Row(name, "ms", found[f"{load}_{point}_ms"], less_is_better=True)
    for what in ("p50", "p99", "longest"):
        name = f"venue, the disk's own sync meanwhile, {what}"
        yield _unscaled(name, "ms", found[f"steady_sync_{what}_ms"])
    flooded = [
        measure_keeping_up((FLOOD,), sizes.flooded_s, None)["rungs"][0]
        for _ in range(sizes.few_rounds)
    ]
    whole = "venue, with projections and streams"
    told = [each["told_per_second"] for each in flooded]
    yield Row(whole, f"commands {_SECOND}", told, "venue, durable")
    spent = [each["cpu_us"] for each in flooded]
    yield Row(f"{whole}, a command", "CPU us", spent, less_is_better=True)


def gateway_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """The gateway, signed orders acknowledged durable a second; and a stream"""
    listeners = sizes.listeners
    found = measure_gateway(sizes.orders, sizes.long_rounds, None, listeners, sizes.listening_s)
    constant = "a constant over HTTP"
    for name, rates in (("REST", "order_rates"), ("WebSocket API", "websocket_rates")):
        yield Row(f"gateway, {name}", f"orders {_SECOND}", found[rates], constant)
    yield Row("gateway, one FIX session", f"orders {_SECOND}", found["fix_rates"])
    yield Row(constant, f"requests {_SECOND}", found["constant_rates"])
    unit, bare = "deliveries a CPU second", f"picows alone, to {listeners:,}"
    yield Row(f"streams, to {listeners:,} listeners", unit, found["stream_rates"], bare)
    yield Row(bare, unit, found["picows_rates"])


def curve_rows(sizes: Sizes, say: Say) -> Iterator[Row]:
    """Signed orders in an open loop, milliseconds from due to acknowledged durable"""
    ladder = measure_curve(sizes.rates, sizes.rate_orders, sizes.few_rounds, None)
    sizes.picture.parent.mkdir(parents=True, exist_ok=True)
    sizes.picture.write_text(drawn(ladder), encoding="utf-8")
    say(f"Drawn in {sizes.picture}")
    for rung in ladder:
        at = f"at {rung.rate:,} a second"
        for name, point in POINTS.items():
            rounds = rung.percentiles(point)
            if rounds:
                yield Row(f"gateway, latency {name} {at}", "ms", rounds, less_is_better=True)
        for name, point in SYNC_POINTS.items():
            row = f"gateway, the disk's own sync meanwhile, {name}, {at}"
            yield _unscaled(row, "ms", rung.sync_percentiles(point))


def _unscaled(name: str, unit: str, rounds: list[float]) -> Row:
    """Return a row that no faster processor makes better."""
    return Row(name, unit, rounds, less_is_better=True, is_of_processor=False)
