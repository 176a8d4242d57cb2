"""A segment: one file of the journal, named after the first sequence in it.

    header  128 bytes   magic, version of the format, first sequence, last time and hash of the
                        journal so far, bytes reserved, BLAKE3 of all that, zeroes
    frames  …           see `framing`
    zeroes  …           reserved before the first frame is written, so that a full disk is met
                        here and not between two frames

When the next segment has been begun, the zeroes are cut off.
"""

from dataclasses import dataclass
from pathlib import Path
from struct import Struct

from blake3 import blake3

from glassbook.journal.files import DISK, Files
from glassbook.journal.framing import HASH_SIZE, Head

MAGIC = b"GLASSBK1"
FORMAT_VERSION = 2
SEGMENT_HEADER_SIZE = 128
SUFFIX = ".segment"

_header = Struct("<8sIIQqQ32s")


class BadSegment(Exception):
    """The file does not begin as a segment must; the text says in which way."""


class UnknownFormat(BadSegment):
    """The segment is of another format than this version's; `version` is its number."""

    def __init__(self, version: int) -> None:
        super().__init__(f"format {version} is unknown")
        self.version = version


@dataclass(frozen=True, slots=True)
class SegmentHeader:
    """What the segment continues, and how many bytes were reserved for it."""

    head: Head
    reserved_bytes: int

    def packed(self) -> bytes:
        """Return the 128 bytes in front of the first frame."""
        first = self.head.sequence + 1
        facts = _header.pack(
            MAGIC, FORMAT_VERSION, 0, first, self.head.time_ns, self.reserved_bytes, self.head.hash
        )
        return (facts + blake3(facts).digest()).ljust(SEGMENT_HEADER_SIZE, b"\0")


def unpack_header(data: memoryview) -> SegmentHeader:
    """Return what the first 128 bytes of a segment say. *Raises* BadSegment."""
    if len(data) < SEGMENT_HEADER_SIZE:
        raise BadSegment("the file ends inside its header")
    magic, version, _zero, first, time_ns, reserved_bytes, chain = _header.unpack_from(data)
    if magic != MAGIC:
        raise BadSegment("this is not a journal segment")
    if version != FORMAT_VERSION:
        raise UnknownFormat(version)
    facts_end = _header.size + HASH_SIZE
    digest = blake3(data[: _header.size]).digest()
    if digest != data[_header.size : facts_end] or any(data[facts_end:SEGMENT_HEADER_SIZE]):
        raise BadSegment("the segment's header does not match its hash")
    return SegmentHeader(Head(first - 1, time_ns, chain), reserved_bytes)


def segment_path(directory: Path, first_sequence: int) -> Path:
    """Return where the segment that begins with `first_sequence` lies."""
    return directory / f"{first_sequence:020d}{SUFFIX}"


def segment_paths(directory: Path, files: Files = DISK) -> list[Path]:
    """Return all segments of a journal, in order."""
    return [path for path in files.within(directory) if path.suffix == SUFFIX]
