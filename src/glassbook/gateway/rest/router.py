"""From an HTTP request to its answer: find the endpoint, weigh, authorise, read, do, encode.

Written for the hot path: one dictionary look-up for the endpoint, one pass over the headers, no
object that is not needed. The order of checks is the order in which a client learns of them:
limits, then the shape of the parameters, then who he is, then what each parameter says.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import msgspec

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.express import Errand
from glassbook.gateway.reply import CYCLE, body_at_hand, reply
from glassbook.gateway.rest import order_entry
from glassbook.gateway.rest.answer import Answer, Guest, Head, Route, refused
from glassbook.gateway.rest.authorise import Doorkeeper
from glassbook.gateway.rest.call import MICROSECOND_NS, MILLISECOND_NS, Call
from glassbook.gateway.rest.endpoint import OPEN_TO_GUESTS, Endpoint
from glassbook.gateway.rest.file_answer import File, FileAnswer
from glassbook.gateway.rest.order_runs import OrderRuns
from glassbook.gateway.rest.posted_order import Done, PostedOrder
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.weights import weight_of
from glassbook.gateway.rest.wire import read_parameters
from glassbook.gateway.sbe.versions import Wish, wish_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_BYTES_MAX = 65_536
JSON = (b"content-type", b"application/json;charset=UTF-8")
SBE = (b"content-type", b"application/sbe")
TIME_UNITS = {
    b"": MILLISECOND_NS,
    b"MILLISECOND": MILLISECOND_NS,
    b"MICROSECOND": MICROSECOND_NS,
}
BASE_WEIGHT = 1

encode = msgspec.json.Encoder().encode


class Router:
    """All endpoints of a venue, behind one door."""

    def __init__(self, venue: Venue, endpoints: Iterable[Endpoint]) -> None:
        self._venue = venue
        self._doorkeeper = Doorkeeper(venue)
        self._order_runs: OrderRuns[PostedOrder] = OrderRuns(
            venue, self._doorkeeper, has_headers=True
        )
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

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, guest: Guest | None = None
    ) -> None:
        """Answer one HTTP request; that of a guest without key and signature."""
        address = scope["client"][0] if scope["client"] else ""
        wish = wish_of(scope["headers"], (_method(scope), scope["path"]))
        answer: Answer | FileAnswer
        try:
            answer = await self._answer(scope, receive, address, guest, wish)
        except Exception as error:  # noqa: BLE001 - everything is answered with something
            answer = refused(error, self._venue, scope["path"], address, wish)
        if isinstance(answer, FileAnswer):
            await answer.send(receive, send, is_head_only=scope["method"] == "HEAD")
        else:
            await _send(send, scope, answer)

    def read_head(self, method: str, path: str, headers: Headers) -> Head | None:
        """Return what a head says; None when its request is refused anyhow, or goes another way."""
        route = self._routes.get(path, {}).get(method)
        if route is None or route.endpoint.files or wish_of(headers, (method, path)) is not None:
            return None
        api_key, unit, _ = _headers(headers)
        unit_ns = TIME_UNITS.get(unit.upper())
        return None if unit_ns is None else Head(route, api_key, unit_ns)

    def serve(self, head: Head, body: bytes, address: str, done: Done) -> None:
        """Answer a request whose head is known already; `done` is called once, maybe before.

        `body` is the query of a request without a body: what stands in either means the same.
        """
        if head.route.endpoint is order_entry.PLACE:
            plainly = self._serve_plainly
            self._order_runs.take_up(PostedOrder(self._venue, plainly, head, body, address, done))
        else:
            self._serve_plainly(head, body, address, done)

    def _serve_plainly(self, head: Head, body: bytes, address: str, done: Done) -> None:
        Errand(self._answer_known(head, body, address), done).step()

    async def _answer_known(self, head: Head, body: bytes, address: str) -> Answer:
        try:
            used = self._venue.limiter.charge(address, head.route.weight)
            answer = await self._done(head, b"", body, address, used)
        except Exception as error:  # noqa: BLE001 - as above
            return refused(error, self._venue, head.route.endpoint.path, address)
        assert isinstance(answer, Answer), "the head of a request for a file is not learned"
        return answer

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        address: str,
        guest: Guest | None,
        wish: Wish | None,
    ) -> Answer | FileAnswer:
        route = self._route(scope["path"], _method(scope), address, guest)
        used = self._venue.limiter.charge(address, route.weight)
        api_key, unit, length = _headers(scope["headers"])
        is_bare = length == b"0" or route.endpoint.method == "GET"
        body = b"" if is_bare else await _body(scope, receive, length)
        unit_ns = _unit_ns(unit) if unit else MILLISECOND_NS
        if wish is not None:
            unit_ns = _require(wish)
        head = Head(route, api_key if guest is None else "", unit_ns, guest, wish)
        return await self._done(head, scope["query_string"], body, address, used)

    async def _done(
        self, head: Head, query: bytes, body: bytes, address: str, used_weight: int
    ) -> Answer | FileAnswer:
        """Do what is asked for by a request that is paid for."""
        venue, endpoint = self._venue, head.route.endpoint
        _require_ascii(query, body, is_signed=endpoint.security.is_signed)
        sent, now = read_parameters(query, body), venue.clock()
        if head.guest is None:
            session, account_id = (
                "",
                self._doorkeeper.caller(
                    endpoint.security, head.api_key, sent, query, body, now, address
                ),
            )
        else:
            account_id, session = head.guest
        values = endpoint.values(sent)
        rule = head.route.rule
        if rule is not None:
            used_weight = venue.limiter.charge_more(address, rule(values) - head.route.weight)
        call = Call(values, account_id, now, head.unit_ns, api_key=head.api_key, session=session)
        answer = await endpoint.handler(venue, call)
        if isinstance(answer, File):
            return FileAnswer(answer, used_weight)
        if head.wish is not None:
            return _told(head.wish, endpoint, answer, sent, call.headers, used_weight)
        return Answer(200, encode(answer), call.headers, used_weight)

    def _route(self, path: str, method: str, address: str, guest: Guest | None) -> Route:
        methods = self._routes.get(path)
        route = methods.get(method) if methods else None
        if guest is not None and route is not None:
            route = route if route.endpoint.security in OPEN_TO_GUESTS else None
            methods = None
        if route is None:
            self._venue.limiter.charge(address, BASE_WEIGHT)
            raise _no_route(methods)
        return route


def _method(scope: Scope) -> str:
    """Return the method as it is declared: whoever asks for a head alone asks as by GET."""
    method: str = scope["method"]
    return "GET" if method == "HEAD" else method


def _require(wish: Wish) -> int:
    """Return the unit of times in SBE, when it can be had. *Rejects* -1152, -1153, -1155."""
    if wish.trouble is not None:
        raise wish.trouble
    return MICROSECOND_NS


def _told(
    wish: Wish,
    endpoint: Endpoint,
    answer: Any,
    sent: dict[str, str],
    headers: Headers,
    used_weight: int,
) -> Answer:
    """Return an answer in SBE. *Rejects* -1161."""
    body = wish.told((endpoint.method, endpoint.path), msgspec.to_builtins(answer), sent)
    return Answer(200, body, [*headers, *wish.headers], used_weight, is_json=False)


async def _send(send: Send, scope: Scope, answer: Answer) -> None:
    """Send the answer, in one write where that can be."""
    body = b"" if scope["method"] == "HEAD" else answer.body
    cycle = scope["extensions"].get(CYCLE) if "extensions" in scope else None
    is_short = cycle is not None and answer.is_json and not answer.is_last
    if is_short and reply(cycle, answer.status, answer.lines, body):
        return
    used = b"%d" % answer.used_weight
    headers: Headers = [
        JSON if answer.is_json else SBE,
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
