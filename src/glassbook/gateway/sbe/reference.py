"""The reference page of the SBE streams, written from the table of their messages.

    python -m glassbook.gateway.sbe.reference > docs/reference/sbe.md

A test compares the page with the table, so the page is never older than the door.
"""

import sys
from collections.abc import Iterator

from glassbook.gateway.sbe.schema import (
    BEST_BID_ASK,
    DEPTH_DIFFERENCE,
    DEPTH_SNAPSHOT,
    INT8,
    INT64,
    SCHEMA_ID,
    SCHEMA_VERSION,
    TRADES,
    UINT16,
    Field,
    Message,
)
from glassbook.gateway.sbe.streams import DIFFERENCE_MS, SNAPSHOT_LEVELS, SNAPSHOT_MS

HEAD = f"""\
# SBE streams

Market data in Simple Binary Encoding, schema {SCHEMA_ID}:{SCHEMA_VERSION}, written from the table
in `gateway/sbe`. Addresses are `/sbe/ws/<name>/<name>` and `/sbe/stream?streams=<name>/<name>`, for
whoever shows an Ed25519 API key in the header `X-MBX-APIKEY`; nothing is signed. Requests to
subscribe and their answers are JSON in text frames, as at the [JSON streams](streams.md); events
are binary frames. Limits and pings are the same.

All integers are little-endian and nothing is padded. A message is a header of four `uint16` (block
length, template, schema, version), its fields, its groups, and the symbol's name as a `uint8`
length and UTF-8. A group is the block length as `uint16`, the number of blocks, and the blocks.
Times are microseconds. A price or quantity is a mantissa; its exponent is a field before it.
"""
STREAMS = (
    (TRADES, "<symbol>@trade", "The trades of one batch, which share their time.", "at once"),
    (BEST_BID_ASK, "<symbol>@bestBidAsk", "The best bid and ask, when either changed.", "at once"),
    (
        DEPTH_DIFFERENCE,
        "<symbol>@depth",
        "The levels that changed, 0 for gone; a gap in the ids for more than a group can count.",
        f"{DIFFERENCE_MS} ms",
    ),
    (
        DEPTH_SNAPSHOT,
        f"<symbol>@depth{SNAPSHOT_LEVELS}",
        f"The best {SNAPSHOT_LEVELS} levels of each side, when any of them changed.",
        f"{SNAPSHOT_MS} ms",
    ),
)
KINDS = {INT64: "int64", INT8: "int8"}


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join("".join(_section(*stream)) for stream in STREAMS)


def _section(message: Message, name: str, tells: str, speed: str) -> Iterator[str]:
    yield f"\n## `{name}`\n\n{tells} Speed: {speed}. Message `{message.name}`, template "
    yield f"{message.template_id}.\n\n| Field | Is |\n|---|---|\n"
    yield from (_line(each) for each in message.fields)
    for group in message.groups:
        counter = "uint16" if group.counter == UINT16 else "uint32"
        yield f"| `{group.name}` | group, its number of blocks a {counter} |\n"
        yield from (_line(each, f"{group.name}.") for each in group.fields)
    yield "| `symbol` | text |\n"


def _line(each: Field, prefix: str = "") -> str:
    return f"| `{prefix}{each.name}` | {KINDS.get(each.kind, 'uint8, 0 or 1')} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
