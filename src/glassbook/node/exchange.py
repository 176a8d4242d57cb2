"""The exchange as its journal makes it: the engine, and one digest of all events so far.

The pipeline, recovery and verification all drive this one fold, so that what was computed live and
what a replay computes can differ only where something is wrong.

At a checkpoint the digests of state and events are journaled as a document in the next place. Who
replays compares them there; where they differ the core has changed, or the machine errs.
"""

from collections import deque
from concurrent.futures import Executor, Future

import numpy as np

from glassbook.node.contracts import Engine
from glassbook.node.events_digest import NO_EVENTS, EventsDigest
from glassbook.protocol.batches import AppliedBatch, Batch, Part, SequencedDocument, Stretch
from glassbook.protocol.documents import Document
from glassbook.transparency.trees import Moment

CHECKPOINT = "checkpoint"
#: Memories for events: some are hashed in one while the next ones are written to another.
OUTBOXES = 3


class Disagreement(Exception):
    """The replay gives another result than the journal says. `sequence` is the checkpoint's."""

    def __init__(self, sequence: int, what: str, journaled: str, computed: str) -> None:
        super().__init__(
            f"after sequence {sequence} the digest of the {what} is {computed}, "
            f"but the journal says {journaled}"
        )
        self.sequence = sequence
        self.what = what


class Exchange:
    """An engine and the digest of its events. One thread at a time drives it."""

    def __init__(self, engine: Engine, events_digest: bytes = NO_EVENTS) -> None:
        self.engine = engine
        self._digest = EventsDigest(events_digest)
        self._hashing: deque[Future[None]] = deque()  # what another thread has yet to take up
        self._checkpoint: Document | None = None  # of here, once it was asked for

    @property
    def sequence(self) -> int:
        """The last sequence applied or passed over."""
        return self.engine.sequence

    @property
    def events_digest(self) -> bytes:
        """BLAKE3 of the bytes of each batch's events, keyed with the digest before it."""
        self.settle()
        return self._digest.value

    def apply(self, batch: Batch) -> AppliedBatch:
        """Apply a durable batch. An AssertionError means that the venue must stop."""
        self.settle()
        events = self.engine.apply(batch)
        self._digest.take(Part(events, np.array([len(events)])))
        self._reached(batch.last_sequence)
        return AppliedBatch(batch, events)

    def replay(self, stretch: Stretch, aside: Executor) -> None:
        """Apply durable batches of whose events nobody wants more than the digest.

        They are hashed aside meanwhile, where they lie.
        """
        for part in self.engine.parts(stretch, OUTBOXES):
            self._hashing.append(aside.submit(self._digest.take, part))
            self.settle(OUTBOXES - 1)
        self._reached(stretch.last_sequence)

    def settle(self, left: int = 0) -> None:
        """Wait until no more than so many parts are yet to be hashed."""
        while len(self._hashing) > left:
            self._hashing.popleft().result()

    def _reached(self, sequence: int) -> None:
        self._checkpoint = None
        assert self.engine.sequence == sequence, "every command was applied"

    def pass_over(self, entry: SequencedDocument) -> None:
        """Let a durable document take its place."""
        self._checkpoint = None
        self.engine.pass_over(entry.sequence, entry.time_ns)

    def checkpoint(self) -> Document:
        """Return the digests of everything up to here, to be journaled in the next place."""
        if self._checkpoint is None:
            body = {
                "sequence": self.sequence,
                "state": self.engine.digest().hex(),
                "events": self.events_digest.hex(),
            }
            self._checkpoint = Document(CHECKPOINT, 1, body)
        return self._checkpoint

    def moment(self, time_ns: int, journal_hash: bytes) -> Moment:
        """Return what is signed of here, where the journal's last frame has this time and hash."""
        body = self.checkpoint().body
        return Moment(
            sequence=self.sequence,
            time_ns=time_ns,
            journal_hash=journal_hash,
            state_digest=bytes.fromhex(body["state"]),
            events_digest=self.events_digest,
            holdings=self.engine.held(),
        )

    def check(self, checkpoint: Document) -> None:
        """Compare with a checkpoint that stands in the next place. *Raises* Disagreement."""
        journaled, computed = checkpoint.body, self.checkpoint().body
        for what in ("sequence", "events", "state"):
            if journaled.get(what) != computed[what]:
                said = str(journaled.get(what))
                raise Disagreement(self.sequence, what, said, str(computed[what]))
