"""Writing a journal: append one frame, sync it, answer; then the next.

Its one rule: never more than one frame that is not yet durable, for only then can a torn tail be
told from damage (see `tail`). After an error nothing more is written: an fsync that failed may have
dropped what it was to save, and asking again would answer yes.
"""

import contextlib
from pathlib import Path

from glassbook.journal.files import DISK, File, Files
from glassbook.journal.framing import Entry, Frame, Head, encode
from glassbook.journal.reader import End
from glassbook.journal.segment import SEGMENT_HEADER_SIZE, SegmentHeader, segment_path
from glassbook.journal.trouble import SyncFailed, WriteFailed

SEGMENT_BYTES = 64 * 2**20
ADVICE = "Nothing acknowledged is lost: make room or mend the disk, then start again."


class JournalWriter:
    """Continues the journal in `directory` at `end`; a torn tail is cut first.

    The caller holds the directory's lock. *Raises* WriteFailed when even that cannot be done.
    """

    def __init__(
        self,
        directory: Path,
        end: End,
        *,
        segment_bytes: int = SEGMENT_BYTES,
        files: Files = DISK,
    ) -> None:
        self._directory = directory
        self._segment_bytes = segment_bytes
        self._files = files
        self._segment: File | None = None
        self._head = end.head
        self._offset = 0
        self._reserved_bytes = 0
        self._unsynced: Frame | None = None
        self._failure: str = ""
        try:
            self._continue(end)
        except OSError as error:
            self.close()
            raise WriteFailed(self._told("cannot be continued", error)) from error

    @property
    def head(self) -> Head:
        """How far the journal goes, durably."""
        return self._head

    def append(self, entry: Entry) -> None:
        """Write `entry` as the next frame; `sync` must follow.

        *Raises* WriteFailed: the entry is not in the journal, nor will it be after a restart.
        """
        assert self._unsynced is None, "never more than one frame that is not durable"
        if self._failure:
            raise WriteFailed(self._failure)
        frame = encode(entry, self._head)
        try:
            segment = self._room_for(frame.size)
            segment.write(frame.parts, self._offset)
        except OSError as error:
            self._give_up(self._told("cannot be written", error))
            raise WriteFailed(self._failure) from error
        self._unsynced = frame

    def sync(self) -> None:
        """Wait until the appended entry is durable.

        *Raises* SyncFailed: whether it is, is unknown until the journal is read again.
        """
        frame, segment = self._unsynced, self._segment
        assert frame is not None, "there is a frame to sync"
        assert segment is not None, "the frame is in a segment"
        try:
            segment.sync()
        except OSError as error:
            self._failure = self._told("may not be durable", error)
            raise SyncFailed(self._failure) from error
        self._unsynced = None
        self._head = frame.head
        self._offset += frame.size

    def close(self) -> None:
        """Close the last segment. What is not yet synced is left to the restart."""
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def _continue(self, end: End) -> None:
        self._files.make_directory(self._directory)
        if end.unfinished is not None:
            self._files.remove(end.unfinished)
        if end.path is None:
            return
        self._segment = self._files.open(end.path)
        self._offset = end.offset
        # An fsync that failed before the restart may have left the last frame in memory only, where
        # the reader saw it: it is written once more. Behind it there must be zeroes, and reserved.
        self._segment.write_again(end.last_offset, end.offset)
        self._reserved_bytes = max(self._segment_bytes, end.offset)
        self._segment.cut(end.offset)
        self._segment.reserve(self._reserved_bytes)
        self._segment.sync()
        # Whoever began the segment may have ended before its name was durable.
        self._files.sync_directory(self._directory)

    def _room_for(self, size: int) -> File:
        """Return the segment that has room for `size` bytes at `_offset`."""
        if self._segment is not None and self._offset + size <= self._reserved_bytes:
            return self._segment
        full, full_at = self._segment, self._offset
        self._segment = self._begin(max(self._segment_bytes, SEGMENT_HEADER_SIZE + size))
        if full is not None:
            with contextlib.suppress(OSError):  # zeroes left at its end are harmless
                full.cut(full_at)
            full.close()
        return self._segment

    def _begin(self, reserved_bytes: int) -> File:
        """Return a new segment, durable and empty. A failure leaves none behind."""
        path = segment_path(self._directory, self._head.sequence + 1)
        segment = self._files.open(path)
        try:
            segment.reserve(reserved_bytes)
            segment.write((SegmentHeader(self._head, reserved_bytes).packed(),), 0)
            segment.sync()
            self._files.sync_directory(self._directory)
        except OSError:
            segment.close()
            self._files.remove(path)
            raise
        self._offset, self._reserved_bytes = SEGMENT_HEADER_SIZE, reserved_bytes
        return segment

    def _told(self, what: str, error: OSError) -> str:
        return f"the journal in {self._directory} {what}: {error}. {ADVICE}"

    def _give_up(self, failure: str) -> None:
        """Remember why, and clear away what may have been written of the frame."""
        self._failure = failure
        if self._segment is not None:
            with contextlib.suppress(OSError):  # what stays is a torn tail: the restart cuts it
                self._segment.cut(self._offset)
