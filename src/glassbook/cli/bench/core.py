"""How fast the core is: commands per CPU second, with risk, holds, commission, ledger, events.

The stream is applied in batches as the venue would; the clock runs only inside the compiled entry.
A figure counts only if trades, quantity and notional equal the sums in the file's header.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import numpy as np

from glassbook.cli.bench.alone import EntryAlone
from glassbook.cli.bench.workload import Workload, market_setup, read_workload, to_commands
from glassbook.cli.bench.yardstick import NoYardstick, yardstick_rates
from glassbook.core.engine import Engine
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import EventKind

BATCH_COMMANDS = 1_024


@dataclass(frozen=True)
class CoreRun:
    """What one pass over the timed part of a workload came to."""

    commands_per_cpu_second: float
    trades: int
    quantity: int
    notional: int
    rejected: int


class WrongSums(Exception):
    """The core did not trade what the workload says must trade."""


def measure_core(path: Path, rounds: int, *, by_client_key: bool = False) -> dict[str, object]:
    """Run a workload `rounds` times; return the median rate, all rates and the sums.

    By client key, orders are named by the keys that the file numbers them by, and not by our ids.

    *Raises* WrongSums, NotAWorkload, OSError.
    """
    workload = read_workload(path)
    runs = [checked(workload, run_once(workload, by_client_key)) for _ in range(rounds)]
    rates = sorted(run.commands_per_cpu_second for run in runs)
    answer: dict[str, object] = asdict(runs[0])
    answer["commands_per_cpu_second"] = median(rates)
    answer["rates"] = rates
    answer["symbols"] = workload.symbols
    answer["commands"] = len(workload.records) - workload.prefill
    return answer


def core_rates(path: Path, rounds: int) -> list[float]:
    """Return the commands per CPU second of each round. *Raises* as `measure_core`."""
    workload = read_workload(path)
    runs = [checked(workload, run_once(workload)) for _ in range(rounds)]
    return [run.commands_per_cpu_second for run in runs]


def checked(workload: Workload, run: CoreRun) -> CoreRun:
    """Return a run that traded what the workload says. *Raises* WrongSums."""
    sums = (workload.trades, workload.quantity, workload.notional)
    if (run.trades, run.quantity, run.notional) != sums:
        raise WrongSums(f"{run} instead of {sums}")
    return run


def measure_beside_yardstick(
    path: Path, rounds: int, say: Callable[[str], None], *, by_client_key: bool = False
) -> dict[str, object]:
    """As `measure_core`, with the yardstick's rate in the same session and the ratio to it.

    Without a C compiler both are None, and `say` is told why.
    """
    answer = measure_core(path, rounds, by_client_key=by_client_key)
    try:
        yardstick: float | None = median(yardstick_rates(path, rounds))
    except NoYardstick as error:
        say(f"No yardstick: {error}")
        yardstick = None
    ours = answer["commands_per_cpu_second"]
    assert isinstance(ours, float)
    answer["yardstick_commands_per_cpu_second"] = yardstick
    answer["yardstick_ratio"] = None if yardstick is None else ours / yardstick
    return answer


def run_once(workload: Workload, by_client_key: bool = False, setup: bytes = b"") -> CoreRun:
    """Build a market, apply `setup` and the prefill untimed and the stream timed."""
    engine = Engine()
    engine.apply(Batch(1, 0, commands_of(market_setup(workload) + setup)))
    commands = to_commands(workload, engine.sequence + 1, by_client_key=by_client_key)
    alone = EntryAlone(engine)
    for start in range(0, workload.prefill, BATCH_COMMANDS):
        stop = min(start + BATCH_COMMANDS, workload.prefill)
        alone.take_ns(commands[start:stop])
    timed = commands[workload.prefill :]
    cpu_ns = trades = quantity = notional = rejected = 0
    for start in range(0, len(timed), BATCH_COMMANDS):
        cpu_ns += alone.take_ns(timed[start : start + BATCH_COMMANDS])
        events = alone.events
        fills = events[(events["kind"] == EventKind.ORDER_FILLED) & (events["is_maker"] == 0)]
        trades += len(fills)
        quantity += int(fills["quantity_lots"].sum())
        notional += int(np.dot(fills["quantity_lots"], fills["price_ticks"]))
        rejected += int((events["kind"] == EventKind.ORDER_REJECTED).sum())
        rejected += int((events["kind"] == EventKind.CANCEL_REJECTED).sum())
    return CoreRun(len(timed) / (cpu_ns / 1e9), trades, quantity, notional, rejected)
