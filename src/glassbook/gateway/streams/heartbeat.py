"""The life of one connection as three deadlines: the next ping, the latest pong, the last hour.

Sans-I/O: told the time and the pongs that came, it says what is due. A pong counts only when it
echoes a ping that is still unanswered; others "are allowed, but will not prevent disconnection".
"""

from enum import Enum, auto

from glassbook.gateway.streams.profile import StreamProfile


class Due(Enum):
    """What a heartbeat asks for."""

    NOTHING = auto()
    PING = auto()
    PONG_IS_LATE = auto()
    TOO_OLD = auto()


class Heartbeat:
    """`due_ns` is when `beat` next has something to say; before it, asking is a waste."""

    def __init__(self, profile: StreamProfile, now_ns: int) -> None:
        self._profile = profile
        self._end_ns = now_ns + profile.life_ns
        self._ping_ns = now_ns + profile.ping_every_ns
        self._unanswered: list[tuple[int, bytes]] = []  # (sent at, payload), oldest first
        self.due_ns = 0
        self._look_ahead()

    def beat(self, now_ns: int) -> Due:
        """Say the most urgent thing that is due. After PING, send a ping with `payload`."""
        if now_ns >= self._end_ns:
            return Due.TOO_OLD
        if self._unanswered and now_ns >= self._pong_deadline_ns():
            return Due.PONG_IS_LATE
        if now_ns < self._ping_ns:
            return Due.NOTHING
        self._ping_ns = now_ns + self._profile.ping_every_ns
        self._unanswered.append((now_ns, str(now_ns // 1_000_000).encode()))
        self._look_ahead()
        return Due.PING

    @property
    def payload(self) -> bytes:
        """What the newest unanswered ping carries: the time of it in milliseconds."""
        return self._unanswered[-1][1]

    def pong(self, payload: bytes) -> None:
        """Note a pong: it answers the ping with its payload and every ping before that one."""
        for place, (_, sent) in enumerate(self._unanswered):
            if sent == payload:
                del self._unanswered[: place + 1]
                self._look_ahead()
                return

    def _pong_deadline_ns(self) -> int:
        return self._unanswered[0][0] + self._profile.pong_within_ns

    def _look_ahead(self) -> None:
        self.due_ns = min(self._end_ns, self._ping_ns)
        if self._unanswered:
            self.due_ns = min(self.due_ns, self._pong_deadline_ns())
