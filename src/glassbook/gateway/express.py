"""The express lane: a request whose head has been seen before goes straight to the router.

A client sends the same request line and headers with every order; only the body differs, or the
query. The first such request goes the whole way, through the parser, a scope and a task. Its head,
byte for byte but for the query, is then known: what the parser made of these bytes once it would
make of them again. From there on a request that comes whole, with a known head, on a connection
that waits for nothing else, is answered without any of that.

    bytes ──► known head, whole, alone? ──yes──► errand ──► router
                       └──no──► parser ──► scope ──► task ──► router

Nothing is decided here: both ways lead to the same router, which sees the same request. A query is
handed on in the body's place, for parameters mean the same in either. Who sends both goes the
long way, and so does a query of which a parser may make something else, or nothing.
"""

import re
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, Protocol

HEAD_END = b"\r\n\r\n"
LINE_END = b" HTTP/1.1\r\n"
HEAD_BYTES_MAX = 2_048
HEADS_MAX = 10_000
_is_plain = re.compile(rb"[A-Za-z0-9=&%+.,:_~*-]+").fullmatch  # no space, no # and no control

Headers = list[tuple[bytes, bytes]]


class Answer(Protocol):
    """What the router made of a request."""

    @property
    def status(self) -> int: ...

    @property
    def body(self) -> bytes: ...

    @property
    def lines(self) -> bytes:
        """All headers, as they go over the wire."""
        ...

    @property
    def is_last(self) -> bool:
        """Is the connection closed after it?"""
        ...


class Known(NamedTuple):
    """What a head says, once and for all: how long the body is, and what the router read in it."""

    length: int
    read: Any


class Answerer(Protocol):
    """The router, as the lane needs it."""

    def read_head(self, method: str, path: str, headers: Headers) -> Any | None:
        """Return what `serve` needs of a head; None when such a request must go the long way."""
        ...

    def serve(self, head: Any, body: bytes, address: str, done: Callable[[Any], None]) -> None:
        """Answer a request that is whole; `body` is its query where it has no body.

        `done` is called once, maybe before this returns: with an Answer, or, of status 200, with
        its own header lines, the empty line and the body. Never raises.
        """
        ...


class KnownHeads:
    """Heads by their bytes, shared by all connections of a port."""

    def __init__(self, answerer: Answerer) -> None:
        self.serve = answerer.serve
        self._read_head = answerer.read_head
        self._known: dict[bytes, Known] = {}

    def find(self, data: bytes) -> tuple[Known, bytes] | None:
        """Return what is known of the head of `data`, and its body, or else its query, when `data`
        is one request.
        """
        end = data.find(HEAD_END) + len(HEAD_END)
        known = self._known.get(data[:end])
        if known is not None:
            return (known, data[end:]) if len(data) - end == known.length else None
        if end < len(data) or end > HEAD_BYTES_MAX:
            return None
        head, query = _without_query(data)
        known = self._known.get(head) if query else None
        return None if known is None else (known, query)

    def learn(self, data: bytes, scope: Any) -> None:
        """Remember the head of `data`, a whole request of which the parser made `scope`."""
        end = data.find(HEAD_END) + len(HEAD_END)
        head, length, method = data[:end], len(data) - end, scope["method"]
        if end > HEAD_BYTES_MAX or scope["http_version"] != "1.1":
            return
        if scope["query_string"]:
            head, query = _without_query(head)
            if length or query != scope["query_string"]:
                return
        if not _says_length(scope["headers"], length) or (length and method == "GET"):
            return  # what a GET has for a body is not read
        read = self._read_head(method, scope["path"], scope["headers"])
        if read is None:
            return
        if len(self._known) >= HEADS_MAX:
            self._known.clear()
        self._known[head] = Known(length, read)


def _without_query(head: bytes) -> tuple[bytes, bytes]:
    """Return a head without its query, and the query; that is empty where it is none, or is not
    plain.
    """
    mark, line_end = head.find(b"?") + 1, head.find(LINE_END)
    query = head[mark:line_end] if 0 < mark < line_end else b""
    return (head[:mark] + head[line_end:], query) if _is_plain(query) else (head, b"")


def _says_length(headers: Headers, length: int) -> bool:
    """Does the head say that the body is so long, once, and nothing of another form or a wait?"""
    names = [name for name, _ in headers]
    if b"transfer-encoding" in names or b"expect" in names or b"upgrade" in names:
        return False
    said = [value for name, value in headers if name == b"content-length"]
    return said == [b"%d" % length] if length else said in ([], [b"0"])


class Errand:
    """Drives a coroutine without a task: as far as it goes at once, and on when its wait is over.

    Half the cost of a task, for what waits once or never. It has no `current_task`, so what it
    drives must not use `asyncio.timeout`; futures, executors and locks are as ever.
    """

    __slots__ = ("_coroutine", "_done")

    def __init__(self, coroutine: Coroutine[Any, Any, Any], done: Callable[[Any], None]) -> None:
        """`done` is called with what the coroutine returns."""
        self._coroutine = coroutine
        self._done = done

    def step(self, _awaited: Any = None) -> None:
        """Go on until it waits for a future, or is done."""
        try:
            awaited = self._coroutine.send(None)
        except StopIteration as ended:
            self._done(ended.value)
        else:
            awaited._asyncio_future_blocking = False  # noqa: SLF001 - what a task tells a future
            awaited.add_done_callback(self.step)
