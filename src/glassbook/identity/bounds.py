"""The networks that an API key is bound to, kept as hashes: enough to let in, nothing to read.

A network is hashed under a secret of the venue's, for each key another one. Who comes is hashed as
each width of network that the key has, and let in when one of the hashes is there. What networks
they were is told by the vault alone.
"""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

NETWORKS_MAX = 30  # that one key may be bound to
HASH_BYTES = 16
Network = IPv4Network | IPv6Network


class NotAnAddress(ValueError):
    """The text is not an IP address or network, or there are too many of them."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one key is bound to.

    secret  of this key, never kept: it comes from the venue's
    hashes  of networks, each behind its width, as "IPv4/24:8c1f..."; none: from anywhere
    """

    secret: bytes = field(default=b"", repr=False)
    hashes: tuple[str, ...] = ()

    def covers(self, network: Network) -> bool:
        """Is the network one of these, or a part of one?"""
        widths = {
            int(width) for version, width in map(_width, self.hashes) if version == _of(network)
        }
        return any(
            _hash(self.secret, network.supernet(new_prefix=width)) in self.hashes
            for width in widths
            if width <= network.prefixlen
        )

    def lets_in(self, address: str) -> bool:
        """Is the address in one of the networks? What is no IP address is in none."""
        return not self.hashes or _is_let_in(self, address)

    def widths(self) -> tuple[str, ...]:
        """Return all that can be read of them, as "IPv4/24"."""
        return tuple(each.partition(":")[0] for each in self.hashes)


def bounds(secret: bytes, texts: Iterable[str]) -> Bounds:
    """Return the bounds of networks as `networks` returns them."""
    return Bounds(secret, tuple(sorted(_hash(secret, ip_network(text)) for text in texts)))


def networks(texts: list[str]) -> tuple[str, ...]:
    """Return addresses and networks as CIDR, each once, sorted. *Raises* NotAnAddress."""
    if len(texts) > NETWORKS_MAX:
        raise NotAnAddress(f"a key is bound to at most {NETWORKS_MAX} networks")
    try:
        found = {str(ip_network(text.strip())) for text in texts}
    except ValueError as error:
        raise NotAnAddress(f"{error}; expected e.g. 203.0.113.7 or 203.0.113.0/24") from error
    return tuple(sorted(found))


@lru_cache(maxsize=10_000)
def _is_let_in(bounds: Bounds, address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return bounds.covers(ip_network(parsed))


def _hash(secret: bytes, network: Network) -> str:
    digest = hmac.new(secret, str(network).encode(), hashlib.sha256).digest()[:HASH_BYTES]
    return f"{_of(network)}/{network.prefixlen}:{digest.hex()}"


def _width(hashed: str) -> list[str]:
    return hashed.partition(":")[0].split("/")


def _of(network: Network) -> str:
    return f"IPv{network.version}"
