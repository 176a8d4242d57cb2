"""All WebSocket doors behind the one port: streams in JSON and in SBE, and the WebSocket API."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.sbe.server import SbeStreamServer
from glassbook.gateway.streams import profile as streams_profile
from glassbook.gateway.streams.address import BadAddress
from glassbook.gateway.streams.server import StreamServer, refuse_handshake
from glassbook.gateway.wsapi import profile
from glassbook.gateway.wsapi.server import WebSocketApiServer
from glassbook.protocol.batches import AppliedBatch

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Door = Callable[[Scope, Receive, Send], Awaitable[None]]


class Sockets:
    """An ASGI application for scopes of type "websocket"; `limits` names the profile of both."""

    def __init__(self, venue: Venue, limits: str) -> None:
        self._streams = StreamServer(
            venue.projections, venue.listen_keys, streams_profile.PROFILES[limits], venue.clock
        )
        self._sbe = SbeStreamServer(venue, streams_profile.PROFILES[limits])
        self._limiter = venue.limiter
        self._api = WebSocketApiServer(venue, profile.PROFILES[limits])
        self._doors: dict[str, Door] = {"sbe": self._sbe, "ws-api": self._api}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        try:
            self._limiter.count_connection(scope["client"][0] if scope["client"] else "")
        except Refusal as refusal:
            await receive()  # websocket.connect
            await refuse_handshake(send, BadAddress.of(refusal))
            return
        door = self._doors.get(scope["path"].split("/")[1], self._streams)
        await door(scope, receive, send)

    def on_batch(self, applied: AppliedBatch) -> None:
        """Tell a batch that every projection has folded. Register this with the feed."""
        self._streams.on_batch(applied)
        self._sbe.on_batch(applied)
        self._api.on_batch(applied)

    async def run(self) -> None:
        """Beat until cancelled."""
        await asyncio.gather(self._streams.run(), self._sbe.run(), self._api.run())

    def announce(self) -> None:
        """Tell every client that the end is near; everything goes on until `close`."""
        self._streams.announce()
        self._sbe.announce()
        self._api.announce()

    async def close(self) -> None:
        """Announce the end to whoever has not heard of it, finish what is under way, hang up."""
        self._streams.shut_down()
        self._sbe.shut_down()
        await self._api.close()
