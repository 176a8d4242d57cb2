"""`identity.db`: the names of accounts, and their API keys. Readable by its owner only.

Two processes may hold it open, a running venue and a command that makes a key; each sees what the
other wrote. Lookups are answered from memory; a key that memory does not know is looked up on disk
at once, and what memory knows is thrown away within `STALE_NS` of another process's change, so that
a new key works at once and a revoked one stops.
"""

import os
import secrets
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from glassbook.identity.api_keys import (
    EVERYTHING,
    ApiKey,
    KeyKind,
    Permission,
    new_token,
    public_key_bytes,
)

STALE_NS = 500_000_000
CACHED_KEYS_MAX = 100_000

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    handle    TEXT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS api_keys (
    api_key     TEXT PRIMARY KEY,
    reference   TEXT NOT NULL REFERENCES accounts (reference),
    kind        TEXT NOT NULL,
    permissions INTEGER NOT NULL,
    created_ns  INTEGER NOT NULL,
    material    BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS api_keys_of_account ON api_keys (reference);
"""


class HandleUnknown(LookupError):
    """No account has this name."""


class KeyStore:
    """The accounts' names and keys of one venue."""

    def __init__(
        self,
        path: Path,
        clock: Callable[[], int] = time.time_ns,
        stopwatch: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """Open, or create, the file at `path`.

        `clock` dates new keys; `stopwatch` tells when to look for another process's changes. Both
        in nanoseconds.
        """
        self._clock = clock
        self._stopwatch = stopwatch
        self._found: dict[str, ApiKey] = {}
        _reserve(path)
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute("PRAGMA foreign_keys = ON")
        self._file.executescript(SCHEMA)
        self._version = self._data_version()
        self._looked_ns = stopwatch()

    def close(self) -> None:
        self._file.close()

    # --- accounts

    def register(self, handle: str, reference: str = "") -> str:
        """Return the opaque reference of the account named `handle`; make one for a new name."""
        self._file.execute(
            "INSERT INTO accounts VALUES (?, ?) ON CONFLICT (handle) DO NOTHING",
            (handle, reference or secrets.token_hex(16)),
        )
        return self.reference(handle)

    def reference(self, handle: str) -> str:
        """Return the opaque reference of an account. *Raises* HandleUnknown."""
        row = self._file.execute(
            "SELECT reference FROM accounts WHERE handle = ?", (handle,)
        ).fetchone()
        if row is None:
            raise HandleUnknown(handle)
        return str(row[0])

    def accounts(self) -> dict[str, str]:
        """Return every handle with its reference, in the order of handles."""
        return dict(
            self._file.execute("SELECT handle, reference FROM accounts ORDER BY handle").fetchall()
        )

    # --- keys

    def create(
        self, handle: str, public_key: str | None = None, permissions: Permission = EVERYTHING
    ) -> ApiKey:
        """Make a key for an account: HMAC, or Ed25519 when its public key (PEM) is given.

        *Raises* HandleUnknown; NotAPublicKey.
        """
        key = ApiKey(
            api_key=new_token(),
            reference=self.reference(handle),
            kind=KeyKind.HMAC if public_key is None else KeyKind.ED25519,
            permissions=permissions,
            created_ns=self._clock(),
            material=new_token().encode() if public_key is None else public_key_bytes(public_key),
        )
        self._file.execute(
            "INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?)",
            (
                key.api_key,
                key.reference,
                key.kind,
                int(key.permissions),
                key.created_ns,
                key.material,
            ),
        )
        return key

    def find(self, api_key: str) -> ApiKey | None:
        """Return the key, or None when there is none of this name."""
        now = self._stopwatch()
        if now - self._looked_ns >= STALE_NS:
            self._looked_ns = now
            self._forget_if_changed()
        return self._found.get(api_key) or self._look_up(api_key)

    def keys_of(self, handle: str) -> list[ApiKey]:
        """Return the keys of an account, oldest first. *Raises* HandleUnknown."""
        rows = self._file.execute(
            "SELECT * FROM api_keys WHERE reference = ? ORDER BY created_ns",
            (self.reference(handle),),
        )
        return [_key(row) for row in rows]

    def revoke(self, api_key: str) -> bool:
        """Delete a key. Return whether there was one."""
        self._found.pop(api_key, None)
        gone = self._file.execute("DELETE FROM api_keys WHERE api_key = ?", (api_key,))
        return gone.rowcount > 0

    def _look_up(self, api_key: str) -> ApiKey | None:
        row = self._file.execute("SELECT * FROM api_keys WHERE api_key = ?", (api_key,)).fetchone()
        if row is None:
            return None
        if len(self._found) >= CACHED_KEYS_MAX:
            self._found.clear()
        self._found[api_key] = key = _key(row)
        return key

    def _forget_if_changed(self) -> None:
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._found.clear()

    def _data_version(self) -> int:
        """Return a number that differs once another connection has written."""
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])


def _key(row: tuple[str, str, str, int, int, bytes]) -> ApiKey:
    api_key, reference, kind, permissions, created_ns, material = row
    return ApiKey(
        api_key, reference, KeyKind(kind), Permission(permissions), created_ns, bytes(material)
    )


def _reserve(path: Path) -> None:
    """Create the file if need be, and take it away from everybody but its owner."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
