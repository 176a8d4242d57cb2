"""The server of the SBE streams: the stream server, for whoever shows an Ed25519 key.

    /sbe/ws/<name>/<name>               these streams. Also /sbe/ws
    /sbe/stream?streams=<name>/<name>   the same

Requests and their answers are JSON in text frames, events are SBE in binary ones. Everything else
(limits, pings, slow readers) is as at the JSON streams.
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.authorise import Doorkeeper
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.sbe.streams import SBE_BEAT_MS, SbeCatalogue
from glassbook.gateway.streams.address import Address, BadAddress
from glassbook.gateway.streams.connection import Connection
from glassbook.gateway.streams.form import Form, TimeUnit
from glassbook.gateway.streams.frames import binary_frame, text_frame
from glassbook.gateway.streams.profile import StreamProfile
from glassbook.gateway.streams.server import Scope, StreamServer, farewell
from glassbook.identity.api_keys import KeyKind

ROOT = "/sbe"
KEY_HEADER = b"x-mbx-apikey"


class SbeForm(Form):
    """Events as they are, each in a binary frame of its own."""

    __slots__ = ()

    def frame(self, _stream: str, payload: bytes) -> bytes:
        return binary_frame(payload)


class SbeStreamServer(StreamServer):
    """All connections to the SBE streams of the venue."""

    beat_ms = SBE_BEAT_MS

    def __init__(self, venue: Venue, profile: StreamProfile) -> None:
        catalogue = SbeCatalogue(venue.projections)
        super().__init__(venue.projections, venue.listen_keys, profile, venue.clock, catalogue)
        self._doorkeeper = Doorkeeper(venue)

    def _address(self, scope: Scope) -> Address:
        """Look at address and key. *Raises* BadAddress."""
        address = super()._address({**scope, "path": scope["path"].removeprefix(ROOT)})
        caller = scope["client"][0] if scope["client"] else ""
        try:
            self._require_key(dict(scope["headers"]).get(KEY_HEADER, b""), caller)
        except Refusal as refusal:
            raise BadAddress.of(refusal) from None
        form = SbeForm(address.form.is_combined, TimeUnit.MICROSECOND)
        return Address(form, address.names)

    def _farewell(self, _connection: Connection, now_ns: int) -> bytes:
        return text_frame(farewell(now_ns, TimeUnit.MILLISECOND))

    def _require_key(self, api_key: bytes, caller: str) -> None:
        """Return when there is such a key, of the one kind. It may have any permissions.

        *Rejects* -2014, -2015, -4056.
        """
        key = self._doorkeeper.standing(api_key.decode("latin-1"), caller).key
        if key.kind is not KeyKind.ED25519:
            raise refusals.key_kind_refused(key.kind)
