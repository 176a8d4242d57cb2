"""Is this payload signed by the owner of this key?

HMAC-SHA-256 as hex, in either case; Ed25519, and RSA (PKCS #1 v1.5 with SHA-256), as base64. The
payload is what was sent, byte for byte: query string and body, one after the other, without the
signature parameter itself.
Source: REST API, "SIGNED Endpoint security".
"""

import hashlib
import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from glassbook.gateway.access import refusals
from glassbook.identity.api_keys import ApiKey, KeyKind

BLOCK_BYTES = 64  # of SHA-256
HMAC_PATTERN = "^[A-Fa-f0-9]{64}$"
_is_hmac = re.compile("[A-Fa-f0-9]{64}").fullmatch


def require_signature(key: ApiKey, payload: bytes, signature: str) -> None:
    """Return when `signature` is the key's own of `payload`.

    *Rejects* -1100 for an HMAC signature that is not 64 hex digits; -1022 for any that is wrong.
    """
    if key.kind is KeyKind.HMAC:
        if _is_hmac(signature) is None:
            raise refusals.illegal_characters("signature", HMAC_PATTERN)
        if not is_hmac(key.material, payload, signature):
            raise refusals.bad_signature()
    elif not _is_signed(key, payload, signature):
        raise refusals.bad_signature()


def is_hmac(secret: bytes, payload: bytes, signature: str) -> bool:
    """Is this the HMAC-SHA-256 of `payload`, in hex? `signature` is ASCII."""
    return hmac.compare_digest(hmac_hex(secret, payload), signature.lower())


def _is_signed(key: ApiKey, payload: bytes, signature: str) -> bool:
    try:
        given = b64decode(signature, validate=True)
        if key.kind is KeyKind.RSA:
            _rsa(key.material).verify(given, payload, PKCS1v15(), SHA256())
        else:
            _ed25519(key.material).verify(given, payload)
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def hmac_hex(secret: bytes, payload: bytes) -> str:
    """Return the HMAC-SHA-256 of `payload`, as lower-case hex."""
    inner, outer = _keyed(secret)
    inner, outer = inner.copy(), outer.copy()
    inner.update(payload)
    outer.update(inner.digest())
    return outer.hexdigest()


@lru_cache(maxsize=10_000)
def _keyed(secret: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """Return the two hashes of RFC 2104 that know the key, to be copied.

    Half the work is done once, and the module's object in between costs more than hashing.
    """
    block = hashlib.sha256(secret).digest() if len(secret) > BLOCK_BYTES else secret
    block = block.ljust(BLOCK_BYTES, b"\0")
    inner, outer = bytes(each ^ 0x36 for each in block), bytes(each ^ 0x5C for each in block)
    return hashlib.sha256(inner), hashlib.sha256(outer)


@lru_cache(maxsize=10_000)
def _ed25519(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=10_000)
def _rsa(der: bytes) -> RSAPublicKey:
    key = load_der_public_key(der)
    assert isinstance(key, RSAPublicKey), "an RSA key's material is what it was made with"
    return key
