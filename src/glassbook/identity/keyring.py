"""The public halves of customers' passkeys. Nothing in it opens anything, and nothing is decided.

A passkey belongs to the name that the venue had when it was made: a browser offers it at that name
and at no other. What its owner calls it stands in the vault.
"""

import hashlib
import sqlite3
from dataclasses import dataclass, field

PASSKEYS_MAX = 10  # of one customer


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey.

    passkey     an opaque id that may be shown to its owner
    credential  the id by which an authenticator knows it
    host        the venue's name when it was made
    public_key  in COSE form
    sign_count  how often it says it was used, at the last time; 0 where it does not count
    used_ns     when it was last used here; 0 for never
    """

    passkey: str
    credential: bytes
    person: str
    host: str
    public_key: bytes = field(repr=False)
    sign_count: int
    created_ns: int
    used_ns: int


COLUMNS = "passkey, credential, person, host, public_key, sign_count, created_ns, used_ns"


class Keyring:
    """The passkeys of one venue."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def add(
        self, credential: bytes, person: str, host: str, public_key: bytes, count: int, now_ns: int
    ) -> Passkey:
        """Keep a new passkey. *Raises* sqlite3.IntegrityError when it is known already."""
        passkey = hashlib.sha256(credential).hexdigest()[:16]
        made = Passkey(passkey, credential, person, host, public_key, count, now_ns, 0)
        row = (passkey, credential, person, host, public_key, count, now_ns, 0)
        self._file.execute("INSERT INTO passkeys VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return made

    def find(self, credential: bytes, host: str) -> Passkey | None:
        """Return the passkey that an authenticator shows at this name."""
        row = self._file.execute(
            f"SELECT {COLUMNS} FROM passkeys WHERE credential = ? AND host = ?",  # noqa: S608
            (credential, host),
        ).fetchone()
        return None if row is None else Passkey(*row)

    def of(self, person: str) -> list[Passkey]:
        """Return a person's passkeys, the newest first."""
        rows = self._file.execute(
            f"SELECT {COLUMNS} FROM passkeys WHERE person = ?"  # noqa: S608
            " ORDER BY created_ns DESC, rowid DESC",
            (person,),
        )
        return [Passkey(*row) for row in rows]

    def note_use(self, passkey: str, sign_count: int, now_ns: int) -> None:
        """Note that a passkey opened the door."""
        self._file.execute(
            "UPDATE passkeys SET sign_count = ?, used_ns = ? WHERE passkey = ?",
            (sign_count, now_ns, passkey),
        )

    def remove(self, person: str, passkey: str) -> bool:
        """Take one of a person's passkeys away; return whether there was one."""
        gone = self._file.execute(
            "DELETE FROM passkeys WHERE person = ? AND passkey = ?", (person, passkey)
        )
        return gone.rowcount > 0
