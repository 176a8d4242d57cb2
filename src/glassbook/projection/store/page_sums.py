"""What every page of a database holds, by its hash, in a file beside it: `history.db.sums`.

SQLite's write-ahead log has checksums, its main file has none: a bit that falls over in a number
would be served as it is. So pages get into the main file by our own checkpoint alone, and their
hashes are noted here, durably, before the log may begin anew.

    write-ahead log ── checkpoint ──► main file ── hash ──► sums, synced ──► the log begins anew

After a crash anywhere on this way the log still holds every page that was under way: those are
copied and noted once more, all others must hold what was noted. A log that is whole for fewer
frames than were copied would lay old pages over new ones: it is not believed. A page is looked at
when the file is opened, not when it is read.

    header   32 bytes: a magic text, how many pages were noted, which log they came from (its
             salts), and how many of its frames were copied by then
    then     the first 8 bytes of each page's SHA-256, in order

Source: the format of the log is SQLite's, https://sqlite.org/fileformat2.html#walformat.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from struct import Struct

import numpy as np

MAGIC = b"GB sums2"
SUM_BYTES = 8
PAGE_BYTES = 4_096
CHUNK_PAGES = 256
SPARE_PAGES = 4_096
LOG_HEADER_BYTES = 32
SALTS = slice(16, 24)  # of the log's header: others, whenever it begins anew
FRAME_HEADER_BYTES = 24
_header = Struct("<8sQ8sQ")


class StoreDamaged(Exception):
    """The database does not hold what was written into it. Nobody may be told what it says."""


class PageSums:
    """The sums of one database; `count` of its pages have theirs. Any call may raise OSError."""

    def __init__(self, database: Path) -> None:
        """*Raises* StoreDamaged when there is a file of sums that cannot be one; OSError.

        BlockingIOError, an OSError, when another process has the database.
        """
        self.database = database
        self.path = database.with_name(f"{database.name}.sums")
        self._log = database.with_name(f"{database.name}-wal")
        self._fd = os.open(self.path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._salts, self._copied = b"", 0
        self.count = self._read_count()  # of the pages that were noted

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)

    @property
    def log_bytes(self) -> int:
        """How long the log is."""
        return self._log.stat().st_size if self._log.exists() else 0

    def logged(self) -> list[int]:
        """Return the number of the page in every frame of the log, also of those out of date."""
        if self.log_bytes <= LOG_HEADER_BYTES:
            return []
        data = np.fromfile(self._log, np.uint8, offset=LOG_HEADER_BYTES)
        size = FRAME_HEADER_BYTES + PAGE_BYTES
        frames = data[: len(data) // size * size].reshape(-1, size)
        return [int(page) for page in np.ascontiguousarray(frames[:, :4]).view(">u4")[:, 0]]

    def reserve(self) -> None:
        """Have room for the sums of all pages before any of them is copied."""
        pages = (self.database.stat().st_size + self.log_bytes) // PAGE_BYTES
        wanted = _header.size + SUM_BYTES * (pages + 1)
        if os.fstat(self._fd).st_size < wanted:
            os.posix_fallocate(self._fd, 0, wanted + SUM_BYTES * SPARE_PAGES)

    def note(self, pages: list[int]) -> None:
        """Note what the pages of the log's first frames hold by now, and new ones; durably."""
        count = self.database.stat().st_size // PAGE_BYTES
        wanted = {page for page in pages if page <= count} | set(range(self.count + 1, count + 1))
        for first, content in self._pages(sorted(wanted)):
            sums = b"".join(map(_sum, content))
            os.pwrite(self._fd, sums, _header.size + SUM_BYTES * (first - 1))
        self.count, self._salts, self._copied = count, self._log_salts(), len(pages)
        os.pwrite(self._fd, _header.pack(MAGIC, count, self._salts, self._copied), 0)
        os.fdatasync(self._fd)

    @property
    def noted(self) -> set[int]:
        """The numbers of all pages whose sums are there."""
        return set(range(1, self.count + 1))

    def check_log(self, frames: int) -> None:
        """Look whether so many whole frames hold all that was copied. *Raises* StoreDamaged."""
        if self._log_salts() == self._salts and frames < self._copied:
            raise StoreDamaged(
                f"{self._log} is damaged: {frames} of its frames are whole, of {self._copied} that "
                "were copied"
            )

    def check(self, pages: set[int]) -> None:
        """Look at these pages, which were noted. *Raises* StoreDamaged."""
        size = self.database.stat().st_size
        if size < PAGE_BYTES * self.count:
            self._damaged(size, f"{PAGE_BYTES * self.count} bytes were written, the file ends")
        noted = os.pread(self._fd, SUM_BYTES * self.count, _header.size)
        for first, content in self._pages(sorted(pages)):
            for page, data in enumerate(content, first):
                at = SUM_BYTES * (page - 1)
                if noted[at : at + SUM_BYTES] != _sum(data):
                    self._damaged(
                        PAGE_BYTES * (page - 1), f"page {page} does not match {self.path.name}"
                    )

    def _pages(self, numbers: list[int]) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the contents of these pages, runs of them at a time, each with its first number."""
        with self.database.open("rb") as file:
            for first, count in _runs(numbers):
                file.seek(PAGE_BYTES * (first - 1))
                data = file.read(PAGE_BYTES * count)
                yield first, [data[at : at + PAGE_BYTES] for at in range(0, len(data), PAGE_BYTES)]

    def _read_count(self) -> int:
        header = os.pread(self._fd, _header.size, 0)
        if not any(header):
            return 0  # it is new
        magic, count, self._salts, self._copied = _header.unpack(header.ljust(_header.size))
        if magic != MAGIC or os.fstat(self._fd).st_size < _header.size + SUM_BYTES * count:
            os.close(self._fd)
            raise StoreDamaged(f"{self.path} is damaged: it does not hold the sums of any database")
        return int(count)

    def _log_salts(self) -> bytes:
        """Return what tells this log from the one before; zeroes without a log."""
        if self.log_bytes < LOG_HEADER_BYTES:
            return bytes(8)
        with self._log.open("rb") as file:
            return file.read(LOG_HEADER_BYTES)[SALTS]

    def _damaged(self, offset: int, what: str) -> None:
        raise StoreDamaged(f"{self.database} is damaged at byte {offset}: {what}")


def _sum(page: bytes) -> bytes:
    return hashlib.sha256(page).digest()[:SUM_BYTES]


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield sorted numbers as (first, count) of those that follow each other, CHUNK_PAGES at most.

    >>> list(_runs([1, 2, 3, 7]))
    [(1, 3), (7, 1)]
    """
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        for at in range(0, len(members), CHUNK_PAGES):
            yield members[at], len(members[at : at + CHUNK_PAGES])
