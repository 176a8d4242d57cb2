"""A whole message to its fields by name, each checked against the tables.

First the envelope, which a session looks at; then the body, once the session has let it through.
A repeating group is read into a list under its counting field's name.
Source: FIX API, "Types", "Error Handling".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glassbook.gateway.fix import faults
from glassbook.gateway.fix.fields import BY_NAME, BY_TAG, Field, Kind
from glassbook.gateway.fix.messages import HEADER_TAGS, Member, MessageType

Pair = tuple[int, str]
Values = dict[str, Any]  # a value's text, or of a group the list of its entries

_RAW_DATA, _RAW_DATA_LENGTH = BY_NAME["RawData"], BY_NAME["RawDataLength"]
_TAG_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message whose header was read and whose body was not.

    header  the fields of the header by name; those that are missing are missing here
    body    what stands between header and trailer, in order
    """

    code: str
    header: Mapping[str, str]
    body: list[Pair]

    @property
    def sequence(self) -> int | None:
        """MsgSeqNum, if there is one that can be read."""
        text = self.header.get("MsgSeqNum", "")
        return int(text) if BY_NAME["MsgSeqNum"].fits(text) else None


def envelope(message: bytes) -> Envelope:
    """Open a whole message. *Raises* Rejected for what is no tag, or a header's tag twice."""
    pairs = [_pair(part) for part in message[:-1].decode("ascii").split("\x01")]
    header: dict[str, str] = {}
    body = []
    for tag, value in pairs[:-1]:
        if tag not in HEADER_TAGS:
            body.append((tag, value))
            continue
        name = BY_TAG[tag].name
        if name in header:
            raise faults.repeated(BY_TAG[tag])
        header[name] = value
    return Envelope(pairs[2][1], header, body)


def _pair(part: str) -> Pair:
    tag, is_there, value = part.partition("=")
    if not is_there or not tag.isdigit() or tag[0] == "0" or len(tag) > _TAG_DIGITS_MAX:
        raise faults.invalid_tag()
    return int(tag), value


def values_of(kind: MessageType, body: list[Pair]) -> Values:
    """Return the fields of a message of this type. *Raises* Rejected."""
    values, end = _collect(kind.tags, body, 0, None)
    assert end == len(body), "what is at no place in a message was rejected"
    for field in kind.required:
        if field.name not in values:
            raise faults.missing(field)
    return values


def _collect(
    members: Mapping[int, Member], body: list[Pair], place: int, group: Field | None
) -> tuple[Values, int]:
    """Read fields from `place` on: all of them, or one entry of `group`. Return where it ended."""
    values: Values = {}
    while place < len(body):
        tag, text = body[place]
        member = members.get(tag)
        if member is None:
            if group is not None:
                break
            raise faults.not_here(BY_TAG[tag]) if tag in BY_TAG else faults.undefined(tag)
        field = member.field
        if field.name in values:
            if group is not None:
                break
            raise faults.repeated(field)
        _require_fitting(field, text)
        place += 1
        if member.members:
            values[field.name], place = _entries(member, int(text), body, place)
        else:
            values[field.name] = text
            _require_neighbour(field, values, body, place - 1)
    return values, place


def _entries(group: Member, count: int, body: list[Pair], place: int) -> tuple[list[Values], int]:
    """Read the entries of a group: each begins with the group's first field."""
    members = {each.field.tag: each for each in group.members}
    first = group.members[0].field
    entries: list[Values] = []
    while place < len(body) and body[place][0] in members:
        if body[place][0] != first.tag:
            raise faults.group_out_of_order(group.field)
        entry, place = _collect(members, body, place, group.field)
        for each in group.members:
            if each.is_required and each.field.name not in entry:
                raise faults.missing(each.field)
        entries.append(entry)
    if len(entries) != count:
        raise faults.group_count(group.field)
    return entries, place


def _require_fitting(field: Field, text: str) -> None:
    if not text:
        raise faults.empty(field)
    if not field.fits(text):
        raise faults.illegal(field)
    if field.values and text not in field.values:
        raise faults.bad_value(field)


def _require_neighbour(field: Field, values: Values, body: list[Pair], place: int) -> None:
    """RawData comes strictly after the field that tells its length, and has that length."""
    if field.kind is not Kind.DATA:
        return
    if place == 0 or body[place - 1][0] != _RAW_DATA_LENGTH.tag:
        raise faults.out_of_order(_RAW_DATA)
    if int(values[_RAW_DATA_LENGTH.name]) != len(values[field.name]):
        raise faults.bad_value(_RAW_DATA_LENGTH)
