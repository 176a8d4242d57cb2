"""Everything measured in one session, as one table, and kept with what it was measured on."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import numpy as np
from rich.console import Console
from rich.table import Table

import glassbook
from glassbook.cli.bench.core import measure_beside_yardstick
from glassbook.cli.bench.gateway import measure_gateway
from glassbook.cli.bench.venue import measure_venue
from glassbook.cli.bench.yardstick import NoYardstick, reference_rate
from glassbook.cli.screen import say

GENERATOR = Path(glassbook.__file__).parents[2] / "benchmarks" / "generate_workload.py"
RESULTS = Path("build") / "bench.json"
_SEED = 20_261_121
_COMMANDS = 3_000_000
_SYMBOLS = (1, 100)


def measure_everything() -> None:
    """Measure every row, print the table, and write RESULTS."""
    results: dict[str, object] = {"machine": machine()}
    table = Table("what", "figure", "beside", "ratio")
    for column in table.columns[1:]:
        column.justify = "right"
    for measure in (_core_rows, _venue_rows, _gateway_rows):
        say(f"Measuring: {measure.__doc__}")
        measure(table, results)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    Console().print(table)
    say(f"Written to {RESULTS}")


def machine() -> dict[str, str]:
    """Return what a figure is worth little without."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git there is
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "processor": _processor(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
        "glassbook": glassbook.__version__,
        "commit": commit,
    }


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} x {len(names)}" if names else platform.processor()


def _core_rows(table: Table, results: dict[str, object]) -> None:
    """The core, commands per CPU second"""
    with tempfile.TemporaryDirectory() as folder:
        for symbols in _SYMBOLS:
            file = Path(folder) / f"{symbols}.bin"
            arguments = [str(file), str(symbols), str(_COMMANDS), str(_SEED)]
            command = [sys.executable, str(GENERATOR), *arguments]
            subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own
            row = measure_beside_yardstick(file, 5, say)
            results[f"core, {symbols} symbols"] = row
            table.add_row(
                f"core, {symbols} symbols, commands per CPU second",
                _figure(row["commands_per_cpu_second"]),
                f"C yardstick {_figure(row['yardstick_commands_per_cpu_second'])}",
                _ratio(row["yardstick_ratio"]),
            )
    try:
        results["reference loop"] = reference = reference_rate(3)
        table.add_row("reference loop, steps per CPU second", _figure(reference), "", "")
    except NoYardstick as error:
        say(str(error))


def _venue_rows(table: Table, results: dict[str, object]) -> None:
    """The venue, durable commands a second"""
    row = measure_venue(4_000_000, None)
    results["venue"] = row
    rate = row["durable_commands_per_second"]
    table.add_row("venue, durable commands a second", _figure(rate), "", "")
    for name in ("p50_ms", "p99_ms", "p99_9_ms"):
        what = f"venue, latency at half that rate, {name.removesuffix('_ms')}, ms"
        table.add_row(what, f"{row[name]:.3f}", "", "")


def _gateway_rows(table: Table, results: dict[str, object]) -> None:
    """The gateway, signed orders a second"""
    row = measure_gateway(10_000, 3, None)
    results["gateway"] = row
    table.add_row(
        "gateway, signed orders acknowledged durable a second",
        _figure(row["orders_per_second"]),
        f"a constant {_figure(row['constant_per_second'])}",
        _ratio(row["ratio_to_constant"]),
    )
    table.add_row(
        "WebSocket API, signed orders acknowledged durable a second",
        _figure(row["websocket_orders_per_second"]),
        "",
        "",
    )
    table.add_row(
        "FIX, orders of one session acknowledged durable a second",
        _figure(row["fix_orders_per_second"]),
        "",
        "",
    )


def _figure(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, float) else "none"


def _ratio(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "none"
