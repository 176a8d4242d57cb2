"""Sessions: a random token in a cookie, its hash in the file, and an end that comes by itself.

A session ends when it is revoked, when nothing was asked for IDLE_NS, and after LIFE_NS at the
latest. Its token is drawn anew at log-in and at every change of what it opens: one that somebody
planted before is worth nothing after.

Source: OWASP ASVS 4.0.3, chapter 3 (level 2: 30 minutes idle, 12 hours in all).
"""

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

SECOND_NS = 1_000_000_000
SEEN_EVERY_NS = 60 * SECOND_NS  # how exactly it is noted when a session was last used
TOKEN_BYTES = 32
SESSIONS_MAX = 20  # of one person; the oldest goes


class Kind(IntEnum):
    """Whose session it is. The numbers stand in the file."""

    CUSTOMER = 1
    STAFF = 2


IDLE_NS = {Kind.CUSTOMER: 30 * 60 * SECOND_NS, Kind.STAFF: 15 * 60 * SECOND_NS}
HALF_NS = 5 * 60 * SECOND_NS  # for showing the second factor
LIFE_NS = {Kind.CUSTOMER: 12 * 3_600 * SECOND_NS, Kind.STAFF: 8 * 3_600 * SECOND_NS}


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in.

    session_id  opaque; may be shown to its owner
    person      the opaque id of the customer or member of the staff
    is_whole    False while the second factor is still to be shown
    """

    session_id: str
    person: str
    kind: Kind
    is_whole: bool
    created_ns: int
    seen_ns: int


class Sessions:
    """The sessions of one venue."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._listeners: list[Callable[[str], None]] = []

    def on_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the id of each session that is ended, or found to be over."""
        self._listeners.append(listener)

    def begin(self, person: str, kind: Kind, *, is_whole: bool, now_ns: int) -> tuple[str, Session]:
        """Return a new session and the token that opens it, which is kept nowhere."""
        token, session_id = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(8)
        row = (token_hash(token), session_id, person, kind, is_whole, now_ns, now_ns)
        self._file.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        for each in self.of(person, kind, now_ns)[SESSIONS_MAX:]:
            self.revoke(person, kind, each.session_id)
        return token, Session(session_id, person, kind, is_whole, now_ns, now_ns)

    def find(self, token: str, kind: Kind, now_ns: int) -> Session | None:
        """Return the session that a token opens now, and note that it was used."""
        row = self._file.execute(
            f"SELECT {COLUMNS} FROM sessions WHERE token_hash = ? AND kind = ?",  # noqa: S608
            (token_hash(token), kind),
        ).fetchone()
        if row is None:
            return None
        session = _session(row)
        if not _is_alive(session, now_ns):
            self.revoke(session.person, kind, session.session_id)
            return None
        if now_ns - session.seen_ns >= SEEN_EVERY_NS:
            self._file.execute(
                "UPDATE sessions SET seen_ns = ? WHERE token_hash = ?", (now_ns, token_hash(token))
            )
        return session

    def rotate(self, session: Session, *, is_whole: bool) -> tuple[str, Session]:
        """Give a session another token, which opens what `is_whole` says. The old one is dead."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._file.execute(
            "UPDATE sessions SET token_hash = ?, is_whole = ? WHERE session_id = ?",
            (token_hash(token), is_whole, session.session_id),
        )
        rotated = Session(
            session.session_id,
            session.person,
            session.kind,
            is_whole,
            session.created_ns,
            session.seen_ns,
        )
        return token, rotated

    def of(self, person: str, kind: Kind, now_ns: int) -> list[Session]:
        """Return the living sessions of a person, the newest first."""
        rows = self._file.execute(
            f"SELECT {COLUMNS} FROM sessions WHERE person = ? AND kind = ?"  # noqa: S608
            " ORDER BY created_ns DESC, rowid DESC",
            (person, kind),
        )
        return [each for each in map(_session, rows) if _is_alive(each, now_ns)]

    def revoke(self, person: str, kind: Kind, session_id: str) -> bool:
        """End one session of this person. Return whether there was one."""
        where = "person = ? AND kind = ? AND session_id = ?"
        return self._end(where, (person, kind, session_id)) > 0

    def revoke_all(self, person: str, kind: Kind, but: str = "") -> int:
        """End all sessions of a person but one; return how many ended."""
        return self._end("person = ? AND kind = ? AND session_id <> ?", (person, kind, but))

    def sweep(self, now_ns: int) -> None:
        """Delete the sessions that are over."""
        for kind in Kind:
            self._end(
                "kind = ? AND (seen_ns < ? OR created_ns < ?)",
                (kind, now_ns - IDLE_NS[kind] - SEEN_EVERY_NS, now_ns - LIFE_NS[kind]),
            )

    def _end(self, where: str, values: tuple[str | int, ...]) -> int:
        """Delete sessions, tell of each, and return how many they were."""
        delete = f"DELETE FROM sessions WHERE {where} RETURNING session_id"  # noqa: S608 - ours
        ended = self._file.execute(delete, values).fetchall()
        for (session_id,) in ended:
            for listener in self._listeners:
                listener(session_id)
        return len(ended)


COLUMNS = "session_id, person, kind, is_whole, created_ns, seen_ns"


def writing_token(token: str) -> str:
    """Return what must come in a header beside the cookie whenever something is to be changed.

    Only a page of ours can have read it: a page of somebody else's can make a browser send the
    cookie, but not this.
    """
    return hmac.new(token.encode(), b"glassbook: writes", hashlib.sha256).hexdigest()


def token_hash(token: str) -> bytes:
    """Return what is kept of a token. It was drawn with 256 bits: there is nothing to guess."""
    return hashlib.sha256(token.encode()).digest()


def _session(row: tuple[str, str, int, int, int, int]) -> Session:
    session_id, person, kind, is_whole, created_ns, seen_ns = row
    return Session(session_id, person, Kind(kind), bool(is_whole), created_ns, seen_ns)


def _is_alive(session: Session, now_ns: int) -> bool:
    if not session.is_whole and now_ns - session.created_ns >= HALF_NS:
        return False
    return (
        now_ns - session.seen_ns < IDLE_NS[session.kind] + SEEN_EVERY_NS
        and now_ns - session.created_ns < LIFE_NS[session.kind]
    )
