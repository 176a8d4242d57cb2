"""One row of the table of `/web/v1/`: all that is to be known of an operation stands here.

The door reads bodies by these types and refuses by them; the description is made of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from msgspec import Struct

from glassbook.identity.entrance import Entered, Entrance, Visitor
from glassbook.identity.forgotten import Forgotten
from glassbook.identity.lost_factors import LostFactors
from glassbook.identity.mailbox import LocalMailbox
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.passkeys import Passkeys, Site
from glassbook.identity.people import People, Role
from glassbook.identity.registration import Registration
from glassbook.identity.sessions import Kind, Session
from glassbook.identity.vault import Vault
from glassbook.web.console.floor import Floor


class Shape(Struct, rename="camel", kw_only=True, forbid_unknown_fields=True):
    """A JSON object whose names are in camel case. A name that is not known is refused."""


class Nothing(Shape, kw_only=True):
    """An answer without words."""


class Access(Enum):
    """Who may ask: (whose session it takes, whether half a session will do)."""

    ANYBODY = (None, False)
    STAFF_TO_BE = (None, True)
    HALF = (Kind.CUSTOMER, True)
    CUSTOMER = (Kind.CUSTOMER, False)
    STAFF = (Kind.STAFF, False)

    def __init__(self, kind: Kind | None, takes_half: bool) -> None:
        self.kind = kind
        self.takes_half = takes_half

    @property
    def cookie(self) -> Kind:
        """Whose cookie is looked at, and written."""
        return Kind.STAFF if self in {Access.STAFF, Access.STAFF_TO_BE} else Kind.CUSTOMER


@dataclass(frozen=True, slots=True)
class Desk:
    """What the handlers are given.

    account_id  of a reference; None while there is no such account
    clock       nanoseconds since the epoch
    mailbox     whose letters are shown on this machine; None where they are not
    floor       the venue as its staff see it; None where there is none
    """

    people: People
    vault: Vault
    keys: OwnKeys
    registration: Registration
    entrance: Entrance
    forgotten: Forgotten
    passkeys: Passkeys
    lost: LostFactors
    account_id: Callable[[str], int | None]
    clock: Callable[[], int]
    mailbox: LocalMailbox | None = None
    floor: Floor | None = None


@dataclass(slots=True)
class Call:
    """One request on its way to a handler.

    body     of the endpoint's type; None where it takes none
    session  of the cookie, if it opens one
    token    that opened it
    is_local whether it comes from the machine that the venue runs on, and through nothing between
    site     where the page that asks is open; None for what is no browser
    entered  set by the handler: the session that the cookie is to open from now on
    is_out   set by the handler: the cookie is to be taken away
    """

    body: Any
    session: Session | None
    token: str
    visitor: Visitor
    is_local: bool = False
    site: Site | None = None
    entered: Entered | None = field(default=None)
    is_out: bool = False

    @property
    def own(self) -> Session:
        """The session of an operation that takes one."""
        assert self.session is not None, "the door has looked"
        return self.session


Handler = Callable[[Desk, Call], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation. `status` is that of a good answer; `roles` are the staff who may."""

    method: str
    path: str
    access: Access
    handler: Handler
    answer: Any
    summary: str
    body: type[Shape] | None = None
    status: int = 200
    roles: frozenset[Role] = frozenset()

    @property
    def writes(self) -> bool:
        """Does it change anything, so that a page must show that it is ours?"""
        return self.method != "GET"
