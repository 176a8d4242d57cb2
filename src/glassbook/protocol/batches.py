"""A batch: commands that were stamped, journaled and made durable together.

All its commands share one time. The first command's sequence is `first_sequence`, the next one's is
one more, without gaps across batches and documents.
"""

from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np

from glassbook.protocol.commands import COMMAND
from glassbook.protocol.documents import Document
from glassbook.protocol.events import Event, facts_of
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.records import record

Labels = dict[int, Label]  # 0-based index of the command in its batch → what was written beside it


class Batch(msgspec.Struct, frozen=True):
    """Commands on their way into the journal and the core.

    commands  COMMAND[n], n >= 1, C-contiguous
    """

    first_sequence: int
    time_ns: int
    commands: np.ndarray
    labels: Labels = {}

    @property
    def last_sequence(self) -> int:
        return self.first_sequence + len(self.commands) - 1

    def label(self, sequence: int) -> Label:
        """Return what was written beside the command with this sequence."""
        return self.labels.get(sequence - self.first_sequence, NO_LABEL)


@dataclass(frozen=True)
class SequencedDocument:
    """A document with its place and time."""

    sequence: int
    time_ns: int
    document: Document


@dataclass(frozen=True)
class AppliedBatch:
    """A durable batch with what the core made of it: what everybody downstream receives.

    events  EVENT[m], a copy of its own, in order; each names its command by `sequence`
    """

    batch: Batch
    events: np.ndarray

    @cached_property
    def facts(self) -> list[Event]:
        """The events as Python tuples."""
        return facts_of(self.events)


#: Where one batch of a stretch lies.
SPAN = record(
    [
        ("start", "<i8"),  # in its rows: the first command that was not applied yet,
        ("end", "<i8"),  # and the one behind the last
        ("time_ns", "<i8"),
        ("events_end", "<i8"),  # where its events end in their part, when it is through
    ],
    size=32,
)


class Stretch(msgspec.Struct, frozen=True):
    """Batches that lie in one memory and follow each other, to be applied in one go.

    rows   COMMAND[n], C-contiguous: the memory; between the batches may lie what is none
    spans  SPAN[k], k >= 1: written to while it is applied, which is once
    """

    first_sequence: int
    last_sequence: int
    rows: np.ndarray
    spans: np.ndarray


class Part(msgspec.Struct, frozen=True):
    """A part of the events of a stretch: EVENT[m].

    ends  i8[k]: where in it the events of each batch end that is through; others follow
    """

    events: np.ndarray
    ends: np.ndarray


def stretch_of(batch: Batch) -> Stretch:
    """Return a stretch of this batch alone."""
    spans = np.array([(0, len(batch.commands), batch.time_ns, 0)], SPAN)
    return Stretch(batch.first_sequence, batch.last_sequence, batch.commands, spans)


def commands_of(data: bytes) -> np.ndarray:
    """Return COMMAND[n] over the bytes of n packed commands, without copying."""
    return np.frombuffer(data, COMMAND)
