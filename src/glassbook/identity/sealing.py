"""The master key, and what is sealed: AES-256-GCM, with the place of a text bound to the text.

The master key is 32 bytes in a file of mode 600, made at the first start and never in the journal.
Nothing is encrypted with it: from it comes one key for each purpose (HKDF-SHA-256), so that a text
sealed for one purpose opens for no other. A sealed text is a random nonce of 12 bytes, what is
encrypted, and a tag of 16.

Source: NIST SP 800-38D; RFC 5869.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_BYTES = 32
NONCE_BYTES = 12


class NotAMasterKey(ValueError):
    """The file of the master key does not hold 32 bytes."""


class SealBroken(Exception):
    """What was sealed was altered, moved to another place, or sealed with another key."""


class MasterKey:
    """The key of all keys. It is never shown, and never used itself."""

    def __init__(self, key: bytes) -> None:
        assert len(key) == KEY_BYTES, "a master key has 32 bytes"
        self._key = key

    def derived(self, purpose: str) -> bytes:
        """Return the 32 bytes of the key for one purpose."""
        return HKDFExpand(SHA256(), KEY_BYTES, f"glassbook {purpose}".encode()).derive(self._key)


def master_key(path: Path) -> MasterKey:
    """Return the master key in a file, which is made if it is not there.

    It is written aside and linked into its place, so that two processes that start at once have
    the same one. *Raises* NotAMasterKey.
    """
    if not path.exists():
        _make(path)
    path.chmod(0o600)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise NotAMasterKey(
            f"{path} holds {len(key)} bytes; a master key has {KEY_BYTES}. Restore it from a copy: "
            "without it nobody can log in, and nothing in the vault can be read"
        )
    return MasterKey(key)


def seal(key: bytes, text: bytes, place: str) -> bytes:
    """Return the text sealed: only who has the key, and asks for this place, reads it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    """Return what was sealed at a place. *Raises* SealBroken."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken(f"what is kept at {place} cannot be opened") from error


def keyed_hash(key: bytes, text: str) -> bytes:
    """Return 32 bytes by which a text is found again, and that tell nobody else what it is."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _make(path: Path) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(os.urandom(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        aside.unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
