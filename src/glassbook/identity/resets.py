"""Second factors that are to be taken off, for people who lost them all: who, by what, and when.

A reset waits, so that its letter is read first; then it is good for a while, and not for ever: an
account must not stand open by its password alone because somebody never came back.
"""

import sqlite3
from dataclasses import dataclass

from glassbook.identity.sessions import SECOND_NS

WAIT_NS = 72 * 3_600 * SECOND_NS
GOOD_NS = 7 * 24 * 3_600 * SECOND_NS  # counted from when it is due


@dataclass(frozen=True, slots=True)
class Reset:
    """One reset. `action` is the staff's act behind it."""

    person: str
    action: str
    due_ns: int

    def is_due(self, now_ns: int) -> bool:
        """Has the waiting passed?"""
        return now_ns >= self.due_ns


class Resets:
    """The resets of one venue."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def begin(self, person: str, action: str, now_ns: int) -> Reset:
        """Note a reset, which waits from now on; one before is void."""
        reset = Reset(person, action, now_ns + WAIT_NS)
        row = (reset.person, reset.action, reset.due_ns)
        self._file.execute("INSERT OR REPLACE INTO resets VALUES (?, ?, ?)", row)
        return reset

    def of(self, person: str, now_ns: int) -> Reset | None:
        """Return a person's reset, None when there is none or it is over."""
        row = self._file.execute(
            "SELECT person, action, due_ns FROM resets WHERE person = ? AND due_ns > ?",
            (person, now_ns - GOOD_NS),
        ).fetchone()
        return None if row is None else Reset(*row)

    def end(self, person: str) -> None:
        """Forget a person's reset."""
        self._file.execute("DELETE FROM resets WHERE person = ?", (person,))

    def sweep(self, now_ns: int) -> None:
        """Delete what is over."""
        self._file.execute("DELETE FROM resets WHERE due_ns <= ?", (now_ns - GOOD_NS,))
