"""The reference page of the WebSocket API, written from the table of its methods.

    python -m glassbook.gateway.wsapi.reference > docs/reference/websocket-api.md

A test compares the page with the table, so the page is never older than the door.
"""

import sys
from collections.abc import Iterator

from glassbook.gateway.rest.openapi import about
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.sbe.spot.rows import SCHEMA_VERSION
from glassbook.gateway.streams.profile import HOUR_NS, MESSAGE_BYTES_MAX, SECOND_NS
from glassbook.gateway.wsapi.address import PATH
from glassbook.gateway.wsapi.methods import Method, twins
from glassbook.gateway.wsapi.own_methods import METHODS
from glassbook.gateway.wsapi.profile import PROFILES, US
from glassbook.gateway.wsapi.server import UNDER_WAY_MAX
from glassbook.gateway.wsapi.subscriptions import ACTIVE_MAX, IDS_MAX

HEAD = f"""\
# WebSocket API

Every method of the WebSocket API, written from the table in `gateway/wsapi`. It is served at
`{PATH}` on the same port as everything else.

A request is one JSON object in a text frame, an answer likewise:

    {{"id": 1, "method": "order.place", "params": {{"symbol": "BTCUSD", ...}}}}
    {{"id": 1, "status": 200, "result": {{...}}, "rateLimits": [...]}}
    {{"id": 1, "status": 400, "error": {{"code": -2010, "msg": "..."}}, "rateLimits": [...]}}

The id is an integer, a string or null, and comes back as it went. Requests overlap: answers come
as they are done. A method may be written with its version, `v3/order.place`. Most methods are
operations of the [REST API](rest.md) under another name: same parameters, same answers, same
refusals, same weights, one set of limits for all doors.

## Address

| Parameter | | |
|---|---|---|
| `returnRateLimits` | `true`, `false` | Do answers hold `rateLimits`? A request may override it. |
| `timeUnit` | `MILLISECOND`, `MICROSECOND` | The unit of times in answers and events. |
| `responseFormat` | `json`, `sbe` | Answers and events, in [SBE](sbe.md#answers) if you like. |
| `sbeSchemaId`, `sbeSchemaVersion` | `3`, `{SCHEMA_VERSION}` | Which schema, with `sbe`. |

## Signing

`USER_DATA`, `TRADE` and `SIGNED` requests have `apiKey`, `timestamp`, `signature` and, if you like,
`recvWindow` among their parameters. The signature covers all parameters but itself, sorted by name,
as `name=value` joined by `&`: strings as they are, in UTF-8; numbers as they are written; `true`
and `false`. After [`session.logon`](#sessionlogon) requests need neither `apiKey` nor `signature`,
but the `timestamp` still; one that names a key is that key's. When the session's key is revoked, it
is said under the id null with -2015, and the session goes on without a key.

## Limits

A connection lives for {US.life_ns // HOUR_NS} hours. A message to us may have
{MESSAGE_BYTES_MAX:,} bytes; a longer one closes the connection with 1009, a binary one with 1003.
With {UNDER_WAY_MAX:,} requests under way it is not read until some are answered; a client that
leaves more than {US.unsent_bytes_max:,} bytes unread is cut off. Over a limit the status is 429, or
418 while banned, and `error.data` holds `serverTime` and `retryAfter`. A connection has at most
{ACTIVE_MAX:,} subscriptions at once and {IDS_MAX:,} over its life, one for each account. Before the
venue stops it sends `{{"event": {{"e": "serverShutdown", "E": ...}}}}`.

| Profile | Connecting weighs | We ping every | and wait for the pong |
|---|---|---|---|
"""

EVENTS = """
## Events

A subscription sends the events of its account, as they are described under
[user data](streams.md#user-data), as `{"subscriptionId": 0, "event": {...}}`; when it ends, the
last one is [`eventStreamTerminated`](#eventstreamterminated). Over a listen key the same events
come bare, on the stream of that name.

### `eventStreamTerminated`

No more events come from this subscription: it was given up, or its key was revoked.

| Field | Is | |
|---|---|---|
| `e` | text | `eventStreamTerminated` |
| `E` | integer | event time |
"""


def page() -> str:
    """Return the whole page."""
    methods = [*twins(ENDPOINTS, "us"), *METHODS]
    heavier = {each.name: each for each in [*twins(ENDPOINTS, "global"), *METHODS]}
    parts = [HEAD + "".join(map(_profile, PROFILES)) + EVENTS]
    for heading in dict.fromkeys(each.heading for each in methods):
        parts.append(f"\n## {heading}\n")
        parts += [
            "".join(_section(each, heavier[each.name]))
            for each in methods
            if each.heading == heading
        ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _profile(name: str) -> str:
    profile = PROFILES[name]
    waits = (profile.ping_every_ns // SECOND_NS, profile.pong_within_ns // SECOND_NS)
    return f"| `{name}` | {profile.connect_weight} | {waits[0]} s | {waits[1]} s |\n"


def _section(method: Method, heavier: Method) -> Iterator[str]:
    endpoint = method.endpoint
    yield f"### {method.name}\n\n{about(endpoint)}\n\n"
    yield f"{endpoint.security.name}, weight {_weight(method)} / {_weight(heavier)}."
    if method not in METHODS:
        anchor = f"{endpoint.method}-{endpoint.path}".lower().replace("/", "")
        yield f" As [{endpoint.method} {endpoint.path}](rest.md#{anchor})."
    yield "\n"
    if endpoint.parameters:
        yield f"\nParameters: {', '.join(map(_parameter, _mandatory_first(method)))}.\n"


def _mandatory_first(method: Method) -> list[tuple[str, bool]]:
    named = [(each.name, each.is_mandatory) for each in method.endpoint.parameters]
    return sorted(named, key=lambda each: not each[1])


def _parameter(named: tuple[str, bool]) -> str:
    name, is_mandatory = named
    return f"**`{name}`**" if is_mandatory else f"`{name}`"


def _weight(method: Method) -> str:
    return str(method.weight) if method.rule is None else "by parameters"


if __name__ == "__main__":
    sys.stdout.write(page())
