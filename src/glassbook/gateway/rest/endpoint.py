"""One row of the table of endpoints: all that is to be known of it stands in its declaration.

The router, the weights, the parameter rules, the OpenAPI document and its page are made of these.
"""

from collections.abc import Awaitable, Callable
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
    """Who may call: (needs a key, needs a signature, needs this permission)."""

    NONE = (False, False, Permission(0))
    MARKET_DATA = (True, False, Permission(0))
    USER_STREAM = (True, False, Permission.READ)
    USER_DATA = (True, True, Permission.READ)
    TRADE = (True, True, Permission.TRADE)

    def __init__(self, needs_key: bool, is_signed: bool, permission: Permission) -> None:
        self.needs_key = needs_key
        self.is_signed = is_signed
        self.permission = permission


Handler = Callable[[Venue, Call], Awaitable[Any]]


@dataclass(frozen=True)
class Endpoint:
    """An operation.

    handler   given the venue and the call, returns what is encoded as the answer
    answer    the type of that, or a tuple of the types it may be, for the description
    tag       the heading it stands under in the description
    is_lenient_about_security   an unsigned call may carry timestamp, recvWindow and signature:
              clients sign some of these though nothing asks them to
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
    by_name: dict[str, Parameter] = field(init=False)
    mandatory: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.parameters})
        names = tuple(each.name for each in self.parameters if each.is_mandatory)
        object.__setattr__(self, "mandatory", names)

    def values(self, sent: dict[str, str]) -> dict[str, Any]:
        """Read the parameters sent.

        *Rejects* -1105 for an empty one; what its kind rejects; -1102 for a mandatory one missing;
        -1101 or -1104 when some are none of this endpoint's.
        """
        values: dict[str, Any] = {}
        read = 0
        for name, text in sent.items():
            parameter = self.by_name.get(name)
            if parameter is not None:
                if not text:
                    raise refusals.empty_parameter(name)
                values[name] = parameter.read(text)
                read += 1
            elif self.takes_security and name in SECURITY_PARAMETERS:
                read += 1
        for name in self.mandatory:
            if name not in values:
                raise refusals.mandatory_missing(name)
        if read < len(sent):
            raise self._unread(read, len(sent))
        return values

    @property
    def takes_security(self) -> bool:
        return self.security.is_signed or self.is_lenient_about_security

    def _unread(self, read: int, sent: int) -> refusals.Refusal:
        if not self.by_name and not self.security.is_signed:
            return refusals.too_many_parameters(0, sent)
        return refusals.unread_parameters(read, sent)
