"""One row of the table of endpoints: all that is to be known of it stands in its declaration.

The router, the weights, the parameter rules, the OpenAPI document and its page are made of these.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.parameters import Parameter
from glassbook.gateway.rest.venue import Venue
from glassbook.identity.api_keys import Permission

SECURITY_PARAMETERS = frozenset({"timestamp", "recvWindow", "signature"})


class Security(Enum):
    """Who may call: (needs a key, needs a signature, needs this permission).

    `mask` is the permission as a plain integer: flags are slow to compare.
    """

    NONE = (False, False, Permission(0))
    MARKET_DATA = (True, False, Permission(0))
    USER_STREAM = (True, False, Permission.READ)
    USER_DATA = (True, True, Permission.READ)
    TRADE = (True, True, Permission.TRADE)
    SIGNED = (True, True, Permission(0))
    TRANSFER = (True, True, Permission.TRANSFER)
    KEYS = (True, True, Permission.KEYS)

    def __init__(self, needs_key: bool, is_signed: bool, permission: Permission) -> None:
        self.needs_key = needs_key
        self.is_signed = is_signed
        self.permission = permission
        self.mask = int(permission)


#: What a log-in to the pages opens. Keys and transfers take more than a session.
OPEN_TO_GUESTS = frozenset({Security.USER_STREAM, Security.USER_DATA, Security.TRADE})

Handler = Callable[[Venue, Call], Awaitable[Any]]
Reader = tuple[Mapping[str, Any], Callable[[str], Any]]


@dataclass(frozen=True, slots=True)
class ListOf:
    """An answer that is a list, each of it of one of these types."""

    kinds: tuple[Any, ...]


@dataclass(frozen=True)
class Endpoint:
    """An operation.

    handler   given the venue and the call, returns what is encoded as the answer
    answer    the type of that, a tuple of the types it may be, or a ListOf, for the description
    tag       the heading it stands under in the description
    is_lenient_about_security   an unsigned call may carry timestamp, recvWindow and signature:
              clients sign some of these though nothing asks them to
    files     content types, where the answer is a file instead
    """

    method: str
    path: str
    security: Security
    handler: Handler
    answer: Any
    tag: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    is_lenient_about_security: bool = False
    files: tuple[str, ...] = ()
    readers: dict[str, Reader] = field(init=False)  # by name: see `known` and `read` of Parameter
    mandatory: frozenset[str] = field(init=False)
    unnamed: frozenset[str] = field(init=False)  # accepted besides the parameters

    def __post_init__(self) -> None:
        readers = {each.name: (each.known, each.read) for each in self.parameters}
        object.__setattr__(self, "readers", readers)
        names = frozenset(each.name for each in self.parameters if each.is_mandatory)
        object.__setattr__(self, "mandatory", names)
        takes_security = self.security.is_signed or self.is_lenient_about_security
        object.__setattr__(self, "unnamed", SECURITY_PARAMETERS if takes_security else frozenset())

    def values(self, sent: dict[str, str]) -> dict[str, Any]:
        """Read the parameters sent.

        *Rejects* -1105 for an empty one; what its kind rejects; -1102 for a mandatory one missing;
        -1101 or -1104 when some are none of this endpoint's.
        """
        values: dict[str, Any] = {}
        readers, extra = self.readers, 0
        for name, text in sent.items():
            if name in readers:
                known, read = readers[name]
                if text in known:
                    values[name] = known[text]
                elif text:
                    values[name] = read(text)
                else:
                    raise refusals.empty_parameter(name)
            else:
                extra += name in self.unnamed
        if not self.mandatory <= values.keys():
            raise refusals.mandatory_missing(self._first_missing(values))
        if len(values) + extra < len(sent):
            raise self._unread(len(values) + extra, len(sent))
        return values

    def _first_missing(self, values: dict[str, Any]) -> str:
        return next(
            each.name for each in self.parameters if each.is_mandatory and each.name not in values
        )

    def _unread(self, read: int, sent: int) -> refusals.Refusal:
        if not self.readers and not self.security.is_signed:
            return refusals.too_many_parameters(0, sent)
        return refusals.unread_parameters(read, sent)
