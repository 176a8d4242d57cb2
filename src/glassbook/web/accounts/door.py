"""The door of `/web/v1/`: from a request with a cookie to its answer. Raw ASGI.

The order of checks is the order in which one learns of them: the operation, how often, where the
page comes from, who asks, whether his page is ours, the body. A cookie alone changes nothing: a
request that changes something comes from a page of the same address and shows the session's writing
token, which no other page can read.

    /web/v1/session, keys, ...      operations of the table
    /web/v1/api/v3/order, ...       the venue's own API, for the session's account: the same
                                    parameters, limits, answers and refusals, without a signature

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet (origin and token); OWASP ASVS 3.4.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

import msgspec

from glassbook.identity.entrance import Visitor
from glassbook.identity.passkeys import Site
from glassbook.identity.people import Role
from glassbook.identity.refused import Refused, Why
from glassbook.identity.sessions import LIFE_NS, Kind, Session, writing_token
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.web.accounts.description import description
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint
from glassbook.web.accounts.pace import Pace

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
#: The venue's API for an account, which the session of this id opened; paths as the API has them.
Api = Callable[[Scope, Receive, Send, int, str], Awaitable[None]]

PREFIX = "/web/v1/"
API_PATHS = tuple(f"{PREFIX}{root}/" for root in ("api", "sapi", "glassbook"))
DESCRIPTION = f"{PREFIX}openapi.json"
BODY_BYTES_MAX = 16_384
COOKIES = {Kind.CUSTOMER: "glassbook-session", Kind.STAFF: "glassbook-staff"}
WRITING = b"x-glassbook-writing"
SECOND_NS = 1_000_000_000
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
#: Said by what stands in front of a venue; besides, whatever begins with X-Forwarded-.
PASSED_ON = {
    b"forwarded",
    b"via",
    b"x-real-ip",
    b"x-client-ip",
    b"true-client-ip",
    b"cf-connecting-ip",
}
STATUS = {
    Why.INVALID: 400,
    Why.NOT_RECOGNISED: 401,
    Why.FORBIDDEN: 403,
    Why.CONFLICT: 409,
    Why.TOO_MANY: 429,
    Why.BUSY: 503,
}
JSON = (b"content-type", b"application/json;charset=UTF-8")
READING = {"GET", "HEAD"}
#: Of these there is one at most: RFC 9112, 3.2; RFC 6454, 7.3; RFC 6265, 5.4.
ONCE = {b"host", b"origin", b"cookie", b"content-type", b"sec-fetch-site", WRITING}
SAFE: Headers = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class NotHere(Exception):
    """There is no such operation; `allowed` are the methods that there are at this path."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__("there is nothing of this kind here")
        self.allowed = ", ".join(sorted(allowed))


class AccountsDoor:
    """Answers whatever is below PREFIX; without an `api` there is none."""

    def __init__(
        self,
        desk: Desk,
        endpoints: Iterable[Endpoint],
        name: str,
        version: str,
        api: Api | None = None,
    ) -> None:
        self._desk = desk
        self._api = api
        self._pace = Pace(desk.clock)
        self._routes: dict[str, dict[str, Endpoint]] = {}
        rows = tuple(endpoints)
        for each in rows:
            methods = self._routes.setdefault(each.path, {})
            assert each.method not in methods, "an operation is declared once"
            methods[each.method] = each
        self._description = msgspec.json.encode(description(name, version, rows))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        extra: Headers = []
        try:
            if self._api is not None and scope["path"].startswith(API_PATHS):
                account_id, session = self._trader(scope)
                inner = {**scope, "path": scope["path"][len(PREFIX) - 1 :], "extensions": {}}
                await self._api(inner, receive, _safely(send), account_id, session.session_id)
                return
            status, answer = await self._answer(scope, receive, extra)
        except NotHere as error:
            status, answer = (405, _error(error)) if error.allowed else (404, _error(error))
            if error.allowed:
                extra.append((b"allow", error.allowed.encode()))
        except Refused as refused:
            status, answer = STATUS[refused.why], _refusal(refused)
            if refused.retry_ns:
                seconds = max(1, -((self._desk.clock() - refused.retry_ns) // SECOND_NS))
                extra.append((b"retry-after", b"%d" % seconds))
        except (QueueFull, VenueStopped, OSError):
            rule = "cannot write this down just now; nothing was done"
            status, answer = 503, _refusal(Refused(Why.BUSY, "venue", rule))
        headers = [JSON, *SAFE, *extra, (b"content-length", b"%d" % len(answer))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, scope: Scope, receive: Receive, extra: Headers) -> tuple[int, bytes]:
        if scope["path"] == DESCRIPTION and scope["method"] == "GET":
            return 200, self._description
        methods = self._routes.get(scope["path"], {})
        endpoint = methods.get(scope["method"])
        if endpoint is None:
            raise NotHere(methods)
        headers = _headers(scope)
        visitor = _visitor(scope, headers)
        self._pace.require(visitor.address)
        if endpoint.writes:
            _require_same_origin(headers)
        token, session = self._session(endpoint.access.cookie, headers)
        _require_access(endpoint.access, session)
        if endpoint.access.kind is not None and endpoint.writes:
            _require_writing(token, headers)
        self._require_role(endpoint, session)
        body = await _body(endpoint, headers, receive)
        call = Call(body, session, token, visitor, _is_local(visitor, headers), _site(headers))
        answer = await endpoint.handler(self._desk, call)
        self._set_cookie(endpoint, call, headers, extra)
        return endpoint.status, msgspec.json.encode(answer)

    def _require_role(self, endpoint: Endpoint, session: Session | None) -> None:
        """Ask who the member is now: a role that was taken away opens nothing."""
        if endpoint.access is not Access.STAFF:
            return
        assert session is not None, "the door has looked"
        member = self._desk.people.member(session.person)
        if member is None or member.role not in (endpoint.roles or frozenset(Role)):
            accepted = ", ".join(sorted(endpoint.roles))
            raise Refused(Why.FORBIDDEN, "role", "may not do this", accepted)

    def _trader(self, scope: Scope) -> tuple[int, Session]:
        """Return the account for which the API is asked, and by which session. *Raises* Refused.

        Limits are the API's own; who has no session is held to the pace of strangers.
        """
        headers = _headers(scope)
        _require_same_origin(headers)
        token, session = self._session(Kind.CUSTOMER, headers)
        if session is None:
            self._pace.require(_visitor(scope, headers).address)
        _require_access(Access.CUSTOMER, session)
        assert session is not None, "without one nobody is a trader"
        if scope["method"] not in READING:
            _require_writing(token, headers)
        customer = self._desk.entrance.customer(session)
        account_id = self._desk.account_id(customer.reference)
        if account_id is None:
            raise Refused(Why.CONFLICT, "account", "is not open yet", "to log in again")
        return account_id, session

    def _session(self, kind: Kind, headers: dict[bytes, bytes]) -> tuple[str, Session | None]:
        """Return the token that the cookie holds, and the session that it opens."""
        token = _cookie(headers, COOKIES[kind])
        found = self._desk.people.sessions.find(token, kind, self._desk.clock()) if token else None
        return token, found

    def _set_cookie(
        self, endpoint: Endpoint, call: Call, headers: dict[bytes, bytes], extra: Headers
    ) -> None:
        kind = endpoint.access.cookie
        if call.entered is not None:
            seconds = LIFE_NS[kind] // SECOND_NS
            extra.append(_cookie_header(kind, call.entered.token, seconds, headers))
        elif call.is_out:
            extra.append(_cookie_header(kind, "", 0, headers))


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Return the headers by name. *Raises* Refused: what decides here may be said once only.

    Else whoever stands in front of the venue might have looked at the one, and we at the other.
    """
    headers = dict(scope["headers"])
    if len(headers) < len(scope["headers"]):
        names = [name for name, _ in scope["headers"]]
        for name in sorted(ONCE):
            if names.count(name) > 1:
                raise Refused(Why.INVALID, name.decode(), "stands there more than once", "it once")
    return headers


def _require_access(access: Access, session: Session | None) -> None:
    if access.kind is None:
        return
    if session is None:
        raise Refused(Why.NOT_RECOGNISED, "session", "there is none, or it is over", "a log-in")
    if not (session.is_whole or access.takes_half):
        raise Refused(Why.NOT_RECOGNISED, "code", "the second factor is still to be shown")


def _require_writing(token: str, headers: dict[bytes, bytes]) -> None:
    """Return when the request comes from a page that was told the token. *Raises* Refused."""
    if not compare_digest(headers.get(WRITING, b""), writing_token(token).encode()):
        rule = "does not belong to this session"
        raise Refused(Why.FORBIDDEN, WRITING.decode(), rule, "the writingToken of the session")


def _require_same_origin(headers: dict[bytes, bytes]) -> None:
    """Refuse what another site's page sends. A program that is no browser says neither."""
    origin, site = headers.get(b"origin"), headers.get(b"sec-fetch-site", b"none")
    host = headers.get(b"host", b"").decode("latin-1").lower()
    is_ours = origin is None or _netloc(origin) == host
    if not is_ours or site not in {b"same-origin", b"none"}:
        raise Refused(Why.FORBIDDEN, "origin", "is another site's page", "a page of this venue")


def _netloc(origin: bytes) -> str | None:
    """Return the host and port that an origin names, None for what names none."""
    try:
        return urlsplit(origin.decode("latin-1")).netloc.lower()
    except ValueError:
        return None


def _safely(send: Send) -> Send:
    """Return `send` with what a browser is told of every answer of ours."""

    async def sent(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *SAFE]
        await send(message)

    return sent


async def _body(endpoint: Endpoint, headers: dict[bytes, bytes], receive: Receive) -> Any:
    """Return the body as the endpoint's type, None where it takes none. *Raises* Refused."""
    if endpoint.body is None:
        return None
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise Refused(Why.INVALID, "content-type", "is not JSON", "application/json")
    body, is_more = b"", True
    while is_more and len(body) <= BODY_BYTES_MAX:
        message = await receive()
        body += message.get("body", b"")
        is_more = message.get("more_body", False)
    if len(body) > BODY_BYTES_MAX:
        raise Refused(Why.INVALID, "body", "is too long", f"at most {BODY_BYTES_MAX} bytes")
    try:
        return msgspec.json.decode(body, type=endpoint.body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        rule, _, place = str(error).partition(" - at `")
        field = place.rstrip("`").removeprefix("$.") or "body"
        accepted = ", ".join(endpoint.body.__struct_encode_fields__)
        raise Refused(Why.INVALID, field, rule, f"an object with {accepted}") from error


def _visitor(scope: Scope, headers: dict[bytes, bytes]) -> Visitor:
    address = scope["client"][0] if scope["client"] else ""
    return Visitor(address, headers.get(b"user-agent", b"").decode("latin-1"))


def _is_local(visitor: Visitor, headers: dict[bytes, bytes]) -> bool:
    """Is it this machine's own browser? A proxy on this machine says for whom it asks."""
    is_passed_on = any(name in PASSED_ON or name.startswith(b"x-forwarded-") for name in headers)
    return visitor.address in LOOPBACK and _host(headers) in LOOPBACK and not is_passed_on


def _site(headers: dict[bytes, bytes]) -> Site | None:
    host, origin = _host(headers), headers.get(b"origin", b"").decode("latin-1")
    return Site(host, origin) if host and origin else None


def _host(headers: dict[bytes, bytes]) -> str | None:
    try:
        return urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname
    except ValueError:
        return None


def _cookie(headers: dict[bytes, bytes], name: str) -> str:
    """Return what a cookie holds. *Raises* Refused when it is there more than once.

    A site beneath a name that it shares with ours can plant a second one, and which of the two a
    browser sends first is the planter's to choose: RFC 6265, 5.4 and 8.6.
    """
    pairs = headers.get(b"cookie", b"").decode("latin-1").split(";")
    found = [
        value for key, _, value in (each.partition("=") for each in pairs) if key.strip() == name
    ]
    if len(found) > 1:
        rule = f"has {name} more than once"
        raise Refused(Why.INVALID, "cookie", rule, "it once: delete this site's cookies")
    return found[0].strip() if found else ""


def _cookie_header(
    kind: Kind, token: str, seconds: int, headers: dict[bytes, bytes]
) -> tuple[bytes, bytes]:
    """Return the header that sets a cookie, or with 0 seconds takes it away.

    It is sent over TLS only, but on this machine itself, where there is none.
    """
    secure = "" if _host(headers) in LOOPBACK else "; Secure"
    text = f"{COOKIES[kind]}={token}; Path={PREFIX}; HttpOnly; SameSite=Strict"
    return b"set-cookie", f"{text}; Max-Age={seconds}{secure}".encode()


def _refusal(refused: Refused) -> bytes:
    body = {
        "why": refused.why,
        "field": refused.field,
        "rule": refused.rule,
        "accepted": refused.accepted,
    }
    return msgspec.json.encode({"error": body})


def _error(error: NotHere) -> bytes:
    body = {"why": "NOT_HERE", "field": "path", "rule": str(error), "accepted": error.allowed}
    return msgspec.json.encode({"error": body})
