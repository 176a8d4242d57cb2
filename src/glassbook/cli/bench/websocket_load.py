"""A load on the WebSocket API from another process: a few connections, many requests under way.

Closed loop: each connection keeps WINDOW requests under way and sends the next when one is
answered. Every answer's status is looked at; errors answered fast are no rate.
"""

from __future__ import annotations

import asyncio
import time
from typing import cast

from glassbook.cli.bench.load import BadAnswer

WINDOW = 64  # requests under way on one connection
GREETING = (
    b"GET /ws-api/v3 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
MASK = bytes(4)  # a client's frames are masked; with zeros they stay as they are
DONE = b'"status":200,'


def text_frame(text: bytes) -> bytes:
    """Return a client's text frame. The text has at least 126 bytes and less than 64 KiB."""
    assert 126 <= len(text) < 65_536, "a request of another length has another head"
    return b"\x81\xfe" + len(text).to_bytes(2, "big") + MASK + text


class _Connection(asyncio.Protocol):
    """Sends its frames, WINDOW ahead of the answers."""

    def __init__(self, frames: list[bytes]) -> None:
        self._frames = frames
        self._sent = self._answered = 0
        self._buffer = b""
        self._is_open = False
        self._transport: asyncio.Transport
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are of no such class
        self._transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            _, end, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._is_open = bool(end)
            self._send()
            return
        answered = self._take_answers()
        if answered < 0:
            self._end(BadAnswer(data.decode(errors="replace")))
            return
        self._answered += answered
        if self._answered == len(self._frames):
            self._end(None)
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(exc or ConnectionResetError("the server hung up"))

    def _send(self) -> None:
        until = min(self._answered + WINDOW, len(self._frames))
        if until > self._sent:
            self._transport.write(b"".join(self._frames[self._sent : until]))
            self._sent = until

    def _take_answers(self) -> int:
        """Take whole frames off the buffer; return how many, or -1 when one is no success."""
        buffer, start, count = self._buffer, 0, 0
        while len(buffer) >= start + 4:
            length, head = buffer[start + 1], 2
            if length == 126:
                length, head = int.from_bytes(buffer[start + 2 : start + 4], "big"), 4
            end = start + head + length
            if end > len(buffer):
                break
            if buffer.find(DONE, start, end) < 0:
                return -1
            start, count = end, count + 1
        self._buffer = buffer[start:]
        return count

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)
            self._transport.close()


async def answers_per_second(address: str, frames: list[bytes], connections: int) -> float:
    """Send all frames over so many connections; return how many a second were answered.

    *Raises* BadAnswer, OSError.
    """
    host, port = address.rsplit(":", 1)
    loop = asyncio.get_running_loop()
    shares = [frames[i::connections] for i in range(connections)]

    async def connect(share: list[bytes]) -> _Connection:
        _, connection = await loop.create_connection(lambda: _Connection(share), host, int(port))
        return connection

    begun = time.perf_counter()
    opened = [await connect(share) for share in shares]
    await asyncio.gather(*(connection.done for connection in opened))
    return len(frames) / (time.perf_counter() - begun)
