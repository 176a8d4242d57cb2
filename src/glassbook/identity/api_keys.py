"""An API key: what a program shows instead of a person.

HMAC keys share a secret with their owner; of an Ed25519 or RSA key the venue holds the public half
alone. A key opens what its permissions name, from the addresses it is bound to, until it expires.
"""

import secrets
import string
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from glassbook.identity.bounds import Bounds

TOKEN_LENGTH = 64  # of an API key and of an HMAC secret, as clients expect
TOKEN_ALPHABET = string.ascii_letters + string.digits
RSA_BITS_MIN, RSA_BITS_MAX = 2048, 4096
NAME_LENGTH_MAX = 60


class KeyKind(StrEnum):
    HMAC = "HMAC"
    ED25519 = "ED25519"
    RSA = "RSA"


class Permission(IntFlag):
    """What a key opens. Market data needs a key, but no permission.

    The numbers stand in `identity.db`: they stay.
    """

    READ = 1  # balances, orders, fills, the user data stream
    TRADE = 2  # place, cancel, replace, amend
    TRANSFER = 4  # between the account and its sub-accounts
    WITHDRAW = 8  # to the outside world
    FIX = 16  # order entry over FIX, and all that FIX_READ opens
    FIX_READ = 32  # drop copy and market data over FIX
    KEYS = 64  # make, change and revoke keys that open no more than this one


USUAL = Permission.READ | Permission.TRADE


class NotAPublicKey(ValueError):
    """The text is not an Ed25519 or RSA public key in PEM form."""


class NotAPermission(ValueError):
    """The text names no permission."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key.

    reference    the account's opaque reference, as labelled in its OPEN_ACCOUNT
    material     HMAC: the secret, ASCII. Ed25519: the 32 bytes of the public key. RSA: its DER
    created_ns   nanoseconds since the Unix epoch
    bounds       networks that it may be used from, as hashes
    expires_ns   from then on it opens nothing; 0: never
    """

    api_key: str
    reference: str
    kind: KeyKind
    permissions: Permission
    created_ns: int
    material: bytes = field(repr=False)
    bounds: Bounds = field(default_factory=Bounds)
    expires_ns: int = 0

    @property
    def secret(self) -> str:
        """The secret to hand to the owner of an HMAC key; empty for the other kinds."""
        return self.material.decode("ascii") if self.kind is KeyKind.HMAC else ""

    @property
    def is_bound(self) -> bool:
        """Does it matter when, and from where, it is used?"""
        return bool(self.bounds.hashes or self.expires_ns)

    def opens(self, address: str, now_ns: int) -> bool:
        """May it be used from this address at this time?"""
        if self.expires_ns and now_ns >= self.expires_ns:
            return False
        return self.bounds.lets_in(address)


def new_token() -> str:
    """Return 64 letters and digits that nobody can guess (381 bits)."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def public_key(pem: str) -> tuple[KeyKind, bytes]:
    """Return the kind and the material of a public key written as PEM (SubjectPublicKeyInfo).

    *Raises* NotAPublicKey, also for a private key, keys of other kinds, and RSA keys of fewer than
    2048 or more than 4096 bits.
    """
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotAPublicKey("expected a PEM file that begins with BEGIN PUBLIC KEY") from error
    if isinstance(key, Ed25519PublicKey):
        return KeyKind.ED25519, key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    if not isinstance(key, RSAPublicKey):
        raise NotAPublicKey("only Ed25519 and RSA public keys are accepted")
    if not RSA_BITS_MIN <= key.key_size <= RSA_BITS_MAX:
        raise NotAPublicKey(
            f"this RSA key has {key.key_size} bits; {RSA_BITS_MIN} to {RSA_BITS_MAX} are accepted"
        )
    return KeyKind.RSA, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def permissions(text: str) -> Permission:
    """Return the permissions named in `text`, separated by commas. *Raises* NotAPermission."""
    granted = Permission(0)
    for name in filter(None, (each.strip().upper() for each in text.split(","))):
        if name not in Permission.__members__:
            known = ", ".join(Permission.__members__)
            raise NotAPermission(f"{name!r} is no permission; there are {known}")
        granted |= Permission[name]
    return granted
