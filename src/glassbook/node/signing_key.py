"""The key that signs checkpoints: made at the first start, readable by its owner only.

    DATA/signing.key   the private key, PEM, mode 600
    DATA/signing.pub   the public one, a line that may be given to everybody

The public one is what a private key that was altered is known by. Who loses the private key makes
a new one by removing both files: what was signed before stays signed. Who has it can sign whatever
he likes, but not undo what others already hold.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from glassbook.transparency.notes import BadNote, Signer, VerifierKey, verifier_key

PRIVATE_FILE = "signing.key"
PUBLIC_FILE = "signing.pub"


class NotASigningKey(Exception):
    """The file holds no Ed25519 private key, or another than before, or others may read it."""


def signer(data: Path, origin: str) -> Signer:
    """Return who signs for the exchange in a directory, made there when missing.

    *Raises* NotASigningKey, OSError.
    """
    data.mkdir(parents=True, exist_ok=True)
    path = data / PRIVATE_FILE
    if not path.exists():
        _make(path)
    found = Signer(origin, _read(path))
    line = f"{found.key}\n"
    public = data / PUBLIC_FILE
    before = _stated(public)
    if before is not None and before.public_key != found.key.public_key:
        raise NotASigningKey(
            f"{path} holds another key than {public} states. Restore it from a copy; which key is "
            "right the journal says in its last document `signing-key`. To sign with a new key "
            "from now on, remove both files."
        )
    if before != found.key:
        public.write_text(line, "utf-8")
    return found


def _stated(public: Path) -> VerifierKey | None:
    """Return the key that a file states; None when it is missing, or states none."""
    try:
        return verifier_key(public.read_text("utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, BadNote):
        return None


def _make(path: Path) -> None:
    """Write a new key where none is, durably, and never where others could read it."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    aside = path.with_suffix(".unfinished")
    aside.unlink(missing_ok=True)
    fd = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(fd)
    aside.rename(path)


def _read(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise NotASigningKey(f"others may read {path}: `chmod 600 {path}`, and think of a new key")
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise NotASigningKey(
            f"{path} holds no private key: {error}. Restore it from a copy; to sign with a new key "
            f"from now on, remove it and {path.with_name(PUBLIC_FILE)}."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NotASigningKey(f"{path} holds a key, but not one of Ed25519")
    return key
