"""The staff's way in: name, password and code at once, in a cookie of its own."""

from glassbook.identity.entrance import Entered
from glassbook.identity.refused import Refused, Why
from glassbook.identity.sessions import Kind, writing_token
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Nothing, Shape
from glassbook.web.accounts.entering import ROOT

PATH = f"{ROOT}/staff/session"


class StaffLogIn(Shape, kw_only=True):
    name: str
    password: str
    code: str


class StaffStanding(Shape, kw_only=True):
    """A session of the staff; `writingToken` as for customers."""

    name: str
    role: str
    writing_token: str


class StaffPassword(Shape, kw_only=True):
    """The present password, a code of the authenticator, and the new password."""

    current: str
    code: str
    password: str


class StaffVisitor(Shape, kw_only=True):
    """`standing` is null for whoever is not logged in as staff."""

    standing: StaffStanding | None


async def log_in(desk: Desk, call: Call) -> StaffStanding:
    """Begin a session of the staff. The second factor is no choice."""
    body: StaffLogIn = call.body
    call.entered = await desk.entrance.log_staff_in(
        body.name, body.password, body.code, call.visitor, call.session
    )
    return _standing(desk, call.entered)


async def show(desk: Desk, call: Call) -> StaffStanding:
    """Tell of the session what the console needs to go on."""
    return _standing(desk, Entered(call.token, call.own))


async def look(desk: Desk, call: Call) -> StaffVisitor:
    """Tell whoever looks at the console who he is here. Nobody is refused."""
    session = call.session
    is_member = session is not None and desk.people.member(session.person) is not None
    return StaffVisitor(
        standing=_standing(desk, Entered(call.token, call.own)) if is_member else None
    )


async def change_password(desk: Desk, call: Call) -> StaffStanding:
    """Change one's own password, by both factors. Every other session of one's own ends."""
    body: StaffPassword = call.body
    call.entered = await desk.entrance.change_staff_password(
        call.own, body.current, body.code, body.password
    )
    return _standing(desk, call.entered)


async def log_out(desk: Desk, call: Call) -> Nothing:
    """End the session."""
    desk.people.sessions.revoke(call.own.person, Kind.STAFF, call.own.session_id)
    call.is_out = True
    return Nothing()


def _standing(desk: Desk, entered: Entered) -> StaffStanding:
    member = desk.people.member(entered.session.person)
    if member is None:
        raise Refused(Why.NOT_RECOGNISED, "session", "is over", "a new log-in")
    return StaffStanding(
        name=member.name, role=member.role, writing_token=writing_token(entered.token)
    )


ENDPOINTS = (
    Endpoint("POST", PATH, Access.STAFF_TO_BE, log_in, StaffStanding, "Log in", StaffLogIn),
    Endpoint("GET", f"{ROOT}/staff/visitor", Access.STAFF_TO_BE, look, StaffVisitor, "Who looks"),
    Endpoint("GET", PATH, Access.STAFF, show, StaffStanding, "The session"),
    Endpoint(
        "POST",
        f"{ROOT}/staff/password",
        Access.STAFF,
        change_password,
        StaffStanding,
        "Change one's own password",
        StaffPassword,
    ),
    Endpoint("DELETE", PATH, Access.STAFF, log_out, Nothing, "Log out"),
)
