"""At what rate a whole venue begins to refuse: with projections, store, streams and checkpoints.

The venue is what `glassbook up` opens, with its cadence of checkpoints and snapshots, in this
process; some clients listen to its streams and are read for in another. Packets of 128 commands are
due on a schedule, at a ladder of rates. A packet for which the queue has no room is refused, which
every door tells as -1008, and not offered again; of the others each one's time runs from when it
was due until its outcome is told, after every projection has folded it. The ladder ends at the
first rate at which any was refused.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from glassbook.cli import event_loop
from glassbook.cli.bench.fanout import handshake, reading
from glassbook.cli.bench.flow import flow, market
from glassbook.cli.bench.venue import PACKET_COMMANDS, percentiles
from glassbook.cli.doors import Doors
from glassbook.cli.house import House
from glassbook.cli.up import calm_the_collector, hand_over_sooner
from glassbook.node.configuration import Configuration
from glassbook.node.venue import Venue
from glassbook.protocol.batches import Labels, commands_of
from glassbook.protocol.commands import COMMAND_SIZE, CommandKind
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Outcome, QueueFull

RATES = (10_000, 20_000, 40_000, 60_000, 80_000, 100_000, 125_000, 150_000, 200_000, 300_000)
LISTENERS = 10
STREAMS = "/stream?streams=btcusd@depth@100ms/btcusd@trade/btcusd@bookTicker"
_WARM_UP_COMMANDS = 20_000
_SEED = 20_261_121

Rung = dict[str, float]


def measure_keeping_up(
    rates: tuple[int, ...], seconds: float, folder: Path | None
) -> dict[str, Any]:
    """Offer so many seconds at each rate, until some of it is refused."""
    with tempfile.TemporaryDirectory(dir=folder) as data:
        configuration = Configuration(
            data=Path(data), port=0, replay="none", limits="none", fix="none"
        )
        return event_loop.run(_measure(configuration, rates, seconds))


async def _measure(
    configuration: Configuration, rates: tuple[int, ...], seconds: float
) -> dict[str, Any]:
    house = House(configuration)
    doors = Doors(house)
    async with house.running():
        await house.venue.submit_many(market(), _names())
        async with doors.open():
            port = int(doors.address.rpartition(":")[2])
            with reading([port], LISTENERS, handshake(STREAMS)), _calmed():
                await _offered(house.venue, _WARM_UP_COMMANDS, rates[0], _SEED - 1)
                rungs = []
                for number, rate in enumerate(rates):
                    count = max(PACKET_COMMANDS, round(rate * seconds))
                    rungs.append(await _offered(house.venue, count, rate, _SEED + number))
                    if rungs[-1]["refused"]:
                        break
    return {
        "rungs": rungs,
        "packet_commands": PACKET_COMMANDS,
        "queue_commands": configuration.queue_commands_max,
        "listeners": LISTENERS,
    }


@contextmanager
def _calmed() -> Iterator[None]:
    """Collect garbage, and change threads, as a venue does that is open."""
    before, seconds = gc.get_threshold(), sys.getswitchinterval()
    calm_the_collector()
    hand_over_sooner()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        sys.setswitchinterval(seconds)


def _names() -> Labels:
    """Return what the directory is told of `market()`: what things are called."""
    kinds = commands_of(market())["kind"]
    labels = {place: Label(name=name) for place, name in enumerate(("BTC", "USD", "BTCUSD"))}
    for place in np.nonzero(kinds == CommandKind.OPEN_ACCOUNT)[0].tolist():
        labels[place] = Label(name=f"customer-{place}")
    return labels


async def _offered(venue: Venue, count: int, rate: float, seed: int) -> Rung:
    """Offer a flow at this rate; return what became of it."""
    load = _Load(venue, flow(count, seed), rate)
    cpu_began = time.process_time()
    await load.run_through()
    told = load.told_commands
    return {
        "offered_per_second": count / load.offering_seconds,
        "told_per_second": told / load.seconds,
        "refused": count - told,
        "cpu_us": 1e6 * (time.process_time() - cpu_began) / max(told, 1),
        **load.latencies_ms(),
    }


class _Load(threading.Thread):
    """Offers each packet when it is due, from a thread of its own, and never twice."""

    def __init__(self, venue: Venue, commands: np.ndarray, rate: float) -> None:
        super().__init__(daemon=True)
        self._venue = venue
        self._loop = asyncio.get_running_loop()
        self._packets = [*_cut(commands.tobytes())]
        self._gap_ns = round(1e9 * PACKET_COMMANDS / rate)
        self._took_ns = np.zeros(len(self._packets), np.int64)  # 0: not told
        self._open = len(self._packets)
        self._is_over = asyncio.Event()
        self.told_commands = 0
        self.offering_seconds = 0.0
        self.seconds = 0.0

    async def run_through(self) -> None:
        """Offer everything and wait until all that was taken in is told."""
        began = time.perf_counter()
        self.start()
        await self._is_over.wait()
        self.seconds = time.perf_counter() - began

    def run(self) -> None:
        """Offer every packet; see the class."""
        began_ns = due_ns = time.perf_counter_ns()
        for number, packet in enumerate(self._packets):
            due_ns += self._gap_ns
            wait_ns = due_ns - time.perf_counter_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            try:
                self._venue.offer(packet, None, partial(self._tell, number, due_ns))
            except QueueFull:
                self._loop.call_soon_threadsafe(self._count_down)
        self.offering_seconds = (time.perf_counter_ns() - began_ns) / 1e9

    def _tell(self, number: int, due_ns: int, outcome: object) -> None:
        assert isinstance(outcome, Outcome), outcome
        self._took_ns[number] = time.perf_counter_ns() - due_ns
        self.told_commands += len(self._packets[number]) // COMMAND_SIZE
        self._count_down()

    def _count_down(self) -> None:
        self._open -= 1
        if self._open == 0:
            self._is_over.set()

    def latencies_ms(self) -> dict[str, float]:
        """Return percentiles of the time from due to told, in milliseconds."""
        return percentiles(self._took_ns[self._took_ns > 0] / 1e6)


def _cut(data: bytes) -> Iterator[bytes]:
    """Yield packets."""
    step = PACKET_COMMANDS * COMMAND_SIZE
    return (data[at : at + step] for at in range(0, len(data), step))
