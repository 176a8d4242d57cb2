"""The server of the WebSocket API: connections in, requests in, answers out as they are done.

An ASGI application for scopes of type "websocket", to be served through `WebSocketDoor`. Requests
of one connection overlap; a client with too many under way is not read until some are answered, and
one that does not read its answers is cut off. Answers that are done together leave in one write.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.express import Errand
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.streams.address import BadAddress
from glassbook.gateway.streams.connection import UNSUPPORTED, Connection
from glassbook.gateway.streams.door import LINE
from glassbook.gateway.streams.form import Form
from glassbook.gateway.streams.line import Line
from glassbook.gateway.streams.outbox import Addressee, Outbox
from glassbook.gateway.streams.profile import StreamProfile
from glassbook.gateway.streams.server import SERVICE_RESTART, refuse_handshake
from glassbook.gateway.streams.stream import News
from glassbook.gateway.wsapi.address import parse_address
from glassbook.gateway.wsapi.session import Service, Session, Settings
from glassbook.protocol.batches import AppliedBatch

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BEAT_SECONDS = 1
UNDER_WAY_MAX = 1_024  # requests of one connection; beyond them it is not read
UNDER_WAY_LOW = 512  # and read again from here on
GRACE_SECONDS = 5  # for what is under way when the server stops

logger = structlog.get_logger()


class PromptOutbox(Outbox):
    """An outbox that empties itself once the loop has done what it is about to do."""

    def add(self, addressee: Addressee, frame: bytes) -> None:
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.flush)
        super().add(addressee, frame)


class Talk:
    """One client: his line, his session, and how many of his requests are under way."""

    def __init__(self, connection: Connection, session: Session, line: Line) -> None:
        self.connection = connection
        self.session = session
        self.under_way = 0
        self._line = line
        self._is_paused = False
        self._idle: asyncio.Future[None] | None = None

    def hear(self, data: bytes, is_text: bool) -> None:
        """Take up one request: as far as it goes at once, and on when its wait is over."""
        if not is_text:
            self.connection.hang_up(UNSUPPORTED, "only text is understood")
            return
        self.under_way += 1
        if self.under_way >= UNDER_WAY_MAX and not self._is_paused:
            self._is_paused = True
            self._line.pause()
        if not self.session.take_on(data, self._say):
            Errand(self.session.answer(data), self._say).step()

    async def wait(self) -> None:
        """Return when nothing is under way."""
        if self.under_way:
            self._idle = asyncio.get_running_loop().create_future()
            await self._idle

    def _say(self, answer: bytes) -> None:
        self.under_way -= 1
        self.connection.take(self.session.settings.frame(answer))
        if self._is_paused and self.under_way <= UNDER_WAY_LOW:
            self._is_paused = False
            self._line.resume()
        if self._idle is not None and not self.under_way and not self._idle.done():
            self._idle.set_result(None)


class WebSocketApiServer:
    """All connections to the WebSocket API.

    Arguments
        profile  what one connection may do; messages are not limited but by their weight
    """

    def __init__(self, venue: Venue, profile: StreamProfile) -> None:
        self._venue = venue
        self._service = Service(venue)
        self._profile = profile
        self._outbox: Outbox = PromptOutbox()
        self._talks: dict[Talk, bool] = {}  # and whether each was told of the end
        self._is_open = True

    @property
    def connection_count(self) -> int:
        """How many clients are connected."""
        return len(self._talks)

    # --- news and time --------------------------------------------------------------------------

    def on_batch(self, applied: AppliedBatch) -> None:
        """Tell a batch that every projection has folded. Register this with the feed."""
        if not self._service.accounts.is_deserted:
            self._service.accounts.on_batch(News(applied, self._venue.clock()))

    def beat(self) -> None:
        """Ping who is due, end what is too old, and what lives by a key that is no more."""
        now_ns = self._venue.clock()
        for talk in tuple(self._talks):
            talk.connection.beat(now_ns)
            talk.session.look_at_keys()

    async def run(self) -> None:
        """Beat until cancelled."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.beat()

    def announce(self) -> None:
        """Tell every client who has not heard of it that the end is near; see `StreamServer`."""
        now_ns = self._venue.clock()
        for talk, is_told in self._talks.items():
            if not is_told:
                talk.connection.take(talk.session.farewell(now_ns))
        self._talks = dict.fromkeys(self._talks, True)

    async def close(self) -> None:
        """Announce the end, let nobody in, answer what is under way, and hang up."""
        self._is_open = False
        self.announce()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                for talk in tuple(self._talks):
                    await talk.wait()
        for talk in tuple(self._talks):
            talk.connection.hang_up(SERVICE_RESTART, "the server is shutting down")

    # --- connections ----------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        address = scope["client"][0] if scope["client"] else ""
        try:
            settings = self._admitted(scope, address)
        except BadAddress as bad:
            await refuse_handshake(send, bad)
            return
        await send({"type": "websocket.accept"})
        line: Line = scope["extensions"][LINE]
        talk = self._begin(line, settings, address)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                # It came before the line was ours.
                text = message.get("text")
                talk.hear((text or "").encode(), text is not None)
        finally:
            del self._talks[talk]
            talk.session.close()

    def _admitted(self, scope: Scope, address: str) -> Settings:
        if not self._is_open:
            raise BadAddress(503, -1, "The server is shutting down.")
        settings = parse_address(scope["path"], scope["query_string"].decode("latin-1"))
        try:
            self._venue.limiter.charge(address, self._profile.connect_weight)
        except Refusal as refusal:
            raise BadAddress.of(refusal) from None
        return settings

    def _begin(self, line: Line, settings: Settings, address: str) -> Talk:
        form = Form(is_combined=False, unit=settings.unit)
        now_ns = self._venue.clock()
        connection = Connection(line, form, self._profile, self._outbox, now_ns)
        talk = Talk(connection, Session(self._service, settings, address, connection), line)
        self._talks[talk] = False
        line.tell_control(lambda: None, connection.pong)
        line.tell_messages(talk.hear)
        return talk
