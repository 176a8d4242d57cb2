"""How fast a journal is replayed, as a share of the core's own speed on the same commands.

The stream is written as a journal, in batches of a thousand; then it is recovered as a venue does
at its start: every frame read and its hash checked, every command applied, every event hashed. The
core's own speed is that of the compiled entry alone, in the same process and in turns with it.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from glassbook.cli.bench.core import BATCH_COMMANDS, checked, run_once
from glassbook.cli.bench.workload import Workload, market_setup, read_workload, to_commands
from glassbook.journal.framing import GENESIS
from glassbook.journal.reader import End
from glassbook.journal.writer import JournalWriter
from glassbook.node.core_room import compiled_core
from glassbook.node.recovery import recover
from glassbook.protocol.batches import Batch, commands_of


def measure_replay(path: Path, rounds: int, folder: Path | None) -> dict[str, object]:
    """Replay a workload's journal `rounds` times; rates are of its timed commands.

    *Raises* WrongSums, NotAWorkload, OSError.
    """
    workload = read_workload(path)
    core = compiled_core(lambda _text: None)
    with tempfile.TemporaryDirectory(dir=folder) as data:
        journal = Path(data) / "journal"
        count = write_journal(journal, workload)
        opening = count - len(workload.records) + workload.prefill
        alone, replayed, cpu = [], [], []
        for _ in range(rounds):
            alone.append(checked(workload, run_once(workload)).commands_per_cpu_second)
            watch = _Watch(opening)
            recovered = recover(journal, Path(data) / "snapshots", core, report=watch.reached)
            assert recovered.replayed_commands == count, "the whole journal was applied again"
            replayed.append(watch.commands_per_second)
            cpu.append(watch.commands_per_cpu_second)
    return {
        "core_commands_per_cpu_second": median(alone),
        "replayed_commands_per_second": median(replayed),
        "replayed_commands_per_cpu_second": median(cpu),
        "share_of_the_core": median(replayed) / median(alone),
        "commands": count,
        "core_rates": alone,
        "replay_rates": replayed,
        "replay_cpu_rates": cpu,
    }


class _Watch:
    """Reads the clocks when the market is open, and whenever told of what follows.

    Opening accounts is not what a journal is full of: each such command takes a call of its own.
    """

    def __init__(self, opening: int) -> None:
        self._opening = opening
        self._began: tuple[int, float, float] | None = None
        self._now = (0, 0.0, 0.0)

    def reached(self, _read_bytes: int, _all_bytes: int, sequence: int) -> None:
        self._now = sequence, time.perf_counter(), time.process_time()
        if self._began is None and sequence >= self._opening:
            self._began = self._now

    def _since(self, clock: int) -> float:
        assert self._began is not None, "more than a mebibyte of commands follows the opening"
        return (self._now[0] - self._began[0]) / (self._now[clock] - self._began[clock])

    @property
    def commands_per_second(self) -> float:
        return self._since(1)

    @property
    def commands_per_cpu_second(self) -> float:
        return self._since(2)


def write_journal(directory: Path, workload: Workload) -> int:
    """Write a workload's market and all its commands; return how many commands that is."""
    writer = JournalWriter(directory, End(GENESIS))
    count = 0
    setup = commands_of(market_setup(workload))
    for commands in (setup, to_commands(workload, len(setup) + 1)):
        for start in range(0, len(commands), BATCH_COMMANDS):
            part = np.ascontiguousarray(commands[start : start + BATCH_COMMANDS])
            writer.append(Batch(count + 1, count, part))
            writer.sync()
            count += len(part)
    writer.close()
    return count
