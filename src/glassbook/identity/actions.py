"""What members of the staff did, and what they asked a second member to allow.

The journal has the truth: a command's label names who acted and why, and a proposal and its
decision are documents. This is what the console shows of it, and what a proposal waits in. A
proposal is decided once: whoever takes it first has it.
"""

import secrets
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from glassbook.identity.sessions import SECOND_NS

PROPOSED_FOR_NS = 24 * 3_600 * SECOND_NS


class State(StrEnum):
    """How an action stands. The words stand in the file."""

    OPEN = "OPEN"  # waits for a second member
    UNDER_WAY = "UNDER_WAY"  # its command was given; nobody knows yet, or ever did, how it ended
    DONE = "DONE"
    REJECTED = "REJECTED"  # by the exchange
    DECLINED = "DECLINED"  # by a second member
    WITHDRAWN = "WITHDRAWN"  # by whoever proposed it
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    values    what was asked for, as JSON
    member    who did or proposed it; `decider` who allowed, declined or withdrew it, if anybody
    sequence  of its command; 0 while there is none
    refusal   why the exchange rejected it
    """

    action: str
    act: str
    target: str
    values: bytes
    reason: str
    member: str
    time_ns: int
    expires_ns: int
    state: State
    decider: str
    decided_ns: int
    sequence: int
    refusal: str


COLUMNS = (
    "action, act, target, wanted, reason, member, time_ns, expires_ns, state, decider, decided_ns,"
    " sequence, refusal"
)


def new_name() -> str:
    """Return the name of a new action."""
    return f"action-{secrets.token_hex(6)}"


class Actions:
    """The actions of one venue."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def add(
        self,
        action: str,
        act: str,
        target: str,
        values: bytes,
        reason: str,
        member: str,
        now_ns: int,
        *,
        is_proposal: bool,
    ) -> Action:
        """Note an action that begins, or one that waits for a second member."""
        state = State.OPEN if is_proposal else State.UNDER_WAY
        expires_ns = now_ns + PROPOSED_FOR_NS if is_proposal else 0
        row = (action, act, target, values, reason, member, now_ns, expires_ns, state, "", 0, 0, "")
        marks = ", ".join("?" * len(row))
        self._file.execute(f"INSERT INTO actions ({COLUMNS}) VALUES ({marks})", row)  # noqa: S608
        return _action(row, now_ns)

    def find(self, action: str, now_ns: int) -> Action | None:
        row = self._file.execute(
            f"SELECT {COLUMNS} FROM actions WHERE action = ?",  # noqa: S608
            (action,),
        ).fetchone()
        return None if row is None else _action(row, now_ns)

    def newest(self, actions_max: int, now_ns: int) -> list[Action]:
        """Return the newest actions: those that wait first, then by time."""
        rows = self._file.execute(
            f"SELECT {COLUMNS} FROM actions"  # noqa: S608
            " ORDER BY (state = 'OPEN' AND expires_ns > ?) DESC, time_ns DESC, rowid DESC LIMIT ?",
            (now_ns, actions_max),
        )
        return [_action(row, now_ns) for row in rows]

    def decide(self, action: str, state: State, decider: str, now_ns: int) -> bool:
        """Decide a proposal that waits still; return whether it did."""
        decided = self._file.execute(
            "UPDATE actions SET state = ?, decider = ?, decided_ns = ?"
            " WHERE action = ? AND state = ? AND expires_ns > ?",
            (state, decider, now_ns, action, State.OPEN, now_ns),
        )
        return decided.rowcount > 0

    def reopen(self, action: str) -> None:
        """Undo a decision of which nothing came: the venue wrote nothing down just then."""
        self._file.execute(
            "UPDATE actions SET state = ?, decider = '', decided_ns = 0 WHERE action = ?",
            (State.OPEN, action),
        )

    def drop(self, action: str) -> None:
        """Forget an action of one member of which nothing came."""
        self._file.execute(
            "DELETE FROM actions WHERE action = ? AND state = ?", (action, State.UNDER_WAY)
        )

    def end(self, action: str, sequence: int, refusal: str) -> None:
        """Note how an action ended; a refusal is the exchange's."""
        state = State.REJECTED if refusal else State.DONE
        self._file.execute(
            "UPDATE actions SET state = ?, sequence = ?, refusal = ? WHERE action = ?",
            (state, sequence, refusal, action),
        )


def _action(row: tuple[str | int | bytes, ...], now_ns: int) -> Action:
    found = Action(*row)  # type: ignore[arg-type]
    state = State(found.state)
    if state is State.OPEN and found.expires_ns <= now_ns:
        state = State.EXPIRED
    values = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return Action(**(values | {"state": state}))
