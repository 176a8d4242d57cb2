"""What one delivery of a depth update costs: one publisher, N subscribers of one topic.

    python benchmarks/stream_fanout.py [--subscribers 500] [--rate 50] [--seconds 5]

The server is the real one: uvicorn, the door, the stream server, projections. Another process
reads. CPU time of the server's process is divided by the frames it delivered. In the same run a
frame of the same size is written by a loop that does nothing else: the ratio says what our own work
adds to the system's.
"""

import argparse
import asyncio
import multiprocessing
import selectors
import socket
import time
from collections.abc import Callable

import numpy as np
import uvloop

from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.server import GatewayServer
from glassbook.gateway.streams.profile import UNLIMITED
from glassbook.gateway.streams.server import StreamServer
from glassbook.projection import Projections
from glassbook.protocol.batches import AppliedBatch, Batch
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.events import EVENT, EventKind
from glassbook.protocol.labels import Label
from glassbook.protocol.symbols import SymbolRule

BEAT_NS = 100_000_000
LEVELS_CHANGED = 10  # in every update
HANDSHAKE = (
    b"GET /ws/btcusd@depth@100ms HTTP/1.1\r\nHost: venue\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)


class Bench:
    """The server with a clock that jumps one beat at every update."""

    def __init__(self) -> None:
        self.now_ns = time.time_ns() // BEAT_NS * BEAT_NS
        self.projections = Projections()
        self.projections.fold(listing())
        keys = ListenKeys(self.clock)
        self.streams = StreamServer(self.projections, keys, UNLIMITED, self.clock)
        self.updates = 0

    def clock(self) -> int:
        return self.now_ns

    def publish(self) -> None:
        """Change some levels, and beat."""
        depth = self.projections.depth
        for level in range(LEVELS_CHANGED):
            depth.change(0, level % 2, 7_500_000 + level * 7, 1)
        depth.sequence += LEVELS_CHANGED
        self.now_ns += BEAT_NS
        self.streams.beat()
        self.updates += 1

    def reference(self) -> None:
        """Write a frame of the same size to every client, and nothing else."""
        frame = b"\x81\x7e\x01\xf4" + b" " * 500
        for connection in self.streams._connections:  # noqa: SLF001 - the floor beneath the door
            connection._line.transport.write(frame)  # noqa: SLF001


def listing() -> AppliedBatch:
    """Return the batch that lists BTCUSD."""
    rules = {SymbolRule.TICK_UNITS: 10**6, SymbolRule.LOT_UNITS: 10**4}
    events = np.zeros(3 + len(rules), EVENT)
    events["sequence"] = range(1, len(events) + 1)
    kinds = [EventKind.ASSET_DEFINED] * 2 + [EventKind.SYMBOL_LISTED]
    events["kind"] = kinds + [EventKind.SYMBOL_RULE_SET] * len(rules)
    events["asset_id"][:2] = 0, 1
    events["amount_units"][:2] = 10**8
    events["reason"][2] = 1
    events["reason"][3:], events["amount_units"][3:] = list(rules), list(rules.values())
    labels = {place: Label(name=name) for place, name in enumerate(["BTC", "USD", "BTCUSD"])}
    return AppliedBatch(Batch(1, 0, np.zeros(len(events), COMMAND), labels), events)


def read_all(port: int, subscribers: int) -> None:
    """Subscribe so many times, then read until every connection is closed."""
    selector = selectors.DefaultSelector()
    for _ in range(subscribers):
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(HANDSHAKE)
        selector.register(client, selectors.EVENT_READ)
    while selector.get_map():
        for key, _ in selector.select():
            if not key.fileobj.recv(65_536):
                selector.unregister(key.fileobj)


async def cpu_us_per_delivery(
    act: Callable[[], None], subscribers: int, rate: int, seconds: int
) -> float:
    """Act at an even rate; return the CPU time of this process for each frame delivered."""
    began, cpu_began = time.perf_counter(), time.process_time()
    for number in range(rate * seconds):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        act()
    await asyncio.sleep(0.2)
    return (time.process_time() - cpu_began) * 1e6 / (rate * seconds * subscribers)


async def measure(subscribers: int, rate: int, seconds: int) -> None:
    bench = Bench()
    server = GatewayServer(bench.streams, "127.0.0.1", 0)
    await server.start()
    reader = multiprocessing.Process(target=read_all, args=(server.port, subscribers), daemon=True)
    reader.start()
    while bench.streams.connection_count < subscribers:  # noqa: ASYNC110 - they are elsewhere
        await asyncio.sleep(0.05)
    for _ in range(20):
        bench.publish()
    for name, act in (("reference", bench.reference), ("streams", bench.publish)) * 2:
        cost = await cpu_us_per_delivery(act, subscribers, rate, seconds)
        print(f"{name:10} {subscribers} subscribers, {rate}/s: {cost:.2f} us CPU a delivery")
    assert bench.streams.connection_count == subscribers, "nobody was cut off"
    bench.streams.shut_down()
    await server.stop()
    reader.terminate()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=500)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=5)
    options = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure(options.subscribers, options.rate, options.seconds))
