"""How many updates of a book one processor delivers to a thousand listeners, beside bare picows.

The server is the real one: uvicorn, the door, the stream server, a projection that changes. The
peer is picows, a WebSocket library compiled to C: it sends a text of the same size to as many
listeners and does nothing else. Both run in this process, in turns, and another process reads. A
rate is deliveries for a second of this process's CPU time.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import selectors
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import numpy as np

from glassbook.cli import event_loop
from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.open_files import allow_many
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
UPDATES_A_SECOND = 50
LEVELS_CHANGED = 10  # in every update
TEXT = " " * 400  # as long as such an update
BOOK = "/ws/btcusd@depth@100ms"


def measure_fanout(listeners: int, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return deliveries a CPU second of each round, by us and by picows."""
    allow_many()
    return event_loop.run(_measure(listeners, rounds, seconds))


async def _measure(listeners: int, rounds: int, seconds: float) -> dict[str, list[float]]:
    ours, bare = _Ours(), _Bare()
    rates: dict[str, list[float]] = {"streams": [], "picows": []}
    async with ours.opened() as port, bare.opened() as bare_port:
        with reading([port, bare_port], listeners, handshake(BOOK)):
            while min(ours.listeners, bare.listeners) < listeners:  # noqa: ASYNC110 - elsewhere
                await asyncio.sleep(0.05)
            ours.publish()
            for _ in range(rounds):
                for name, publish in (("streams", ours.publish), ("picows", bare.publish)):
                    count, cpu_seconds = await _paced(publish, seconds)
                    rates[name].append(count * listeners / cpu_seconds)
            assert ours.listeners == bare.listeners == listeners, "nobody was cut off"
    return rates


async def _paced(publish: Callable[[], None], seconds: float) -> tuple[int, float]:
    """Publish at an even rate; return how often, and the CPU time that it took this process."""
    count = max(1, round(seconds * UPDATES_A_SECOND))
    began, cpu_began = time.perf_counter(), time.process_time()
    for number in range(count):
        due = began + number / UPDATES_A_SECOND
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        publish()
    await asyncio.sleep(0.2)  # what a socket had no room for
    return count, time.process_time() - cpu_began


class _Ours:
    """The stream server with a clock that jumps one beat at every update."""

    def __init__(self) -> None:
        self._now_ns = time.time_ns() // BEAT_NS * BEAT_NS
        self._projections = Projections()
        self._projections.fold(_listing())
        keys = ListenKeys(self._clock)
        self._streams = StreamServer(self._projections, keys, UNLIMITED, self._clock)

    @property
    def listeners(self) -> int:
        return self._streams.connection_count

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        server = GatewayServer(self._streams, "127.0.0.1", 0)
        await server.start()
        yield server.port
        self._streams.shut_down()
        await server.stop()

    def publish(self) -> None:
        """Change some levels, and beat."""
        depth = self._projections.depth
        for level in range(LEVELS_CHANGED):
            depth.change(0, level % 2, 7_500_000 + level * 7, 1)
        depth.sequence += LEVELS_CHANGED
        self._now_ns += BEAT_NS
        self._streams.beat()

    def _clock(self) -> int:
        return self._now_ns


class _Bare:
    """Picows, and a list of who is connected."""

    def __init__(self) -> None:
        import picows

        lines: list[picows.WSTransport] = []
        self._lines = lines

        class Listener(picows.WSListener):
            def on_ws_connected(self, transport: picows.WSTransport) -> None:
                lines.append(transport)

            def on_ws_disconnected(self, transport: picows.WSTransport) -> None:
                lines.remove(transport)

        self._listener = Listener
        self._create = picows.ws_create_server
        self._type = picows.WSMsgType.TEXT

    @property
    def listeners(self) -> int:
        return len(self._lines)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[int]:
        server = await self._create(lambda _request: self._listener(), "127.0.0.1", 0, backlog=4096)
        yield server.sockets[0].getsockname()[1]
        server.close()

    def publish(self) -> None:
        text = TEXT.encode()
        for line in self._lines:
            line.send(self._type, text)


def _listing() -> AppliedBatch:
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


def handshake(path: str) -> bytes:
    """Return what a WebSocket begins with."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: venue\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


@contextmanager
def reading(ports: list[int], listeners: int, opening: bytes) -> Iterator[None]:
    """Have another process listen so many times on each port, and read."""
    away = multiprocessing.get_context("spawn")
    process = away.Process(target=read_all, args=(ports, listeners, opening), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def read_all(ports: list[int], listeners: int, opening: bytes) -> None:
    """Subscribe so many times on each port, then read until every connection is closed."""
    allow_many()
    selector = selectors.DefaultSelector()
    for port in ports * listeners:
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(opening)
        selector.register(client, selectors.EVENT_READ)
    while selector.get_map():
        for key, _ in selector.select():
            if not key.fileobj.recv(65_536):  # type: ignore[union-attr]
                selector.unregister(key.fileobj)
