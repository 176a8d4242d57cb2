"""The pipeline: the one thread in which commands become history.

    take ─► append ─► sync ─► apply ─► deliver ─► (checkpoint, snapshot) ─► take …

Its one rule: nothing is applied that is not durable, and nothing is told that is not applied. When
something fails it stops for good: what was not durable is refused; where that is not known, it says
so; and what still waits is refused untouched. The restart reads the journal and knows.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from glassbook.journal.snapshots import Position
from glassbook.journal.trouble import SyncFailed, WriteFailed
from glassbook.journal.writer import JournalWriter
from glassbook.node.contracts import Engine
from glassbook.node.exchange import Exchange
from glassbook.node.metrics import Metrics
from glassbook.node.notary import Notary
from glassbook.node.runs import STOP
from glassbook.node.second_core import Entry, SecondCore, Tables
from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import VenueStopped
from glassbook.sequencer.sequencer import Sequencer
from glassbook.sequencer.work import StampedBatch, StampedDocument, Work

#: As much can be copied in some 5 ms, while everybody waits.
COPIED_BYTES_MAX = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Applied:
    """A batch that is history, and whom to tell."""

    work: StampedBatch
    applied: AppliedBatch


@dataclass(frozen=True, slots=True)
class Placed:
    """A document that is history, and whom to tell."""

    work: StampedDocument


@dataclass(frozen=True, slots=True)
class Refused:
    """Work that did not become history, or nobody knows whether it did."""

    work: Work
    why: VenueStopped


@dataclass(frozen=True, slots=True)
class Cut:
    """What the core remembers at a position; whoever gets this in turn stands at the same one.

    tables  of the core; waits where a second core has yet to come there. *Raises* OSError
    trees   what the notary remembers there, as soon as it has come there; None without one
    """

    sequence: int
    time_ns: int
    journal_hash: bytes
    events_digest: bytes
    tables: Callable[[], Tables]
    trees: Future[dict[str, bytes]] | None = None

    def position(self, core_identity: str) -> Position:
        """Return what a snapshot made of it belongs to."""
        return Position(
            self.sequence,
            self.time_ns,
            self.journal_hash.hex(),
            self.events_digest.hex(),
            core_identity,
        )


Delivery = Applied | Placed | Refused | Cut


@dataclass(frozen=True)
class Cadence:
    """After how many commands the digests are journaled, and a snapshot is taken.

    checkpoint_ns  after so long the digests are, if there was any command at all
    """

    checkpoint_commands: int
    snapshot_commands: int
    checkpoint_ns: int


class Pipeline:
    """Drives the exchange. `deliver` is called where it runs, in the order of history."""

    def __init__(
        self,
        sequencer: Sequencer,
        writer: JournalWriter,
        exchange: Exchange,
        *,
        cadence: Cadence,
        metrics: Metrics,
        deliver: Callable[[Delivery], None],
        since_snapshot: int = 0,
        notary: Notary | None = None,
        restore: Callable[[Tables], Engine] | None = None,
        copied_bytes_max: int = COPIED_BYTES_MAX,
    ) -> None:
        self._sequencer = sequencer
        self._writer = writer
        self._exchange = exchange
        self._cadence = cadence
        self._metrics = metrics
        self._deliver = deliver
        self._notary = notary
        self._restore = restore
        self._copied_bytes_max = copied_bytes_max
        self._second: SecondCore | None = None
        self._since_checkpoint = 0
        self._checkpoint_time_ns = 0
        self._since_snapshot = since_snapshot  # commands that the next snapshot will save replaying
        self.failure: VenueStopped | None = None
        self.is_snapshot_under_way = False  # set here; cleared by whoever writes it
        self.checkpoint_sequence = 0

    @property
    def sequence(self) -> int:
        """The last sequence that is history."""
        return self._writer.head.sequence

    def place(self, document: Document) -> None:
        """Journal a document of the venue's own. Where it runs, or before it does.

        *Raises* VenueStopped when that could not be done.
        """
        work = self._sequencer.place(document)
        if not self._carry(work):
            assert self.failure is not None
            raise self.failure

    def checkpoint(self) -> None:
        """Journal the digests of everything so far, and have it signed. As `place`."""
        document = self._exchange.checkpoint()
        if self._notary is not None:
            head = self._writer.head
            self._notary.sign(self._exchange.moment(head.time_ns, head.hash))
        self.checkpoint_sequence = self._exchange.sequence
        self._checkpoint_time_ns = self._writer.head.time_ns
        self._since_checkpoint = 0
        self.place(document)

    def stop(self, why: VenueStopped) -> None:
        """Stop for good, because something downstream failed. From any thread."""
        self.failure = self.failure or why
        self._sequencer.close(why)

    def run(self) -> None:
        """Work until the sequencer is closed and empty; then say so, and leave a checkpoint and a
        snapshot.
        """
        while self.step(None):
            pass
        if self.failure is None:
            with suppress(VenueStopped):  # noted in `failure`
                self.place(Document(STOP, 1, {}))
                if self._since_snapshot:
                    self._keep(is_checkpoint_due=True, is_snapshot_due=True)
        if self._second is not None:
            self._second.close()

    def step(self, timeout: float | None) -> bool:
        """Take one piece of work as far as it goes. Returns False when none came.

        `timeout` is in seconds, as for `Sequencer.take`; None waits until the sequencer is closed.
        """
        work = self._sequencer.take(timeout)
        if work is None:
            return False
        if self.failure is None:
            self._carry(work)
            self._keep_cadence()
        else:
            self._deliver(Refused(work, VenueStopped(str(self.failure))))
        return True

    def _carry(self, work: Work) -> bool:
        """Make one piece of work history and deliver it. Returns whether it became that."""
        try:
            self._make_durable(work)
            delivery = self._make_history(work)
        except WriteFailed as error:
            self._fail(work, VenueStopped(f"{error}. {REMEDY}"))
        except SyncFailed as error:
            self._fail(work, VenueStopped(f"{error}. {REMEDY}", is_unknown=True))
        except Exception as error:  # noqa: BLE001 - our fault: stop, never guess
            why = f"the core stopped at sequence {self._exchange.sequence + 1}: {error!r}"
            self._fail(work, VenueStopped(why, is_unknown=True))
        else:
            self._deliver(delivery)
            return True
        return False

    def _make_durable(self, work: Work) -> None:
        self._writer.append(work.batch if isinstance(work, StampedBatch) else work.entry)
        began = time.perf_counter()
        self._writer.sync()
        self._metrics.sync_seconds.observe(time.perf_counter() - began)

    def _make_history(self, work: Work) -> Delivery:
        if isinstance(work, StampedDocument):
            self._exchange.pass_over(work.entry)
            self._witness(work.entry, None)
            self._metrics.documents.inc()
            return Placed(work)
        applied = self._exchange.apply(work.batch)
        self._witness(work.batch, applied)
        command_count = len(work.batch.commands)
        self._since_checkpoint += command_count
        self._since_snapshot += command_count
        self._metrics.commands.inc(command_count)
        self._metrics.batch_commands.observe(command_count)
        self._metrics.events.inc(len(applied.events))
        return Applied(work, applied)

    def _witness(self, entry: Entry, applied: AppliedBatch | None) -> None:
        if self._second is not None:
            self._second.follow(entry)
        if self._notary is not None:
            self._notary.add(self._writer.head.hash, applied)

    def _fail(self, work: Work, why: VenueStopped) -> None:
        self.stop(why)
        self._deliver(Refused(work, why))

    def _keep_cadence(self) -> None:
        if self.failure is None:
            self._keep(
                is_checkpoint_due=self._is_checkpoint_due()
                and not (self._notary is not None and self._notary.is_busy),
                is_snapshot_due=self._since_snapshot >= self._cadence.snapshot_commands
                and not self.is_snapshot_under_way,
            )

    def _is_checkpoint_due(self) -> bool:
        """Were there enough commands, or any and enough time? By their stamps, not a clock."""
        since, cadence = self._since_checkpoint, self._cadence
        since_ns = self._writer.head.time_ns - self._checkpoint_time_ns
        return since >= cadence.checkpoint_commands or (
            since > 0 and since_ns >= cadence.checkpoint_ns
        )

    def _keep(self, *, is_checkpoint_due: bool, is_snapshot_due: bool) -> None:
        try:
            if is_checkpoint_due:
                self.checkpoint()
            if is_snapshot_due:
                self._cut()
        except VenueStopped:
            return  # noted in `failure`; what waits is refused
        except Exception as error:  # noqa: BLE001 - our fault: stop, never guess
            self.stop(VenueStopped(f"the core's state cannot be read: {error!r}"))

    def _cut(self) -> None:
        """Note what the core remembers; writing it is somebody else's work."""
        head = self._writer.head
        assert head.sequence == self._exchange.sequence, "the core stands where the journal ends"
        self._since_snapshot = 0
        self.is_snapshot_under_way = True
        self.follow_if_large()
        tables = self._tables()
        digest = self._exchange.events_digest
        trees = None if self._notary is None else self._notary.saved()
        self._deliver(Cut(head.sequence, head.time_ns, head.hash, digest, tables, trees))

    def _tables(self) -> Callable[[], Tables]:
        if self._second is not None:
            return self._second.tables().result
        tables = self._exchange.engine.snapshot()
        return lambda: tables

    def follow_if_large(self) -> None:
        """Have a second core follow, once there is too much to copy while everybody waits.

        It is copied a last time here: before the venue opens, or just when it has grown too large.
        """
        if self._restore is None or self._second is not None:
            return
        engine = self._exchange.engine
        if sum(len(table) for table in engine.tables().values()) > self._copied_bytes_max:
            self._second = SecondCore(partial(self._restore, engine.snapshot()))


def in_a_thread(pipeline: Pipeline) -> Callable[[], None]:
    """Have the pipeline run in a thread of its own. Returns what waits for its end."""
    thread = threading.Thread(target=pipeline.run, name="glassbook-pipeline", daemon=True)
    thread.start()
    return thread.join


REMEDY = (
    "The venue is read-only until it is restarted. Make room on the disk or replace it, then "
    "restart: everything that was acknowledged is in the journal"
)
