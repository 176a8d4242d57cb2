"""The reference page of the streams, written from the table of streams and from their payloads.

    python -m glassbook.gateway.streams.reference > docs/reference/streams.md

A test compares the page with the table, so the page is never older than the door.
"""

import sys
from collections.abc import Iterator
from types import UnionType
from typing import Any, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType

from glassbook.gateway.access.limit_profiles import CONNECTIONS
from glassbook.gateway.streams.account.execution_report import ExecutionReport
from glassbook.gateway.streams.account.list_status import ListStatus
from glassbook.gateway.streams.account.positions import AccountPosition, BalanceUpdate
from glassbook.gateway.streams.account.user_data import ListenKeyExpired
from glassbook.gateway.streams.catalogue import MARKET_ENTRIES, SYMBOL_ENTRIES, Entry
from glassbook.gateway.streams.profile import (
    HOUR_NS,
    MESSAGE_BYTES_MAX,
    PROFILES,
    SECOND_NS,
    UNSENT_BYTES_MAX,
    US,
    StreamProfile,
)
from glassbook.gateway.streams.requests import CODES, Method
from glassbook.gateway.streams.server import ServerShutdown

HEAD = f"""\
# Streams

Every stream of the WebSocket door, written from the table in `gateway/streams`. How to use them is
told in the [guide](../guides/streams.md).

| Address | Gives |
|---|---|
| `/ws/<name>/<name>` | these streams, each event as it is |
| `/ws`, `/ws/<number>` | nothing yet: subscribe |
| `/stream?streams=<name>/<name>` | these streams, events as `{{"stream": name, "data": event}}` |
| `?timeUnit=MICROSECOND` | times in microseconds instead of milliseconds |

Symbols in names are in lower case. Prices, quantities and amounts are strings with eight decimals;
times and ids are integers.

## Limits

A connection lives for {US.life_ns // HOUR_NS} hours and may listen to {US.streams_max:,} streams.
A message to us may have {MESSAGE_BYTES_MAX:,} bytes; a longer one closes the connection with 1009,
a binary one with 1003. More messages than allowed, or no pong in time, close it with 1008. A client
that leaves more than {UNSENT_BYTES_MAX:,} bytes unread is cut off. With the profile `global` an
address opens {CONNECTIONS.limit} connections in {CONNECTIONS.interval_num} minutes, those to the
[WebSocket API](websocket-api.md) counted; the next is refused with 429.

| Profile | Messages a second, pings and pongs counted | We ping every | and wait for the pong |
|---|---|---|---|
"""

USER_DATA = (
    (ExecutionReport, "One event of one order."),
    (ListStatus, "An order list was accepted, is called otherwise, or is over."),
    (AccountPosition, "The balances that a command touched, after its last event."),
    (BalanceUpdate, "A deposit or withdrawal."),
    (ListenKeyExpired, "The listen key has ended, and this stream with it."),
)
#: What is sent as `params`, what comes back as `result`, and what it does.
METHODS = {
    Method.SUBSCRIBE: ("names of streams", "null", "Listen to these streams, too."),
    Method.UNSUBSCRIBE: ("names of streams", "null", "Listen to these streams no more."),
    Method.LIST_SUBSCRIPTIONS: ("nothing", "names of streams", "Which streams are listened to."),
    Method.SET_PROPERTY: ('`["combined", true]`', "null", "Wrap events in their streams' names."),
    Method.GET_PROPERTY: ('`["combined"]`', "true or false", "Are events wrapped?"),
}
REQUESTS = """
## Requests

An open connection takes requests, each a JSON text: `{"method": ..., "params": [...], "id": 1}`.
The answer, `{"result": ..., "id": 1}`, has the request's id, with the type it came with: a 64-bit
integer, a text of up to 36 letters, digits, `-` and `_`, or null.
"""
ERRORS = """
## Errors

A request that cannot be served changes nothing. Its answer holds code and text twice, at the top
and under `error`, where `data` names the stream that was wrong.
"""
KINDS = {int: "integer", str: "text", bool: "true or false"}


def page() -> str:
    """Return the whole page."""
    parts = [HEAD + "".join(_limits(name, profile) for name, profile in PROFILES.items())]
    parts.append("\n## Streams of a symbol\n")
    parts += map(_section, SYMBOL_ENTRIES)
    parts.append("\n## Streams of the whole market\n")
    parts += map(_section, MARKET_ENTRIES)
    parts.append(
        "\n## User data\n\nEvents of one account, on the stream named by its listen key.\n"
    )
    parts += (_payload(payload, tells) for payload, tells in USER_DATA)
    parts.append(REQUESTS)
    parts += (_method(each, *told) for each, told in METHODS.items())
    parts.append(ERRORS)
    parts += (f"### Error {code}\n\n{meaning}\n" for code, meaning in CODES.items())
    parts.append("\n## On every connection\n")
    parts.append(_payload(ServerShutdown, "The server is about to close; connect again."))
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _limits(name: str, profile: StreamProfile) -> str:
    messages = "any" if profile.messages_per_second is None else str(profile.messages_per_second)
    waits = (profile.ping_every_ns // SECOND_NS, profile.pong_within_ns // SECOND_NS)
    return f"| `{name}` | {messages} | {waits[0]} s | {waits[1]} s |\n"


def _method(method: Method, params: str, result: str, does: str) -> str:
    return f"### {method.value}\n\n{does} `params`: {params}. `result`: {result}.\n"


def _section(entry: Entry) -> str:
    told = f"Tells {entry.tells.replace('<', '`<').replace('>', '>`')}. Speed: {entry.speed}."
    return f"### `{entry.pattern}`\n\n{told}\n\n" + _table(entry.payload)


def _payload(payload: type[msgspec.Struct], tells: str) -> str:
    return f"### `{payload.__struct_config__.tag}`\n\n{tells}\n\n" + _table(payload)


def _table(payload: type[msgspec.Struct]) -> str:
    return "| Field | Is | |\n|---|---|---|\n" + "".join(_lines(payload, ""))


def _lines(payload: type[msgspec.Struct], prefix: str) -> Iterator[str]:
    """Yield a line for each field; those of a structure within follow it as `k.t`."""
    tag = payload.__struct_config__.tag
    if tag is not None:
        yield f"| `{prefix}e` | text | `{tag}` |\n"
    for field in msgspec.structs.fields(payload):
        name, meaning = prefix + field.encode_name, field.name.replace("_", " ")
        if field.default is UNSET:
            meaning += ", only where it applies"
        inner = _inner(field.type)
        yield f"| `{name}` | {_kind(field.type)} | {meaning} |\n"
        if inner is not None:
            yield from _lines(inner, f"{name}.")


def _inner(kind: Any) -> type[msgspec.Struct] | None:
    """Return the structure that a field is, or is a list of."""
    (kind,) = get_args(kind) if get_origin(kind) is list else (kind,)
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def _kind(kind: Any) -> str:
    if get_origin(kind) is list:
        return "list" if _inner(kind) else "list of [price, quantity]"
    if isinstance(kind, UnionType):
        parts = [part for part in get_args(kind) if part is not UnsetType]
        return " or ".join("null" if part is type(None) else KINDS[part] for part in parts)
    return KINDS.get(kind, "object")


if __name__ == "__main__":
    sys.stdout.write(page())
