"""What can go wrong with a journal, each with the place and what can be done about it."""

from dataclasses import dataclass
from pathlib import Path


class Damage(Exception):
    """A journal file does not say what was written into it, or a file is missing.

    Nothing was changed. `path` and `offset` name the first place that cannot be trusted.
    """

    def __init__(self, path: Path, offset: int, what: str) -> None:
        super().__init__(
            f"{path} is damaged at byte {offset}: {what}. Everything before this place is whole. "
            "Restore this file and those after it from a copy of the journal. Only if there is "
            f"none: `truncate --size={offset} {path.name}`, and moving away all later files and "
            "the snapshots, goes on without whatever came after."
        )
        self.path = path
        self.offset = offset
        self.what = what


class OtherFormat(Damage):
    """A journal file was written by a version that writes another format; or its number fell over.

    Nothing is to be cut away for that.
    """

    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path, self.offset = path, 0
        self.what = f"format {version} is unknown; this version reads {known}"
        Exception.__init__(
            self,
            f"{path}: {self.what}. Start a version of Glassbook that reads it; if this one wrote "
            "it, the file is damaged: restore it from a copy of the journal. Nothing was changed.",
        )


@dataclass(frozen=True)
class TornTail:
    """What a crash left of the last frame. It was never acknowledged; the writer cuts it."""

    path: Path
    offset: int
    why: str

    def __str__(self) -> str:
        return (
            f"{self.path.name} ended in a torn frame, cut at byte {self.offset}: {self.why}. "
            "Nothing acknowledged was in it."
        )


class WriteFailed(Exception):
    """A frame could not be written. It is not in the journal, and will not be after a restart."""


class SyncFailed(Exception):
    """A frame was written but may not be durable. Whether it is, the restart will tell."""


class DirectoryInUse(Exception):
    """Another process has the directory."""
