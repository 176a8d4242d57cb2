"""How fast the venue is without its doors: sequencer, journal with sync, and core. No projections,
no checkpoints and no snapshots either: with all of them, see keeping_up.

First durable commands a second: a producer offers packets as long as there is room. Then latency,
open loop: packets are due on a schedule, at half of that rate and at 100,000 a second, and a
packet's time runs from when it was due to when its outcome is told, whether the venue was ready for
it or not. Beside it stand the disk's own syncs of the same seconds: what they take, a packet waits.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from glassbook.cli.bench.flow import flow, market
from glassbook.journal.files import File, Files
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.venue import Venue
from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.commands import COMMAND_SIZE
from glassbook.protocol.events import EventKind
from glassbook.protocol.submission import Outcome, QueueFull

PACKET_COMMANDS = 128
STEADY_RATE = 100_000.0  # commands a second
_SEED = 20_261_121


def measure_venue(count: int, rounds: int, folder: Path | None) -> dict[str, Any]:
    """Measure a venue on `count` commands a round, in a directory of its own under `folder`.

    All figures are lists, one of each round.
    """
    with tempfile.TemporaryDirectory(dir=folder) as data:
        return asyncio.run(_measure(count, rounds, Path(data)))


async def _measure(count: int, rounds: int, data: Path) -> dict[str, Any]:
    never = 2**40
    configuration = Configuration(
        data=data, replay="none", checkpoint_commands=never, snapshot_commands=never
    )
    syncs_ms: list[float] = []
    disk = Files(partial(_TimedFile, syncs_ms))
    venue = Venue(configuration, compiled_core(lambda _text: None), files=disk)
    await venue.start()
    await venue.submit_many(market())
    trades = _Trades()
    venue.feed.listen(trades.on_batch)
    figures: dict[str, list[float]] = {}
    for number in range(rounds):
        found = await _round(venue, flow(count, _SEED + number), syncs_ms)
        for name, figure in found.items():
            figures.setdefault(name, []).append(figure)
    await venue.stop()
    sizes = {"commands": count, "trades": trades.count, "packet_commands": PACKET_COMMANDS}
    return figures | sizes


async def _round(venue: Venue, commands: np.ndarray, syncs_ms: list[float]) -> dict[str, float]:
    """Offer all as fast as there is room; then a half at half that rate, a tenth at STEADY_RATE."""
    rush = _Producer(venue, commands, None)
    await rush.run_through()
    rate = len(commands) / rush.seconds
    found = {"durable_commands_per_second": rate}
    for name, share, pace in (("half", 2, rate / 2), ("steady", 10, STEADY_RATE)):
        scheduled = _Producer(venue, commands[: len(commands) // share], pace)
        syncs_ms.clear()
        await scheduled.run_through()
        found |= {f"{name}_{point}": ms for point, ms in scheduled.latencies_ms().items()}
        found |= {f"{name}_sync_{point}": ms for point, ms in percentiles(syncs_ms).items()}
        found[f"{name}_sync_longest_ms"] = max(syncs_ms)
    return found


class _TimedFile(File):
    """Notes how long each sync of it took."""

    def __init__(self, took_ms: list[float], path: Path) -> None:
        super().__init__(path)
        self._took_ms = took_ms

    def sync(self) -> None:
        began = time.perf_counter()
        super().sync()
        self._took_ms.append(1e3 * (time.perf_counter() - began))


class _Trades:
    """Counts trades, to show that the flow trades."""

    def __init__(self) -> None:
        self.count = 0

    def on_batch(self, applied: AppliedBatch) -> None:
        fills = applied.events["kind"] == EventKind.ORDER_FILLED
        self.count += int(np.count_nonzero(fills & (applied.events["is_maker"] == 0)))


class _Producer(threading.Thread):
    """Offers packets from a thread of its own, and notes when each outcome is told.

    Without a rate it offers whenever there is room; with one, each packet when it is due.
    """

    def __init__(self, venue: Venue, commands: np.ndarray, rate: float | None) -> None:
        super().__init__(daemon=True)
        data = commands.tobytes()
        step = PACKET_COMMANDS * COMMAND_SIZE
        self._venue = venue
        self._packets = [data[i : i + step] for i in range(0, len(data), step)]
        places = venue.configuration.queue_commands_max // PACKET_COMMANDS
        self._room = threading.Semaphore(places)
        self._told = 0
        self._all_told = asyncio.Event()
        self._gap_ns = 0 if rate is None else round(1e9 * PACKET_COMMANDS / rate)
        self._due_ns = np.zeros(len(self._packets), np.int64)
        self._told_ns = np.zeros(len(self._packets), np.int64)
        self.seconds = 0.0

    async def run_through(self) -> None:
        """Offer everything and wait until all of it is told."""
        begun = time.perf_counter()
        self.start()
        await self._all_told.wait()
        self.seconds = time.perf_counter() - begun

    def run(self) -> None:
        """Offer every packet; see the class."""
        due_ns = time.perf_counter_ns()
        for number, packet in enumerate(self._packets):
            due_ns += self._gap_ns
            wait_ns = due_ns - time.perf_counter_ns()
            if wait_ns > 0 and self._gap_ns:
                time.sleep(wait_ns / 1e9)
            self._due_ns[number] = due_ns
            self._room.acquire()
            self._offer(number, packet)

    def _offer(self, number: int, packet: bytes) -> None:
        while True:
            try:
                self._venue.offer(packet, None, partial(self._tell, number))
            except QueueFull:
                self._room.acquire()  # another packet's outcome makes room for this one
                continue
            return

    def _tell(self, number: int, outcome: object) -> None:
        assert isinstance(outcome, Outcome), outcome
        self._told_ns[number] = time.perf_counter_ns()
        self._room.release()
        self._told += 1
        if self._told == len(self._packets):
            self._all_told.set()

    def latencies_ms(self) -> dict[str, float]:
        """Return percentiles of the time from due to told, in milliseconds."""
        return percentiles((self._told_ns - self._due_ns) / 1e6)


def percentiles(took_ms: list[float] | np.ndarray) -> dict[str, float]:
    """Return what half of them took at most, and so on, by name."""
    points = {"p50_ms": 50, "p99_ms": 99, "p99_9_ms": 99.9}
    return {name: float(np.percentile(took_ms, point)) for name, point in points.items()}
