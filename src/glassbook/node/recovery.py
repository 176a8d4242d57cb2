"""From a directory back to the exchange: the newest good snapshot, and the journal after it.

The whole journal is read and every hash of it checked, also what lies before the snapshot; only
what lies after it is applied again. Checkpoints on the way are compared. A snapshot that cannot be
used is passed over and said: an older one, or the journal from its beginning, gives the same.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from glassbook.journal.files import DISK, Files
from glassbook.journal.reader import End, JournalReader, Record
from glassbook.journal.snapshots import (
    BadSnapshot,
    Position,
    read_position,
    read_tables,
    snapshot_paths,
)
from glassbook.journal.stretches import stretches
from glassbook.node.contracts import Buffer, Core, Projections
from glassbook.node.exchange import CHECKPOINT, Disagreement, Exchange
from glassbook.node.meanwhile import AtOnce, other_thread, read_ahead
from glassbook.node.runs import Runs
from glassbook.projection.incidents import Incidents
from glassbook.protocol.batches import Batch, Stretch
from glassbook.transparency.trees import Trees

B = TypeVar("B", bound=Buffer)

#: Called now and then with the bytes read, all bytes, and the sequence reached.
Report = Callable[[int, int, int], None]
REPORT_EVERY_BYTES = 2**20


class RecoveryStopped(Exception):
    """The journal is whole but cannot be continued by this build or in this directory."""


@dataclass
class Recovered:
    """The exchange as it was, and what there is to say about how it was found.

    snapshot_sequence  where the replay began; 0 when no snapshot was used
    replayed_commands  how many were applied again
    checkpoints        how many were compared on the way
    notes              sentences for the operator
    trees              of all frames and events, when they were asked for
    runs               when the venue was open before
    incidents          what everybody was told of troubles
    """

    exchange: Exchange
    end: End
    snapshot_sequence: int = 0
    replayed_commands: int = 0
    checkpoints: int = 0
    notes: list[str] = field(default_factory=list)
    trees: Trees | None = None
    runs: Runs = field(default_factory=Runs)
    incidents: Incidents = field(default_factory=Incidents)


def recover(
    journal: Path,
    snapshots: Path,
    core: Core,
    projections: Projections | None = None,
    report: Report | None = None,
    files: Files = DISK,
    *,
    make_trees: Callable[[], Trees] | None = None,
) -> Recovered:
    """Return the exchange that the journal describes, and fold it into `projections`.

    With trees, what is to be signed is folded as well; a snapshot that was taken without them, or
    whose trades are not kept, is passed over.

    *Raises* Damage; RecoveryStopped when a checkpoint differs or the journal ends too early.
    """
    notes: list[str] = []
    for candidate in [*_usable(snapshots, core, notes, files), None]:
        replay = _Replay(journal, core, projections, candidate, report, files)
        if make_trees is not None:
            replay.grow(make_trees())
        try:
            recovered = replay.run()
        except BadSnapshot as error:
            notes.append(f"{error}; it was passed over")
            continue
        _check_reaches(journal, snapshots, recovered.end, files)
        if recovered.end.torn is not None:
            notes.append(str(recovered.end.torn))
        recovered.notes = notes
        return recovered
    raise AssertionError("without a snapshot the journal is replayed from its beginning")


def _usable(snapshots: Path, core: Core, notes: list[str], files: Files) -> list[Path]:
    """Return the snapshots of this build, the newest first."""
    usable = []
    for path in snapshot_paths(snapshots, files):
        try:
            position = read_position(path, files)
        except BadSnapshot as error:
            notes.append(f"{error}; it was passed over")
            continue
        if position.core == core.identity:
            usable.append(path)
        else:
            notes.append(f"snapshot {path.name} is of another build of the core; passed over")
    return usable


def _check_reaches(journal: Path, snapshots: Path, end: End, files: Files) -> None:
    """A snapshot of something proves that it was durable: the journal must still have it."""
    for path in snapshot_paths(snapshots, files):
        if int(path.name) > end.head.sequence:
            raise RecoveryStopped(
                f"{end.path or journal} ends with sequence {end.head.sequence}, but snapshot "
                f"{path} was taken later: the end of the journal is missing. Restore it from a "
                "copy; only if there is none, move the snapshot away to go on without what came "
                "after."
            )


class _Replay:
    """One attempt, from one snapshot or from the beginning."""

    def __init__(
        self,
        journal: Path,
        core: Core,
        projections: Projections | None,
        snapshot: Path | None,
        report: Report | None,
        files: Files,
    ) -> None:
        self._files = files
        self._reader = JournalReader(journal, files)
        self._core = core
        self._projections = projections
        self._snapshot = snapshot
        self._position = None if snapshot is None else read_position(snapshot, files)
        self._progress = Progress(self._reader.size_bytes, report, files)
        self._recovered = Recovered(Exchange(core.make()), self._reader.end)

    def grow(self, trees: Trees) -> None:
        """Fold what is to be signed as well."""
        self._recovered.trees = trees

    def run(self) -> Recovered:
        """Read the journal to its end. *Raises* BadSnapshot before anything was restored."""
        # A simulated disk is asked by one thread only.
        with other_thread() if self._files is DISK else AtOnce() as aside:
            return self._run(aside)

    def _run(self, aside: Executor) -> Recovered:
        start = 0 if self._position is None else self._position.sequence
        is_plain = self._recovered.trees is None and self._projections is None
        for read in read_ahead(stretches(self._reader.records()), aside):
            if is_plain and read.stretch is not None and read.stretch.first_sequence > start:
                self._replay_stretch(read.records, read.stretch, aside)
            else:
                for record in read.records:
                    self._follow(record, start)
        self._recovered.exchange.settle()
        self._recovered.end = self._reader.end
        self._recovered.runs.end()
        if self._recovered.snapshot_sequence != start:
            raise BadSnapshot(f"snapshot of sequence {start} lies at no frame of the journal")
        self._progress.finished(self._reader.end.head.sequence)
        return self._recovered

    def _replay_stretch(self, records: list[Record], stretch: Stretch, aside: Executor) -> None:
        """Replay batches of which nobody wants to know anything but what they come to."""
        with self._telling_where(records):
            self._recovered.exchange.replay(stretch, aside)
        self._recovered.replayed_commands += stretch.last_sequence - stretch.first_sequence + 1
        self._recovered.runs.follow(records[-1].entry)
        self._progress.reached(records[-1])

    def _follow(self, record: Record, start: int) -> None:
        self._progress.reached(record)
        self._recovered.runs.follow(record.entry)
        self._recovered.incidents.follow(record.entry)
        if self._recovered.trees is not None:
            self._recovered.trees.add_frame(record.head.hash)
        if record.head.sequence > start:
            self._replay(record)
        elif record.head.sequence == start:
            self._restore(record)

    def _replay(self, record: Record) -> None:
        entry, recovered = record.entry, self._recovered
        if isinstance(entry, Batch):
            self._apply(record, entry)
            recovered.replayed_commands += len(entry.commands)
            return
        if entry.document.schema == CHECKPOINT:
            self._compare(record)
        recovered.exchange.pass_over(entry)
        if self._projections is not None:
            self._projections.follow(entry)

    def _apply(self, record: Record, batch: Batch) -> None:
        with self._telling_where([record]):
            applied = self._recovered.exchange.apply(batch)
        if self._recovered.trees is not None:
            self._recovered.trees.add_events(applied)
        if self._projections is not None:
            self._projections.fold(applied)

    @contextmanager
    def _telling_where(self, records: list[Record]) -> Iterator[None]:
        """*Raises* RecoveryStopped when the core stops in one of these."""
        try:
            yield
        except AssertionError as error:
            reached = self._recovered.exchange.sequence
            record = next((each for each in records if each.head.sequence >= reached), records[-1])
            assert isinstance(record.entry, Batch)
            raise RecoveryStopped(
                f"the core stops in the batch of sequence {record.entry.first_sequence} to "
                f"{record.entry.last_sequence} ({record.path}, byte {record.offset}): {error}. The "
                "journal is whole; start a build of Glassbook in which this is mended."
            ) from error

    def _compare(self, record: Record) -> None:
        assert not isinstance(record.entry, Batch)
        try:
            self._recovered.exchange.check(record.entry.document)
        except Disagreement as error:
            raise RecoveryStopped(
                f"{error} ({record.path}, byte {record.offset}). The journal is whole; this build "
                "of Glassbook computes something else from it. Start the build that wrote it; its "
                "version stands in the journal's last document `build`."
            ) from error
        self._recovered.checkpoints += 1

    def _restore(self, record: Record) -> None:
        """Take up the snapshot that was taken when the journal ended with `record`."""
        position, snapshot = self._position, self._snapshot
        assert position is not None
        assert snapshot is not None
        if position.journal_hash != record.head.hash.hex():
            raise BadSnapshot(f"snapshot {snapshot.name} is of another journal")
        self._recovered.exchange = self._restored(read_tables(snapshot, self._files), position)
        self._recovered.snapshot_sequence = position.sequence

    def _restored(self, tables: dict[str, Buffer], position: Position) -> Exchange:
        try:
            engine = self._core.restore(of_room("core", tables))
            if self._recovered.trees is not None:
                self._recovered.trees.restore(of_room("transparency", tables))
            if self._projections is not None:
                self._projections.restore(of_room("projections", tables))
        except (ValueError, KeyError, msgspec.MsgspecError) as error:
            raise BadSnapshot(
                f"snapshot {position.sequence} cannot be restored: {error}"
            ) from error
        assert engine.sequence == position.sequence, "a restored engine is where it was saved"
        return Exchange(engine, bytes.fromhex(position.events_digest))


class Progress:
    """Reports how far the reading of a journal is, about once a mebibyte."""

    def __init__(self, size_bytes: int, report: Report | None, files: Files = DISK) -> None:
        self._files = files
        self._size_bytes = size_bytes
        self._report = report
        self._before_bytes = 0
        self._path: Path | None = None
        self._reported_bytes = 0

    def reached(self, record: Record) -> None:
        """Note a record that was read."""
        if self._report is None:
            return
        if record.path != self._path:
            self._before_bytes += self._files.size(self._path) if self._path else 0
            self._path = record.path
        read_bytes = self._before_bytes + record.offset
        if read_bytes - self._reported_bytes >= REPORT_EVERY_BYTES:
            self._reported_bytes = read_bytes
            self._report(read_bytes, self._size_bytes, record.head.sequence)

    def finished(self, sequence: int) -> None:
        """Report that all was read."""
        if self._report is not None:
            self._report(self._size_bytes, self._size_bytes, sequence)


def of_room(room: str, tables: Mapping[str, B]) -> dict[str, B]:
    """Return the tables that `for_room` named after a room, under their own names."""
    start = f"{room}."
    return {
        name.removeprefix(start): data for name, data in tables.items() if name.startswith(start)
    }


def for_room(room: str, tables: Mapping[str, B]) -> dict[str, B]:
    """Return the tables under names that tell their room."""
    return {f"{room}.{name}": data for name, data in tables.items()}
