"""Whose request is it? The doorkeeper of REST, for requests signed as this door has them signed.

A request names its key and signs all of its parameters, sorted by name; or it names none and comes
over a session whose key has proven itself. What a key opens is the same at every door.
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.access.timing import recv_window_us, require_fresh, timestamp_us
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Doorkeeper
from glassbook.gateway.rest.endpoint import Security
from glassbook.identity.api_keys import ApiKey


class SessionDoorkeeper(Doorkeeper):
    """Knows whom to let in."""

    def signer(self, security: Security, sent: dict[str, str], now_ns: int, address: str) -> int:
        """Return the account whose key a request names and, where it must, is signed with.

        *Rejects* -1102, -2014, -2015, -1022, -1021, and what timing and signatures reject.
        """
        standing = self.standing(_needed(sent, "apiKey"), address)
        if not security.is_signed:
            return self.allowed(standing, security)
        timestamp, signature = _needed(sent, "timestamp"), _needed(sent, "signature")
        stamp_us, window_us = timestamp_us(timestamp), recv_window_us(sent.get("recvWindow"))
        require_signature(standing.key, signed_payload(sent), signature)
        account_id = self.allowed(standing, security)
        require_fresh(stamp_us, window_us, now_ns // MICROSECOND_NS)
        return account_id

    def trusted(
        self, security: Security, key: ApiKey, sent: dict[str, str], now_ns: int, address: str
    ) -> int:
        """Return the account of a session's key. Such a request still says when it was made.

        *Rejects* -1102, -2015, -1021, and what timing rejects.
        """
        account_id = self.allowed(self.standing(key.api_key, address), security)
        if security.is_signed:
            stamp_us = timestamp_us(_needed(sent, "timestamp"))
            require_fresh(
                stamp_us, recv_window_us(sent.get("recvWindow")), now_ns // MICROSECOND_NS
            )
        return account_id

    def key(self, api_key: str, address: str) -> ApiKey:
        """Return the key of this name, used from this address. *Rejects* -2014, -2015."""
        return self.standing(api_key, address).key


def signed_payload(sent: dict[str, str]) -> bytes:
    """Return what the signature covers: every other parameter, sorted by name, as `name=value`."""
    return "&".join([f"{n}={sent[n]}" for n in sorted(sent) if n != "signature"]).encode()


def _needed(sent: dict[str, str], name: str) -> str:
    text = sent.get(name)
    if text:
        return text
    raise refusals.mandatory_missing(name)
