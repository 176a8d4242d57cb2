"""How the tables of the spot schema are written: a line of words for each row of fields or texts.

    name:kind        a field, found in JSON under its own name
    name:kind?       nothing may stand there
    name:kind?=-1    and JSON says so with -1; `=0` stands for "0.00000000"
    name:kind!1      written as 1 where JSON does not tell it
    name:kind@a.b    found as `b` of what JSON calls `a`; `@#3` is the fourth of an array
    name/16=NONE@r   a text with a length of 16 bits (else of 8); empty where JSON says NONE
    name/8<filter@.  a whole message, of those that `choice` knows as filters, made of the object

Prices and quantities are decimals; which exponent field is whose can be told by its name.
"""

import re

from glassbook.gateway.sbe.kinds import EXPONENT, KINDS
from glassbook.gateway.sbe.layout import (
    UINT8,
    UINT16,
    UINT32,
    Block,
    Field,
    Group,
    Message,
    Path,
    Text,
)

SCHEMA_ID, SCHEMA_VERSION = 3, 5
SCHEMA = (SCHEMA_ID, SCHEMA_VERSION)

_FIELD = re.compile(r"(\w+):(\w+)(\?)?(?:=([^!@]+))?(?:!(\d+))?(?:@(\S+))?")
_TEXT = re.compile(r"(\w+)(?:/(8|16|32))?(?:<(\w+))?(?:=([^@]+))?(?:@(\S+))?")
_COUNTERS = {None: UINT8, "8": UINT8, "16": UINT16, "32": UINT32}
_SILENCES = {None: None, "0": "0.00000000", "0.0": "0.000", "-1": -1}


def fields(row: str) -> tuple[Field, ...]:
    """Return the fields of a row."""
    return tuple(_field(word) for word in row.split())


def texts(row: str) -> tuple[Text, ...]:
    """Return the texts of a row."""
    return tuple(_text(word) for word in row.split())


def group(
    name: str,
    row: str = "",
    *groups: Group,
    tail: str = "",
    at: str = "",
    counter: str = UINT32,
) -> Group:
    """Return a group of rows of fields, groups and texts, found in JSON `at` a path."""
    path = _path(at, name)
    return Group(name, fields(row), groups, texts(tail), path=path, counter=counter)


def message(
    template_id: int, name: str, row: str = "", *groups: Group, tail: str = "", since: int = 0
) -> Message:
    """Return a message of the spot schema."""
    return Message(
        name,
        fields(row),
        groups,
        texts(tail),
        template_id=template_id,
        schema=SCHEMA,
        since=since,
    )


def same(template_id: int, name: str, block: Block) -> Message:
    """Return a message with the fields, groups and texts of another."""
    return Message(
        name, block.fields, block.groups, block.texts, template_id=template_id, schema=SCHEMA
    )


def _field(word: str) -> Field:
    found = _FIELD.fullmatch(word)
    assert found is not None, f"a field is written otherwise than {word}"
    name, kind, optional, silence, untold, at = found.groups()
    path = () if KINDS[kind] is EXPONENT else _path(at, name)
    told = None if untold is None else int(untold)
    return Field(name, KINDS[kind], path, bool(optional), _SILENCES[silence], told)


def _text(word: str) -> Text:
    found = _TEXT.fullmatch(word)
    assert found is not None, f"a text is written otherwise than {word}"
    name, counter, holds, silence, at = found.groups()
    return Text(name, _COUNTERS[counter], _path(at, name), holds or "", silence)


def _path(at: str | None, name: str) -> Path:
    if at == ".":
        return ()
    parts = (at or name).split(".")
    return tuple(int(part[1:]) if part.startswith("#") else part for part in parts)
