"""Fields by name to the body of a message, in the order of the tables."""

from collections.abc import Mapping
from typing import Any

from glassbook.gateway.fix.messages import BY_CODE, Member

Body = tuple[bytes, bytes]  # the type's code, and its fields


def body(code: str, values: Mapping[str, Any]) -> Body:
    """Return a message without its header and trailer; a value that is None is left out."""
    kind = BY_CODE[code]
    known = {member.field.name for member in kind.members}
    assert values.keys() <= known, f"{kind.name} has no {values.keys() - known}"
    return code.encode(), _fields(kind.members, values)


def _fields(members: tuple[Member, ...], values: Mapping[str, Any]) -> bytes:
    return b"".join(
        _one(member, values[member.field.name])
        for member in members
        if values.get(member.field.name) is not None
    )


def _one(member: Member, value: Any) -> bytes:
    if member.members:
        entries = b"".join(_fields(member.members, entry) for entry in value)
        return b"%d=%d\x01%b" % (member.field.tag, len(value), entries)
    text = value if isinstance(value, bytes) else str(value).encode("ascii", "replace")
    return b"%d=%b\x01" % (member.field.tag, text)
