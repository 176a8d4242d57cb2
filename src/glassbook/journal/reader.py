"""Reading a journal from its beginning: every entry with its place, then how it ends.

The reader changes nothing. It stops with Damage at the first place that cannot be trusted; a torn
tail it notes in `end`, for the writer to cut.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from msgspec.structs import replace

from glassbook.journal.files import DISK, Files
from glassbook.journal.framing import (
    GENESIS,
    HEADER_SIZE,
    BadFrame,
    Entry,
    Head,
    check_follows,
    decode_body,
    decode_header,
)
from glassbook.journal.segment import (
    FORMAT_VERSION,
    SEGMENT_HEADER_SIZE,
    BadSegment,
    UnknownFormat,
    segment_path,
    segment_paths,
    unpack_header,
)
from glassbook.journal.segment_bytes import BLOCK_BYTES, SegmentBytes
from glassbook.journal.tail import is_zero, torn_because
from glassbook.journal.trouble import Damage, OtherFormat, TornTail


class Record(msgspec.Struct, frozen=True):
    """An entry as it stands in the journal, and how far the journal goes with it.

    block  u1[n]: the memory that holds its frame, and others of the segment
    place  where in it the frame begins, a multiple of 64
    """

    entry: Entry
    head: Head
    path: Path
    offset: int
    block: np.ndarray
    place: int


class End(msgspec.Struct, frozen=True):
    """Where a journal ends, and what the writer must clear away before it goes on.

    path         the last segment; None in an empty journal
    offset       where the next frame goes
    last_offset  where the last frame in this segment begins; `offset` when it has none
    torn         what a crash left of the last frame
    unfinished   a segment that a crash left without a header
    """

    head: Head
    path: Path | None = None
    offset: int = 0
    last_offset: int = 0
    torn: TornTail | None = None
    unfinished: Path | None = None


class JournalReader:
    """Reads the journal in `directory`; an absent directory is an empty journal."""

    def __init__(self, directory: Path, files: Files = DISK) -> None:
        self._files = files
        self._paths = segment_paths(directory, files)
        self.end = End(GENESIS)  # of what has been read so far

    @property
    def size_bytes(self) -> int:
        """How much there is to read, reserved space included."""
        return sum(map(self._files.size, self._paths))

    def records(self) -> Iterator[Record]:
        """Yield every entry, in order. *Raises* Damage.

        The commands of a batch are a view of a block of the segment: copy what is to be kept.
        """
        for path in self._paths:
            data = SegmentBytes(path, self._files)
            is_last = path == self._paths[-1]
            if is_last and _nothing_follows(data, 0):
                self.end = replace(self.end, unfinished=path)
                return
            self._begin(path, data)
            yield from self._frames(path, data, is_last=is_last)

    def _begin(self, path: Path, data: SegmentBytes) -> None:
        """Check that the segment continues what was read."""
        head = self.end.head
        try:
            header = unpack_header(data.between(0, SEGMENT_HEADER_SIZE))
        except UnknownFormat as error:
            raise OtherFormat(path, error.version, FORMAT_VERSION) from error
        except BadSegment as error:
            raise Damage(path, 0, str(error)) from error
        if path.name != segment_path(path.parent, header.head.sequence + 1).name:
            raise Damage(path, 0, "the file is not named after its first sequence")
        if header.head != head:
            what = (
                f"it begins with sequence {header.head.sequence + 1} of its journal, but what is "
                f"before it ends with sequence {head.sequence}"
            )
            raise Damage(*self._gap(path), what)
        self.end = End(head, path, SEGMENT_HEADER_SIZE, SEGMENT_HEADER_SIZE)

    def _gap(self, path: Path) -> tuple[Path, int]:
        """Where something is missing: behind all that was read."""
        return (self.end.path, self.end.offset) if self.end.path else (path, 0)

    def _frames(self, path: Path, data: SegmentBytes, *, is_last: bool) -> Iterator[Record]:
        while True:
            offset, head = self.end.offset, self.end.head
            if _nothing_follows(data, offset):
                return
            try:
                record, size = self._frame(path, data)
            except BadFrame as error:
                why = torn_because(data.since(0), offset, head) if is_last else ""
                if not why:
                    raise Damage(path, offset, str(error)) from error
                self.end = replace(self.end, torn=TornTail(path, offset, why))
                return
            self.end = End(record.head, path, offset + size, offset)
            yield record

    def _frame(self, path: Path, data: SegmentBytes) -> tuple[Record, int]:
        """Return the entry at the end of what was read, and the size of its frame."""
        offset, head = self.end.offset, self.end.head
        start = data.between(offset, offset + HEADER_SIZE)
        if len(start) < HEADER_SIZE:
            raise BadFrame("the file ends inside a frame's header")
        header = decode_header(start)
        check_follows(header, head)
        size = header.frame_size
        frame = data.between(offset, offset + size)
        if len(frame) < size:
            raise BadFrame("the file ends inside the frame")
        entry, head = decode_body(header, frame)
        return Record(entry, head, path, offset, data.block, offset - data.start), size


def _nothing_follows(data: SegmentBytes, offset: int) -> bool:
    """Tell whether all from `offset` on is zero; mostly the first bytes tell that it is not."""
    if not is_zero(data.between(offset, offset + HEADER_SIZE)):
        return False
    blocks = range(offset, data.size, BLOCK_BYTES)
    return all(is_zero(data.between(at, at + BLOCK_BYTES)) for at in blocks)
