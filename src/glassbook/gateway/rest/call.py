"""One request on its way to a handler: who asks, with which values, in which unit of time."""

from dataclasses import dataclass, field
from typing import Any

MILLISECOND_NS = 1_000_000
MICROSECOND_NS = 1_000


@dataclass(slots=True)
class Call:
    """What a handler is given.

    values      the parameters by name, read; only those that were sent
    account_id  who asks; 0 when nobody had to say
    now_ns      when the request was taken up
    unit_ns     the unit of times in the answer, in nanoseconds
    headers     to be added to the answer by the handler
    api_key     with which he asks; empty where that is of no matter to any handler
    session     of the pages' log-in, where he asks by one; else empty
    """

    values: dict[str, Any]
    account_id: int
    now_ns: int
    unit_ns: int = MILLISECOND_NS
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    api_key: str = ""
    session: str = ""

    def time(self, time_ns: int) -> int:
        """Return a time in the unit the client asked for."""
        return time_ns // self.unit_ns
