"""The network between customers and the venue: requests of their own, and lines that stay open.

may      lose a request or its answer, deliver a request twice (an impatient proxy), deliver
         requests in another order than they were sent; delay anything; break a line at any moment;
         hold a line back until its reader seems to be asleep
may not  change a byte; reorder, repeat or skip what is on one line (that is TCP's promise)
survive  the venue. A customer without an answer knows nothing, and asks
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import msgspec

from glassbook.gateway.streams.door import LINE
from glassbook.gateway.streams.fan_out import NO_SOCKET
from glassbook.simulation.loop import Process, Scheduled, SimulatedLoop

MS_NS = 1_000_000
PATIENCE_NS = 2_000 * MS_NS


@dataclass(frozen=True)
class NetworkFaults:
    """How often what happens; delays in nanoseconds."""

    loss_chance: float = 0.0
    repeat_chance: float = 0.0
    break_chance: float = 0.0  # of a line, per piece of news on it
    delay_ns: int = 2 * MS_NS
    turn_ns: int = 1  # requests that arrive within so long are read in one turn of the venue's loop
    slow_ns_per_byte: int = 0  # of lines to slow readers


class Lost(Exception):
    """No answer came. What was asked may have happened, or may yet."""


@dataclass
class Request:
    """An HTTP request. `arrivals` counts how often it reached a venue."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    arrivals: int = 0

    def scope(self) -> dict[str, Any]:
        """Return it as ASGI has it."""
        return {
            "type": "http",
            "method": self.method,
            "path": self.path,
            "query_string": self.query,
            "headers": list(self.headers),
            "client": ("203.0.113.7", 50_000),
        }


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def is_done(self) -> bool:
        return self.status == 200

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def code(self) -> int:
        """The number of the refusal."""
        return int(self.json["code"])


Application = Callable[..., Any]


class Door(Protocol):
    """A life of the venue, as the network finds it."""

    process: Process

    @property
    def application(self) -> Application: ...

    @property
    def folded_sequence(self) -> int: ...


class Line:
    """One open WebSocket, both ends: see `gateway.streams.line.Line`."""

    def __init__(
        self, network: "Network", door: Door, hearing: "Hearing", *, is_slow: bool
    ) -> None:
        self._network = network
        self._door = door
        self._hearing = hearing
        self._ns_per_byte = network.faults.slow_ns_per_byte if is_slow else 0
        self._arrives_ns = 0
        self._unsent_bytes = 0
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._on_pong: Callable[[bytes], None] = lambda _: None
        self._inbox.put_nowait({"type": "websocket.connect"})

    # --- the venue's end ------------------------------------------------------------------------

    def put(self, frames: bytes) -> int:
        if not self._hearing.is_open:
            return self._unsent_bytes
        network = self._network
        if network.dice.random() < network.faults.break_chance:
            self.cut()
            return self._unsent_bytes
        loop = network.loop
        arrives_ns = loop.now_ns + network.delay_ns()
        self._arrives_ns = max(self._arrives_ns, arrives_ns) + len(frames) * self._ns_per_byte
        self._unsent_bytes += len(frames)
        network.unsent_bytes_max = max(network.unsent_bytes_max, self._unsent_bytes - len(frames))
        loop.after(self._arrives_ns - loop.now_ns, loop.world, partial(self._arrive, frames))
        return self._unsent_bytes

    def ping(self, payload: bytes) -> None:
        self._network.loop.after(
            self._network.delay_ns(), self._door.process, partial(self._pong, payload)
        )

    @property
    def free_socket(self) -> int:
        return NO_SOCKET

    @property
    def unsent_bytes(self) -> int:
        return self._unsent_bytes

    @property
    def is_slow(self) -> bool:
        """The customer reads slowly."""
        return self._ns_per_byte > 0

    def hang_up(self, _code: int, _reason: str) -> None:
        self._network.loop.after(self._network.delay_ns(), self._network.loop.world, self.cut)

    def cut(self) -> None:
        """Both ends learn that it is over; what is under way is lost."""
        if not self._hearing.is_open:
            return
        self._network.lines.pop(self, None)
        with self._network.loop.within(self._network.loop.world):
            self._hearing.close()
        if not self._door.process.is_gone:
            with self._network.loop.within(self._door.process):
                self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})

    def tell_control(self, _on_ping: Callable[[], None], on_pong: Callable[[bytes], None]) -> None:
        self._on_pong = on_pong

    async def receive(self) -> dict[str, Any]:
        """Give the venue what comes from the customer, as ASGI does."""
        return await self._inbox.get()

    async def send(self, message: dict[str, Any]) -> None:
        """Take the venue's answer to the handshake."""
        if message["type"] == "websocket.accept":
            self._hearing.begins_after = self._door.folded_sequence
        else:
            with self._network.loop.within(self._network.loop.world):
                self._hearing.close()
            self._network.lines.pop(self, None)

    # --- the customer's end ---------------------------------------------------------------------

    def _arrive(self, frames: bytes) -> None:
        self._unsent_bytes -= len(frames)
        if self._hearing.is_open:
            for text in texts_of(frames):
                self._hearing.hear(msgspec.json.decode(text))

    def _pong(self, payload: bytes) -> None:
        if self._hearing.is_open:
            self._on_pong(payload)


@dataclass
class Hearing:
    """What a customer hears on one line, from the first word to the last.

    begins_after  the last sequence that the venue had folded when it let him in; -1 before
    """

    names: str
    is_open: bool = True
    begins_after: int = -1
    heard: list[dict[str, Any]] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def close(self) -> None:
        """It is over: there was a last word."""
        self.is_open = False
        self.ended.set()

    def hear(self, told: dict[str, Any]) -> None:
        """Note an event. What is none is a refusal: a listen key of an earlier life, say."""
        if "e" in told:
            self.heard.append(told)
        else:
            self.close()


class Network:
    """Everything between the customers and whichever life of the venue there is."""

    def __init__(self, loop: SimulatedLoop, dice: random.Random, faults: NetworkFaults) -> None:
        self.loop = loop
        self.dice = dice
        self.faults = faults
        self.door: Door | None = None
        self.lines: dict[Line, None] = {}
        self.unsent_bytes_max = 0  # that ever waited for one reader when more was sent to him

    def delay_ns(self) -> int:
        return self.dice.randrange(self.faults.delay_ns) + 1

    async def ask(self, request: Request) -> Answer:
        """Send a request and wait for the answer. *Raises* Lost."""
        future: asyncio.Future[Answer] = self.loop.create_future()
        copies = 1
        if self.dice.random() < self.faults.loss_chance:
            copies = 0
        elif self.dice.random() < self.faults.repeat_chance:
            copies = 2
        for _ in range(copies):
            arrive = partial(self._arrive, request, future)
            self.loop.after(self._until_read_ns(), self.loop.world, arrive)
        patience = self.loop.after(PATIENCE_NS, self.loop.world, partial(_lose, future))
        try:
            return await future
        finally:
            patience.cancel()

    def connect(self, hearing: Hearing, *, is_slow: bool) -> None:
        """Open a line; the hearing says what becomes of it."""
        door = self.door
        if door is None:
            hearing.close()
            return
        with self.loop.within(door.process):
            line = Line(self, door, hearing, is_slow=is_slow)
        self.lines[line] = None
        scope = {
            "type": "websocket",
            "path": f"/ws/{hearing.names}",
            "query_string": b"",
            "extensions": {LINE: line},
        }
        self.loop.begin(door.application(scope, line.receive, line.send), door.process)

    def _until_read_ns(self) -> int:
        """Return a delay that ends with a turn: what arrives meanwhile is read together."""
        delay_ns, turn_ns = self.delay_ns(), self.faults.turn_ns
        return delay_ns + -(self.loop.now_ns + delay_ns) % turn_ns

    def hurry(self) -> None:
        """Let those go who would still be reading tomorrow."""
        for line in [line for line in self.lines if line.is_slow]:
            line.cut()

    def hang_up_all(self) -> None:
        """The venue is gone: nobody hears anything any more."""
        self.door = None
        for line in list(self.lines):
            line.cut()

    def _arrive(self, request: Request, future: "asyncio.Future[Answer]") -> None:
        door = self.door
        if door is None:
            self._answer(future, None)
            return
        request.arrivals += 1
        self.loop.begin(self._serve(door, request, future), door.process)

    async def _serve(self, door: Door, request: Request, future: "asyncio.Future[Answer]") -> None:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await door.application(request.scope(), receive, send)
        self._answer(future, Answer(sent[0]["status"], sent[1]["body"]))

    def _answer(self, future: "asyncio.Future[Answer]", answer: Answer | None) -> Scheduled | None:
        """Bring an answer back, or the news that nobody listens there."""
        if self.dice.random() < self.faults.loss_chance:
            return None
        deliver = partial(_lose, future) if answer is None else partial(_give, future, answer)
        return self.loop.after(self.delay_ns(), self.loop.world, deliver)


def _lose(future: "asyncio.Future[Answer]") -> None:
    if not future.done():
        future.set_exception(Lost())


def _give(future: "asyncio.Future[Answer]", answer: Answer) -> None:
    if not future.done():
        future.set_result(answer)


def texts_of(frames: bytes) -> list[bytes]:
    """Return the texts in whole, unmasked WebSocket text frames. *Source*: RFC 6455, 5.2."""
    texts, at = [], 0
    while at < len(frames):
        assert frames[at] == 0x81, "a whole text frame begins here"
        length, at = frames[at + 1], at + 2
        if length >= 126:
            size = 2 if length == 126 else 8
            length, at = int.from_bytes(frames[at : at + size], "big"), at + size
        texts.append(frames[at : at + length])
        at += length
    return texts
