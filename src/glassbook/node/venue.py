"""The venue: everything between a submitted command and its outcome, in one object.

Its one rule: an outcome is given when the command is durable, applied, folded into every projection
and told to every listener, in this order, and not before.

    loop       submit ──► sequencer ─┐            ┌─► projections ─► feed ─► outcome
    pipeline                         └─► history ─┘

A fault of ours on either side stops the venue: the journal is whole, a restart replays it.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from glassbook.journal.files import DISK, Files
from glassbook.journal.lock import DirectoryLock
from glassbook.journal.trouble import WriteFailed
from glassbook.journal.writer import JournalWriter
from glassbook.node import health
from glassbook.node.build import build_document
from glassbook.node.clock import Clock, now_ns
from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Buffer, Core, Projections
from glassbook.node.gathering import Gathering
from glassbook.node.health import Health
from glassbook.node.latencies import Latencies
from glassbook.node.metrics import Metrics
from glassbook.node.notary import Notary
from glassbook.node.outcomes import outcomes
from glassbook.node.pipeline import (
    COPIED_BYTES_MAX,
    Applied,
    Cadence,
    Cut,
    Delivery,
    Pipeline,
    Placed,
    Refused,
    in_a_thread,
)
from glassbook.node.recovery import Recovered, Report, for_room, recover
from glassbook.node.runs import Run
from glassbook.node.snapshooter import Snapshooter
from glassbook.projection.incidents import Incidents
from glassbook.protocol.batches import Labels, SequencedDocument
from glassbook.protocol.commands import COMMAND_SIZE
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome, QueueFull, Sent, VenueStopped
from glassbook.publisher.feed import Feed
from glassbook.sequencer.sequencer import Sequencer
from glassbook.sequencer.work import Done, StampedBatch, Work


class Venue:
    """The exchange of one data directory; implements `protocol.submission.Submitter`.

    Made, then started on a running loop, then stopped; all methods but `offer` on that loop.

    Arguments
        projections   folded before anybody is answered; None for a venue that nobody asks
        clock         nanoseconds since the Unix epoch
        notary        signs the checkpoints; None for a venue that signs nothing
        files         the disk; a test or a simulation hands in one that fails
        start         has the pipeline run, and returns what waits for its end
        copied_bytes_max  what of the core is copied for a snapshot; of more, a second core is kept
        report        told how far the recovery is
    """

    def __init__(
        self,
        configuration: Configuration,
        core: Core,
        projections: Projections | None = None,
        *,
        notary: Notary | None = None,
        clock: Clock = now_ns,
        files: Files = DISK,
        start: Callable[[Pipeline], Callable[[], None]] = in_a_thread,
        report: Report | None = None,
        copied_bytes_max: int = COPIED_BYTES_MAX,
    ) -> None:
        self.configuration = configuration
        self.metrics = Metrics()
        self.feed = Feed(commands_max=configuration.feed_commands_max)
        self._core = core
        self._projections = projections
        self._notary = notary
        self._clock = clock
        self._files = files
        self._start = start
        self._report = report
        self._copied_bytes_max = copied_bytes_max
        self._status = health.STARTING
        self._notes: list[str] = []
        self._lock: DirectoryLock | None = None
        self.runs_before: list[Run] = []
        self.incidents = Incidents()
        self.latencies = Latencies(time.perf_counter)
        self.opened_ns = 0  # of the start that is under way
        self._fault: VenueStopped | None = None  # what was applied cannot be told any more

    # --- start and stop -----------------------------------------------------------------------

    async def start(self) -> Recovered:
        """Recover, journal what is running, and accept commands.

        *Raises* DirectoryInUse, Damage, RecoveryStopped, WriteFailed: nothing was started.
        RuntimeError under `python -O`.
        """
        if not __debug__:
            raise RuntimeError(
                "python -O leaves out the checks that stop a venue: start without it"
            )
        self._loop = asyncio.get_running_loop()
        queue_max = self.configuration.queue_commands_max
        self._gathering = Gathering(self._loop, self.offer, queue_max)
        self._lock = self._files.own(self.configuration.data)
        try:
            recovered = self._recover()
            self._wire(recovered)
            self._place_first_documents()
        except BaseException:
            if self._notary is not None:
                self._notary.close()
            self._lock.close()
            raise
        self._join = self._start(self._pipeline)
        self._status = health.RUNNING
        return recovered

    async def stop(self) -> None:
        """Refuse what is new, finish what is under way, checkpoint, take a snapshot, close."""
        if self._status in (health.STARTING, health.STOPPED):
            return
        self._status = health.STOPPED
        self._gathering.send()
        self._sequencer.close(VenueStopped("the venue is shutting down"))
        await self._loop.run_in_executor(None, self._join)
        await self._snapshooter.close()
        if self._notary is not None:
            await self._loop.run_in_executor(None, self._notary.close)
        self._writer.close()
        assert self._lock is not None
        self._lock.close()

    def _recover(self) -> Recovered:
        began = time.perf_counter()
        configuration = self.configuration
        recovered = recover(
            configuration.journal_directory,
            configuration.snapshots_directory,
            self._core,
            self._projections,
            self._report,
            self._files,
            make_trees=None if self._notary is None else self._notary.trees,
        )
        self._notes = recovered.notes
        self.runs_before = list(recovered.runs.finished)
        self.incidents = recovered.incidents
        self.opened_ns = max(self._clock(), recovered.end.head.time_ns)
        self.metrics.recovery_seconds.set(time.perf_counter() - began)
        return recovered

    def _wire(self, recovered: Recovered) -> None:
        configuration, head = self.configuration, recovered.end.head
        self._writer = JournalWriter(
            configuration.journal_directory,
            recovered.end,
            segment_bytes=configuration.segment_bytes,
            files=self._files,
        )
        self._sequencer = Sequencer(
            self._clock,
            commands_max=configuration.queue_commands_max,
            batch_max=configuration.batch_commands_max,
            sequence=head.sequence,
            time_ns=head.time_ns,
        )
        self._pipeline = Pipeline(
            self._sequencer,
            self._writer,
            recovered.exchange,
            cadence=Cadence(
                configuration.checkpoint_commands,
                configuration.snapshot_commands,
                configuration.checkpoint_seconds * 10**9,
            ),
            metrics=self.metrics,
            deliver=self._hand_over,
            since_snapshot=recovered.replayed_commands,
            notary=self._notary,
            restore=self._core.restore,
            copied_bytes_max=self._copied_bytes_max,
        )
        self._pipeline.follow_if_large()
        self._snapshooter = Snapshooter(
            configuration.snapshots_directory, self.metrics, self._snapshot_is_written, self._files
        )
        if self._notary is not None and recovered.trees is not None:
            self._notary.begin(recovered.trees)
        self.feed.begin_after(head.sequence)
        self.metrics.gauge("glassbook_sequence", "Last journaled.", lambda: self._pipeline.sequence)
        self.metrics.gauge(
            "glassbook_under_way", "Commands not yet answered.", lambda: self._sequencer.under_way
        )

    def _place_first_documents(self) -> None:
        """Journal which build runs, how it is configured, and what it recovered."""
        try:
            self._pipeline.place(build_document(self._core.identity))
            self._pipeline.place(self.configuration.document())
            if self._notary is not None:
                key = Document("signing-key", 1, {"key": str(self._notary.key)})
                self._pipeline.place(key)
            self._pipeline.checkpoint()
        except VenueStopped as error:
            self._writer.close()
            raise WriteFailed(str(error)) from error

    # --- submitting ---------------------------------------------------------------------------

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        """Submit one packed command and wait until it is durable and told.

        *Raises* QueueFull (nothing was taken), VenueStopped.
        """
        future: asyncio.Future[Outcome] = self._loop.create_future()
        self.send(command, label, partial(_resolve, future))
        return await future

    def send(self, command: bytes, label: Label, done: Sent) -> None:
        """Submit one packed command without waiting; `done` is called on the loop, once.

        *Raises* VenueStopped before the start: `done` is not called.
        """
        if self._status == health.STARTING:
            raise VenueStopped("the venue is starting")
        self._gathering.add(command, label, done)

    async def submit_many(self, commands: bytes, labels: Labels | None = None) -> Outcome:
        """Submit packed commands that stay together, in order, in one batch. As `submit`."""
        future: asyncio.Future[Outcome] = self._loop.create_future()
        self.offer(commands, labels, partial(_resolve, future))
        return await future

    async def submit_document(self, document: Document) -> Outcome:
        """Give a document a place in the sequence and wait until it is durable. As `submit`."""
        future: asyncio.Future[Outcome] = self._loop.create_future()
        self._sequencer.offer_document(document, partial(_resolve, future))
        return await future

    def offer(self, commands: bytes, labels: Labels | None, done: Done) -> None:
        """Submit without waiting, from any thread; `done` is called on the loop, once.

        *Raises* QueueFull, VenueStopped, ValueError: nothing was taken, `done` is not called.
        """
        if self._status == health.STARTING:
            raise VenueStopped("the venue is starting")
        began, count = time.perf_counter(), len(commands) // COMMAND_SIZE

        def timed(result: Outcome | VenueStopped) -> None:
            done(result)
            self.latencies.add(began, count)

        try:
            self._sequencer.offer(commands, labels, timed)
        except QueueFull:
            self.metrics.refused.inc()
            raise

    # --- how it is ----------------------------------------------------------------------------

    @property
    def health(self) -> Health:
        """How the venue is."""
        if self._status == health.STARTING:
            return Health(status=health.STARTING, why="recovering", notes=self._notes)
        failure = self._pipeline.failure
        is_read_only = failure is not None and self._status == health.RUNNING
        return Health(
            status=health.READ_ONLY if is_read_only else self._status,
            why=str(failure) if failure is not None else "",
            sequence=self._pipeline.sequence,
            told_sequence=self.feed.sequence,
            under_way=self._sequencer.under_way,
            checkpoint_sequence=self._pipeline.checkpoint_sequence,
            snapshot_sequence=self._snapshooter.sequence,
            snapshot_failure=self._snapshooter.failure,
            signed_sequence=0 if self._notary is None else self._notary.sequence,
            signing_failure="" if self._notary is None else self._notary.failure,
            notes=self._notes,
        )

    # --- what comes back from the pipeline ----------------------------------------------------

    def _hand_over(self, delivery: Delivery) -> None:
        """Bring a delivery from the pipeline's thread to the loop, in order."""
        self._loop.call_soon_threadsafe(self._receive, delivery)

    def _receive(self, delivery: Delivery) -> None:
        match delivery:
            case Applied(work, _):
                self._tell(delivery)
            case Placed(work):
                self._note(work.entry)
                self._answer(work.done, Outcome(work.entry.sequence, work.entry.time_ns, []))
            case Refused(work, why):
                self._refuse(work, why)
            case Cut():
                self._snapshot(delivery)
                return
        self._sequencer.give_back(work.room)

    def _note(self, entry: SequencedDocument) -> None:
        """Take up a document that is durable."""
        self.incidents.follow(entry)
        if self._fault is None:
            if self._projections is not None:
                self._projections.follow(entry)
            self.feed.pass_over(entry.sequence)

    def _tell(self, delivery: Applied) -> None:
        """Fold, publish, answer. After a fault nothing is told any more: it is unknown."""
        work, applied = delivery.work, delivery.applied
        if self._fault is None:
            try:
                if self._projections is not None:
                    self._projections.fold(applied)
                self.feed.publish(applied)
            except Exception as error:  # noqa: BLE001 - our own fault, whatever it is: stop
                self._stop_telling(error)
        if self._fault is not None:
            self._refuse(work, self._fault)
            return
        for ticket, outcome in zip(work.tickets, outcomes(work, applied), strict=True):
            self._answer(ticket.done, outcome)

    def _stop_telling(self, error: Exception) -> None:
        why = f"what was applied could not be told after sequence {self.feed.sequence}: {error!r}"
        self._fault = VenueStopped(why, is_unknown=True)
        self._pipeline.stop(self._fault)
        self._log(why, error)

    def _snapshot(self, cut: Cut) -> None:
        """Add what the projections remember at the same sequence, and have it written."""
        if self._fault is not None:
            return
        tables = {}
        if self._projections is not None:
            try:
                tables = for_room("projections", self._projections.save())
            except Exception as error:  # noqa: BLE001 - the journal has everything: go on without
                self._snapshooter.failure = f"the projections could not be saved: {error!r}"
                self._log(self._snapshooter.failure, error)
                self._snapshot_is_written()
                return

        def late() -> dict[str, Buffer]:
            core: dict[str, Buffer] = for_room("core", cut.tables())
            return (
                core if cut.trees is None else core | for_room("transparency", cut.trees.result())
            )

        self._snapshooter.write(cut.position(self._core.identity), tables, late)

    def _refuse(self, work: Work, why: VenueStopped) -> None:
        if isinstance(work, StampedBatch):
            dones: list[Done | None] = [ticket.done for ticket in work.tickets]
        else:
            dones = [work.done]
        for done in dones:
            self._answer(done, VenueStopped(str(why), is_unknown=why.is_unknown))

    def _answer(self, done: Done | None, result: Outcome | VenueStopped) -> None:
        """Tell one submitter. That he cannot take it is no reason not to tell the next."""
        if done is None:
            return
        try:
            done(result)
        except Exception as error:  # noqa: BLE001 - see above
            self._log("a submitter could not take its outcome", error)

    def _log(self, what: str, error: Exception) -> None:
        self._loop.call_exception_handler({"message": what, "exception": error})

    def _snapshot_is_written(self) -> None:
        self._pipeline.is_snapshot_under_way = False


def _resolve(future: "asyncio.Future[Outcome]", result: Outcome | VenueStopped | QueueFull) -> None:
    if future.done():
        return  # whoever asked has gone; what he asked for has happened all the same
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
