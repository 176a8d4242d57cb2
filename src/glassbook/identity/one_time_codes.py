"""One-time codes: six digits that an authenticator shows for 30 seconds, and recovery codes.

A code of one step before or after is taken, for clocks that differ; each works once.
Recovery codes are drawn with 120 bits, so their SHA-256 may be kept: there is nothing to guess.

Source: RFC 6238 with HMAC-SHA-1, which is what authenticators implement; RFC 4226, 5.3.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

SECRET_BYTES = 20
STEP_NS = 30_000_000_000
DIGITS = 6
RECOVERY_CODES = 10
RECOVERY_BYTES = 15


def new_secret() -> bytes:
    """Return 160 bits to be shared with an authenticator."""
    return secrets.token_bytes(SECRET_BYTES)


def code(secret: bytes, step: int) -> str:
    """Return the six digits of one step of 30 seconds since the epoch."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number: int = struct.unpack_from(">I", digest, start)[0] & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: bytes, text: str, now_ns: int, after: int) -> int | None:
    """Return the step that the code belongs to: the present one or a neighbour.

    None when it is wrong, or of a step that is not after `after`: it has been used.
    """
    now = now_ns // STEP_NS
    found = None
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(code(secret, step).encode(), text.encode()) and step > after:
            found = step
    return found


def address_of(secret: bytes, issuer: str, name: str) -> str:
    """Return the `otpauth` address that an authenticator reads, mostly as a picture."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?" + urlencode({"secret": in_base32(secret), "issuer": issuer})


def in_base32(secret: bytes) -> str:
    """Return a secret as it is typed into an authenticator."""
    return base64.b32encode(secret).decode()


def new_recovery_codes() -> list[str]:
    """Return codes that each replace an authenticator once: `abcd-efgh-ijkl-mnop-qrst-uvwx`."""
    drawn = (base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))
    texts = (text.decode().lower() for text in drawn)
    return ["-".join(text[at : at + 4] for at in range(0, len(text), 4)) for text in texts]


def recovery_hash(text: str) -> bytes:
    """Return what is kept of a recovery code; how it was typed is of no matter."""
    plain = "".join(each for each in text.lower() if each.isalnum())
    return hashlib.sha256(plain.encode()).digest()
