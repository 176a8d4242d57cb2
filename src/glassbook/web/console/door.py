"""What the rows of the console's table have in common: a staff session, and roles that may."""

from collections.abc import Set as AbstractSet
from typing import Any

from glassbook.identity.people import Member, Role
from glassbook.identity.refused import Refused, Why
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Handler, Shape
from glassbook.web.console.floor import Floor

ROOT = "/web/v1/console"
READERS = frozenset(Role)  # everybody on the staff reads what is not personal


def staff_endpoint(
    method: str,
    path: str,
    handler: Handler,
    answer: Any,
    summary: str,
    roles: AbstractSet[Role],
    body: type[Shape] | None = None,
) -> Endpoint:
    """Return a row that takes a session of the staff, of one of the roles."""
    return Endpoint(
        method, path, Access.STAFF, handler, answer, summary, body, roles=frozenset(roles)
    )


def member_of(desk: Desk, call: Call) -> Member:
    """Return who asks. *Raises* Refused when he was let go meanwhile."""
    member = desk.people.member(call.own.person)
    if member is None:
        raise Refused(Why.NOT_RECOGNISED, "session", "is over", "a new log-in")
    return member


def floor_of(desk: Desk) -> Floor:
    """Return the venue. *Raises* Refused where there is none behind this door."""
    if desk.floor is None:
        raise Refused(Why.CONFLICT, "venue", "is not behind this door")
    return desk.floor
