"""The one port: uvicorn around the application, started and stopped by whoever owns the loop.

Signals are the node's, not uvicorn's. The socket is bound before anything is served, so a port that
is taken is said at once, in a sentence.
"""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from glassbook.gateway.reply import CYCLE
from glassbook.gateway.streams.door import WebSocketDoor

BACKLOG = 2048
KEEP_ALIVE_SECONDS = 65  # longer than the clients' own pools keep idle connections
GRACE_SECONDS = 5
HEAD_BYTES_MAX = 65_536
REQUEST_SECONDS = 20

App = Callable[..., Awaitable[None]]


class PortInUse(Exception):
    """Somebody else listens on this address."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, for clients that may be broken or worse.

    A request must come whole within REQUEST_SECONDS, its line and headers within HEAD_BYTES_MAX:
    who opens a connection and says nothing, or begins and never ends, is hung up on.
    """

    _has_head = False
    _is_whole = False
    _head_bytes = 0
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self._expect_rest()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._is_whole:
            return
        self._expect_rest()
        if not self._has_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX and not self.transport.is_closing():
                self.send_400_response("The request line and headers are too long.")

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._has_head = self._is_whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._has_head = True
        self._head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_whole = True
        self._expect_nothing()
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        cast("dict[str, Any]", cycle.scope)["extensions"] = {CYCLE: cycle}
        super()._start_asgi_task(cycle, app)

    def _expect_rest(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._hang_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class _Uvicorn(uvicorn.Server):
    """Uvicorn without its hand on the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class GatewayServer:
    """One listening port of an application."""

    def __init__(self, application: App, host: str, port: int) -> None:
        """Bind the port; 0 takes any that is free. *Raises* PortInUse."""
        self._socket = _bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        config = uvicorn.Config(
            application,
            loop="none",
            http=PatientProtocol,
            ws=WebSocketDoor,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        self._uvicorn = _Uvicorn(config)
        self._serving: asyncio.Task[Any] | None = None

    async def start(self) -> None:
        """Accept connections. Returns once they are."""
        self._serving = asyncio.create_task(self._uvicorn.serve(sockets=[self._socket]))
        while not self._uvicorn.started:
            if self._serving.done():
                self._serving.result()
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Accept no more, finish what is under way, and close."""
        self._uvicorn.should_exit = True
        if self._serving is None:
            self._socket.close()
        else:
            await self._serving


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"port {port} of {host} is in use by another program: "
                "stop that one, or choose another port"
            ) from error
        raise
    bound.setblocking(False)
    return bound
