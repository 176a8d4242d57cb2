"""An API key: what a program shows instead of a person.

HMAC keys share a secret with their owner; of an Ed25519 key the venue holds the public half alone.
"""

import secrets
import string
from dataclasses import dataclass, field
from enum import IntFlag, StrEnum

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

TOKEN_LENGTH = 64  # of an API key and of an HMAC secret, as clients expect
TOKEN_ALPHABET = string.ascii_letters + string.digits


class KeyKind(StrEnum):
    HMAC = "HMAC"
    ED25519 = "ED25519"


class Permission(IntFlag):
    """What a key opens. Market data needs a key, but no permission."""

    READ = 1  # balances, orders, fills, the user data stream
    TRADE = 2  # place, cancel, replace, amend


EVERYTHING = Permission.READ | Permission.TRADE


class NotAPublicKey(ValueError):
    """The text is not an Ed25519 public key in PEM form."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key.

    reference    the account's opaque reference, as labelled in its OPEN_ACCOUNT
    material     HMAC: the secret, ASCII. Ed25519: the 32 bytes of the public key
    created_ns   nanoseconds since the Unix epoch
    """

    api_key: str
    reference: str
    kind: KeyKind
    permissions: Permission
    created_ns: int
    material: bytes = field(repr=False)

    @property
    def secret(self) -> str:
        """The secret to hand to the owner of an HMAC key; empty for the other kind."""
        return self.material.decode("ascii") if self.kind is KeyKind.HMAC else ""


def new_token() -> str:
    """Return 64 letters and digits that nobody can guess (381 bits)."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def public_key_bytes(pem: str) -> bytes:
    """Return the 32 bytes of an Ed25519 public key written as PEM (SubjectPublicKeyInfo).

    *Raises* NotAPublicKey, also for a private key and for keys of other kinds.
    """
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NotAPublicKey("expected a PEM file that begins with BEGIN PUBLIC KEY") from error
    if not isinstance(key, Ed25519PublicKey):
        raise NotAPublicKey("only Ed25519 public keys are accepted")
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
