"""Re-running a journal from nothing, and comparing every digest in it.

Reads only: neither snapshots nor projections are looked at, and a running venue is not disturbed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from glassbook.journal.reader import JournalReader, Record
from glassbook.journal.trouble import Damage
from glassbook.node.contracts import Engine
from glassbook.node.exchange import CHECKPOINT, Disagreement, Exchange
from glassbook.node.recovery import Progress, Report
from glassbook.protocol.batches import Batch


@dataclass(frozen=True)
class Difference:
    """The first thing that is not as the journal says, and where it stands."""

    sequence: int
    path: Path
    offset: int
    what: str


@dataclass
class Verification:
    """What re-running a journal showed. Digests and hash are hex, of everything that was read.

    difference  the first difference; None when all is as the journal says
    torn        what a crash left at the end, if anything; a restart cuts it
    """

    sequence: int = 0
    batches: int = 0
    commands: int = 0
    documents: int = 0
    events: int = 0
    checkpoints: int = 0
    journal_hash: str = ""
    events_digest: str = ""
    state_digest: str = ""
    torn: str = ""
    difference: Difference | None = None

    @property
    def is_whole(self) -> bool:
        """Everything in the journal follows from its beginning."""
        return self.difference is None


def verify(
    journal: Path, make_engine: Callable[[], Engine], report: Report | None = None
) -> Verification:
    """Re-run the journal in `journal`. Never raises for what a journal may hold."""
    reader = JournalReader(journal)
    progress = Progress(reader.size_bytes, report)
    exchange, verification = Exchange(make_engine()), Verification()
    try:
        for record in reader.records():
            verification.difference = _follow(exchange, record, verification)
            if verification.difference is not None:
                break
            progress.reached(record)
    except Damage as damage:
        sequence = reader.end.head.sequence + 1
        what = f"damage: {damage.what}"
        verification.difference = Difference(sequence, damage.path, damage.offset, what)
    verification.sequence = exchange.sequence
    verification.journal_hash = reader.end.head.hash.hex()
    verification.events_digest = exchange.events_digest.hex()
    verification.state_digest = exchange.engine.digest().hex()
    verification.torn = reader.end.torn.why if reader.end.torn is not None else ""
    progress.finished(exchange.sequence)
    return verification


def _follow(exchange: Exchange, record: Record, verification: Verification) -> Difference | None:
    """Apply one entry and count it. Returns what differs, if anything does."""
    try:
        _apply(exchange, record, verification)
    except Disagreement as error:
        return Difference(error.sequence, record.path, record.offset, str(error))
    except AssertionError as error:
        what = f"the core stopped: {error}"
        return Difference(exchange.sequence + 1, record.path, record.offset, what)
    return None


def _apply(exchange: Exchange, record: Record, verification: Verification) -> None:
    entry = record.entry
    if isinstance(entry, Batch):
        verification.events += len(exchange.apply(entry).events)
        verification.batches += 1
        verification.commands += len(entry.commands)
        return
    if entry.document.schema == CHECKPOINT:
        exchange.check(entry.document)
        verification.checkpoints += 1
    exchange.pass_over(entry)
    verification.documents += 1
