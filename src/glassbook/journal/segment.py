"""A segment: one file of the journal, named after the first sequence in it.

    header  128 bytes   magic, version of the format, first sequence, last time and hash of the
                        journal so far, bytes reserved, SHA-256 of all that, zeroes
    frames  …           see `framing`
    zeroes  …           reserved before the first frame is written, so that a full disk is met
                        here and not between two frames

When the next segment has been begun, the zeroes are cut off.
"""

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from struct import Struct

from glassbook.journal.framing import HASH_SIZE, Head, Part

MAGIC = b"GLASSBK1"
FORMAT_VERSION = 1
SEGMENT_HEADER_SIZE = 128
SUFFIX = ".segment"

_header = Struct("<8sIIQqQ32s")


class BadSegment(Exception):
    """The file does not begin as a segment must; the text says in which way."""


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
        return (facts + hashlib.sha256(facts).digest()).ljust(SEGMENT_HEADER_SIZE, b"\0")


def unpack_header(data: memoryview) -> SegmentHeader:
    """Return what the first 128 bytes of a segment say. *Raises* BadSegment."""
    if len(data) < SEGMENT_HEADER_SIZE:
        raise BadSegment("the file ends inside its header")
    magic, version, _zero, first, time_ns, reserved_bytes, chain = _header.unpack_from(data)
    if magic != MAGIC:
        raise BadSegment("this is not a journal segment")
    facts_end = _header.size + HASH_SIZE
    digest = hashlib.sha256(data[: _header.size]).digest()
    if digest != data[_header.size : facts_end] or any(data[facts_end:SEGMENT_HEADER_SIZE]):
        raise BadSegment("the segment's header does not match its hash")
    if version != FORMAT_VERSION:
        raise BadSegment(f"format {version} is unknown; this version reads {FORMAT_VERSION}")
    return SegmentHeader(Head(first - 1, time_ns, chain), reserved_bytes)


def segment_path(directory: Path, first_sequence: int) -> Path:
    """Return where the segment that begins with `first_sequence` lies."""
    return directory / f"{first_sequence:020d}{SUFFIX}"


def segment_paths(directory: Path) -> list[Path]:
    """Return all segments of a journal, in order."""
    return sorted(directory.glob(f"*{SUFFIX}"))


class SegmentFile:
    """An open segment. All its errors are OSError; what they mean, the writer knows.

    Its methods are the only places where the journal touches the disk, so a test that wants a
    full or failing disk overrides one of them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)

    def reserve(self, size: int) -> None:
        """Make the file `size` bytes long, on the disk, reading as zero where nothing is."""
        os.posix_fallocate(self._fd, 0, size)

    def write(self, parts: tuple[Part, ...], offset: int) -> None:
        """Write all of `parts`, one behind the other."""
        written = os.pwritev(self._fd, parts, offset)
        size = sum(map(len, parts))
        if written < size:  # a signal, or the disk is nearly full: the next call says which
            rest = memoryview(b"".join(parts))[written:]
            while rest:
                written = os.pwrite(self._fd, rest, offset + size - len(rest))
                rest = rest[written:]

    def write_again(self, start: int, end: int) -> None:
        """Write what the bytes from `start` to `end` already say, so that `sync` covers them."""
        self.write((os.pread(self._fd, end - start, start),), start)

    def sync(self) -> None:
        """Wait until all that was written survives a loss of power."""
        os.fdatasync(self._fd)

    def cut(self, offset: int) -> None:
        """Forget everything from `offset` on."""
        os.ftruncate(self._fd, offset)
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


def sync_directory(directory: Path) -> None:
    """Wait until the names in a directory survive a loss of power."""
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def remove(path: Path) -> None:
    """Remove a file that holds nothing, if it is there, durably."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    sync_directory(path.parent)
