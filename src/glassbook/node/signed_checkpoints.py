"""The signed checkpoints of a directory, read to be compared with a journal."""

from dataclasses import dataclass
from pathlib import Path

from glassbook.node.checkpoints import note_paths
from glassbook.transparency.checkpoint import Checkpoint, parse
from glassbook.transparency.notes import BadNote, VerifierKey, opened


@dataclass(frozen=True)
class SignedCheckpoint:
    """What lies in one file.

    sequence    as the file is named
    note        the text with its signature
    checkpoint  what was signed; None when the file cannot be believed, and `bad` says why
    """

    path: Path
    sequence: int
    note: str
    checkpoint: Checkpoint | None
    bad: str = ""


def read_signed(directory: Path, key: VerifierKey) -> list[SignedCheckpoint]:
    """Return the checkpoints of a directory, the oldest first, each held against the key."""
    return [_read(path, key) for path in note_paths(directory)]


def _read(path: Path, key: VerifierKey) -> SignedCheckpoint:
    sequence, note = int(path.stem) if path.stem.isdigit() else 0, ""
    try:
        note = path.read_bytes().decode()
        checkpoint = parse(opened(note, key))
    except (BadNote, UnicodeDecodeError) as error:
        return SignedCheckpoint(path, sequence, note, None, f"not to be believed: {error}")
    if (checkpoint.sequence, checkpoint.origin) != (sequence, key.name):
        bad = "not to be believed: it is another sequence's or another log's"
        return SignedCheckpoint(path, sequence, note, None, bad)
    return SignedCheckpoint(path, sequence, note, checkpoint)
