"""The same server answering a constant: what a door costs that does nothing.

    python -m glassbook.cli.bench.constant

prints its port and serves until it is ended.
"""

import asyncio
from typing import Any

from glassbook.cli import event_loop
from glassbook.gateway.server import GatewayServer

_BODY = b'{"constant":true}'
_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_BODY))]


async def answer(_scope: Any, receive: Any, send: Any) -> None:
    """Read the whole request, as every door must, and answer it."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _BODY})


async def serve() -> None:
    """Serve on any free port of the loopback address."""
    server = GatewayServer(answer, "127.0.0.1", 0)
    await server.start()
    print(f"127.0.0.1:{server.port}", flush=True)  # noqa: T201 - whoever started it reads this
    await asyncio.Event().wait()


if __name__ == "__main__":
    event_loop.run(serve())
