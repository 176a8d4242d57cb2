"""The exchange as its journal makes it: the engine, and one digest of all events so far.

The pipeline, recovery and verification all drive this one fold, so that what was computed live and
what a replay computes can differ only where something is wrong.

At a checkpoint the digests of state and events are journaled as a document in the next place. Who
replays compares them there; where they differ the core has changed, or the machine errs.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from blake3 import blake3

from glassbook.node.contracts import Engine
from glassbook.protocol.batches import AppliedBatch, Batch, SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.transparency.trees import Moment

CHECKPOINT = "checkpoint"
NO_EVENTS = bytes(32)


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
    """An engine and the digest of its events. One thread at a time drives it.

    events_digest  BLAKE3 over the digest before each batch and the bytes of the batch's events
    """

    def __init__(self, engine: Engine, events_digest: bytes = NO_EVENTS) -> None:
        self.engine = engine
        self.events_digest = events_digest
        self._checkpoint: Document | None = None  # of here, once it was asked for

    @property
    def sequence(self) -> int:
        """The last sequence applied or passed over."""
        return self.engine.sequence

    def apply(self, batch: Batch) -> AppliedBatch:
        """Apply a durable batch. An AssertionError means that the venue must stop."""
        events = self.engine.apply(batch)
        self._take([events], batch)
        return AppliedBatch(batch, events)

    def replay(self, batch: Batch) -> None:
        """Apply a batch of whose events nobody wants more than the digest."""
        self._take(self.engine.parts(batch), batch)

    def _take(self, parts: Iterable[np.ndarray[Any, Any]], batch: Batch) -> None:
        """Take up the events of a batch."""
        self._checkpoint = None
        digest = blake3(self.events_digest)
        for part in parts:
            digest.update(part.view(np.uint8).data)
        self.events_digest = digest.digest()
        assert self.engine.sequence == batch.last_sequence, "every command of the batch was applied"

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
