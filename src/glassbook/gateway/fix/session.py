"""One FIX session without its socket: bytes in, requests and bytes out. No clock of its own.

It answers all that concerns the session alone; what concerns orders or markets it hands on, in the
order of MsgSeqNum, which must grow by exactly one. A message that is rejected keeps its number, one
with a wrong number does not take one. Source: FIX API, "FIX Connection Lifecycle", "Header".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import recv_window_us, require_fresh
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.faults import Garbled, Reason, Rejected
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.framing import Framer, framed
from glassbook.gateway.fix.limits import Allowance, SessionLimits
from glassbook.gateway.fix.messages import BY_CODE, Kinds
from glassbook.gateway.fix.reading import Envelope, Values, envelope, values_of
from glassbook.gateway.fix.times import SECOND_NS, stamp, time_ns
from glassbook.gateway.fix.transitions import TRANSITIONS, Happening, State
from glassbook.gateway.fix.writing import Body, body

if TYPE_CHECKING:
    from glassbook.gateway.fix.runs import Reader, Run

TARGET = "SPOT"
SEQUENCE_MAX = 2**32 - 1  # after it comes 0
LOGON_SECONDS = 10
ONLY_ACKS = "2"
RESEND_REQUEST = "2"
NEW_ORDER = b"\x0135=D\x01"
NEW_ORDER_BY = 26  # of a message's bytes, at the latest


@dataclass(frozen=True, slots=True)
class Request:
    """A message for an application: its type, its number, its fields."""

    code: str
    sequence: int
    values: Values


@dataclass(frozen=True, slots=True)
class Admission:
    """Who logged on, and to what.

    limits  of this kind of session
    """

    account_id: int
    api_key: str
    comp_id: str
    kind: Kinds
    limits: SessionLimits
    heartbeat_s: int
    only_acks: bool


#: Lets a logon in, given its envelope, its fields and the time, or raises Rejected.
Admit = Callable[[Envelope, Values, int], Admission]


class Session:
    """One session. `admit` is asked once; `uuid` names the process that serves."""

    def __init__(self, admit: Admit, uuid: str, now_ns: int) -> None:
        self.state = State.CONNECTED
        self.admission: Admission | None = None
        self.allowance: Allowance | None = None
        self.has_parted = False  # with a Logout from either side
        self.reader: Reader | None = None  # of runs of usual orders
        self._admit = admit
        self._uuid = uuid
        self._framer = Framer()
        self._expected = 1
        self._sent = 0
        self._peer = b""
        self._out: list[bytes] = []
        self._begun_ns = self._heard_ns = self._told_ns = self._tested_ns = now_ns
        self._heartbeat_ns = 0
        self._test_id = ""

    @property
    def is_open(self) -> bool:
        """Is it logged on?"""
        return self.state in (State.ACTIVE, State.DOUBTFUL)

    # --- bytes in -------------------------------------------------------------------------------

    def receive(self, data: bytes, now_ns: int) -> "Iterator[Request | Run]":
        """Take in what arrived; yield what an application must answer, before anything after it."""
        self._framer.feed(data)
        while self.state is not State.CLOSED:
            if (run := self._run(now_ns)) is not None:
                yield run
                continue
            try:
                message = self._framer.next()
                if message is None:
                    return
                request = self._take(message, now_ns)
            except Garbled as garbled:
                self._answer_garbled(str(garbled), now_ns)
            else:
                if request is not None:
                    yield request

    def _run(self, now_ns: int) -> "Run | None":
        """Take the usual orders that come next together, if any do."""
        source, place = self._framer.rest
        if self.reader is None or source.find(NEW_ORDER, place, place + NEW_ORDER_BY) < 0:
            return None
        assert self.allowance is not None, "an open session was admitted"
        room = min(self.allowance.left(now_ns), SEQUENCE_MAX - self._expected)
        run = self.reader.read(source, place, self._expected, room, now_ns)
        if run is not None:
            self._framer.skip(run.end)
            self._expected += run.count
            self.allowance.count(run.count, now_ns)
            self._heard_ns = now_ns
        return run

    def _take(self, message: bytes, now_ns: int) -> Request | None:
        self._heard_ns = now_ns
        if self.allowance is not None and not self.allowance.count(1, now_ns):
            limits = self.allowance.limits
            told = faults.too_many_messages(limits.messages_max, f"{limits.messages_s} SECOND")
            self._part(Happening.TOO_MANY, told.text, now_ns)
            return None
        opened = None
        try:
            opened = envelope(message)
            return self._let_through(opened, now_ns)
        except Rejected as rejected:
            self._reject(opened, rejected, now_ns)
        return None

    def _let_through(self, opened: Envelope, now_ns: int) -> Request | None:
        """Return what is for an application. *Raises* Rejected."""
        _require_header(opened, "SenderCompID", "MsgSeqNum")
        if self.state is State.CONNECTED:
            self._peer = opened.header["SenderCompID"].encode()
            self._log_on(opened, now_ns)
            return None
        sequence = self._require_place(opened)
        _require_header(opened, "TargetCompID", "SendingTime")
        self._require_fresh(opened, now_ns)
        code = opened.code
        kind = BY_CODE.get(code)
        if code == RESEND_REQUEST:
            raise faults.no_resending()
        if kind is None or not kind.by_client:
            raise faults.not_supported(code)
        assert self.admission is not None, "an open session was admitted"
        if self.admission.kind not in kind.kinds:
            not_here = _WRONG_SESSION[self.admission.kind]
            raise not_here()
        values = values_of(kind, opened.body)
        if code in ("0", "1", "5", "A"):
            self._administer(code, values, now_ns)
            return None
        return Request(code, sequence, values)

    def _require_place(self, opened: Envelope) -> int:
        """Return the message's number, which is then taken. *Raises* Rejected."""
        assert self.admission is not None, "an open session was admitted"
        if opened.header["SenderCompID"] != self.admission.comp_id:
            raise faults.wrong_sender()
        sequence = opened.sequence
        if sequence != self._expected:
            raise faults.wrong_sequence(self._expected)
        self._expected = 0 if sequence == SEQUENCE_MAX else sequence + 1
        return sequence

    def _require_fresh(self, opened: Envelope, now_ns: int) -> None:
        """A message with a RecvWindow is refused outside of it; one without is not asked."""
        text = opened.header.get("RecvWindow")
        if text is not None:
            require_window(opened, text, now_ns)

    # --- the session's own messages -------------------------------------------------------------

    def _log_on(self, opened: Envelope, now_ns: int) -> None:
        if opened.code != "A":
            raise faults.logon_first()
        _require_header(opened, "TargetCompID", "SendingTime")
        values = values_of(BY_CODE["A"], opened.body)
        if opened.sequence != self._expected:
            raise faults.wrong_sequence(self._expected)
        require_window(opened, opened.header.get("RecvWindow"), now_ns)
        self.admission = admission = self._admit(opened, values, now_ns)
        # From here on the session is open.
        self._expected = 2
        self.allowance = Allowance(admission.limits)
        self.allowance.count(1, now_ns)
        self._heartbeat_ns = admission.heartbeat_s * SECOND_NS
        self._move(Happening.LOGGED_ON)
        answer = {"EncryptMethod": 0, "HeartBtInt": admission.heartbeat_s, "UUID": self._uuid}
        self.send(body("A", answer), now_ns)

    def _administer(self, code: str, values: Values, now_ns: int) -> None:
        if code == "A":
            raise faults.already_logged_on()
        if code == "1":
            self.send(body("0", {"TestReqID": values["TestReqID"]}), now_ns)
        elif code == "5":
            self._part(Happening.LOGGED_OUT, "Logout acknowledgment.", now_ns)
        elif self.state is State.DOUBTFUL and values.get("TestReqID") == self._test_id:
            self._move(Happening.ANSWERED)

    def _reject(self, opened: Envelope | None, rejected: Rejected, now_ns: int) -> None:
        is_logon = self.state is State.CONNECTED
        sequence, code = (opened.sequence, opened.code) if opened else (None, None)
        self.reject(sequence, code, rejected, now_ns)
        if is_logon:
            self._part(Happening.LOGON_REFUSED, rejected.text, now_ns)

    def _answer_garbled(self, text: str, now_ns: int) -> None:
        self.reject(None, None, faults.garbled(text), now_ns)
        self._part(Happening.GARBLED, text, now_ns)

    # --- bytes out ------------------------------------------------------------------------------

    def reject(
        self, sequence: int | None, code: str | None, rejected: Rejected, now_ns: int
    ) -> None:
        """Answer a message with Reject."""
        answer = {
            "RefSeqNum": sequence,
            "RefTagID": rejected.tag or None,
            "RefMsgType": code or None,
            "SessionRejectReason": int(rejected.reason),
            "ErrorCode": rejected.code,
            "Text": rejected.text,
        }
        self.send(body("3", answer), now_ns)

    def send(self, message: Body, now_ns: int) -> None:
        """Send one message."""
        self.send_all([message], now_ns)

    def send_all(self, messages: list[Body], now_ns: int) -> None:
        """Send messages one after the other, stamped with the same time."""
        if self.state is State.CLOSED:
            return
        self._told_ns = now_ns
        header = self._header(now_ns)
        for code, fields in messages:
            self._sent = 0 if self._sent == SEQUENCE_MAX else self._sent + 1
            self._out.append(framed(b"35=%b\x0134=%d%b%b" % (code, self._sent, header, fields)))

    def _header(self, now_ns: int) -> bytes:
        """Return what follows MsgSeqNum, up to a message's own fields."""
        return b"\x0149=SPOT\x0152=%b\x0156=%b\x01" % (stamp(now_ns), self._peer or b"UNKNOWN")

    def numbering(self, now_ns: int) -> tuple[int, bytes, int]:
        """Return what somebody needs who writes whole messages: the number of the next, what
        follows it in each, and how many may be written before numbers begin anew.
        """
        return self._sent + 1, self._header(now_ns), SEQUENCE_MAX - self._sent

    def send_written(self, count: int, written: bytes, now_ns: int) -> None:
        """Send messages that were written with the last `numbering`."""
        if self.state is not State.CLOSED:
            self._told_ns = now_ns
            self._sent += count
            self._out.append(written)

    def take(self) -> bytes:
        """Return what is to be written, and forget it."""
        if not self._out:
            return b""
        written = b"".join(self._out)
        self._out.clear()
        return written

    # --- time, and the end ----------------------------------------------------------------------

    def beat(self, now_ns: int) -> None:
        """Do what is due by the clock: a heartbeat, a question, or the end."""
        if self.state is State.CONNECTED:
            if now_ns - self._begun_ns >= LOGON_SECONDS * SECOND_NS:
                self._move(Happening.LOGON_OVERDUE)
            return
        if not self.is_open:
            return
        if self.state is State.DOUBTFUL:
            if now_ns - self._tested_ns >= self._heartbeat_ns:
                self._part(Happening.SILENCE, "TestRequest was not answered in time.", now_ns)
                return
        elif now_ns - self._heard_ns >= self._heartbeat_ns:
            self._move(Happening.SILENCE)
            self._tested_ns, self._test_id = now_ns, f"{now_ns // 1000}"
            self.send(body("1", {"TestReqID": self._test_id}), now_ns)
        if now_ns - self._told_ns >= self._heartbeat_ns:
            self.send(body("0", {}), now_ns)

    def announce(self, headline: str, now_ns: int) -> None:
        """Tell the client that its connection is about to end."""
        if self.is_open:
            self.send(body("B", {"Headline": headline}), now_ns)

    def dismiss(self, text: str, now_ns: int) -> None:
        """End the session, for a reason of the venue's."""
        if self.is_open:
            self._part(Happening.DISMISSED, text, now_ns)
        elif self.state is State.CONNECTED:
            self._move(Happening.DISMISSED)

    def hang_up(self) -> None:
        """Note that the connection is gone."""
        if self.state is not State.CLOSED:
            self._move(Happening.HUNG_UP)

    def _part(self, happening: Happening, text: str, now_ns: int) -> None:
        """Say Logout, and close."""
        self.send(body("5", {"Text": text}), now_ns)
        self.has_parted = True
        self._move(happening)

    def _move(self, happening: Happening) -> None:
        self.state = TRANSITIONS[self.state, happening]


def _require_header(opened: Envelope, *names: str) -> None:
    """Return when these fields are there and can be read. *Raises* Rejected."""
    for name in names:
        field, text = BY_NAME[name], opened.header.get(name)
        if text is None:
            raise faults.missing(field)
        if not field.fits(text):
            raise faults.illegal(field)
        is_other = name == "TargetCompID" and text != TARGET
        if is_other or (name == "SendingTime" and time_ns(text) is None):
            raise faults.bad_value(field)


def require_window(opened: Envelope, window: str | None, now_ns: int) -> None:
    """Return when the message is neither stale nor from the future. *Raises* Rejected."""
    field = BY_NAME["RecvWindow"]
    if window is not None and not field.fits(window):
        raise faults.illegal(field)
    sent_ns = time_ns(opened.header["SendingTime"])
    assert sent_ns is not None, "the header was looked at before"
    try:
        window_us = recv_window_us(window)
    except Refusal as refusal:
        raise faults.of(refusal, Reason.VALUE_IS_INCORRECT, field.tag) from None
    try:
        require_fresh(sent_ns // 1000, window_us, now_ns // 1000)
    except Refusal as refusal:
        reason = Reason.SENDINGTIME_ACCURACY_PROBLEM
        raise faults.of(refusal, reason, BY_NAME["SendingTime"].tag) from None


_WRONG_SESSION = {
    Kinds.ORDER_ENTRY: faults.not_in_order_entry,
    Kinds.DROP_COPY: faults.not_in_drop_copy,
    Kinds.MARKET_DATA: faults.not_in_market_data,
}
