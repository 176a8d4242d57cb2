"""The reference page of FIX, written from the tables of messages, fields, states and limits.

    python -m glassbook.gateway.fix.reference > docs/reference/fix.md

A test compares the page with the tables, so the page is never older than the door.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from inspect import getmembers, isfunction, signature
from typing import Any

from glassbook.gateway.fix import faults
from glassbook.gateway.fix.connection import UNANSWERED_MAX, UNREAD_BYTES_MAX
from glassbook.gateway.fix.door import HEARTBEAT_SECONDS
from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.fields import FIELDS, PATTERNS, Field, Kind
from glassbook.gateway.fix.framing import BODY_BYTES_MAX
from glassbook.gateway.fix.limits import DOCUMENTED
from glassbook.gateway.fix.market import DEPTH_PERIOD_MS
from glassbook.gateway.fix.messages import HEADER, MESSAGES, TRAILER, Kinds, Member, MessageType
from glassbook.gateway.fix.session import LOGON_SECONDS, TARGET
from glassbook.gateway.fix.transitions import TRANSITIONS

KINDS = {
    Kinds.ORDER_ENTRY: "order entry",
    Kinds.DROP_COPY: "drop copy",
    Kinds.MARKET_DATA: "market data",
}
HEAD = f"""\
# FIX

Every message, field, state and limit of the FIX 4.4 sessions, written from the tables in
`gateway/fix`. How to use them stands in the [guide](../guides/fix.md).

A message begins with `8=FIX.4.4`, `9=` and `35=`, ends with `10=`, and has at most
{BODY_BYTES_MAX:,} bytes between `9=` and `10=`. The venue is `{TARGET}`. Sequence numbers begin
with 1 in every session and grow by one; a message with another number is rejected and takes none, a
message that is rejected for anything else keeps its number. Nothing is sent again: `ResendRequest`
and `SequenceReset` are refused. Bytes that are no message end the session. `RecvWindow` is in
milliseconds; a logon without one has 5,000, any other message without one may be of any age.
Heartbeats are due every {HEARTBEAT_SECONDS[0]} to {HEARTBEAT_SECONDS[-1]} seconds, as the logon
says; a logon must come within {LOGON_SECONDS} seconds. A refresh of a book is told every
{DEPTH_PERIOD_MS} ms, trades and the best prices at once.
"""
PASSED_ON = {"of"}  # in the words of another door
NOT_BY_REJECT = {-1181, -1190, -1191}
ERRORS = """
## Errors

What is wrong with a message is said by `Reject`, with the code in ErrorCode (25016) and one of the
texts here in Text (58); -1181 by `Logout`, -1190 and -1191 by `MarketDataRequestReject`. What
stands in `<>` is filled in. What is wrong with an order has the codes and texts of
[all doors](errors.md).
"""
LIMITS = f"""
A session over its limit of messages is logged out. With {UNANSWERED_MAX:,} requests unanswered it
is not read until half of them are answered; one that leaves {UNREAD_BYTES_MAX // 2**20} MiB unread
is cut off. Orders also count against the limits that all doors share.
"""


def page() -> str:
    """Return the whole page."""
    return "".join((HEAD, *_limits(), *_states(), *_messages(), *_fields(), *_errors()))


def _limits() -> Iterator[str]:
    yield "\n## Limits\n\n| Session | Messages | Logons of an account | Sessions | Streams |\n"
    yield "|---|---|---|---|---|\n"
    for kind, limits in DOCUMENTED.items():
        messages = f"{limits.messages_max:,} in {limits.messages_s} s"
        logons = f"{limits.attempts_max} in {limits.attempts_s} s"
        streams = f"{limits.streams_max:,}" if limits.streams_max else "none"
        yield f"| {KINDS[kind]} | {messages} | {logons} | {limits.sessions_max} | {streams} |\n"
    yield LIMITS


def _states() -> Iterator[str]:
    yield "\n## The life of a session\n\n| State | What happens | Next |\n|---|---|---|\n"
    for (state, happening), following in TRANSITIONS.items():
        yield f"| {state} | {happening} | {following} |\n"


def _messages() -> Iterator[str]:
    yield "\n## Messages\n\n"
    yield "Fields that must be there are **bold**; a group's stand in brackets.\n\n"
    yield f"Header: {_members(HEADER)}. Trailer: {_members(TRAILER)}.\n"
    for kind in MESSAGES:
        yield f"\n### {kind.name} (`{kind.code}`)\n\n{_said_by(kind)}\n\n"
        yield f"{_members(kind.members) or 'No fields of its own'}.\n"


def _said_by(kind: MessageType) -> str:
    speakers = {(True, True): "Client and venue", (True, False): "Client", (False, True): "Venue"}
    names = [name for each, name in KINDS.items() if each in kind.kinds]
    sessions = "all sessions" if len(names) == len(KINDS) else " and ".join(names)
    return f"{speakers[kind.by_client, kind.by_venue]}; {sessions}."


def _members(members: tuple[Member, ...]) -> str:
    return ", ".join(map(_member, members))


def _member(member: Member) -> str:
    name = f"**{member.field.name}**" if member.is_required else member.field.name
    return f"{name} [{_members(member.members)}]" if member.members else name


def _fields() -> Iterator[str]:
    yield "\n## Fields\n\n| Tag | Name | Kind | Values |\n|---|---|---|---|\n"
    for field in FIELDS:
        values = ", ".join(f"`{value}` {called}" for value, called in field.values.items())
        yield f"| {field.tag} | {field.name} | {field.kind} | {values} |\n"
    yield "\n## Kinds\n\nA value must match the whole of its kind's pattern.\n\n"
    yield "| Kind | Pattern |\n|---|---|\n"
    for kind in Kind:
        pattern = PATTERNS[kind].replace("|", "\\|")
        yield f"| {kind} | `{pattern}` |\n"


def _errors() -> Iterator[str]:
    yield ERRORS
    told: dict[int, list[Rejected]] = defaultdict(list)
    for name, reject in getmembers(faults, isfunction):
        is_one = signature(reject).return_annotation is Rejected and not name.startswith("_")
        if is_one and name not in PASSED_ON:
            rejected = _filled(reject)
            told[rejected.code].append(rejected)
    for code in sorted(told, reverse=True):
        yield f"\n### {code}\n\n| SessionRejectReason | Text |\n|---|---|\n"
        for each in sorted(told[code], key=lambda each: each.text):
            reason = "none" if code in NOT_BY_REJECT else f"{int(each.reason)} {each.reason.name}"
            yield f"| {reason} | {each.text.replace('<', '&lt;')} |\n"


def _filled(reject: Callable[..., Rejected]) -> Rejected:
    """Return what is rejected, with the names of what is filled in where that would stand."""
    places = signature(reject).parameters.values()
    return reject(*(_place(each.name, each.annotation) for each in places))


def _place(name: str, kind: Any) -> Any:
    return Field(0, "<field>", Kind.STRING, {}) if kind is Field else f"<{name}>"


if __name__ == "__main__":
    sys.stdout.write(page())
