"""May this request be done, and for whom? Key, signature, permission, time: in this order.

Source: REST API, "Request Security". The signature covers query and body as they came; the time is
looked at last, so that a stranger learns nothing but that he is one.
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.access.timing import recv_window_us, require_fresh, timestamp_us
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.wire import signed_payload
from glassbook.identity.api_keys import TOKEN_LENGTH, ApiKey

MICROSECOND_NS = 1_000


def caller(
    venue: Venue,
    security: Security,
    api_key: str,
    sent: dict[str, str],
    query: bytes,
    body: bytes,
    now_ns: int,
) -> int:
    """Return the account that asks; 0 where nobody need say.

    *Rejects* -2014, -1102, -2015, -1022, -1021, and what timing and signatures reject.
    """
    if not security.needs_key:
        return 0
    if len(api_key) != TOKEN_LENGTH or not api_key.isalnum() or not api_key.isascii():
        raise refusals.bad_key_format()
    if not security.is_signed:
        return _account(venue, _found(venue, api_key), security)
    stamp_us, window_us, signature = _security_parameters(sent)
    key = _found(venue, api_key)
    require_signature(key, signed_payload(query, body), signature)
    account_id = _account(venue, key, security)
    require_fresh(stamp_us, window_us, now_ns // MICROSECOND_NS)
    return account_id


def _security_parameters(sent: dict[str, str]) -> tuple[int, int, str]:
    """Return timestamp and window in microseconds, and the signature."""
    for name in ("timestamp", "signature"):
        if name not in sent:
            raise refusals.mandatory_missing(name)
        if not sent[name]:
            raise refusals.empty_parameter(name)
    return (
        timestamp_us(sent["timestamp"]),
        recv_window_us(sent.get("recvWindow")),
        sent["signature"],
    )


def _found(venue: Venue, api_key: str) -> ApiKey:
    key = venue.keys.find(api_key)
    if key is None:
        raise refusals.key_refused()
    return key


def _account(venue: Venue, key: ApiKey, security: Security) -> int:
    """Return the key's account, if it has been opened and the key opens this door."""
    account = venue.projections.directory.account(key.reference)
    if account is None or security.permission not in key.permissions:
        raise refusals.key_refused()
    return account.account_id
