"""What a page asks first, whoever looks at it; and the local mailbox of a venue on trial."""

from glassbook.identity.entrance import Entered
from glassbook.identity.refused import Refused, Why
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Shape
from glassbook.web.accounts.entering import ROOT, Standing, standing

LETTERS_SHOWN = 100
MILLISECOND_NS = 1_000_000


class VisitorView(Shape, kw_only=True):
    """`standing` is null for whoever is not logged in."""

    standing: Standing | None
    shows_mailbox: bool


class LetterView(Shape, kw_only=True):
    """A letter; `time` in milliseconds."""

    time: int
    to: str
    about: str
    subject: str
    text: str


async def show_visitor(desk: Desk, call: Call) -> VisitorView:
    """Tell whoever looks at a page who he is here. Nobody is refused."""
    session = call.session
    is_known = session is not None and desk.people.customer(session.person) is not None
    return VisitorView(
        standing=standing(desk, Entered(call.token, call.own)) if is_known else None,
        shows_mailbox=_is_shown(desk, call),
    )


async def show_mailbox(desk: Desk, call: Call) -> list[LetterView]:
    """Show the letters that this venue has written, to the machine it runs on."""
    if desk.mailbox is None or not _is_shown(desk, call):
        accepted = "the machine of a venue that was opened with its mailbox"
        raise Refused(Why.FORBIDDEN, "mailbox", "is not shown here", accepted)
    return [
        LetterView(
            time=time_ns // MILLISECOND_NS,
            to=letter.to,
            about=letter.about,
            subject=letter.subject,
            text=letter.text,
        )
        for time_ns, letter in desk.mailbox.dated(LETTERS_SHOWN)
    ]


def _is_shown(desk: Desk, call: Call) -> bool:
    return desk.mailbox is not None and call.is_local


ENDPOINTS = (
    Endpoint("GET", f"{ROOT}/visitor", Access.ANYBODY, show_visitor, VisitorView, "Who looks"),
    Endpoint(
        "GET",
        f"{ROOT}/mailbox",
        Access.ANYBODY,
        show_mailbox,
        list[LetterView],
        "The local mailbox",
    ),
)
