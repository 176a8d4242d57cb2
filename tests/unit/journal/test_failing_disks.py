"""A disk that is full or failing: what was not durable is not there, and nothing is tried twice."""

import errno
import resource
from typing import ClassVar

import pytest

from glassbook.journal.files import File, Files
from glassbook.journal.segment import SEGMENT_HEADER_SIZE, segment_paths
from glassbook.journal.trouble import SyncFailed, WriteFailed
from glassbook.journal.writer import JournalWriter
from tests.unit.journal.small import NO_JOURNAL, batch, plain_all, read, write


class FullDisk(File):
    """Takes half of a write that lies behind `room` bytes, then has no space left."""

    room = SEGMENT_HEADER_SIZE + 192

    def write(self, parts, offset):
        data = b"".join(parts)
        if offset + len(data) > self.room:
            super().write((data[: len(data) // 2],), offset)
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(parts, offset)


class FullDiskThatCannotForget(FullDisk):
    """Cannot even be cut."""

    def cut(self, offset):
        raise OSError(errno.EIO, "Input/output error")


class DiskWithoutRoomToReserve(File):
    """Has no room for another segment."""

    def reserve(self, size):
        raise OSError(errno.ENOSPC, "No space left on device")


class UnsyncableDisk(File):
    """Syncs the segment's header, then fails."""

    def __init__(self, path):
        super().__init__(path)
        self.syncs = 0

    def sync(self):
        self.syncs += 1
        if self.syncs > 1:
            raise OSError(errno.EIO, "Input/output error")
        super().sync()


def test_a_full_disk_refuses_the_batch_and_keeps_what_was_durable(tmp_path):
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=4_096, files=Files(FullDisk))
    writer.append(batch(1))
    writer.sync()
    with pytest.raises(WriteFailed, match="No space left"):
        writer.append(batch(2))
    assert writer.head.sequence == 1
    entries, end = read(tmp_path)
    assert plain_all(entries) == plain_all([batch(1)])
    assert end.torn is None


def test_half_a_frame_that_cannot_be_cleared_away_is_a_torn_tail_to_the_restart(tmp_path):
    disk = FullDiskThatCannotForget
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=8_192, files=Files(disk))
    writer.append(batch(1))
    writer.sync()
    with pytest.raises(WriteFailed):
        writer.append(batch(2, count=50))
    entries, end = read(tmp_path)
    assert plain_all(entries) == plain_all([batch(1)])
    assert end.torn is not None
    write(tmp_path, [batch(2)], end)
    assert plain_all(read(tmp_path)[0]) == plain_all([batch(1), batch(2)])


def test_after_a_failed_write_nothing_more_is_written(tmp_path):
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=4_096, files=Files(FullDisk))
    writer.append(batch(1))
    writer.sync()
    for _ in range(2):
        with pytest.raises(WriteFailed, match="No space left"):
            writer.append(batch(2))


def test_without_room_for_a_segment_none_is_left_behind(tmp_path):
    disk = DiskWithoutRoomToReserve
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=4_096, files=Files(disk))
    with pytest.raises(WriteFailed, match="No space left"):
        writer.append(batch(1))
    assert segment_paths(tmp_path) == []


def test_a_failed_sync_is_never_retried(tmp_path):
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=4_096, files=Files(UnsyncableDisk))
    writer.append(batch(1))
    with pytest.raises(SyncFailed, match="Input/output error"):
        writer.sync()
    assert writer.head.sequence == 0
    with pytest.raises(AssertionError, match="never more than one frame"):
        writer.append(batch(2))


def test_a_real_limit_of_the_operating_system_is_a_failed_write(tmp_path):
    writer = JournalWriter(tmp_path, NO_JOURNAL, segment_bytes=1_024)
    writer.append(batch(1))
    writer.sync()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(WriteFailed, match="File too large"):
            writer.append(batch(2, count=200))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert plain_all(read(tmp_path)[0]) == plain_all([batch(1)])
    assert len(segment_paths(tmp_path)) == 1


class WatchedDisk(File):
    """Notes what was written where, and when it was synced."""

    notes: ClassVar[list[object]] = []

    def write(self, parts, offset):
        self.notes.append((offset, sum(map(len, parts))))
        super().write(parts, offset)

    def sync(self):
        self.notes.append("synced")
        super().sync()


def test_a_restart_makes_the_last_frame_durable_once_more_before_it_goes_on(tmp_path):
    """The sync of the last frame may have failed; a reader would see it in memory all the same."""
    write(tmp_path, [batch(1), batch(2, count=4)], segment_bytes=4_096)
    end = read(tmp_path)[1]
    JournalWriter(tmp_path, end, segment_bytes=4_096, files=Files(WatchedDisk)).close()
    assert WatchedDisk.notes == [(SEGMENT_HEADER_SIZE + 192, 6 * 64), "synced"]
    assert plain_all(read(tmp_path)[0]) == plain_all([batch(1), batch(2, count=4)])
