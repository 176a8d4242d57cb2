"""`listen-keys.db`: the listen keys of accounts, so that they live their hour over a restart, too.

A client that was cut off comes back to the address with its key in it. A power failure may cost
what was written last: then the client asks again. Readable by the venue's owner only.
"""

from pathlib import Path
from typing import NamedTuple

from glassbook.identity.database import opened

STEPS = (
    (
        """CREATE TABLE listen_keys (
            listen_key TEXT PRIMARY KEY,
            account_id INTEGER NOT NULL,
            ends_ns    INTEGER NOT NULL
        ) STRICT""",
    ),
)


class KeptKey(NamedTuple):
    """A row: whose key, and until when."""

    listen_key: str
    account_id: int
    ends_ns: int


class ListenKeyFile:
    """The file at `path`, created if need be."""

    def __init__(self, path: Path) -> None:
        self._file = opened(path, STEPS)
        self._file.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        self._file.close()

    def load(self, now_ns: int) -> list[KeptKey]:
        """Return the keys that live, and forget the others."""
        self._file.execute("DELETE FROM listen_keys WHERE ends_ns <= ?", (now_ns,))
        return [KeptKey._make(row) for row in self._file.execute("SELECT * FROM listen_keys")]

    def keep(self, key: KeptKey) -> None:
        """Write a key, or its new end."""
        self._file.execute("INSERT OR REPLACE INTO listen_keys VALUES (?, ?, ?)", key)

    def forget(self, listen_key: str) -> None:
        """Take out a key that has ended."""
        self._file.execute("DELETE FROM listen_keys WHERE listen_key = ?", (listen_key,))
