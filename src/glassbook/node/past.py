"""The exchange as it was: at any sequence, or any time, that its journal reaches.

The nearest snapshot before that place is taken up, and the journal after it applied, up to the very
command. Reads only; a few blocks of the journal are in memory at a time, and one core.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from glassbook.journal.reader import JournalReader, Record
from glassbook.journal.snapshots import BadSnapshot, read_position, read_tables, snapshot_paths
from glassbook.node.contracts import Core
from glassbook.node.exchange import Exchange
from glassbook.node.recovery import Progress, Report, of_room
from glassbook.projection.directory import Directory
from glassbook.projection.projections import DEFINING, saved_directory
from glassbook.protocol.batches import AppliedBatch, Batch
from glassbook.protocol.events import Event

SEQUENCE_MAX = 2**63 - 1

#: Told of every frame's hash, and of what was applied in it; nothing for a document.
Listener = Callable[[Record, AppliedBatch | None], None]


class PlaceUnknown(LookupError):
    """The journal does not reach the place, or does not go back to it."""


@dataclass(frozen=True)
class Place:
    """Behind the last command up to a sequence, stamped at or before a time."""

    sequence: int = SEQUENCE_MAX
    time_ns: int = SEQUENCE_MAX


@dataclass
class Past:
    """The exchange at a place.

    sequence, time_ns   of the last command or document that counted
    journal_hash        of the last frame, all of whose commands counted
    directory           who and what was there
    """

    exchange: Exchange
    sequence: int = 0
    time_ns: int = 0
    journal_hash: bytes = b""
    directory: Directory = field(default_factory=Directory)


def past(
    journal: Path,
    snapshots: Path | None,
    core: Core,
    place: Place,
    *,
    begin_max: int = SEQUENCE_MAX,
    listener: Listener | None = None,
    report: Report | None = None,
) -> Past:
    """Return the exchange at a place.

    Arguments
        snapshots  where they lie; None to run everything again from nothing
        begin_max  the listener must hear of everything behind this sequence

    *Raises* PlaceUnknown, Damage.
    """
    for candidate in [*_usable(snapshots, core, place, begin_max), None]:
        journey = _Journey(journal, core, place, candidate, listener, report)
        try:
            return journey.run()
        except BadSnapshot:
            continue
    raise AssertionError("without a snapshot the journal is replayed from its beginning")


def _usable(snapshots: Path | None, core: Core, place: Place, begin_max: int) -> list[Path]:
    """Return the snapshots of this build that lie before the place, the newest first."""
    usable = []
    for path in [] if snapshots is None else snapshot_paths(snapshots):
        try:
            position = read_position(path)
        except BadSnapshot:
            continue
        is_before = position.sequence <= min(place.sequence, begin_max)
        if position.core == core.identity and is_before and position.time_ns <= place.time_ns:
            usable.append(path)
    return usable


class _Journey:
    """One attempt, from one snapshot or from the beginning."""

    def __init__(
        self,
        journal: Path,
        core: Core,
        place: Place,
        snapshot: Path | None,
        listener: Listener | None,
        report: Report | None,
    ) -> None:
        self._reader = JournalReader(journal)
        self._core = core
        self._place = place
        self._snapshot = snapshot
        self._start = 0 if snapshot is None else read_position(snapshot).sequence
        self._listener = listener
        self._progress = Progress(self._reader.size_bytes, report)
        self._past = Past(Exchange(core.make()))

    def run(self) -> Past:
        """Go there. *Raises* BadSnapshot before the listener was told of anything."""
        place, here = self._place, self._past
        for record in self._reader.records():
            self._progress.reached(record)
            first_sequence = here.sequence + 1
            if first_sequence > place.sequence or record.head.time_ns > place.time_ns:
                break
            if record.head.sequence > self._start:
                self._apply(record)
            else:
                if record.head.sequence == self._start:
                    self._restore(record)
                here.sequence, here.time_ns = record.head.sequence, record.head.time_ns
        if here.exchange.sequence != here.sequence:
            raise BadSnapshot(f"snapshot of sequence {self._start} lies at no frame of the journal")
        if place.sequence < SEQUENCE_MAX and here.sequence < place.sequence:
            raise PlaceUnknown(f"the journal ends with sequence {here.sequence}")
        if here.sequence == 0:
            raise PlaceUnknown("the journal begins later than that")
        self._progress.finished(here.sequence)
        return here

    def _apply(self, record: Record) -> None:
        here, entry = self._past, record.entry
        applied = None
        if isinstance(entry, Batch):
            count = min(len(entry.commands), self._place.sequence - entry.first_sequence + 1)
            part = Batch(entry.first_sequence, entry.time_ns, entry.commands[:count], entry.labels)
            applied = here.exchange.apply(part)
            _define(here.directory, applied)
            here.sequence = part.last_sequence
        else:
            here.exchange.pass_over(entry)
            here.sequence = entry.sequence
        here.time_ns, here.journal_hash = record.head.time_ns, record.head.hash
        if self._listener is not None:
            self._listener(record, applied)

    def _restore(self, record: Record) -> None:
        assert self._snapshot is not None
        position = read_position(self._snapshot)
        if position.journal_hash != record.head.hash.hex():
            raise BadSnapshot(f"snapshot {self._snapshot.name} is of another journal")
        tables = read_tables(self._snapshot)
        try:
            engine = self._core.restore(of_room("core", tables))
            self._past.directory = saved_directory(of_room("projections", tables))
        except (ValueError, LookupError) as error:
            raise BadSnapshot(f"snapshot {self._snapshot.name}: {error}") from error
        self._past.exchange = Exchange(engine, bytes.fromhex(position.events_digest))
        self._past.journal_hash = record.head.hash


def _define(directory: Directory, applied: AppliedBatch) -> None:
    events = applied.events
    for row in events[np.isin(events["kind"], DEFINING)].tolist():
        event = Event._make(row)
        directory.tell(event, applied.batch.label(event.sequence))
