"""The messages of the SBE market streams, as a table, and how a message becomes bytes.

A message is a header, a block of fixed fields, groups of such blocks, and the symbol's name; all
integers are little-endian, nothing is padded.

    header  block length, template, schema, version           4 x uint16
    group   block length, number of blocks                    uint16, then uint16 or uint32
    name    length, UTF-8                                     uint8, bytes

A decimal is a mantissa whose exponent stands in an earlier field of the message.
Source: SBE market data streams, schema 1:0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from struct import Struct
from typing import NamedTuple

SCHEMA_ID, SCHEMA_VERSION = 1, 0
SYMBOL_BYTES_MAX = 255

INT64, INT8, BOOLEAN = "q", "b", "B"  # a boolean is a byte, 0 or 1
UINT16, UINT32 = "H", "I"

_header = Struct("<4H").pack


class Field(NamedTuple):
    name: str
    kind: str


@dataclass(frozen=True)
class Group:
    """A repeated block. `blocks_max` is what its counter can count."""

    name: str
    fields: tuple[Field, ...]
    counter: str = UINT16
    block: Struct = field(init=False)
    dimensions: Struct = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "block", _block(self.fields))
        object.__setattr__(self, "dimensions", Struct("<H" + self.counter))

    @property
    def blocks_max(self) -> int:
        """One value of the counter is left for "null"."""
        return 2**16 - 2 if self.counter == UINT16 else 2**31 - 1

    def encode(self, blocks: Sequence[tuple[int, ...]]) -> bytes:
        """Return the group; there are at most `blocks_max` blocks."""
        pack = self.block.pack
        dimensions = self.dimensions.pack(self.block.size, len(blocks))
        return dimensions + b"".join([pack(*values) for values in blocks])


@dataclass(frozen=True)
class Message:
    """One kind of message."""

    name: str
    template_id: int
    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    block: Struct = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "block", _block(self.fields))

    def encode(
        self, values: tuple[int, ...], groups: Sequence[Sequence[tuple[int, ...]]], symbol: str
    ) -> bytes:
        """Return the message: the values of its fields, the blocks of each group, the name."""
        name = symbol.encode()
        parts = (
            _header(self.block.size, self.template_id, SCHEMA_ID, SCHEMA_VERSION),
            self.block.pack(*values),
        )
        told = (group.encode(blocks) for group, blocks in zip(self.groups, groups, strict=True))
        return b"".join(chain(parts, told, (bytes((len(name),)), name)))


def _block(fields: tuple[Field, ...]) -> Struct:
    return Struct("<" + "".join(each.kind for each in fields))


EXPONENTS = (Field("priceExponent", INT8), Field("qtyExponent", INT8))
LEVEL = (Field("price", INT64), Field("qty", INT64))
SIDES = (Group("bids", LEVEL), Group("asks", LEVEL))

TRADES = Message(
    "TradesStreamEvent",
    10_000,
    (Field("eventTime", INT64), Field("transactTime", INT64), *EXPONENTS),
    (
        Group(
            "trades",
            (
                Field("id", INT64),
                Field("price", INT64),
                Field("qty", INT64),
                Field("isBuyerMaker", BOOLEAN),
            ),
            UINT32,
        ),
    ),
)
BEST_BID_ASK = Message(
    "BestBidAskStreamEvent",
    10_001,
    (
        Field("eventTime", INT64),
        Field("bookUpdateId", INT64),
        *EXPONENTS,
        Field("bidPrice", INT64),
        Field("bidQty", INT64),
        Field("askPrice", INT64),
        Field("askQty", INT64),
    ),
)
DEPTH_SNAPSHOT = Message(
    "DepthSnapshotStreamEvent",
    10_002,
    (Field("eventTime", INT64), Field("bookUpdateId", INT64), *EXPONENTS),
    SIDES,
)
DEPTH_DIFFERENCE = Message(
    "DepthDiffStreamEvent",
    10_003,
    (
        Field("eventTime", INT64),
        Field("firstBookUpdateId", INT64),
        Field("lastBookUpdateId", INT64),
        *EXPONENTS,
    ),
    SIDES,
)
MESSAGES = (TRADES, BEST_BID_ASK, DEPTH_SNAPSHOT, DEPTH_DIFFERENCE)
