"""`identity.db`: the names of accounts, and what their API keys open. Readable by its owner only.

Two processes may hold it open, a running venue and a command that makes a key; each sees what the
other wrote. Lookups are answered from memory; a key that memory does not know is looked up on disk
at once, and what memory knows is thrown away within `STALE_NS` of another process's change, so that
a new key works at once and a revoked one stops.
"""

import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from glassbook.identity.api_keys import (
    USUAL,
    ApiKey,
    KeyKind,
    Permission,
    new_token,
    public_key,
)
from glassbook.identity.bounds import Bounds, bounds
from glassbook.identity.database import opened
from glassbook.identity.schema import STEPS
from glassbook.identity.sealing import MasterKey, keyed_hash

STALE_NS = 500_000_000
CACHED_KEYS_MAX = 100_000
KEYS_MAX = 30  # of one account
NO_MAIL = "noemail.invalid"  # a domain that never is anybody's


class HandleUnknown(LookupError):
    """No account has this name."""


class KeyUnknown(LookupError):
    """There is no such key."""


class TooManyKeys(RuntimeError):
    """The account has as many keys as it may have."""

    def __init__(self) -> None:
        super().__init__(f"an account has at most {KEYS_MAX} keys: revoke one first")


class KeyStore:
    """The accounts' names and keys of one venue."""

    def __init__(
        self,
        path: Path,
        master: MasterKey,
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
        self._secret = master.derived("api keys: networks")
        functions = {"bounds_text": self._bounds_text}
        self._file = opened(path, STEPS, functions=functions)
        self._version = self._data_version()
        self._looked_ns = stopwatch()

    def close(self) -> None:
        self._file.close()

    # --- accounts

    def register(self, handle: str, reference: str = "") -> str:
        """Return the opaque reference of the account named `handle`; make one for a new name."""
        self._file.execute(
            "INSERT INTO accounts VALUES (?, ?, '') ON CONFLICT (handle) DO NOTHING",
            (handle, reference or secrets.token_hex(16)),
        )
        return self.reference(handle)

    def register_beneath(self, master: str) -> str:
        """Return the reference of a new sub-account of `master`; its handle says nothing."""
        handle, reference = f"{secrets.token_hex(8)}@{NO_MAIL}", secrets.token_hex(16)
        self._file.execute("INSERT INTO accounts VALUES (?, ?, ?)", (handle, reference, master))
        return reference

    def owner(self, handle: str) -> str:
        """Return the handle of whom an account belongs to: its own, or its master's.

        *Raises* HandleUnknown.
        """
        row = self._file.execute(
            "SELECT owner FROM accounts WHERE handle = ?", (handle,)
        ).fetchone()
        if row is None:
            raise HandleUnknown(handle)
        return str(row[0]) or handle

    def reference(self, handle: str) -> str:
        """Return the opaque reference of an account. *Raises* HandleUnknown."""
        row = self._file.execute(
            "SELECT reference FROM accounts WHERE handle = ?", (handle,)
        ).fetchone()
        if row is None:
            raise HandleUnknown(handle)
        return str(row[0])

    def handle(self, reference: str) -> str:
        """Return the name of an account. *Raises* HandleUnknown."""
        row = self._file.execute(
            "SELECT handle FROM accounts WHERE reference = ?", (reference,)
        ).fetchone()
        if row is None:
            raise HandleUnknown(reference)
        return str(row[0])

    def accounts(self) -> dict[str, str]:
        """Return every handle with its reference, in the order of handles."""
        return dict(
            self._file.execute("SELECT handle, reference FROM accounts ORDER BY handle").fetchall()
        )

    # --- keys

    def create(
        self,
        handle: str,
        pem: str | None = None,
        permissions: Permission = USUAL,
        *,
        networks: tuple[str, ...] = (),
        expires_ns: int = 0,
    ) -> ApiKey:
        """Make a key for an account: HMAC, or of the public key's kind when one (PEM) is given.

        `networks` are as `bounds.networks` returns them; none: from anywhere.

        *Raises* HandleUnknown; NotAPublicKey; TooManyKeys.
        """
        reference = self.reference(handle)
        if len(self.keys_of(handle)) >= KEYS_MAX:
            raise TooManyKeys
        kind, material = (KeyKind.HMAC, new_token().encode()) if pem is None else public_key(pem)
        api_key = new_token()
        key = ApiKey(
            api_key=api_key,
            reference=reference,
            kind=kind,
            permissions=permissions,
            created_ns=self._clock(),
            material=material,
            bounds=self.bounds(api_key, networks),
            expires_ns=expires_ns,
        )
        self._file.execute("INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _row(key))
        return key

    def change(self, key: ApiKey, networks: tuple[str, ...] | None = None) -> ApiKey:
        """Write what a key that is there opens from now on, and return it.

        `networks` are what it is bound to from now on; None: what it was. *Raises* KeyUnknown.
        """
        if networks is not None:
            key = replace(key, bounds=self.bounds(key.api_key, networks))
        self._found.pop(key.api_key, None)
        written = self._file.execute(
            "UPDATE api_keys SET permissions = ?, bounds = ?, expires_ns = ? WHERE api_key = ?",
            (int(key.permissions), ",".join(key.bounds.hashes), key.expires_ns, key.api_key),
        )
        if not written.rowcount:
            raise KeyUnknown(key.api_key)
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
        return [self._key(row) for row in rows]

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
        self._found[api_key] = key = self._key(row)
        return key

    def _key(self, row: tuple[str, str, str, int, int, bytes, str, int]) -> ApiKey:
        api_key, reference, kind, permissions, created_ns, material, hashes, expires_ns = row
        return ApiKey(
            api_key,
            reference,
            KeyKind(kind),
            Permission(permissions),
            created_ns,
            bytes(material),
            Bounds(self._secret_of(api_key), tuple(filter(None, hashes.split(",")))),
            expires_ns,
        )

    def _secret_of(self, api_key: str) -> bytes:
        return keyed_hash(self._secret, api_key)

    def bounds(self, api_key: str, networks: Iterable[str]) -> Bounds:
        """Return what a key of this name would be bound to by these networks."""
        return bounds(self._secret_of(api_key), networks)

    def _bounds_text(self, api_key: str, addresses: str) -> str:
        """Return as hashes the networks that an earlier layout kept readable."""
        return ",".join(self.bounds(api_key, filter(None, addresses.split(","))).hashes)

    def _forget_if_changed(self) -> None:
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._found.clear()

    def _data_version(self) -> int:
        """Return a number that differs once another connection has written."""
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])


def _row(key: ApiKey) -> tuple[str | int | bytes, ...]:
    """Return a key as a row of COLUMNS."""
    return (
        key.api_key,
        key.reference,
        key.kind,
        int(key.permissions),
        key.created_ns,
        key.material,
        ",".join(key.bounds.hashes),
        key.expires_ns,
    )
