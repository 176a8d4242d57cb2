"""Rows of the core: every stream beside the yardstick, command by command, and from a journal."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast

from glassbook.cli.bench.comparison import REFERENCE
from glassbook.cli.bench.core import measure_core
from glassbook.cli.bench.eligibility import rates_by_spread
from glassbook.cli.bench.latency import measure_latency
from glassbook.cli.bench.replaying import measure_replay
from glassbook.cli.bench.results import SOURCE, Row
from glassbook.cli.bench.sizes import Sizes
from glassbook.cli.bench.yardstick import NoYardstick, reference_rates, yardstick_rates

GENERATORS = SOURCE / "benchmarks"
CPU = "a CPU second"
SEED = 20_261_121
REGIME_SEED = 23  # its walk falls; with one that rises hardly any order of a regime trades
Say = Callable[[str], None]


def core_rows(sizes: Sizes, say: Say) -> Iterator[Row]:
    """The core, commands per CPU second"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "flow.bin"
        for symbols in sizes.symbols:
            generate("generate_workload.py", file, symbols, sizes.core_commands, SEED)
            yield from _beside_yardstick(f"{symbols} symbols", file, sizes.rounds, say)
            yield from _matching_alone(f"{symbols} symbols", file, sizes.rounds)
            yield from _spread_over_classes(f"{symbols} symbols", file, sizes.rounds)
        for stream in (*sizes.regimes, *sizes.mixes):
            seed = REGIME_SEED if stream in sizes.regimes else SEED
            arguments = (file, stream, sizes.stream_commands, seed)
            generate("generate_stream.py", *arguments)
            yield from _beside_yardstick(stream, file, sizes.rounds, say)
            if stream in sizes.regimes:
                generate("generate_stream.py", *arguments, "--random-ids")
                name = f"{stream}, random ids as client keys"
                yield from _beside_yardstick(name, file, sizes.rounds, say, by_client_key=True)
    try:
        yield Row(REFERENCE, f"steps {CPU}", reference_rates(sizes.rounds))
    except NoYardstick as error:
        say(f"No reference loop: {error}")


def generate(script: str, file: Path, flow: object, commands: int, seed: int, *more: str) -> None:
    """Write a file of order flow by one of the scripts in benchmarks/."""
    arguments = [str(file), str(flow), str(commands), str(seed), *more]
    command = [sys.executable, str(GENERATORS / script), *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own


def _beside_yardstick(
    flow: str, file: Path, rounds: int, say: Say, *, by_client_key: bool = False
) -> Iterator[Row]:
    beside, unit = f"C yardstick, {flow}", f"commands {CPU}"
    answer = measure_core(file, rounds, by_client_key=by_client_key)
    yield Row(f"core, {flow}", unit, cast("list[float]", answer["rates"]), beside)
    try:
        yield Row(beside, unit, yardstick_rates(file, rounds), REFERENCE)
    except NoYardstick as error:
        say(f"No yardstick: {error}")


def _matching_alone(flow: str, file: Path, rounds: int) -> Iterator[Row]:
    """What the yardstick does without holds, balances and records: as most who match do."""
    with suppress(NoYardstick):  # which is said beside the core
        rates = yardstick_rates(file, rounds, is_matching_alone=True)
        yield Row(f"C yardstick, {flow}, matching alone", f"commands {CPU}", rates, REFERENCE)


def _spread_over_classes(flow: str, file: Path, rounds: int) -> Iterator[Row]:
    without = f"core, {flow}, no matrix of classes"
    for classes, rates in rates_by_spread(file, rounds).items():
        name = f"core, {flow}, {classes} classes that may all trade" if classes else without
        yield Row(name, f"commands {CPU}", rates, without if classes else "")


def single_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """The core, each command by itself: of each the least of five runs, and one run as it was"""
    for symbols in sizes.symbols:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "flow.bin"
            generate("generate_workload.py", file, symbols, sizes.single_commands, SEED)
            found = [measure_latency(file, sizes.long_rounds) for _ in range(sizes.few_rounds)]
        for run, words in (("every_kind", ""), ("as_it_was", ", one run as it was")):
            for point in ("p50", "p99", "p99_9", "p99_99"):
                name = f"core, {symbols} symbols, one command{words}, {point.replace('_', '.')}"
                yield Row(name, "ns", [each[run][point] for each in found], less_is_better=True)


def replay_rows(sizes: Sizes, _say: Say) -> Iterator[Row]:
    """A journal applied again, beside the core alone in turns with it"""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "flow.bin"
        generate("generate_workload.py", file, 1, sizes.replayed_commands, SEED)
        found = measure_replay(file, sizes.long_rounds, Path(folder))
    alone = "replay, the core alone in turns with it"
    for name, rates, unit, beside in (
        ("replay of a journal", "replay_rates", "commands a second", alone),
        (alone, "core_rates", f"commands {CPU}", ""),
    ):
        yield Row(name, unit, cast("list[float]", found[rates]), beside)
