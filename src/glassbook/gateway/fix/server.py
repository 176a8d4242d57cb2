"""The FIX server: two ports, one for orders and drop copies, one for market data.

On Binance the kind of a session is told by the host it connects to; here by the port, and a drop
copy besides by its DropCopyFlag. News of the venue comes in by `on_batch`, time by `beat`, and each
ends with one write for every client that has something to read.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from uuid import uuid4

import structlog

from glassbook.gateway.fix import faults
from glassbook.gateway.fix.connection import Connection
from glassbook.gateway.fix.door import Door
from glassbook.gateway.fix.limits import SessionLimits
from glassbook.gateway.fix.market import DEPTH_PERIOD_MS, Market
from glassbook.gateway.fix.messages import Kinds
from glassbook.gateway.fix.reading import Envelope, Values
from glassbook.gateway.fix.reports import reports
from glassbook.gateway.fix.session import Admission
from glassbook.gateway.listening import bound
from glassbook.gateway.open_files import connections_max
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.batches import AppliedBatch

STRANGERS_MAX = 1_000  # connections that have not logged on yet; fewer where files are few
MS_NS = 1_000_000
SECOND_MS = 1_000
NEWS_SECONDS = 10
TRADING = Kinds.ORDER_ENTRY | Kinds.DROP_COPY
CLOSING = "Your connection is about to be closed. Please reconnect."

logger = structlog.get_logger()


class FixServer:
    """All FIX sessions of the venue.

    Arguments
        limits   of each kind of session
        tls      encrypts both ports; None for plain sockets, which belong on the loopback address
    """

    def __init__(
        self,
        venue: Venue,
        limits: Mapping[Kinds, SessionLimits],
        host: str,
        ports: tuple[int, int],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Bind the ports of orders and of market data; 0 takes any that is free.

        *Raises* PortInUse, OSError.
        """
        self.venue = venue
        self.clock: Callable[[], int] = venue.clock
        self.market = Market(venue.projections)
        self.uuid = str(uuid4())
        self.to_flush: dict[Connection, None] = {}
        self._door = Door(venue.keys, venue.projections.directory, limits)
        self._tls = tls
        self._sockets = [bound(host, ports[0])]
        try:
            self._sockets.append(bound(host, ports[1]))
        except OSError:
            self._sockets[0].close()
            raise
        self.ports: tuple[int, int] = (
            self._sockets[0].getsockname()[1],
            self._sockets[1].getsockname()[1],
        )
        self._servers: list[asyncio.Server] = []
        self._connections: dict[Connection, None] = {}
        self._followers: dict[int, dict[Connection, None]] = {}
        self._is_open = True
        self._strangers_max = min(STRANGERS_MAX, connections_max() // 4)

    async def start(self) -> None:
        """Accept connections."""
        loop = asyncio.get_running_loop()
        for listening, kinds in zip(self._sockets, (TRADING, Kinds.MARKET_DATA), strict=True):
            factory = partial(Connection, self, kinds)
            server = await loop.create_server(factory, sock=listening, ssl=self._tls)
            self._servers.append(server)

    # --- connections ----------------------------------------------------------------------------

    def enter(self, connection: Connection) -> bool:
        """Take in a connection, unless too many strangers are waiting or the venue is closing."""
        strangers = sum(each.session.admission is None for each in self._connections)
        if not self._is_open or strangers >= self._strangers_max:
            return False
        self._connections[connection] = None
        return True

    def admit(
        self, connection: Connection, opened: Envelope, values: Values, kinds: Kinds, now_ns: int
    ) -> Admission:
        """Let a logon in. *Raises* Rejected."""
        admission = self._door.admit(
            opened, values, _kind(values, kinds), connection.address, now_ns
        )
        if admission.kind in TRADING and not admission.only_acks:
            account_id = admission.account_id
            if account_id not in self._followers:
                self._followers[account_id] = {}
                self.venue.projections.executions.watch(account_id)
            self._followers[account_id][connection] = None
        return admission

    def leave(self, connection: Connection) -> None:
        """Forget a connection."""
        if connection not in self._connections:
            return
        del self._connections[connection]
        self.to_flush.pop(connection, None)
        self.market.dismiss(connection, connection.subscriptions)
        admission = connection.session.admission
        if admission is None:
            return
        has_parted = connection.session.has_parted
        self._door.leave(admission, self.clock(), has_parted=has_parted)
        followers = self._followers.get(admission.account_id, {})
        if connection in followers:
            del followers[connection]
            if not followers:
                del self._followers[admission.account_id]
                self.venue.projections.executions.unwatch(admission.account_id)

    # --- news and time --------------------------------------------------------------------------

    def on_batch(self, applied: AppliedBatch) -> None:
        """Tell a batch that every projection has folded. Register this with the feed.

        A fault of ours ends FIX, and nothing else: what happened is in the journal.
        """
        try:
            self._tell(applied)
        except Exception:
            logger.exception("FIX has stopped: a batch could not be told")
            self.shut_down()

    def _tell(self, applied: AppliedBatch) -> None:
        projections = self.venue.projections
        for account_id, executions in projections.executions.latest.items():
            followers = self._followers.get(account_id)
            if followers:
                told = list(reports(executions, applied.facts, projections))
                for connection in tuple(followers):
                    connection.send_all(told)
        self.market.on_batch(applied)
        self._flush()

    def beat(self) -> None:
        """Do what is due by the clock; late beats are no harm."""
        now_ns = self.clock()
        for connection in tuple(self._connections):
            session = connection.session
            session.beat(now_ns)
            self._check_key(connection, now_ns)
            connection.flush()

    def _check_key(self, connection: Connection, now_ns: int) -> None:
        """End a session whose key was revoked, has expired, or may no longer do this."""
        session, admission = connection.session, connection.session.admission
        if not session.is_open or admission is None:
            return
        if not self._door.still_opens(admission, connection.address, now_ns):
            session.dismiss("The API key is no longer valid.", now_ns)

    def beat_depth(self) -> None:
        """Tell what changed in the books."""
        self.market.beat()
        self._flush()

    async def run(self) -> None:
        """Beat until cancelled. After a fault of ours there is no FIX rather than a wrong one.

        *Raises* what a beat raised.
        """
        beats = 0
        try:
            while True:
                now_ms = self.clock() // MS_NS
                await asyncio.sleep((DEPTH_PERIOD_MS - now_ms % DEPTH_PERIOD_MS) / SECOND_MS)
                self.beat_depth()
                beats += 1
                if beats % (SECOND_MS // DEPTH_PERIOD_MS) == 0:
                    self.beat()
        except Exception:
            logger.exception("FIX has stopped: a beat failed")
            self.shut_down()
            raise

    def _flush(self) -> None:
        waiting, self.to_flush = self.to_flush, {}
        for connection in waiting:
            connection.flush()

    # --- the end --------------------------------------------------------------------------------

    async def count_down(self, seconds: int) -> None:
        """Tell every session, every ten seconds, how long it has left; return when that is over."""
        for headline, pause_s in headlines(seconds):
            self._announce(headline)
            await asyncio.sleep(pause_s)

    def _announce(self, headline: str) -> None:
        now_ns = self.clock()
        for connection in tuple(self._connections):
            connection.session.announce(headline, now_ns)
            connection.flush()

    def shut_down(self) -> None:
        """Log every session out, and let nobody in any more."""
        self._is_open = False
        for server in self._servers:
            server.close()
        if not self._servers:
            for listening in self._sockets:
                listening.close()
        now_ns = self.clock()
        for connection in tuple(self._connections):
            connection.session.announce(CLOSING, now_ns)
            connection.session.dismiss("The venue is shutting down.", now_ns)
            connection.flush()


def headlines(seconds: int) -> Iterator[tuple[str, int]]:
    """Yield what is said in the last so many seconds, each with how long it holds.

    The last one holds ten seconds, which its readers count on; the first takes what is over.
    """
    while seconds > NEWS_SECONDS:
        pause_s = seconds % NEWS_SECONDS or NEWS_SECONDS
        yield f"You'll be disconnected in {seconds} seconds. Please reconnect.", pause_s
        seconds -= pause_s
    if seconds:
        yield CLOSING, seconds


def _kind(values: Values, kinds: Kinds) -> Kinds:
    """Return the kind of session that a logon on a port of these kinds opens."""
    is_drop_copy = values.get("DropCopyFlag") == "Y"
    if kinds is Kinds.MARKET_DATA:
        if is_drop_copy:
            raise faults.no_drop_copy_here()
        return Kinds.MARKET_DATA
    return Kinds.DROP_COPY if is_drop_copy else Kinds.ORDER_ENTRY
