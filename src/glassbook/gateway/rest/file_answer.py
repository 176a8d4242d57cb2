"""An answer that is a file, made while it is sent.

Others have their turn after every piece, a slow reader holds up nobody but himself, and one who has
gone is not written for any longer.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class File:
    """A file by its pieces, some of which may be empty."""

    content_type: str
    name: str
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file, and what the request for it has used up."""

    file: File
    used_weight: int

    async def send(self, receive: Receive, send: Send, *, is_head_only: bool) -> None:
        """Send the file, or what is said of it."""
        used = b"%d" % self.used_weight
        headers = [
            (b"content-type", self.file.content_type.encode()),
            (b"content-disposition", b'attachment; filename="%b"' % self.file.name.encode()),
            (b"x-mbx-used-weight", used),
            (b"x-mbx-used-weight-1m", used),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        leaving = asyncio.ensure_future(_has_left(receive))
        try:
            for piece in () if is_head_only else self.file.pieces:
                if leaving.done() and leaving.result():
                    return
                if piece:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await asyncio.sleep(0)
        finally:
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving
        await send({"type": "http.response.body", "body": b""})


async def _has_left(receive: Receive) -> bool:
    """Wait until the client says something more than its request: that it has gone."""
    message = await receive()
    if message["type"] == "http.request":
        message = await receive()
    return bool(message["type"] == "http.disconnect")
