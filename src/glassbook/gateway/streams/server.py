"""The stream server: connections in, news and beats in, frames out.

An ASGI application for scopes of type "websocket", to be served through `WebSocketDoor`. Everything
runs on the loop and nothing waits: the loop's own clock drives `beat`, the feed drives `on_batch`,
and each ends with one write for every client that has something to read.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec
import structlog

from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.streams.account.user_data import listen_key_expired
from glassbook.gateway.streams.address import Address, BadAddress, parse_address
from glassbook.gateway.streams.board import Board, Catalogue
from glassbook.gateway.streams.catalogue import StreamCatalogue
from glassbook.gateway.streams.connection import UNSUPPORTED, Connection
from glassbook.gateway.streams.conversation import Conversation
from glassbook.gateway.streams.door import LINE
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.line import Line
from glassbook.gateway.streams.outbox import Outbox
from glassbook.gateway.streams.profile import StreamProfile
from glassbook.gateway.streams.stream import BEAT_MS, Beat, News
from glassbook.projection import Projections
from glassbook.protocol.batches import AppliedBatch

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MS_NS = 1_000_000
SECOND_MS = 1000
SERVICE_RESTART = 1012  # RFC 6455, section 7.4.1, as registered since

logger = structlog.get_logger()


class ServerShutdown(msgspec.Struct, tag_field="e", tag="serverShutdown"):
    event_time: int = msgspec.field(name="E")


class StreamServer:
    """All stream connections of the venue.

    Arguments
        clock    nanoseconds since the epoch
        profile  what one connection may do: see `profile.PROFILES`
        catalogue  understands the names of streams; all there are in JSON, if none is given
    """

    beat_ms = BEAT_MS

    def __init__(
        self,
        projections: Projections,
        listen_keys: ListenKeys,
        profile: StreamProfile,
        clock: Callable[[], int],
        catalogue: Catalogue | None = None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._projections = projections
        self._listen_keys = listen_keys
        self._outbox = Outbox()
        self._board = Board(catalogue or StreamCatalogue(projections, listen_keys), self._outbox)
        self._connections: dict[Connection, bool] = {}  # and whether each was told of the end
        self._is_open = True
        self._beat_ms = clock() // MS_NS
        listen_keys.on_end(self._end_user_data)

    @property
    def connection_count(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    # --- news and time --------------------------------------------------------------------------

    def on_batch(self, applied: AppliedBatch) -> None:
        """Tell a batch that every projection has folded. Register this with the feed."""
        if not self._board.live:
            return
        news = News(applied, self._clock())
        for stream in self._board.live:
            stream.on_batch(news)
        self._outbox.flush()

    def beat(self) -> None:
        """Tell what is due by the clock; to be called every beat_ms; late beats are no harm."""
        now_ns = self._clock()
        before_ms, self._beat_ms = self._beat_ms, now_ns // MS_NS
        for stream in self._board.periodic:
            if before_ms // stream.period_ms != self._beat_ms // stream.period_ms:
                stream.on_beat(Beat(now_ns, self._projections.time_ns))
        if before_ms // SECOND_MS != self._beat_ms // SECOND_MS:
            self._listen_keys.end_expired()
            for connection in self._connections:
                connection.beat(now_ns)
        self._outbox.flush()

    async def run(self) -> None:
        """Beat until cancelled. After a fault of ours there are no streams rather than wrong ones.

        *Raises* what a beat raised.
        """
        try:
            while True:
                past_ms = self._clock() // MS_NS % self.beat_ms
                await asyncio.sleep((self.beat_ms - past_ms) / SECOND_MS)
                self.beat()
        except Exception:
            logger.exception("the streams have stopped: a beat failed")
            self.shut_down()
            raise

    def announce(self) -> None:
        """Tell every client who has not heard of it that the end is near.

        Whoever comes later is told at the end itself: he may come because he just heard it,
        and clients exist (Binance's own SDK) that are deaf for some seconds when they hear it.
        """
        now_ns = self._clock()
        for connection, is_told in self._connections.items():
            if not is_told:
                connection.take(self._farewell(connection, now_ns))
        self._connections = dict.fromkeys(self._connections, True)
        self._outbox.flush()

    def shut_down(self) -> None:
        """Announce the end, hang up, and let nobody in any more."""
        self._is_open = False
        self.announce()
        for connection in tuple(self._connections):
            connection.hang_up(SERVICE_RESTART, "the server is shutting down")

    def _farewell(self, connection: Connection, now_ns: int) -> bytes:
        """Return the frame that announces the end."""
        return connection.form.frame("!serverShutdown", farewell(now_ns, connection.form.unit))

    # --- connections ----------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        try:
            address = self._address(scope)
        except BadAddress as bad:
            await refuse_handshake(send, bad)
            return
        await send({"type": "websocket.accept"})
        line: Line = scope["extensions"][LINE]
        connection = Connection(line, address.form, self._profile, self._outbox, self._clock())
        self._connections[connection] = False
        try:
            await self._converse(connection, line, address, receive)
        finally:
            del self._connections[connection]
            self._board.dismiss(connection)

    def _address(self, scope: Scope) -> Address:
        if not self._is_open:
            raise BadAddress(503, -1, "The server is shutting down.")
        return parse_address(scope["path"], scope["query_string"].decode("latin-1"))

    async def _converse(
        self, connection: Connection, line: Line, address: Address, receive: Receive
    ) -> None:
        line.tell_control(lambda: self._ping(connection), lambda p: self._pong(connection, p))
        conversation = Conversation(connection, self._board)
        conversation.begin(address.names)
        self._outbox.flush()
        while (message := await receive())["type"] == "websocket.receive":
            if not self._admit(connection):
                continue
            if message.get("text") is None:
                connection.hang_up(UNSUPPORTED, "only text is understood")
            else:
                conversation.hear(message["text"])
            self._outbox.flush()

    def _admit(self, connection: Connection) -> bool:
        return connection.admit(self._clock())

    def _ping(self, connection: Connection) -> None:
        self._admit(connection)

    def _pong(self, connection: Connection, payload: bytes) -> None:
        if self._admit(connection):
            connection.pong(payload)

    def _end_user_data(self, listen_key: str) -> None:
        """Tell the listeners of a key that it has ended, and let them go."""
        encode = listen_key_expired(listen_key, self._clock())
        for connection in self._connections:
            topic = connection.topics.get(listen_key)
            if topic is not None:
                connection.take(connection.form.frame(listen_key, encode(connection.form.unit)))
                self._board.unsubscribe(connection, (listen_key,))
        self._outbox.flush()


def farewell(now_ns: int, unit: TimeUnit) -> bytes:
    """Return the JSON that announces the end."""
    return msgspec.json.encode(ServerShutdown(unit.of(now_ns)))


async def refuse_handshake(send: Send, bad: BadAddress) -> None:
    """Answer the handshake with an HTTP error instead."""
    headers = [(b"content-type", b"application/json;charset=UTF-8"), *bad.headers]
    await send({"type": "websocket.http.response.start", "status": bad.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": bad.body})
