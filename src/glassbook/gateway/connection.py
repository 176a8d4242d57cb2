"""One HTTP connection: as uvicorn speaks it, for clients that are broken or worse, or in a hurry.

A request must come whole within REQUEST_SECONDS, its line and headers within HEAD_BYTES_MAX: who
opens a connection and says nothing, or begins and never ends, is hung up on. A request that may
take the express lane (see express.py) never meets the parser; what follows it waits for its answer.

Who is refused before he has said all is parted from gently: a socket that is closed with something
unread is reset, and the refusal lost with it. So our half is closed, and what still comes is read
and forgotten until he closes his, at most PARTING_SECONDS and PARTING_BYTES_MAX.

What is sent ahead is read as far as one piece of the socket's; the next when all of it is answered.
So who asks and does not read is not read from either, and little waits for him. Once he has taken
nothing of it for TAKING_SECONDS, he is cut off.
"""

import asyncio
from collections.abc import Callable
from typing import Any, cast

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from glassbook.gateway.access import refusals
from glassbook.gateway.express import Answer, KnownHeads
from glassbook.gateway.reply import CYCLE, composed, composed_whole

KEEP_ALIVE_SECONDS = 65  # longer than the clients' own pools keep idle connections
HEAD_BYTES_MAX = 65_536
REQUEST_SECONDS = 20
TAKING_SECONDS = 60
PARTING_SECONDS = 10
PARTING_BYTES_MAX = 2**28
PARTINGS_MAX = 64  # of those who came too many; for the rest there is no time


_BUSY_BODY = msgspec.json.encode(refusals.overloaded().body())
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json;charset=UTF-8\r\n"
    b"connection: close\r\ncontent-length: %d\r\n\r\n%b" % (len(_BUSY_BODY), _BUSY_BODY)
)


class Connection(HttpToolsProtocol):
    """A client's connection. `known_heads` opens the express lane; None: there is none. Who comes
    when there are `connections_max` already is told that the venue is busy.
    """

    def __init__(
        self,
        *rest: Any,
        connections_max: int,
        known_heads: KnownHeads | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*rest, **named)
        self._connections_max = connections_max
        self._known_heads = known_heads
        self._has_head = False
        self._is_between = True  # no request has begun and not come whole
        self._head_bytes = 0
        self._heads = 0  # that have come whole
        self._messages = 0  # begun so far, on either lane
        self._deadline: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._untaken: asyncio.TimerHandle | None = None
        self._messages_when_idle = 0
        self._is_on_errand = False
        self._is_last = False
        self._behind = b""  # came while an errand was under way
        self._unread_bytes_max = -1  # more than that will not be read and forgotten; -1: we listen

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self._address = self.client[0] if self.client else ""
        self._whole = self.transport
        self._gentle = cast("asyncio.Transport", _GentleTransport(self.transport, self._part))
        too_many = len(self.connections) - self._connections_max
        if too_many <= 0:
            self._expect_rest()
        else:
            self.transport.write(BUSY)
            (self._gentle if too_many <= PARTINGS_MAX else self.transport).close()

    def data_received(self, data: bytes) -> None:
        if self._is_on_errand:
            self._behind += data
            self.flow.pause_reading()
        elif self._unread_bytes_max >= 0:
            self._forget(data)
        elif self._known_heads is None or not self._is_free():
            self._parse(data)
        elif (found := self._known_heads.find(data)) is not None:
            known, body = found
            self._run_errand(known.read, body)
        else:
            messages = self._messages
            self._parse(data)
            cycle = cast("RequestResponseCycle | None", self.cycle)  # None: it was an upgrade
            is_one = self._is_between and self._messages == messages + 1
            if is_one and cycle is not None and cycle.keep_alive:
                self._known_heads.learn(data, cycle.scope)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        if self._idle is not None:
            self._idle.cancel()
        self._expect_no_taking()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_taking()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._expect_no_taking()

    def _expect_taking(self) -> None:
        """Look again later whether the client has taken any of what waits for him."""
        waiting = self.transport.get_write_buffer_size()
        self._untaken = self.loop.call_later(TAKING_SECONDS, self._cut_off_or_go_on, waiting)

    def _cut_off_or_go_on(self, waited: int) -> None:
        if self.transport.get_write_buffer_size() >= waited:
            self.transport.abort()
        else:
            self._expect_taking()

    def _expect_no_taking(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    def shutdown(self) -> None:
        """Close, once what is under way is answered."""
        if self._is_on_errand:
            self._is_last = True
        else:
            super().shutdown()

    # --- the parser's way ---------------------------------------------------------------------

    def _parse(self, data: bytes) -> None:
        heads = self._heads
        super().data_received(data)
        if self._is_between and self._messages:
            return
        self._expect_rest()
        if not self._has_head:
            self._head_bytes += len(data) if heads == self._heads else 0  # else most is not its own
            if self._head_bytes > HEAD_BYTES_MAX and not self._is_leaving():
                self.send_400_response("The request line and headers are too long.")

    def on_message_begin(self) -> None:
        self._messages += 1
        self._has_head = self._is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._has_head = True
        self._heads += 1
        self._head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_between = True
        self._expect_nothing()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with what was sent ahead; read more only when all of it is answered."""
        super().on_response_complete()
        if self.pipeline:
            self.flow.pause_reading()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        cast("dict[str, Any]", cycle.scope)["extensions"] = {CYCLE: cycle}
        cycle.transport = self._gentle
        super()._start_asgi_task(cycle, app)

    def _expect_rest(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self._hang_up)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    # --- the last word -------------------------------------------------------------------------

    def send_400_response(self, msg: str) -> None:
        self.transport = self._gentle  # uvicorn says it, and closes
        try:
            super().send_400_response(msg)
        finally:
            self.transport = self._whole

    def _is_leaving(self) -> bool:
        return self.transport.is_closing() or self._unread_bytes_max >= 0

    def _part(self) -> None:
        """Close, once what was said has reached the client; see above."""
        if (self._is_between and self._messages) or not self._whole.can_write_eof():
            self._whole.close()
        elif self._unread_bytes_max < 0:
            self._unread_bytes_max = PARTING_BYTES_MAX
            self._expect_nothing()
            self._deadline = self.loop.call_later(PARTING_SECONDS, self._hang_up)
            self._whole.write_eof()
            self.flow.resume_reading()

    def _forget(self, data: bytes) -> None:
        self._unread_bytes_max -= len(data)
        if self._unread_bytes_max < 0:
            self._unread_bytes_max = 0
            self._hang_up()

    # --- the express lane ---------------------------------------------------------------------

    def _is_free(self) -> bool:
        """Would a request that comes now be the only one, and its answer be taken at once?"""
        return (
            self._is_between
            and not self._is_on_errand
            and self._is_answered()
            and not self.flow.write_paused
        )

    def _is_answered(self) -> bool:
        """Has the parser's last request, if there was one, its answer?"""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return cycle is None or cycle.response_complete

    def _run_errand(self, head: Any, body: bytes) -> None:
        assert self._known_heads is not None, "a lane leads somewhere"
        self._expect_nothing()
        self._unset_keepalive_if_required()
        self._messages += 1
        self._is_on_errand = True
        self._known_heads.serve(head, body, self._address, self._answered)

    def _answered(self, answer: Answer | bytes) -> None:
        self._is_on_errand = False
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        defaults, is_last = self.server_state.default_headers, self._is_last
        if type(answer) is bytes:
            self.transport.write(composed_whole(defaults, answer, is_last=is_last))
        else:
            told = cast("Answer", answer)
            self.transport.write(
                composed(told.status, defaults, told.lines, told.body, is_last=is_last)
            )
            is_last = is_last or told.is_last
        if is_last:
            self.transport.close()
            return
        if self._idle is None:
            self._watch()
        if self._behind:
            behind, self._behind = self._behind, b""
            self.flow.resume_reading()
            self.data_received(behind)

    def _watch(self) -> None:
        """Look again later whether the client has asked for anything since: one timer for all."""
        self._messages_when_idle = self._messages
        self._idle = self.loop.call_later(KEEP_ALIVE_SECONDS, self._hang_up_if_idle)

    def _hang_up_if_idle(self) -> None:
        if self._messages == self._messages_when_idle and self._is_free():
            self._hang_up()
        else:
            self._watch()


class _GentleTransport:
    """The transport as an answer is given it: to write to as ever, to close gently."""

    def __init__(self, transport: asyncio.Transport, part: Callable[[], None]) -> None:
        self.write = transport.write
        self.is_closing = transport.is_closing
        self.close = part
