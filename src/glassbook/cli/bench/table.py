"""Everything measured in one session, as one table, and kept with what it was measured on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

import glassbook
from glassbook.cli.bench.comparison import REFERENCE, Change
from glassbook.cli.bench.core import core_rates
from glassbook.cli.bench.curve import POINTS, RATES, drawn, measure_curve
from glassbook.cli.bench.eligibility import rates_by_spread
from glassbook.cli.bench.gateway import measure_gateway
from glassbook.cli.bench.results import Results, Row, machine
from glassbook.cli.bench.starting import compile_cpu_seconds, load_seconds, opened_empty
from glassbook.cli.bench.venue import measure_venue
from glassbook.cli.bench.yardstick import NoYardstick, reference_rates, yardstick_rates

GENERATORS = Path(glassbook.__file__).parents[2] / "benchmarks"
RESULTS = Path("build") / "bench.json"
_SEED = 20_261_121
_CPU = "a CPU second"
_SECOND = "a second"
_WIDTH = 120  # of a table, also where no terminal says how wide it is


@dataclass(frozen=True)
class Sizes:
    """How much is measured: everything in some five minutes, or only that it can be."""

    rounds: int = 5
    core_commands: int = 3_000_000
    symbols: tuple[int, ...] = (1, 100)
    stream_commands: int = 1_000_000
    streams: tuple[str, ...] = ("normal", "flash-crash", "exchange-core")
    venue_commands: int = 2_000_000
    orders: int = 10_000
    rates: tuple[int, ...] = RATES
    rate_seconds: float = 2.0
    picture: Path = Path("build") / "latency.svg"
    compiled: tuple[str, ...] = ("core", "doors")
    listeners: int = 1_000


_SMALL_PICTURE = Path("build") / "tiny-latency.svg"
TINY = Sizes(
    rounds=1,
    core_commands=3_000,
    symbols=(2,),
    stream_commands=3_000,
    streams=("normal",),
    venue_commands=20_000,
    orders=100,
    rates=(500, 1_000),
    rate_seconds=0.05,
    picture=_SMALL_PICTURE,
    compiled=("proofs",),
    listeners=2,
)


def measure_everything(sizes: Sizes, path: Path, say: Callable[[str], None]) -> Results:
    """Measure every row and write them to `path`."""
    results = Results(machine())
    for measure in (_start_rows, _core_rows, _venue_rows, _gateway_rows, _curve_rows):
        say(f"Measuring: {measure.__doc__}")
        results.rows += measure(sizes, say)
    results.write(path)
    return results


def print_results(results: Results) -> None:
    """Print one table."""
    table = _table("what", "figure", "from", "to", "unit", "ratio")
    for row in results.rows:
        spread = (_figure(min(row.rounds)), _figure(max(row.rounds)))
        ratio = results.ratio(row)
        beside = "" if ratio is None else f"{ratio:.2f} of {row.beside}"
        table.add_row(row.name, _figure(row.figure), *spread, row.unit, beside)
    Console(width=max(Console().width, _WIDTH)).print(table)


def print_changes(changes: list[Change]) -> None:
    """Print one table of what became of each row."""
    table = _table("what", "before", "now", "by", "")
    for each in changes:
        word = "noise" if each.is_noise else "better" if each.is_better else "WORSE"
        by = f"{each.factor - 1:+.1%}"
        table.add_row(each.name, _figure(each.old), _figure(each.new), by, word)
    Console(width=max(Console().width, _WIDTH)).print(table)


def _table(first: str, *others: str) -> Table:
    table = Table(first)
    for other in others:
        table.add_column(other, justify="right")
    return table


def _start_rows(sizes: Sizes, _say: Callable[[str], None]) -> Iterator[Row]:
    """A start: compiling, once; then loading; and an empty venue"""
    for which in sizes.compiled:
        name = f"start, compiling the {which}"
        yield Row(name, "CPU s", [compile_cpu_seconds(which)], less_is_better=True)
        rounds = [load_seconds(which) for _ in range(sizes.rounds)]
        yield Row(f"start, loading the {which}", "s", rounds, less_is_better=True)
    opened = [opened_empty() for _ in range(min(sizes.rounds, 3))]
    seconds, megabytes = ([each[place] for each in opened] for place in range(2))
    yield Row("start, until an empty venue is open", "s", seconds, less_is_better=True)
    yield Row("start, resident memory of it", "MB", megabytes, less_is_better=True)


def _core_rows(sizes: Sizes, say: Callable[[str], None]) -> Iterator[Row]:
    """The core, commands per CPU second"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "flow.bin"
        for symbols in sizes.symbols:
            _generate("generate_workload.py", file, symbols, sizes.core_commands)
            yield from _beside_yardstick(f"{symbols} symbols", file, sizes.rounds, say)
            yield from _spread_over_classes(f"{symbols} symbols", file, sizes.rounds)
        for stream in sizes.streams:
            _generate("generate_stream.py", file, stream, sizes.stream_commands)
            yield from _beside_yardstick(stream, file, sizes.rounds, say)
    try:
        yield Row(REFERENCE, f"steps {_CPU}", reference_rates(sizes.rounds))
    except NoYardstick as error:
        say(f"No reference loop: {error}")


def _generate(script: str, file: Path, flow: object, commands: int) -> None:
    arguments = [str(file), str(flow), str(commands), str(_SEED)]
    command = [sys.executable, str(GENERATORS / script), *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own


def _beside_yardstick(
    flow: str, file: Path, rounds: int, say: Callable[[str], None]
) -> Iterator[Row]:
    beside = f"C yardstick, {flow}"
    yield Row(f"core, {flow}", f"commands {_CPU}", core_rates(file, rounds), beside)
    try:
        yield Row(beside, f"commands {_CPU}", yardstick_rates(file, rounds), REFERENCE)
    except NoYardstick as error:
        say(f"No yardstick: {error}")


def _spread_over_classes(flow: str, file: Path, rounds: int) -> Iterator[Row]:
    without = f"core, {flow}, no matrix of classes"
    for classes, rates in rates_by_spread(file, rounds).items():
        name = f"core, {flow}, {classes} classes that may all trade" if classes else without
        yield Row(name, f"commands {_CPU}", rates, without if classes else "")


def _venue_rows(sizes: Sizes, _say: Callable[[str], None]) -> Iterator[Row]:
    """The venue, durable commands a second"""
    found = measure_venue(sizes.venue_commands, min(sizes.rounds, 3), None)
    yield Row("venue, durable", f"commands {_SECOND}", found["durable_commands_per_second"])
    for load in ("half", "steady"):
        for point in ("p50", "p99", "p99_9"):
            name = f"venue, latency {point} at {_LOADS[load]}"
            yield Row(name, "ms", found[f"{load}_{point}_ms"], less_is_better=True)
    for what in ("p50", "p99", "longest"):
        name = f"venue, the disk's own sync meanwhile, {what}"
        yield Row(name, "ms", found[f"steady_sync_{what}_ms"], less_is_better=True)


_LOADS = {"half": "half of that", "steady": "100,000 a second"}


def _gateway_rows(sizes: Sizes, _say: Callable[[str], None]) -> Iterator[Row]:
    """The gateway, signed orders acknowledged durable a second"""
    listeners, seconds = sizes.listeners, sizes.rate_seconds
    found = measure_gateway(sizes.orders, min(sizes.rounds, 3), None, listeners, seconds)
    constant = "a constant over HTTP"
    for name, rates in (("REST", "order_rates"), ("WebSocket API", "websocket_rates")):
        yield Row(f"gateway, {name}", f"orders {_SECOND}", found[rates], constant)
    yield Row("gateway, one FIX session", f"orders {_SECOND}", found["fix_rates"])
    yield Row(constant, f"requests {_SECOND}", found["constant_rates"])
    unit, bare = f"deliveries {_CPU}", f"picows alone, to {listeners:,}"
    yield Row(f"streams, to {listeners:,} listeners", unit, found["stream_rates"], bare)
    yield Row(bare, unit, found["picows_rates"])


def _curve_rows(sizes: Sizes, say: Callable[[str], None]) -> Iterator[Row]:
    """Signed orders in an open loop, milliseconds from due to acknowledged durable"""
    ladder = measure_curve(sizes.rates, sizes.rate_seconds, min(sizes.rounds, 3), None)
    sizes.picture.parent.mkdir(parents=True, exist_ok=True)
    sizes.picture.write_text(drawn(ladder), encoding="utf-8")
    say(f"Drawn in {sizes.picture}")
    for rung in ladder:
        for name, point in POINTS.items():
            rounds = [float(np.percentile(took, point)) for took in rung.rounds]
            row = f"gateway, latency {name} at {rung.rate:,} a second"
            yield Row(row, "ms", rounds, less_is_better=True)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:,.3f}"
