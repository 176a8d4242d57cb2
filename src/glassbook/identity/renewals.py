"""Links by which a forgotten password is set anew: each good once, for half an hour.

What stands in the file is the hash of a token that was drawn with 256 bits, and whose it is. A
newer link of the same person makes the older ones worthless.
"""

import secrets
import sqlite3

from glassbook.identity.sessions import SECOND_NS, TOKEN_BYTES, token_hash

WITHIN_NS = 30 * 60 * SECOND_NS


class Renewals:
    """The links of one venue that are good now."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def begin(self, person: str, now_ns: int) -> str:
        """Return the token of a new link; the person's older ones are worthless from now on."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("DELETE FROM renewals WHERE person = ?", (person,))
        row = (token_hash(token), person, now_ns + WITHIN_NS)
        self._file.execute("INSERT INTO renewals VALUES (?, ?, ?)", row)
        self._file.execute("COMMIT")
        return token

    def person(self, token: str, now_ns: int) -> str | None:
        """Return whose link it is, None when it is not good."""
        row = self._file.execute(
            "SELECT person FROM renewals WHERE token_hash = ? AND expires_ns > ?",
            (token_hash(token), now_ns),
        ).fetchone()
        return None if row is None else str(row[0])

    def use(self, token: str, now_ns: int) -> bool:
        """Use a link up; return whether it was good until now."""
        used = self._file.execute(
            "DELETE FROM renewals WHERE token_hash = ? AND expires_ns > ?",
            (token_hash(token), now_ns),
        )
        return used.rowcount > 0

    def void(self, person: str) -> None:
        """Make every link of a person worthless."""
        self._file.execute("DELETE FROM renewals WHERE person = ?", (person,))

    def sweep(self, now_ns: int) -> None:
        """Delete what is over."""
        self._file.execute("DELETE FROM renewals WHERE expires_ns <= ?", (now_ns,))
