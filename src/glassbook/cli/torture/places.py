"""Every kind of place in a venue's directory, and what can happen to it.

What happens is one of

    flipped    one bit says the opposite
    zeroed     the rest of its sector reads as zero
    cut        the file ends there
    missing    the file is gone
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glassbook.simulation.checkers.frames import FRAME_HEADER, HASH, SEGMENT_HEADER, Frame

SECTOR, PAGE = 512, 4_096

#: Within a frame, by its header's fields: docs/decisions/0006-journal-framing.md.
IN_HEADER = {"magic": 0, "kind": 2, "sequence": 8, "time": 16, "count": 24, "size": 28, "chain": 40}
IN_SEGMENT = {"magic": 0, "version": 8, "first sequence": 16, "chain": 45, "digest": 80}


@dataclass(frozen=True)
class Harm:
    """One thing that is done to one file, below the data directory."""

    kind: str
    file: Path
    place: str
    offset: int

    def do(self, data: Path, dice: random.Random) -> None:
        """Do it."""
        path = data / self.file
        content = bytearray(path.read_bytes())
        if self.kind == "missing":
            path.unlink()
            return
        if self.kind == "cut":
            del content[self.offset :]
        elif self.kind == "zeroed":
            end = min(len(content), (self.offset // SECTOR + 1) * SECTOR)
            content[self.offset : end] = bytes(end - self.offset)
        else:
            content[self.offset] ^= 1 << dice.randrange(8)
        path.write_bytes(content)

    def known_by(self, data: Path) -> list[str]:
        """Return the names of which a message must have one: a missing file its directory's."""
        path = data / self.file
        return [str(path), *([str(path.parent)] if self.kind == "missing" else [])]

    def __str__(self) -> str:
        return f"{self.file}, {self.place} (byte {self.offset}), {self.kind}"


Kinds = tuple[str, ...]
EACH: Kinds = ("flipped", "zeroed", "cut")


def harms(data: Path, frames: list[Frame]) -> Iterator[Harm]:
    """Yield everything that is done to a directory which holds this journal."""
    yield from _to_journal(data, frames)
    for directory in sorted((data / "snapshots").iterdir()):
        for path in sorted(directory.iterdir()):
            yield from _to_file(path.relative_to(data), path.stat().st_size)
    for name in ("signing.key", "signing.pub"):
        yield from _to_file(Path(name), (data / name).stat().st_size)
    for path in sorted((data / "checkpoints").iterdir())[-2:]:
        yield from _to_file(path.relative_to(data), path.stat().st_size)
    yield from _to_file(Path("master.key"), (data / "master.key").stat().st_size)
    for name in ("history.db", "history.db.sums", "identity.db", "people.db", "vault.db"):
        yield from _to_database(Path(name), (data / name).stat().st_size)


def _to_journal(data: Path, frames: list[Frame]) -> Iterator[Harm]:
    for path in sorted((data / "journal").glob("*.segment")):
        file = path.relative_to(data)
        for place, offset in IN_SEGMENT.items():
            yield from (Harm(kind, file, f"the segment's {place}", offset) for kind in EACH)
        yield Harm("missing", file, "all of it", 0)
        mine = [frame for frame in frames if frame.path.name == path.name]
        for name, frame in (("first", mine[0]), ("middle", mine[len(mine) // 2])):
            yield from _to_frame(file, f"the {name} frame", frame)
        yield from _to_frame(file, "the last frame", mine[-1])


def _to_frame(file: Path, name: str, frame: Frame) -> Iterator[Harm]:
    assert frame.offset >= SEGMENT_HEADER, "frames lie behind the segment's header"
    places = {f"{name}'s {field}": offset for field, offset in IN_HEADER.items()}
    places |= {
        f"{name}'s first command": FRAME_HEADER + 8,
        f"{name}'s last bytes": frame.size - HASH - 8,
        f"{name}'s hash": frame.size - 5,
    }
    for place, offset in places.items():
        yield from (Harm(kind, file, place, frame.offset + offset) for kind in EACH)


def _to_database(file: Path, size: int) -> Iterator[Harm]:
    """Every page's first bytes, its middle, and its last bytes, where rows are."""
    yield from _to_file(file, size)
    for page in range(0, size - 16, PAGE):
        for place, offset in (("first", 5), ("middle", PAGE // 2), ("last", PAGE - 9)):
            at = min(page + offset, size - 1)
            yield Harm("flipped", file, f"page {page // PAGE + 1}, its {place} bytes", at)


def _to_file(file: Path, size: int) -> Iterator[Harm]:
    places = (("the beginning", 0), ("the middle", size // 2), ("the end", size - 1))
    for place, offset in places if size else ():
        yield from (Harm(kind, file, place, offset) for kind in EACH)
    yield Harm("missing", file, "all of it", 0)
