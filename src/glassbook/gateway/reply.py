"""A short way past ASGI for the hot path: the whole request at hand, the whole answer in one write.

ASGI hands a request's body and takes an answer's head and body in calls of their own, and uvicorn
looks at every header of every answer. Where a request has come whole and its answer is whole, none
of that is needed. The server puts the request's cycle into the scope under CYCLE; whoever finds
none there, or is told no, does it the ASGI way.
"""

from functools import lru_cache
from http import HTTPStatus
from typing import Any

CYCLE = "glassbook.cycle"


def body_at_hand(cycle: Any) -> bytes | None:
    """Return the request's body when all of it has arrived; None when it must be waited for."""
    return None if cycle.more_body else bytes(cycle.body)


def reply(cycle: Any, status: int, head: bytes, body: bytes) -> bool:
    """Answer the request: `head` holds whole header lines, content-length among them.

    Returns False, and has done nothing, when the client does not take what is sent.
    """
    if cycle.flow.write_paused or cycle.response_started:
        return False
    if cycle.disconnected:
        return True
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    cycle.transport.write(
        composed(status, cycle.default_headers, head, body, is_last=not cycle.keep_alive)
    )
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()
    return True


def composed(
    status: int, defaults: list[tuple[bytes, bytes]], head: bytes, body: bytes, *, is_last: bool
) -> bytes:
    """Return an answer as it goes over the wire; `defaults` are uvicorn's own headers."""
    closing = b"connection: close\r\n\r\n" if is_last else b"\r\n"
    return b"".join((_status_line(status), _defaults(defaults), head, closing, body))


def composed_whole(
    defaults: list[tuple[bytes, bytes]], lines_and_body: bytes, *, is_last: bool
) -> bytes:
    """Return an answer of status 200, of which all but the first lines is written already."""
    if is_last:
        lines_and_body = b"connection: close\r\n" + lines_and_body
    return _fine(defaults) + lines_and_body


@lru_cache(maxsize=600)
def _status_line(status: int) -> bytes:
    return b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode())


class _Rendered:
    """Uvicorn's default headers (the date, once a second), as the lines they become."""

    headers: Any = None
    lines = b""
    fine = b""  # the same behind the line of status 200


def _defaults(headers: list[tuple[bytes, bytes]]) -> bytes:
    _fine(headers)
    return _Rendered.lines


def _fine(headers: list[tuple[bytes, bytes]]) -> bytes:
    if _Rendered.headers is not headers:
        _Rendered.lines = b"".join(b"%b: %b\r\n" % header for header in headers)
        _Rendered.fine = _status_line(200) + _Rendered.lines
        _Rendered.headers = headers
    return _Rendered.fine
