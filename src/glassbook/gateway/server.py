"""The one port: uvicorn around the application, started and stopped by whoever owns the loop.

Signals are the node's, not uvicorn's. The socket is bound before anything is served, so a port that
is taken is said at once, in a sentence.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, cast

import uvicorn

from glassbook.gateway.connection import KEEP_ALIVE_SECONDS, Connection
from glassbook.gateway.express import Answerer, KnownHeads
from glassbook.gateway.listening import BACKLOG, bound
from glassbook.gateway.open_files import connections_max
from glassbook.gateway.streams.door import WebSocketDoor

GRACE_SECONDS = 5

App = Callable[..., Awaitable[None]]


class _Uvicorn(uvicorn.Server):
    """Uvicorn without its hand on the process's signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class GatewayServer:
    """One listening port of an application."""

    def __init__(
        self, application: App, host: str, port: int, answerer: Answerer | None = None
    ) -> None:
        """Bind the port; 0 takes any that is free. *Raises* PortInUse, CannotListen.

        `answerer` serves the express lane; without one every request goes through `application`.
        """
        self._socket = bound(host, port)
        self.port: int = self._socket.getsockname()[1]
        heads = None if answerer is None else KnownHeads(answerer)
        connection = partial(Connection, known_heads=heads, connections_max=connections_max())
        config = uvicorn.Config(
            application,
            loop="none",
            http=cast("type[asyncio.Protocol]", connection),
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
