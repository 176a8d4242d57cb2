"""What waits in the queue, and what the consumer gets once it is stamped.

A submission is what one caller offered; its commands stay together. A ticket is what remains of it
in a stamped batch: where its commands stand, and whom to tell.
"""

from collections.abc import Callable
from typing import NamedTuple

from glassbook.protocol.batches import Batch, Labels, SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome, VenueStopped

#: Called once with what became of a submission.
Done = Callable[[Outcome | VenueStopped], None]


class Submission(NamedTuple):
    """Packed commands as one caller offered them."""

    commands: bytes
    command_count: int
    labels: Labels | None
    done: Done


class OfferedDocument(NamedTuple):
    """A document as its caller offered it: it takes the room of one command."""

    document: Document
    done: Done


class Ticket(NamedTuple):
    """One submission's place in a stamped batch."""

    first_sequence: int
    command_count: int
    done: Done


class StampedBatch(NamedTuple):
    """A batch and whom it answers, in the order of the batch."""

    batch: Batch
    tickets: list[Ticket]

    @property
    def room(self) -> int:
        """How many places of the queue it holds until they are given back."""
        return len(self.batch.commands)


class StampedDocument(NamedTuple):
    """A document in its place and whom it answers, if anybody waits for it."""

    entry: SequencedDocument
    done: Done | None

    @property
    def room(self) -> int:
        """How many places of the queue it holds: none when the consumer placed it itself."""
        return 0 if self.done is None else 1


Work = StampedBatch | StampedDocument
