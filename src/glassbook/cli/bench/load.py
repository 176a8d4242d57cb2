"""A load from another process: many connections, each with one prepared request under way.

Closed loop: it measures rate. Every answer's status is looked at; errors answered fast are no rate.
"""

from __future__ import annotations

import asyncio
import time
from typing import cast


class BadAnswer(Exception):
    """The server answered something other than 200."""


class Connection(asyncio.Protocol):
    """Sends its requests one after the other, the next when the answer to the last is whole."""

    def __init__(self, requests: list[bytes]) -> None:
        self._requests = iter(requests)
        self._buffer = b""
        self.transport: asyncio.Transport
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are of no such class
        self.take_next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._buffer[:head_end].lower()
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        if len(self._buffer) < head_end + 4 + length:
            return
        if b" 200 " not in head[:16]:
            self._fail(BadAnswer(self._buffer.decode(errors="replace")))
            return
        self._buffer = b""
        self.take_next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server hung up"))

    def take_next(self) -> None:
        """Send the next request, if there is one: the last is answered."""
        request = next(self._requests, None)
        if request is not None:
            self.transport.write(request)
            return
        if not self.done.done():
            self.done.set_result(None)
        self.transport.close()

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)
        self.transport.close()


async def requests_per_second(address: str, requests: list[bytes], connections: int) -> float:
    """Send all requests over so many connections; return how many a second were answered.

    *Raises* BadAnswer, OSError.
    """
    host, port = address.rsplit(":", 1)
    loop = asyncio.get_running_loop()
    shares = [requests[i::connections] for i in range(connections)]

    async def connect(share: list[bytes]) -> Connection:
        _, connection = await loop.create_connection(lambda: Connection(share), host, int(port))
        return connection

    begun = time.perf_counter()
    opened = [await connect(share) for share in shares]
    await asyncio.gather(*(connection.done for connection in opened))
    return len(requests) / (time.perf_counter() - begun)
