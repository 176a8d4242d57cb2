"""What the doors are given of the venue: nothing here is the doors' own."""

from collections.abc import Callable
from dataclasses import dataclass

from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.identity.key_store import KeyStore
from glassbook.identity.own_keys import OwnKeys
from glassbook.projection import Projections
from glassbook.protocol.submission import Submitter


@dataclass(frozen=True, slots=True)
class Venue:
    """The rooms beneath the doors.

    clock   nanoseconds since the epoch
    name    as printed on the pages
    """

    projections: Projections
    submitter: Submitter
    keys: KeyStore
    own_keys: OwnKeys
    limiter: RateLimiter
    listen_keys: ListenKeys
    clock: Callable[[], int]
    name: str = "Glassbook"
