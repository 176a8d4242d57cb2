"""How much a session may say, and how many sessions an account may have.

Messages are counted in fixed windows aligned to the clock, as every limit of the venue is. Source:
FIX API, "Message Limits", "Connection Limits".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from glassbook.gateway.fix.messages import Kinds
from glassbook.gateway.fix.times import SECOND_NS

UNLIMITED = 2**31


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """The limits of one kind of session.

    messages_max     a connection may send in `messages_s` seconds
    attempts_max     of an account to log on in `attempts_s` seconds
    sessions_max     of an account at the same time
    streams_max      one connection may listen to
    is_enforced      False: everything is counted and nothing refused
    """

    messages_max: int
    messages_s: int
    attempts_max: int
    attempts_s: int
    sessions_max: int
    streams_max: int = 0
    is_enforced: bool = True


DOCUMENTED = {
    Kinds.ORDER_ENTRY: SessionLimits(10_000, 10, 15, 30, 10),
    Kinds.DROP_COPY: SessionLimits(60, 60, 15, 30, 10),
    Kinds.MARKET_DATA: SessionLimits(2_000, 60, 300, 300, 100, streams_max=1_000),
}
_FREE = {
    kind: SessionLimits(
        each.messages_max,
        each.messages_s,
        each.attempts_max,
        each.attempts_s,
        each.sessions_max,
        each.streams_max,
        is_enforced=False,
    )
    for kind, each in DOCUMENTED.items()
}
#: By the name of the venue's limit profile. Binance.US has no FIX: its limits are the global ones.
PROFILES: Mapping[str, Mapping[Kinds, SessionLimits]] = {
    "us": DOCUMENTED,
    "global": DOCUMENTED,
    "none": _FREE,
}


class Allowance:
    """How many messages one session has sent in this window."""

    __slots__ = ("_limits", "_window", "_window_ns", "used")

    def __init__(self, limits: SessionLimits) -> None:
        self._limits = limits
        self._window = -1
        self._window_ns = limits.messages_s * SECOND_NS
        self.used = 0

    def count(self, messages: int, now_ns: int) -> bool:
        """Count messages; return whether they were within the limit."""
        window = now_ns // self._window_ns
        if window != self._window:
            self._window, self.used = window, 0
        self.used += messages
        return self.used <= self._limits.messages_max or not self._limits.is_enforced

    def left(self, now_ns: int) -> int:
        """Return how many messages may still be counted in this window."""
        if not self._limits.is_enforced:
            return UNLIMITED
        used = self.used if now_ns // self._window_ns == self._window else 0
        return max(0, self._limits.messages_max - used)

    @property
    def limits(self) -> SessionLimits:
        """What it counts against."""
        return self._limits
