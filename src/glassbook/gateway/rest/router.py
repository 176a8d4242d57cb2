"""From an HTTP request to its answer: find the endpoint, weigh, authorise, read, do, encode.

Written for the hot path: one dictionary look-up for the endpoint, one pass over the headers, no
object that is not needed. The order of checks is the order in which a client learns of them:
limits, then the shape of the parameters, then who he is, then what each parameter says.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

import msgspec
import structlog

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.reply import CYCLE, body_at_hand, reply
from glassbook.gateway.rest.authorise import Doorkeeper
from glassbook.gateway.rest.call import MICROSECOND_NS, MILLISECOND_NS, Call
from glassbook.gateway.rest.endpoint import Endpoint
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.weights import Rule, weight_of
from glassbook.gateway.rest.wire import read_parameters
from glassbook.protocol.submission import QueueFull, VenueStopped

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_BYTES_MAX = 65_536
JSON = (b"content-type", b"application/json;charset=UTF-8")
HEAD = (
    b"content-type: application/json;charset=UTF-8\r\n"
    b"content-length: %d\r\nx-mbx-used-weight: %d\r\nx-mbx-used-weight-1m: %d\r\n"
)
TIME_UNITS = {
    b"": MILLISECOND_NS,
    b"MILLISECOND": MILLISECOND_NS,
    b"MICROSECOND": MICROSECOND_NS,
}
BASE_WEIGHT = 1

logger = structlog.get_logger("glassbook.gateway")
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint with what it weighs in the venue's profile."""

    endpoint: Endpoint
    weight: int
    rule: Rule | None


@dataclass(slots=True)
class Answer:
    """What goes back: `headers` beside those of every answer."""

    status: int
    body: bytes
    headers: Iterable[tuple[bytes, bytes]]
    used_weight: int


class Router:
    """All endpoints of a venue, behind one door."""

    def __init__(self, venue: Venue, endpoints: Iterable[Endpoint]) -> None:
        self._venue = venue
        self._doorkeeper = Doorkeeper(venue)
        self._routes: dict[str, dict[str, Route]] = {}
        for endpoint in endpoints:
            weight = weight_of(venue.limiter.profile.name, endpoint.method, endpoint.path)
            route = (
                Route(endpoint, weight, None)
                if isinstance(weight, int)
                else Route(endpoint, BASE_WEIGHT, weight)
            )
            methods = self._routes.setdefault(endpoint.path, {})
            assert endpoint.method not in methods, "an operation is declared once"
            methods[endpoint.method] = route

    def knows(self, path: str) -> bool:
        """Is there anything at this path?"""
        return path in self._routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        address = scope["client"][0] if scope["client"] else ""
        try:
            answer = await self._answer(scope, receive, address)
        except Refusal as refusal:
            answer = self._refused(refusal, address)
        except QueueFull:
            answer = self._refused(refusals.overloaded(), address)
        except VenueStopped as stopped:
            text = refusals.outcome_unknown if stopped.is_unknown else refusals.shutting_down
            answer = self._refused(text(), address)
        except Exception:
            logger.exception("request failed", method=scope["method"], path=scope["path"])
            answer = self._refused(refusals.unknown_fault(), address)
        await _send(send, scope, answer)

    async def _answer(self, scope: Scope, receive: Receive, address: str) -> Answer:
        venue, method = self._venue, scope["method"]
        route = self._route(scope["path"], method, address)
        endpoint = route.endpoint
        used = venue.limiter.charge(address, route.weight)
        api_key, unit, length = _headers(scope["headers"])
        query = scope["query_string"]
        is_bare = length == b"0" or endpoint.method == "GET"
        body = b"" if is_bare else await _body(scope, receive, length)
        _require_ascii(query, body, is_signed=endpoint.security.is_signed)
        sent, now = read_parameters(query, body), venue.clock()
        account_id = self._doorkeeper.caller(
            endpoint.security, api_key, sent, query, body, now, address
        )
        values = endpoint.values(sent)
        if route.rule is not None:
            used = venue.limiter.charge_more(address, route.rule(values) - route.weight)
        call = Call(values, account_id, now, _unit_ns(unit) if unit else MILLISECOND_NS)
        answer = await endpoint.handler(venue, call)
        return Answer(200, encode(answer), call.headers, used)

    def _route(self, path: str, method: str, address: str) -> Route:
        methods = self._routes.get(path)
        route = methods.get("GET" if method == "HEAD" else method) if methods else None
        if route is None:
            self._venue.limiter.charge(address, BASE_WEIGHT)
            raise _no_route(methods)
        return route

    def _refused(self, refusal: Refusal, address: str) -> Answer:
        used = self._venue.limiter.used_weight(address)
        return Answer(refusal.status, encode(refusal.body()), refusal.headers, used)


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    """Send the answer, in one write where that can be."""
    body = b"" if scope["method"] == "HEAD" else answer.body
    cycle = scope["extensions"].get(CYCLE) if "extensions" in scope else None
    if cycle is not None:
        head = HEAD % (len(answer.body), answer.used_weight, answer.used_weight)
        for header in answer.headers:
            head += b"%b: %b\r\n" % header
        is_closing = answer.headers is refusals.CONNECTION_CLOSE
        if not is_closing and reply(cycle, answer.status, head, body):
            return
    used = b"%d" % answer.used_weight
    headers: Headers = [
        JSON,
        (b"content-length", b"%d" % len(answer.body)),
        (b"x-mbx-used-weight", used),
        (b"x-mbx-used-weight-1m", used),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _require_ascii(query: bytes, body: bytes, *, is_signed: bool) -> None:
    """Return when everything else was percent-encoded, as it must be, and before signing.

    *Rejects* -1022 for a signed request, else -1100.
    """
    if not (query.isascii() and body.isascii()):
        raise refusals.bad_signature() if is_signed else refusals.illegal_text()


def _no_route(methods: dict[str, Route] | None) -> Refusal:
    """Refuse what nobody declared: 404 for a path, 405 for a method."""
    if methods is None:
        return refusals.not_supported(404)
    refusal = refusals.not_supported(405)
    refusal.headers = ((b"allow", ", ".join(sorted(methods)).encode()),)
    return refusal


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, bytes, bytes]:
    """Return the API key, the time unit asked for, and the length of the body (b"" if unsaid)."""
    api_key, unit, length, is_chunked = b"", b"", b"", False
    for name, value in headers:
        if name == b"x-mbx-apikey":
            api_key = value
        elif name == b"content-length":
            length = value
        elif name == b"x-mbx-time-unit":
            unit = value
        elif name == b"transfer-encoding":
            is_chunked = True
    if not length and not is_chunked:
        length = b"0"
    return api_key.decode("latin-1"), unit, length


def _unit_ns(unit: bytes) -> int:
    """Return how many nanoseconds the unit of the answer's times has. *Rejects* -1194."""
    unit_ns = TIME_UNITS.get(unit.upper())
    if unit_ns is None:
        raise refusals.bad_time_unit()
    return unit_ns


async def _body(scope: Scope, receive: Receive, length: bytes) -> bytes:
    """Return the whole body. *Rejects* with 413, unread, one that is or turns out too large."""
    if length and int(length) > BODY_BYTES_MAX:
        raise refusals.body_too_large(BODY_BYTES_MAX)
    cycle = scope["extensions"].get(CYCLE) if "extensions" in scope else None
    body = None if cycle is None else body_at_hand(cycle)
    return await _awaited_body(receive) if body is None else body


async def _awaited_body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body", False) and len(body) <= BODY_BYTES_MAX:
        message = await receive()
        body += message.get("body", b"")
    if len(body) > BODY_BYTES_MAX:
        raise refusals.body_too_large(BODY_BYTES_MAX)
    return body
