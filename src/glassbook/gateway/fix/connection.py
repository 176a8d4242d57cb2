"""One client's connection: a socket, a session, and what stands behind it.

Nobody is waited for: who does not read what he is sent is cut off, who sends faster than the venue
can take is not read from until it has. Everything happens on the loop.
"""

import asyncio
from typing import TYPE_CHECKING, cast

import structlog

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.limit_query import limit_response
from glassbook.gateway.fix.messages import Kinds
from glassbook.gateway.fix.order_entry import OrderEntry
from glassbook.gateway.fix.packets import Packet
from glassbook.gateway.fix.reading import Envelope, Values
from glassbook.gateway.fix.runs import Run
from glassbook.gateway.fix.session import Admission, Request, Session
from glassbook.gateway.fix.subscriptions import Subscriptions
from glassbook.gateway.fix.transitions import State
from glassbook.gateway.fix.translation import rejected
from glassbook.gateway.fix.writing import Body

if TYPE_CHECKING:
    from glassbook.gateway.fix.server import FixServer

UNREAD_BYTES_MAX = 16 * 1024 * 1024
UNANSWERED_MAX = 16_384  # requests of one session; half of it, and it is read from again

logger = structlog.get_logger()


class Connection(asyncio.Protocol):
    """One connection to one of the server's ports."""

    def __init__(self, server: "FixServer", kinds: Kinds) -> None:
        self._server = server
        self._kinds = kinds
        self._transport: asyncio.Transport
        self._orders: OrderEntry | None = None
        self._unanswered = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self.subscriptions = Subscriptions(0)
        self.address = ""
        self.session = Session(self._admit, server.uuid, server.clock())

    # --- the socket -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; or hang up at once where too many strangers are waiting."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are of no such class
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else ""
        if not self._server.enter(self):
            self.session.hang_up()
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take in what arrived, and answer."""
        now_ns = self._server.clock()
        try:
            for request in self.session.receive(data, now_ns):
                self._take(request)
        except Exception:
            logger.exception("what a FIX client sent could not be taken up")
            self.session.dismiss("Internal error.", now_ns)
        if self._orders is not None and (packet := self._orders.packet()) is not None:
            self._submit(self._orders, packet)
        self.flush()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's name
        """Note that the client has gone; what it asked for happens all the same."""
        self.session.hang_up()
        self._server.leave(self)

    def flush(self) -> None:
        """Write what is to be written, and close what has ended."""
        written = self.session.take()
        if written:
            self._transport.write(written)
            if self._transport.get_write_buffer_size() > UNREAD_BYTES_MAX:
                logger.warning("a FIX client did not read, and was cut off", address=self.address)
                self.session.hang_up()
                self._transport.abort()
        if self.session.state is State.CLOSED:
            self._transport.close()

    # --- requests -------------------------------------------------------------------------------

    def _admit(self, opened: Envelope, values: Values, now_ns: int) -> Admission:
        admission = self._server.admit(self, opened, values, self._kinds, now_ns)
        self.subscriptions = Subscriptions(admission.limits.streams_max)
        if admission.kind is Kinds.ORDER_ENTRY:
            self._orders = OrderEntry(self._server.venue, admission, self)
            self.session.reader = self._orders.reader
        return admission

    def _take(self, request: Request | Run) -> None:
        """Hand a request to who knows what it is about, or answer it."""
        if isinstance(request, Run):
            assert self._orders is not None, "runs are read where orders are taken"
            self._orders.take_run(request)
        elif request.code == "XLQ":
            self._tell_limits(request)
        elif self._orders is not None:
            self._orders.take(request)
        else:
            try:
                self._server.market.take(request, self, self.subscriptions)
            except Rejected as wrong:
                self.reject(request, wrong)
            except Refusal as refusal:
                wrong_request = rejected(refusal)
                assert wrong_request is not None, "market data knows no other refusals"
                self.reject(request, wrong_request)

    def _tell_limits(self, request: Request) -> None:
        admission, allowance = self.session.admission, self.session.allowance
        assert admission is not None, "who asks has logged on"
        assert allowance is not None, "who has logged on has an allowance"
        answer = limit_response(
            request.values["ReqID"],
            admission.kind,
            allowance,
            self._server.venue.limiter,
            admission.account_id,
            self.subscriptions.streams,
        )
        self.session.send(answer, self._server.clock())

    def reject(self, request: Request, rejected: Rejected) -> None:
        """Answer a request with Reject."""
        self.session.reject(request.sequence, request.code, rejected, self._server.clock())

    def send_all(self, messages: list[Body]) -> None:
        """Send messages; they are written with the next flush."""
        self.session.send_all(messages, self._server.clock())
        self._server.to_flush[self] = None

    def numbering(self) -> tuple[int, bytes, int]:
        """Return what is needed to write whole messages: see Session."""
        return self.session.numbering(self._server.clock())

    def send_written(self, count: int, written: bytes) -> None:
        """Send messages written with the last `numbering`; as `send_all`."""
        self.session.send_written(count, written, self._server.clock())
        self._server.to_flush[self] = None

    # --- orders on their way --------------------------------------------------------------------

    def _submit(self, orders: OrderEntry, packet: Packet) -> None:
        """Have a packet submitted; read no more while too many requests wait for their answer."""
        self._unanswered += packet.count
        if self._unanswered > UNANSWERED_MAX:
            self._transport.pause_reading()
        task = asyncio.get_running_loop().create_task(self._carry(orders, packet))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, orders: OrderEntry, packet: Packet) -> None:
        try:
            await orders.submit(packet)
        except Exception:
            logger.exception("FIX requests could not be answered")
            self.session.dismiss("Internal error.", self._server.clock())
        self._unanswered -= packet.count
        if not self._transport.is_closing() and self._unanswered <= UNANSWERED_MAX // 2:
            self._resume()
        self.flush()

    def _resume(self) -> None:
        if not self._transport.is_reading():
            self._transport.resume_reading()
