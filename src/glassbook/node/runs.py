"""When the venue was open: folded from the journal, in which each start leaves a mark.

A start journals first which build runs, and an orderly stop, after all work, that it was one. A
run ends with the last frame before the next start, which is the checkpoint of an orderly stop, or
whatever was durable when the machine fell silent: of a venue that idled then, the journal knows the
end too early, never too late.
"""

from collections import deque
from dataclasses import dataclass

from glassbook.protocol.batches import Batch, SequencedDocument

START = "build"  # the schema of the document that a start journals first
STOP = "stop"  # the schema of the document that an orderly stop journals
RUNS_MAX = 1_000  # the oldest go


@dataclass(frozen=True, slots=True)
class Run:
    """From a start to the last frame that was written; `sequence` is that of the start's mark.

    is_planned  whether it was stopped by its operator, or fell silent
    """

    sequence: int
    start_ns: int
    end_ns: int
    is_planned: bool


class Runs:
    """The runs of one journal."""

    def __init__(self) -> None:
        self.finished: deque[Run] = deque(maxlen=RUNS_MAX)
        self._begun: tuple[int, int] | None = None  # sequence and time of the present start
        self._last_ns = 0
        self._is_stopped = False

    def follow(self, entry: Batch | SequencedDocument) -> None:
        """Take up one entry."""
        if isinstance(entry, SequencedDocument) and entry.document.schema == START:
            self.end()
            self._begun = (entry.sequence, entry.time_ns)
        elif isinstance(entry, SequencedDocument) and entry.document.schema == STOP:
            self._is_stopped = True
        self._last_ns = entry.time_ns

    def end(self) -> None:
        """Take what was read for the end of the last run."""
        if self._begun is not None:
            sequence, start_ns = self._begun
            self.finished.append(Run(sequence, start_ns, self._last_ns, self._is_stopped))
        self._begun, self._is_stopped = None, False
