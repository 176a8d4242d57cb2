"""A batch: commands that were stamped, journaled and made durable together.

All its commands share one time. The first command's sequence is `first_sequence`, the next one's is
one more, without gaps across batches and documents.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from glassbook.protocol.commands import COMMAND
from glassbook.protocol.documents import Document
from glassbook.protocol.events import Event, facts_of
from glassbook.protocol.labels import NO_LABEL, Label

Labels = dict[int, Label]  # 0-based index of the command in its batch → what was written beside it


@dataclass(frozen=True)
class Batch:
    """Commands on their way into the journal and the core.

    commands  COMMAND[n], n >= 1, C-contiguous
    """

    first_sequence: int
    time_ns: int
    commands: np.ndarray
    labels: Labels = field(default_factory=dict)

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


def commands_of(data: bytes) -> np.ndarray:
    """Return COMMAND[n] over the bytes of n packed commands, without copying."""
    return np.frombuffer(data, COMMAND)
