"""Signed notes: a text, and under it who vouches for it.

    the text, line by line, each with its end
    an empty line
    — NAME BASE64(4 bytes that name the key, 64 bytes of Ed25519 signature)

A verifier key is one line, `NAME+HEX+BASE64`, that says whose signature to believe.

Source: C2SP signed-note v1.0.0, https://c2sp.org/signed-note
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_ID_SIZE, PUBLIC_KEY_SIZE, SIGNATURE_SIZE = 4, 32, 64
DASH = "\u2014"


class BadNote(Exception):
    """The note, or the key, is not what it must be; the text says in which way."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signature to believe."""

    name: str
    public_key: bytes  # 32 bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell the key from others of this name."""
        named = self.name.encode() + b"\n" + ED25519 + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        material = base64.b64encode(ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"


def verifier_key(text: str) -> VerifierKey:
    """Return the key that a line states. *Raises* BadNote."""
    try:
        name, key_id, material = text.strip().split("+", 2)
        data = base64.b64decode(material, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("a verifier key reads NAME+HEX+BASE64") from None
    if data[:1] != ED25519 or len(data) != 1 + PUBLIC_KEY_SIZE:
        raise BadNote("the verifier key is not an Ed25519 key")
    key = VerifierKey(check_name(name), data[1:])
    if key.key_id.hex() != key_id:
        raise BadNote("the verifier key does not match its own check digits")
    return key


def check_name(name: str) -> str:
    """Return a key's name. *Raises* BadNote when it could not stand in a note."""
    if not name or "+" in name or not name.isprintable() or any(map(str.isspace, name)):
        raise BadNote(f"{name!r} cannot name a key: no spaces, no plus sign, not empty")
    return name


class Signer:
    """Signs texts under a name. Ed25519 is deterministic: a text has one signature."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.key = VerifierKey(check_name(name), private_key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return the signed note of a text, which ends with the end of a line."""
        assert text.endswith("\n"), "a text is whole lines"
        signature = self.key.key_id + self._private_key.sign(text.encode())
        return f"{text}\n{DASH} {self.key.name} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: VerifierKey) -> str:
    """Return the text of a note that `key` signed. *Raises* BadNote.

    Signatures of others are passed over: a witness may add its own.
    """
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise BadNote("there is no signature under the text")
    text += "\n"
    for line in signatures[:-1].split("\n"):
        dash, name, signature = _signature(line)
        if dash != DASH:
            raise BadNote("a line among the signatures is none")
        if name == key.name and signature[:KEY_ID_SIZE] == key.key_id:
            _check(text, signature[KEY_ID_SIZE:], key)
            return text
    raise BadNote(f"it is not signed by {key.name} with the key {key.key_id.hex()}")


def _signature(line: str) -> tuple[str, str, bytes]:
    try:
        dash, name, encoded = line.split(" ")
        return dash, name, base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("a line among the signatures is none") from None


def _check(text: str, signature: bytes, key: VerifierKey) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, text.encode())
    except InvalidSignature:
        raise BadNote("the signature does not belong to the text") from None
