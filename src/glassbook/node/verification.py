"""Checking a journal: its chain and the signatures, or all of it, re-run from nothing.

Reads only: neither snapshots nor projections are looked at, and a running venue is not disturbed.

    chain    every byte against the hashes, every signed checkpoint against its signature and
             the log as it stands; nothing is computed from the commands
    replay   all of that, and every digest and root against what the core makes of the commands;
             every trade against the classes that might trade with each other
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from glassbook.journal.reader import JournalReader, Record
from glassbook.journal.trouble import Damage, TornTail
from glassbook.node.contracts import Engine
from glassbook.node.eligibility_audit import EligibilityAudit, IneligibleFill
from glassbook.node.exchange import CHECKPOINT, Disagreement, Exchange
from glassbook.node.recovery import Progress, Report
from glassbook.node.signed_checkpoints import SignedCheckpoint
from glassbook.protocol.batches import Batch
from glassbook.transparency.checkpoint import Checkpoint
from glassbook.transparency.trees import Trees


@dataclass(frozen=True)
class Difference:
    """The first thing that is not as the journal says, and where it stands."""

    sequence: int
    path: Path
    offset: int
    what: str


@dataclass
class Verification:
    """What checking a journal showed. Digests, hash and root are hex, of everything that was read.

    trades      all of them between accounts that might trade with each other, or there is a
                difference
    difference  the first difference; None when all is as the journal says
    torn        what a crash left at the end, and where, if anything; a restart cuts it
    is_replay   the commands were run again: without that there are no events and no digests
    """

    sequence: int = 0
    batches: int = 0
    commands: int = 0
    documents: int = 0
    events: int = 0
    trades: int = 0
    checkpoints: int = 0
    signed_checkpoints: int = 0
    journal_hash: str = ""
    log_root: str = ""
    events_digest: str = ""
    state_digest: str = ""
    torn: str = ""
    is_replay: bool = True
    difference: Difference | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing was found that is not as the journal says."""
        return self.difference is None


def verify(
    journal: Path,
    make_engine: Callable[[], Engine] | None,
    report: Report | None = None,
    signed: Sequence[SignedCheckpoint] = (),
) -> Verification:
    """Check the journal in `journal`; without an engine, only its chain and the signatures.

    `signed` are the checkpoints to compare with, the oldest first. Never raises for what a journal
    or a checkpoint may hold.
    """
    reader = JournalReader(journal)
    progress = Progress(reader.size_bytes, report)
    check = _Check(None if make_engine is None else Exchange(make_engine()), signed)
    found = check.found
    try:
        for record in reader.records():
            found.difference = check.follow(record)
            if found.difference is not None:
                break
            progress.reached(record)
        else:
            found.difference = check.end()
    except Damage as damage:
        sequence = reader.end.head.sequence + 1
        what = f"damage: {damage.what}"
        found.difference = Difference(sequence, damage.path, damage.offset, what)
    found.journal_hash = reader.end.head.hash.hex()
    found.torn = "" if reader.end.torn is None else _place(reader.end.torn)
    check.sum_up()
    progress.finished(found.sequence)
    return found


def _place(torn: TornTail) -> str:
    return f"{torn.path}, byte {torn.offset}: {torn.why}"


class _Check:
    """Goes along a journal and compares."""

    def __init__(self, exchange: Exchange | None, signed: Sequence[SignedCheckpoint]) -> None:
        self.found = Verification(is_replay=exchange is not None)
        self._exchange = exchange
        self._signed = list(reversed(signed))  # those that are still to come
        self._trees = Trees()
        self._audit = EligibilityAudit()

    def follow(self, record: Record) -> Difference | None:
        """Take up one entry and count it. Returns what differs, if anything does."""
        try:
            self._apply(record)
        except (Disagreement, IneligibleFill) as error:
            return Difference(error.sequence, record.path, record.offset, str(error))
        except AssertionError as error:
            what = f"the core stopped: {error}"
            return Difference(self.found.sequence + 1, record.path, record.offset, what)
        self.found.sequence = record.head.sequence
        self._trees.add_frame(record.head.hash)
        return self._compare(record)

    def end(self) -> Difference | None:
        """Say which signed checkpoint the journal does not reach, if there is one."""
        if not self._signed:
            return None
        signed = self._signed[-1]
        if signed.checkpoint is None:
            return Difference(signed.sequence, signed.path, 0, signed.bad)
        what = f"the journal ends with sequence {self.found.sequence}, before what was signed"
        return Difference(signed.sequence, signed.path, 0, what)

    def sum_up(self) -> None:
        """Note what everything that was read came to."""
        self.found.log_root = self._trees.log_root().hex()
        if self._exchange is not None:
            self.found.trades = self._audit.trades
            self.found.events_digest = self._exchange.events_digest.hex()
            self.found.state_digest = self._exchange.engine.digest().hex()

    def _apply(self, record: Record) -> None:
        entry, found, exchange = record.entry, self.found, self._exchange
        if isinstance(entry, Batch):
            found.batches += 1
            found.commands += len(entry.commands)
            if exchange is not None:
                applied = exchange.apply(entry)
                self._audit.follow(applied)
                events = applied.events
                found.events += len(events)
                if self._signed:
                    self._trees.add_events(applied)
            return
        found.documents += 1
        if exchange is not None:
            if entry.document.schema == CHECKPOINT:
                exchange.check(entry.document)
                found.checkpoints += 1
            exchange.pass_over(entry)

    def _compare(self, record: Record) -> Difference | None:
        """Compare with what was signed here, or should have been signed before."""
        if not self._signed or self._signed[-1].sequence > record.head.sequence:
            return None
        signed = self._signed.pop()
        what = self._difference(signed, record)
        if what:
            return Difference(signed.sequence, signed.path, 0, what)
        self.found.signed_checkpoints += 1
        return None

    def _difference(self, signed: SignedCheckpoint, record: Record) -> str:
        checkpoint, head = signed.checkpoint, record.head
        if checkpoint is None:
            return signed.bad
        if checkpoint.sequence != head.sequence:
            return f"no frame of the journal ends with sequence {checkpoint.sequence}"
        log = (self._trees.log_size, self._trees.log_root(), head.hash.hex(), head.time_ns)
        names = ("number of frames", "log's root", "journal's hash", "time")
        said = (checkpoint.log_size, checkpoint.log_root, checkpoint.journal, checkpoint.time_ns)
        for name, ours, theirs in zip(names, log, said, strict=True):
            if ours != theirs:
                return f"the {name} that was signed is not the journal's"
        return "" if self._exchange is None else self._computed(checkpoint, self._exchange, record)

    def _computed(self, checkpoint: Checkpoint, exchange: Exchange, record: Record) -> str:
        moment = exchange.moment(record.head.time_ns, record.head.hash)
        computed = self._trees.checkpoint(checkpoint.origin, moment)
        names = ["state", "events_digest", "events", "balances", "orders"]
        if checkpoint.trades is not None:
            names.append("trades")
        for name in names:
            if getattr(computed, name) != getattr(checkpoint, name):
                return f"of the {name.replace('_', ' ')} something else was signed than follows"
        return ""
