"""Signed checkpoints on the disk: one small text file each, named after its sequence.

They are public. Whoever keeps a copy can hold the exchange to it.
"""

from pathlib import Path

from glassbook.journal.files import DISK, Files

SUFFIX = ".checkpoint"


def note_path(directory: Path, sequence: int) -> Path:
    """Return where the note of the checkpoint at a sequence lies."""
    return directory / f"{sequence:020d}{SUFFIX}"


def note_paths(directory: Path, files: Files = DISK) -> list[Path]:
    """Return the notes of a directory, the oldest first; none when it is missing."""
    return [path for path in files.within(directory) if path.suffix == SUFFIX]


def write_note(directory: Path, sequence: int, note: str, files: Files = DISK) -> Path:
    """Write a note aside, and give it its name when it is durable. *Raises* OSError."""
    files.make_directory(directory)
    path = note_path(directory, sequence)
    aside = path.with_suffix(".unfinished")
    file = files.open(aside)
    try:
        file.cut(0)
        file.write((note.encode(),), 0)
        file.sync()
    finally:
        file.close()
    files.rename(aside, path)
    files.sync_directory(directory)
    return path


class Notes:
    """The notes of a directory, for whoever shows them."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def sequences(self) -> list[int]:
        """Return the sequence of each, the oldest first."""
        return [int(path.stem) for path in note_paths(self._directory) if path.stem.isdigit()]

    def note(self, sequence: int) -> bytes | None:
        """Return one of them; None when there is none of this sequence."""
        try:
            return note_path(self._directory, sequence).read_bytes()
        except FileNotFoundError:
            return None
