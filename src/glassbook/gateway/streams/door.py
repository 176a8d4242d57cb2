"""The WebSocket protocol of the one port: uvicorn's, with a line for the streams beside it.

ASGI can neither see a ping or pong, nor send without waiting, nor drop a client that has stopped
reading. A `Line` can. Applications find theirs in `scope["extensions"][LINE]`; everything else is
plain ASGI. Give this class to uvicorn: `uvicorn.Config(app, ws=WebSocketDoor)`.

Compression is never negotiated: a frame must be the same bytes for every listener.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol

from glassbook.gateway.streams.fan_out import NO_SOCKET
from glassbook.gateway.streams.inbound import Inbound
from glassbook.gateway.streams.profile import MESSAGE_BYTES_MAX, UNSENT_BYTES_MAX

LINE = "glassbook.line"
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"

logger = logging.getLogger("uvicorn.error")


class WebSocketDoor(WebSocketsSansIOProtocol):
    """One connection, which is its own `Line`."""

    # What each delivery asks for, side by side: a thousand doors are more than a cache holds.
    __slots__ = ("_socket", "close_sent", "transport")

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], *rest: Any
    ) -> None:
        super().__init__(config, server_state, app_state, *rest)
        self.conn = ServerProtocol(max_size=MESSAGE_BYTES_MAX, logger=logger)
        self._on_ping: Callable[[], None] | None = None
        self._on_pong: Callable[[bytes], None] | None = None
        self._on_message: Callable[[bytes, bool], None] | None = None
        self._inbound = Inbound(MESSAGE_BYTES_MAX)
        self._target = ""
        self._socket = NO_SOCKET

    # The line.

    def tell_control(self, on_ping: Callable[[], None], on_pong: Callable[[bytes], None]) -> None:
        self._on_ping, self._on_pong = on_ping, on_pong

    def tell_messages(self, on_message: Callable[[bytes, bool], None]) -> None:
        self._on_message = on_message

    def pause(self) -> None:
        if not self.transport.is_closing():
            self.transport.pause_reading()

    def resume(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    @property
    def unsent_bytes(self) -> int:
        return self.transport.get_write_buffer_size()

    @property
    def free_socket(self) -> int:
        transport = self.transport
        if self.close_sent or transport.is_closing() or transport.get_write_buffer_size():
            return NO_SOCKET
        return self._socket

    def put(self, frames: bytes) -> int:
        transport = self.transport
        if not self.close_sent and not transport.is_closing():
            transport.write(frames)
        return transport.get_write_buffer_size()

    def ping(self, payload: bytes) -> None:
        if not self.close_sent and not self.transport.is_closing():
            self.conn.send_ping(payload)
            self.transport.write(b"".join(self.conn.data_to_send()))

    def hang_up(self, code: int, reason: str) -> None:
        if self.close_sent or self.transport.is_closing():
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)

    def cut(self) -> None:
        self.close_sent = True
        self.transport.abort()

    # What uvicorn does a little differently.

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(replace(event, path=self._target))
        if self.response.status_code == 101:
            cast("dict[str, Any]", self.scope["extensions"])[LINE] = self
            # Written at once, while all that belongs to it is in the cache; not in a second round.
            self.transport.set_write_buffer_limits(0)
            if self.scheme == "ws":
                self._socket = self.transport.get_extra_info("socket").fileno()

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            self._open(data)
            return
        if self._on_message is None:
            super().data_received(data)
            return
        for piece in self._inbound.feed(data):
            if not piece.is_text:
                super().data_received(piece.data)
            elif not self.close_sent:
                self._on_message(piece.data, True)

    def _open(self, request: bytes) -> None:
        """Take in the request for an upgrade, whole, as the HTTP connection read it.

        Its target stays here: 1,024 streams have long names, and the library would read 8,192
        bytes of a line and then neither answer nor close.
        """
        method, target, rest = request.split(b" ", 2)
        self._target = target.decode("ascii")
        super().data_received(b"%b / %b" % (method, rest))
        if not self.handshake_initiated:  # a header too long, or too many of them; or a body
            self.transport.write(b"".join(self.conn.data_to_send()) or BAD_REQUEST)
            self.transport.close()

    def send_receive_event_to_app(self) -> None:
        if self._on_message is None:
            super().send_receive_event_to_app()
            return
        frames, self.frames = self.frames, []
        if not self.close_sent:
            data = frames[0] if len(frames) == 1 else b"".join(frames)
            self._on_message(data, self.curr_msg_data_type == "text")

    def handle_ping(self) -> None:
        """Answer with a pong; cut off who sends pings and does not read what they are answered."""
        super().handle_ping()
        if self.unsent_bytes > UNSENT_BYTES_MAX:
            self.cut()
        if self._on_ping is not None:
            self._on_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._on_pong is None:
            super().handle_pong(event)
        else:
            self._on_pong(bytes(event.data))

    def send_keepalive_ping(self) -> None:
        """Leave the pinging to whoever listens to control frames; else do as uvicorn does."""
        if self._on_pong is None:
            super().send_keepalive_ping()
