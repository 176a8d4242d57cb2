"""The one application behind the one port: REST, streams, pages, health and figures.

Raw ASGI: see docs/decisions/0005-raw-asgi.md. A path that is an endpoint's goes straight to the
router; the few pages for people and probes are looked up after it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Protocol

import msgspec

import glassbook
from glassbook.gateway.rest import openapi, pages
from glassbook.gateway.rest.router import Receive, Router, Scope, Send
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.rest.venue import Venue

Streams = Callable[[Scope, Receive, Send], Awaitable[None]]
Health = Callable[[], Mapping[str, Any]]
Metrics = Callable[[], bytes]

JSON = b"application/json;charset=UTF-8"
PROMETHEUS = b"text/plain; version=0.0.4; charset=utf-8"
CACHED = (b"cache-control", b"public, max-age=86400")

Page = tuple[int, bytes, bytes]  # status, content type, body
Header = tuple[bytes, bytes]

Shown = tuple[int, list[Header], bytes]  # status, headers, body

#: Gives what an address is shown at a path with a query, if there is anything.
Disclose = Callable[[str, bytes, str], Awaitable[Shown | None]]
DISCLOSED = "/transparency/"
ONLY_READ = b'{"code":-1020,"msg":"This page can only be read."}'
ACCOUNTS = "/web/v1/"
NOTHING_THERE = b'{"code":-1000,"msg":"Nothing is shown at this address."}'


async def _nothing(_path: str, _query: bytes, _address: str) -> None:
    """There is nothing to disclose."""


class Site(Protocol):
    """The pages for people, handed in: they are no part of the doors."""

    def shows(self, path: str) -> bool:
        """Is this an address of a page or of one of its files?"""
        ...

    def page(self, path: str, headers: Iterable[Header]) -> Shown:
        """Return what is shown at an address that is."""
        ...


class Application:
    """The doors of one venue.

    Arguments
        streams  an ASGI application for scopes of type "websocket"
        health   plain data with at least `is_accepting`; a venue that is not answers 503
        metrics  the figures in Prometheus' text format
        disclose the pages below DISCLOSED, for everybody; without it there are none
        site     the pages for people; without it there are none
        accounts an ASGI application for what is below ACCOUNTS; without it there is nothing

    `router` is what the express lane may ask without the application.
    """

    def __init__(
        self,
        venue: Venue,
        *,
        streams: Streams,
        health: Health,
        metrics: Metrics,
        disclose: Disclose = _nothing,
        site: Site | None = None,
        accounts: Streams | None = None,
    ) -> None:
        self._site = site
        self._disclose = disclose
        self._accounts = accounts
        self._streams = streams
        self._health = health
        self._metrics = metrics
        self.router = Router(venue, ENDPOINTS)
        self._name = venue.name
        self._pages: dict[str, Callable[[], Page]] = {
            "/health": self._health_page,
            "/metrics": lambda: (200, PROMETHEUS, metrics()),
            "/openapi.json": lambda: (200, JSON, self._openapi),
            pages.API_PAGE: lambda: (200, pages.HTML, pages.api_page(venue.name)),
            pages.START_SCRIPT: lambda: (200, b"text/javascript", pages.START.encode()),
        }

    @cached_property
    def _openapi(self) -> bytes:
        """Few ask for it, so it is written for the first."""
        described = openapi.document(self._name, glassbook.__version__, ENDPOINTS)
        return msgspec.json.encode(described)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        if scope["type"] == "http":
            path = scope["path"]
            if path in self._pages or path in pages.SWAGGER_FILES:
                await self._show(scope, send, self._page)
            elif path.startswith(DISCLOSED):
                await self._show(scope, send, self._disclosed)
            elif self._site is not None and self._site.shows(path):
                await self._show(scope, send, self._site_page)
            elif self._accounts is not None and path.startswith(ACCOUNTS):
                await self._accounts(scope, receive, send)
            else:
                await self.router(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._streams(scope, receive, send)

    async def _show(
        self, scope: Scope, send: Send, page: Callable[[Scope], Awaitable[Shown]]
    ) -> None:
        """Show a page to whoever reads; pages cannot be written to."""
        method = scope["method"]
        if method in {"GET", "HEAD"}:
            status, headers, body = await page(scope)
        else:
            status, headers, body = 405, [*pages.HEADERS], ONLY_READ
            headers += [
                (b"content-type", JSON),
                (b"allow", b"GET, HEAD"),
                (b"connection", b"close"),
            ]
        headers.append((b"content-length", b"%d" % len(body)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        shown = b"" if method == "HEAD" else body
        await send({"type": "http.response.body", "body": shown})

    async def _page(self, scope: Scope) -> Shown:
        path, headers = scope["path"], [*pages.HEADERS]
        if path in pages.SWAGGER_FILES:
            status, kind, body = 200, pages.SWAGGER_FILES[path], pages.swagger_file(path)
            headers.append(CACHED)
        else:
            status, kind, body = self._pages[path]()
        return status, [*headers, (b"content-type", kind)], body

    async def _disclosed(self, scope: Scope) -> Shown:
        client = scope.get("client")
        address = client[0] if client else ""
        shown = await self._disclose(scope["path"], scope["query_string"], address)
        status, headers, body = shown or (404, [(b"content-type", JSON)], NOTHING_THERE)
        return status, [*pages.HEADERS, *headers], body

    async def _site_page(self, scope: Scope) -> Shown:
        assert self._site is not None, "it was asked whether it shows this"
        return self._site.page(scope["path"], scope["headers"])

    def _health_page(self) -> Page:
        health = self._health()
        status = 200 if health["is_accepting"] else 503
        return status, JSON, msgspec.json.encode(health)
