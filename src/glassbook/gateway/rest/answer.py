"""What a request's head says, and what goes back: shared by the plain way and the quick one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
import structlog

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.endpoint import Endpoint
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.rest.weights import Rule
from glassbook.gateway.sbe.versions import Wish
from glassbook.protocol.submission import QueueFull, VenueStopped

LINES = (
    b"content-type: application/json;charset=UTF-8\r\n"
    b"content-length: %d\r\nx-mbx-used-weight: %d\r\nx-mbx-used-weight-1m: %d\r\n"
)
ORDER_LINES = LINES + b"x-mbx-order-count-10s: %d\r\nx-mbx-order-count-1d: %d\r\n"

logger = structlog.get_logger("glassbook.gateway")
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint with what it weighs in the venue's profile."""

    endpoint: Endpoint
    weight: int
    rule: Rule | None


class Guest(NamedTuple):
    """Somebody whom another door knows already: his account, and the session he came in by."""

    account_id: int
    session: str


class Head(NamedTuple):
    """What the head of a request says: what is asked for, by whom, with times in which unit.

    `wish` is to be answered in SBE, where it can be granted.
    """

    route: Route
    api_key: str
    unit_ns: int
    guest: Guest | None = None
    wish: Wish | None = None


@dataclass(slots=True)
class Answer:
    """What goes back: `headers` beside those of every answer."""

    status: int
    body: bytes
    headers: Iterable[tuple[bytes, bytes]]
    used_weight: int
    is_json: bool = True

    @property
    def lines(self) -> bytes:
        """All headers, as they go over the wire."""
        lines = LINES % (len(self.body), self.used_weight, self.used_weight)
        for header in self.headers:
            lines += b"%b: %b\r\n" % header
        return lines

    @property
    def is_last(self) -> bool:
        """Is the connection closed after it?"""
        return self.headers is refusals.CONNECTION_CLOSE


#: Of an answer of status 200: its own header lines, the empty line, the body.
WholeAnswer = bytes


class OrderAnswer(NamedTuple):
    """The answer to an order that was taken on, its headers already lines."""

    body: bytes
    lines: bytes
    status: int = 200
    is_last: bool = False


def order_answer(body: bytes, used_weight: int, short_count: int, day_count: int) -> OrderAnswer:
    """Return what goes back for an order, with the orders counted of 10 seconds and of the day."""
    lines = ORDER_LINES % (len(body), used_weight, used_weight, short_count, day_count)
    return OrderAnswer(body, lines)


def refused(
    error: Exception, venue: Venue, path: str, address: str, wish: Wish | None = None
) -> Answer:
    """Return the answer to a request that ended in `error`."""
    refusal = _refusal(error, path)
    used_weight = venue.limiter.used_weight(address)
    if wish is not None:
        body = wish.refused(refusal)
        return Answer(refusal.status, body, refusal.headers, used_weight, is_json=False)
    return Answer(refusal.status, _encode(refusal.body()), refusal.headers, used_weight)


def _refusal(error: Exception, path: str) -> Refusal:
    """Return what is told of an error: whose it is, and whether to try again."""
    match error:
        case Refusal():
            return error
        case QueueFull():
            return refusals.overloaded()
        case VenueStopped():
            stopped = refusals.outcome_unknown if error.is_unknown else refusals.shutting_down
            return stopped()
    logger.error("request failed", path=path, exc_info=error)
    return refusals.unknown_fault()
