"""How an SBE message is laid out, and how its values become bytes.

All integers are little-endian, and nothing is padded.

    header  block length, template, schema, version           4 x uint16
    block   the fields, one after another
    group   block length, number of blocks                    uint16, then uint16 or uint32;
            each block followed by its own groups and texts
    text    length, then UTF-8 or a whole message             uint8, uint16 or uint32, bytes

Source: the header and group composites of the spot and stream schemas; FIX SBE, version 1.0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, NamedTuple

from glassbook.gateway.sbe.kinds import Kind

UINT8, UINT16, UINT32 = "B", "H", "I"
_COUNTERS = {code: Struct("<" + code) for code in (UINT8, UINT16, UINT32)}

#: From one object of a JSON answer to what is in it: names and places, one after another.
Path = tuple[str | int, ...]

_header = Struct("<4H").pack


class Field(NamedTuple):
    """A field, and where its value stands in the JSON answer.

    is_optional  nothing may stand there
    silence      where JSON says this, it means nothing
    untold       what is written where JSON may say nothing though the field must have a value
    """

    name: str
    kind: Kind
    path: Path = ()
    is_optional: bool = False
    silence: Any = None
    untold: int | None = None


class Text(NamedTuple):
    """A text, or a whole message in another: `holds` names what may be in it, "" is a text."""

    name: str
    counter: str = UINT8
    path: Path = ()
    holds: str = ""
    silence: Any = None

    def encode(self, raw: bytes) -> bytes:
        return _COUNTERS[self.counter].pack(len(raw)) + raw


class Body(NamedTuple):
    """The values of a message, or of one block of a group that has more than fields."""

    values: Sequence[Any]
    groups: Sequence[Sequence[Any]] = ()
    texts: Sequence[bytes] = ()


@dataclass(frozen=True)
class Block:
    """Fields, then groups, then texts."""

    name: str
    fields: tuple[Field, ...] = ()
    groups: tuple["Group", ...] = ()
    texts: tuple[Text, ...] = ()
    block: Struct = field(init=False)

    def __post_init__(self) -> None:
        layout = "".join(each.kind.code for each in self.fields)
        object.__setattr__(self, "block", Struct("<" + layout))

    def body(self, values: Sequence[Any], groups: Any, texts: Sequence[bytes]) -> bytes:
        """Return the block and what follows it."""
        parts = [self.block.pack(*values)]
        parts += [group.encode(told) for group, told in zip(self.groups, groups, strict=True)]
        parts += [text.encode(raw) for text, raw in zip(self.texts, texts, strict=True)]
        return b"".join(parts)


@dataclass(frozen=True)
class Group(Block):
    """A block that is there any number of times, as many as its counter can count."""

    path: Path = ()
    counter: str = UINT32
    dimensions: Struct = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "dimensions", Struct("<H" + self.counter))

    @property
    def blocks_max(self) -> int:
        """One value of the counter is left for "null"."""
        return 2**16 - 2 if self.counter == UINT16 else 2**31 - 1

    @property
    def is_flat(self) -> bool:
        """Is there nothing but fields? Then a block is told by the tuple of its values."""
        return not self.groups and not self.texts

    def encode(self, blocks: Sequence[Any]) -> bytes:
        """Return the group; there are at most `blocks_max` blocks."""
        dimensions = self.dimensions.pack(self.block.size, len(blocks))
        if self.is_flat:
            pack = self.block.pack
            return dimensions + b"".join([pack(*values) for values in blocks])
        return dimensions + b"".join([self.body(*each) for each in blocks])


@dataclass(frozen=True)
class Message(Block):
    """One kind of message of a schema. `since` is the version that it came with."""

    template_id: int = 0
    schema: tuple[int, int] = (0, 0)
    since: int = 0

    def encode(
        self, values: Sequence[Any], groups: Sequence[Sequence[Any]], texts: Sequence[bytes]
    ) -> bytes:
        """Return the message: the values of its fields, the blocks of each group, the texts."""
        header = _header(self.block.size, self.template_id, *self.schema)
        return header + self.body(values, groups, texts)
