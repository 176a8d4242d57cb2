"""One client: what he listens to, in which form, and the frames on their way to him.

Frames wait until the end of a batch or beat and then leave in one write. A client that does not
read is cut off when his line holds more than his profile allows; he is never waited for.
"""

import structlog

from glassbook.gateway.streams.allowance import Allowance
from glassbook.gateway.streams.form import Form
from glassbook.gateway.streams.heartbeat import Due, Heartbeat
from glassbook.gateway.streams.line import Line
from glassbook.gateway.streams.outbox import Outbox
from glassbook.gateway.streams.profile import StreamProfile
from glassbook.gateway.streams.topics import Topic

POLICY_VIOLATION = 1008  # RFC 6455, section 7.4.1
GOING_AWAY = 1001
UNSUPPORTED = 1003

logger = structlog.get_logger()


class Connection:
    """A client on a line. `topics` by name, in the order in which he asked for them."""

    # A thousand are told in turns: what each of them takes from memory is most of what it costs.
    __slots__ = (
        "_allowance",
        "_heartbeat",
        "_outbox",
        "form",
        "line",
        "profile",
        "topics",
    )

    def __init__(
        self, line: Line, form: Form, profile: StreamProfile, outbox: Outbox, now_ns: int
    ) -> None:
        self.form = form
        self.topics: dict[str, Topic] = {}
        self.profile = profile
        self.line = line
        self._outbox = outbox
        self._heartbeat = Heartbeat(profile, now_ns)
        self._allowance = Allowance(profile.messages_per_second)

    def take(self, frame: bytes) -> None:
        """Have a frame sent with the next write."""
        self._outbox.add(self, frame)

    def put(self, frames: bytes) -> None:
        """Write by the line; cut the client off if he has stopped reading."""
        unsent_bytes = self.line.put(frames)
        if unsent_bytes > self.profile.unsent_bytes_max:
            logger.info("stream client cut off: it does not read", streams=len(self.topics))
            self.line.cut()

    def admit(self, now_ns: int) -> bool:
        """Count one inbound message; hang up and return False when it is one too many."""
        if self._allowance.spend(now_ns):
            return True
        self.hang_up(POLICY_VIOLATION, "Too many requests")
        return False

    def pong(self, payload: bytes) -> None:
        """Note a pong."""
        self._heartbeat.pong(payload)

    def beat(self, now_ns: int) -> None:
        """Ping, or end a life that is over: an old one politely, a dead one at once."""
        if now_ns < self._heartbeat.due_ns:
            return
        due = self._heartbeat.beat(now_ns)
        if due is Due.PING:
            self.line.ping(self._heartbeat.payload)
        elif due is Due.PONG_IS_LATE:
            self.hang_up(POLICY_VIOLATION, "Pong timeout")
        elif due is Due.TOO_OLD:
            self.hang_up(GOING_AWAY, "the connection is 24 hours old")

    def hang_up(self, code: int, reason: str) -> None:
        """Send what waits and say goodbye."""
        if frames := self._outbox.withdraw(self):
            self.put(frames)
        self.line.hang_up(code, reason)

    def reform(self, form: Form) -> None:
        """Have everything from now on in another form."""
        for topic in self.topics.values():
            topic.leave(self, self.form)
            topic.join(self, form)
        self.form = form
