"""What a submitter is answered, made only as far as somebody looks at it.

Most outcomes of a fast replay or a benchmark are never read; turning every event into a Python
tuple would cost more than matching did.
"""

import numpy as np

from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.events import Event
from glassbook.protocol.submission import Outcome
from glassbook.sequencer.work import StampedBatch


class BatchOutcome(Outcome):
    """The outcome of some commands of an applied batch; its events are cut out when asked for."""

    __slots__ = ("_applied", "_end", "_start")

    def __init__(self, sequence: int, applied: AppliedBatch, start: int, end: int) -> None:
        self.sequence = sequence
        self.time_ns = applied.batch.time_ns
        self._applied = applied
        self._start = start
        self._end = end

    _applied: AppliedBatch
    _start: int
    _end: int

    @property
    def events(self) -> list[Event]:  # type: ignore[override] # made when asked for, never set
        """The events of these commands only, in order."""
        return self._applied.facts[self._start : self._end]

    @property
    def records(self) -> np.ndarray:
        """The same events as EVENT[n], which are the batch's own."""
        return self._applied.events[self._start : self._end]


def outcomes(work: StampedBatch, applied: AppliedBatch) -> list[Outcome]:
    """Return one outcome per ticket, in order."""
    if len(work.tickets) == 1:
        return [BatchOutcome(work.batch.first_sequence, applied, 0, len(applied.events))]
    firsts = [ticket.first_sequence for ticket in work.tickets]
    starts = np.searchsorted(applied.events["sequence"], firsts).tolist()
    ends = [*starts[1:], len(applied.events)]
    return [
        BatchOutcome(first, applied, start, end)
        for first, start, end in zip(firsts, starts, ends, strict=True)
    ]
