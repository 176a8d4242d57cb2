"""Wrong passwords and codes: who guesses waits, longer each time, whether or not anybody is there.

A subject is a keyed hash of what was guessed at (an address, a person's second factor) or of where
from, so that a subject that exists and one that does not are counted alike. The count stands in the
file: a restart forgives nothing.
"""

import sqlite3
from dataclasses import dataclass

SECOND_NS = 1_000_000_000
FORGIVEN_AFTER_NS = 24 * 3_600 * SECOND_NS


@dataclass(frozen=True, slots=True)
class Patience:
    """How many guesses are free, and how the waiting grows: doubled each time, up to a bound."""

    free: int
    first_wait_ns: int
    longest_wait_ns: int

    def wait_ns(self, failures: int) -> int:
        """Return how long to wait after so many failures."""
        beyond = failures - self.free
        if beyond < 0:
            return 0
        return min(self.first_wait_ns << min(beyond, 30), self.longest_wait_ns)


OF_A_PERSON = Patience(5, 30 * SECOND_NS, 15 * 60 * SECOND_NS)
OF_A_PLACE = Patience(100, 10 * SECOND_NS, 5 * 60 * SECOND_NS)  # many people may share one


class Locked(Exception):
    """There were too many failures; `until_ns` is when the next attempt is looked at."""

    def __init__(self, until_ns: int) -> None:
        super().__init__("there were too many failed attempts")
        self.until_ns = until_ns


class Attempts:
    """The failures of one venue."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def require_free(self, subject: bytes, now_ns: int) -> None:
        """Return when an attempt may be looked at now. *Raises* Locked."""
        _, until_ns = self._found(subject, now_ns)
        if now_ns < until_ns:
            raise Locked(until_ns)

    def count(self, subject: bytes, patience: Patience, now_ns: int) -> None:
        """Count an attempt before it is looked at; `forgive` takes it back when it was right."""
        failures = self._found(subject, now_ns)[0] + 1
        until_ns = now_ns + patience.wait_ns(failures) if failures >= patience.free else 0
        row = (subject, failures, until_ns, now_ns)
        self._file.execute(
            "INSERT INTO attempts VALUES (?, ?, ?, ?) ON CONFLICT (subject) DO UPDATE SET"
            " failures = excluded.failures, until_ns = excluded.until_ns,"
            " last_ns = excluded.last_ns",
            row,
        )

    def failures(self, subject: bytes, now_ns: int) -> int:
        """Return how many attempts failed since the last one that was right."""
        return self._found(subject, now_ns)[0]

    def take_back(self, subject: bytes) -> None:
        """Undo one count of an attempt that was right, or was not looked at."""
        self._file.execute(
            "UPDATE attempts SET failures = max(failures - 1, 0) WHERE subject = ?",
            (subject,),
        )

    def forgive(self, subject: bytes) -> None:
        """Forget the failures: the right word was said."""
        self._file.execute("DELETE FROM attempts WHERE subject = ?", (subject,))

    def sweep(self, now_ns: int) -> None:
        """Delete what is forgiven by now."""
        self._file.execute("DELETE FROM attempts WHERE last_ns < ?", (now_ns - FORGIVEN_AFTER_NS,))

    def _found(self, subject: bytes, now_ns: int) -> tuple[int, int]:
        row = self._file.execute(
            "SELECT failures, until_ns FROM attempts WHERE subject = ? AND last_ns >= ?",
            (subject, now_ns - FORGIVEN_AFTER_NS),
        ).fetchone()
        return (0, 0) if row is None else (row[0], row[1])
