"""May this request be done, and for whom? Key, signature, permission, time: in this order.

Source: REST API, "Request Security". The signature covers query and body as they came; the time is
looked at last, so that a stranger learns nothing but that he is one.
"""

from typing import NamedTuple

from glassbook.gateway.access import refusals
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.access.timing import recv_window_us, require_fresh, timestamp_us
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.wire import signed_payload
from glassbook.identity.api_keys import TOKEN_LENGTH, ApiKey

MICROSECOND_NS = 1_000
STANDINGS_MAX = 100_000


class Standing(NamedTuple):
    """A key, and what it opens: kept so that it need not be worked out for every request."""

    key: ApiKey
    account_id: int
    permissions: int
    is_bound: bool  # to addresses, or to a time


class Doorkeeper:
    """Knows whom to let in."""

    def __init__(self, venue: Venue) -> None:
        self._keys = venue.keys
        self._clock = venue.clock
        self._projections = venue.projections  # recovery gives them another directory
        self._standings: dict[str, Standing] = {}

    def caller(
        self,
        security: Security,
        api_key: str,
        sent: dict[str, str],
        query: bytes,
        body: bytes,
        now_ns: int,
        address: str,
    ) -> int:
        """Return the account that asks; 0 where nobody need say.

        *Rejects* -2014, -1102, -2015, -1022, -1021, and what timing and signatures reject.
        """
        if not security.needs_key:
            return 0
        if not security.is_signed:
            return self.allowed(self.standing(api_key, address), security)
        standing = self.standing(api_key, address)
        timestamp, signature = _stamp(sent, "timestamp"), _stamp(sent, "signature")
        stamp_us, window_us = timestamp_us(timestamp), recv_window_us(sent.get("recvWindow"))
        require_signature(standing.key, signed_payload(query, body), signature)
        account_id = self.allowed(standing, security)
        require_fresh(stamp_us, window_us, now_ns // MICROSECOND_NS)
        return account_id

    def standing(self, api_key: str, address: str) -> Standing:
        """Return the standing of a key that may be used from this address, now.

        *Rejects* -2014, -2015.
        """
        key = self._keys.find(api_key)
        if key is None:
            _require_key_format(api_key)
            raise refusals.key_refused()
        standing = self._standings.get(api_key)
        if standing is None or standing.key is not key:
            standing = self._looked_up(api_key, key)
        if standing.is_bound and not key.opens(address, self._clock()):
            raise refusals.key_refused()
        return standing

    def _looked_up(self, api_key: str, key: ApiKey) -> Standing:
        """Return the key's standing. A key whose account was never opened opens nothing."""
        account = self._projections.directory.account(key.reference)
        if account is None:
            return Standing(key, 0, 0, is_bound=key.is_bound)
        if len(self._standings) >= STANDINGS_MAX:
            self._standings.clear()
        standing = Standing(key, account.account_id, int(key.permissions), key.is_bound)
        self._standings[api_key] = standing
        return standing

    @staticmethod
    def allowed(standing: Standing, security: Security) -> int:
        """Return the account, if its key opens this door."""
        if not standing.account_id or not security.mask & standing.permissions == security.mask:
            raise refusals.key_refused()
        return standing.account_id


def _require_key_format(api_key: str) -> None:
    if len(api_key) != TOKEN_LENGTH or not api_key.isalnum() or not api_key.isascii():
        raise refusals.bad_key_format()


def _stamp(sent: dict[str, str], name: str) -> str:
    text = sent.get(name)
    if text:
        return text
    raise refusals.mandatory_missing(name) if text is None else refusals.empty_parameter(name)
