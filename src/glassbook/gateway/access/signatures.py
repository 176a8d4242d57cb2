"""Is this payload signed by the owner of this key?

HMAC-SHA-256 as hex, in either case; Ed25519, and RSA (PKCS #1 v1.5 with SHA-256), as base64. The
payload is what was sent, byte for byte: query string and body, one after the other, without the
signature parameter itself.
Source: REST API, "SIGNED Endpoint security".
"""

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

HMAC_PATTERN = "^[A-Fa-f0-9]{64}$"
_is_hmac = re.compile("[A-Fa-f0-9]{64}").fullmatch


def require_signature(key: ApiKey, payload: bytes, signature: str) -> None:
    """Return when `signature` is the key's own of `payload`.

    *Rejects* -1100 for an HMAC signature that is not 64 hex digits; -1022 for any that is wrong.
    """
    if key.kind is KeyKind.HMAC:
        if _is_hmac(signature) is None:
            raise refusals.illegal_characters("signature", HMAC_PATTERN)
        expected = _keyed(key.material).copy()
        expected.update(payload)
        if not hmac.compare_digest(expected.digest(), bytes.fromhex(signature)):
            raise refusals.bad_signature()
    elif not _is_signed(key, payload, signature):
        raise refusals.bad_signature()


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


@lru_cache(maxsize=10_000)
def _keyed(secret: bytes) -> hmac.HMAC:
    """Return an HMAC that knows its key, to be copied: half the work is done once."""
    return hmac.new(secret, digestmod="sha256")


@lru_cache(maxsize=10_000)
def _ed25519(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=10_000)
def _rsa(der: bytes) -> RSAPublicKey:
    key = load_der_public_key(der)
    assert isinstance(key, RSAPublicKey), "an RSA key's material is what it was made with"
    return key
