"""A checkpoint at any place of the past, signed when somebody asks for it.

The venue signs at checkpoints, so a proof can say what was so then. For a fact in between the
journal is run again up to there, and what follows from it signed: anybody with the journal computes
the same roots, and `verify` compares them. First the journal is held against everything that was
signed before: who signs twice must not say two things.
"""

from pathlib import Path

from glassbook.journal.reader import JournalReader, Record
from glassbook.node.checkpoints import note_path, write_note
from glassbook.node.contracts import Core
from glassbook.node.past import Place, PlaceUnknown, past
from glassbook.node.recovery import Report
from glassbook.node.signed_checkpoints import SignedCheckpoint
from glassbook.node.verification import Difference, verify
from glassbook.protocol.batches import AppliedBatch
from glassbook.transparency.notes import Signer
from glassbook.transparency.trees import Trees


class NotSigned(Exception):
    """The journal is not the one that was signed before: nothing further of it is."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(f"{difference.path}, byte {difference.offset}: {difference.what}")


def sign_at(
    journal: Path,
    directory: Path,
    core: Core,
    place: Place,
    signer: Signer,
    *,
    signed: list[SignedCheckpoint],
    report: Report | None = None,
) -> Path:
    """Sign a checkpoint behind the last frame up to a place; return where it lies in `directory`.

    `signed` are those that are there. *Raises* NotSigned, PlaceUnknown, Damage, OSError.
    """
    checked = verify(journal, None, report, signed)
    if checked.difference is not None:
        raise NotSigned(checked.difference)
    sequence = _last_frame(journal, place)
    path = note_path(directory, sequence)
    if path.exists():
        return path
    trees = Trees()

    def hear(record: Record, applied: AppliedBatch | None) -> None:
        trees.add_frame(record.head.hash)
        if applied is not None:
            trees.add_events(applied)

    there = past(journal, None, core, Place(sequence), listener=hear, report=report)
    moment = there.exchange.moment(there.time_ns, there.journal_hash)
    checkpoint = trees.checkpoint(signer.key.name, moment)
    return write_note(directory, sequence, signer.sign(checkpoint.text()))


def _last_frame(journal: Path, place: Place) -> int:
    """Return the sequence with which the last frame up to a place ends."""
    sequence = 0
    for record in JournalReader(journal).records():
        if record.head.sequence > place.sequence or record.head.time_ns > place.time_ns:
            break
        sequence = record.head.sequence
    if sequence == 0:
        raise PlaceUnknown("the journal begins later than that")
    return sequence
