"""What a run of orders must know of a request, whatever door it came by: see order_runs."""

from collections.abc import Hashable
from typing import NamedTuple, Protocol

from glassbook.gateway.rest.authorise import Doorkeeper, Standing
from glassbook.gateway.rest.order_shapes import OrderAck, OrderPlaced
from glassbook.identity.api_keys import ApiKey


class Counts(NamedTuple):
    """What the limits had counted with an order: weight, orders of 10 seconds, of the day."""

    weight: int
    orders_short: int
    orders_day: int


class Asked(Protocol):
    """A request for an order, as a run needs it. Exactly one of the last four is called, once.

    form     its parameters as a form, the signature last
    who      equal for all that are let in, or not, alike
    weight   of the request
    unit_ns  of the times in the answer
    """

    @property
    def form(self) -> bytes: ...

    @property
    def who(self) -> Hashable: ...

    @property
    def address(self) -> str: ...

    @property
    def weight(self) -> int: ...

    @property
    def unit_ns(self) -> int: ...

    def standing(self, doorkeeper: Doorkeeper) -> Standing:
        """Return whose request it is, unless the signature says otherwise. *Raises* Refusal."""
        ...

    def is_signed(self, key: ApiKey) -> bool:
        """Is it signed by this key, in the one way that need not be said plainly?"""
        ...

    def go_plainly(self) -> None:
        """Go the way of all requests."""
        ...

    def tell_written(self, answer: bytes, counts: Counts) -> None:
        """Answer with what was written: headers and JSON, or JSON alone."""
        ...

    def tell(self, placed: OrderAck | OrderPlaced, counts: Counts) -> None:
        """Answer with what became of the order."""
        ...

    def refuse(self, error: Exception, account_id: int) -> None:
        """Answer that it was not done, to whom it was let in for."""
        ...
