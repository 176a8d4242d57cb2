"""The reference page of SBE, written from the tables of its messages.

    python -m glassbook.gateway.sbe.reference > docs/reference/sbe.md

A test compares the page with the tables, so the page is never older than the doors.
"""

import sys
from collections.abc import Iterator

from glassbook.gateway.sbe import schema
from glassbook.gateway.sbe.choice import CHOICES, MESSAGES
from glassbook.gateway.sbe.kinds import KINDS
from glassbook.gateway.sbe.layout import UINT8, UINT16, Block, Field, Message, Text
from glassbook.gateway.sbe.spot.rows import SCHEMA_ID, SCHEMA_VERSION
from glassbook.gateway.sbe.streams import DIFFERENCE_MS, SNAPSHOT_LEVELS, SNAPSHOT_MS
from glassbook.gateway.sbe.versions import OLDEST_VERSION
from glassbook.gateway.wsapi.methods import TWINS

HEAD = f"""\
# Simple Binary Encoding

What REST and the WebSocket API answer, and four streams of market data, can be had in Simple Binary
Encoding (SBE). This page is written from the tables in `gateway/sbe`.

All integers are little-endian and nothing is padded. A message is a header of four `uint16` (block
length, template, schema, version), its fields, its groups, and its texts. A group is the block
length as `uint16`, the number of blocks, and the blocks, each followed by its own groups and texts.
A text is its length and UTF-8, or a whole message. Times are microseconds. A price or quantity is a
mantissa; its exponent is a field before it. Nothing is the least value of a signed integer, the
greatest of an unsigned one, and an empty text.

## Answers

Schema {SCHEMA_ID}:{SCHEMA_VERSION}. Requests are the same as ever; only what comes back differs.

* REST: `Accept: application/sbe` and `X-MBX-SBE: {SCHEMA_ID}:{SCHEMA_VERSION}`. Refusals are
  messages, too: -1152 for a header that is no `<ID>:<VERSION>`, -1153 for one that is not served,
  and 406 with -1155 for an operation that the schema has no message for. Whoever accepts
  `application/json` as well is answered in JSON instead of these three.
* WebSocket API: `/ws-api/v3?responseFormat=sbe&sbeSchemaId={SCHEMA_ID}`
  `&sbeSchemaVersion={SCHEMA_VERSION}`. Answers and events are binary frames; a schema that is not
  served is refused with HTTP 400. A request's id is echoed as a text, and has at most 254 bytes.

Versions {SCHEMA_ID}:{OLDEST_VERSION} to {SCHEMA_ID}:{SCHEMA_VERSION - 1} are deprecated: answers
are in {SCHEMA_ID}:{SCHEMA_VERSION}, which their readers can read, and say that the version is
deprecated (`X-MBX-SBE-DEPRECATED`, `sbeSchemaIdVersionDeprecated`). What came later than the
version asked for is refused with -1161.
"""
STREAM_HEAD = f"""
## Streams

Schema {schema.SCHEMA_ID}:{schema.SCHEMA_VERSION}. Addresses are `/sbe/ws/<name>/<name>` and
`/sbe/stream?streams=<name>/<name>`, for whoever shows an Ed25519 API key in the header
`X-MBX-APIKEY`; nothing is signed. Requests to subscribe and their answers are JSON in text frames,
as at the [JSON streams](streams.md); events are binary frames. Limits and pings are the same.
"""
STREAMS = (
    (
        schema.TRADES,
        "<symbol>@trade",
        "The trades of one batch, which share their time.",
        "at once",
    ),
    (
        schema.BEST_BID_ASK,
        "<symbol>@bestBidAsk",
        "The best bid and ask, when either changed.",
        "at once",
    ),
    (
        schema.DEPTH_DIFFERENCE,
        "<symbol>@depth",
        "The levels that changed, 0 for gone; a gap in the ids for more than a group can count.",
        f"{DIFFERENCE_MS} ms",
    ),
    (
        schema.DEPTH_SNAPSHOT,
        f"<symbol>@depth{SNAPSHOT_LEVELS}",
        f"The best {SNAPSHOT_LEVELS} levels of each side, changed or not.",
        f"{SNAPSHOT_MS} ms",
    ),
)
METHODS = {operation: f"`{name}`" for names in TWINS.values() for name, operation in names.items()}
COUNTERS = {UINT8: "uint8", UINT16: "uint16"}


def page() -> str:
    """Return the whole page."""
    streams = ["".join(_stream(*stream)) for stream in STREAMS]
    answers = ["".join(_answer(message)) for message in MESSAGES]
    return HEAD + "".join(answers) + "".join(_enumerations()) + STREAM_HEAD + "".join(streams)


def _enumerations() -> Iterator[str]:
    yield "\n### Enumerations\n\nWhat has no number is told as `NON_REPRESENTABLE`.\n\n"
    yield "| Kind | Values |\n|---|---|\n"
    for kind in KINDS.values():
        if kind.codes:
            values = ", ".join(f"{code} `{text}`" for text, code in kind.codes)
            yield f"| {kind.name} | {values} |\n"


def _stream(message: Message, name: str, tells: str, speed: str) -> Iterator[str]:
    yield f"\n### `{name}`\n\n{tells} Speed: {speed}. Message `{message.name}`, template "
    yield f"{message.template_id}.\n"
    yield from _table(message)


def _answer(message: Message) -> Iterator[str]:
    yield f"\n### {message.name}\n\nTemplate {message.template_id}."
    if message.since:
        yield f" Since version {message.since}."
    told = [
        _called(operation) for operation, choice in CHOICES.items() if message in choice.messages
    ]
    if told:
        yield f" Answers {', '.join(told)}."
    yield "\n"
    yield from _table(message)


def _called(operation: tuple[str, str]) -> str:
    method, path = operation
    if method == "WS":
        return f"`{path}`"
    twin = METHODS.get(operation)
    return f"`{method} {path}`" + (f" and {twin}" if twin else "")


def _table(message: Message) -> Iterator[str]:
    if message.fields or message.groups or message.texts:
        yield "\n| Field | Is |\n|---|---|\n"
        yield from _lines(message)


def _lines(block: Block, prefix: str = "") -> Iterator[str]:
    yield from (_field(each, prefix) for each in block.fields)
    for group in block.groups:
        counter = COUNTERS.get(group.counter, "uint32")
        yield f"| `{prefix}{group.name}` | group, its number of blocks a {counter} |\n"
        yield from _lines(group, f"{prefix}{group.name}.")
    yield from (_text(each, prefix) for each in block.texts)


def _field(told: Field, prefix: str) -> str:
    optional = ", or nothing" if told.is_optional else ""
    return f"| `{prefix}{told.name}` | {told.kind.name}{optional} |\n"


def _text(told: Text, prefix: str) -> str:
    kind = "message" if told.holds or told.name == "result" else "text"
    length = COUNTERS.get(told.counter, "uint32")
    return f"| `{prefix}{told.name}` | {kind}, its length a {length} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
