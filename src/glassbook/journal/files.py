"""The files of a data directory: the only place where the journal and the snapshots touch a disk.

Whoever reads or writes one of them is handed a `Files`. The real one stands here; the simulation
hands in a disk that loses power, and a test a disk that is full.

Every call may fail, with an OSError. Durable is what is said to be, beside a call, and no more.
"""

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np

from glassbook.journal.framing import Part
from glassbook.journal.lock import DirectoryLock


class File:
    """An open file. All its errors are OSError; what they mean, whoever writes knows."""

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
        """Forget everything from `offset` on, durably."""
        os.ftruncate(self._fd, offset)
        os.fsync(self._fd)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)


class Files:
    """The machine's own disk. `open_file` is how files are opened for writing."""

    def __init__(self, open_file: Callable[[Path], File] = File) -> None:
        self._open_file = open_file

    def open(self, path: Path) -> File:
        """Open a file for writing, created when missing; its name is durable later."""
        return self._open_file(path)

    def own(self, directory: Path) -> DirectoryLock:
        """Take a directory for this process alone, made when missing. *Raises* DirectoryInUse."""
        self.make_directory(directory)
        return DirectoryLock(directory)

    def read(self, path: Path) -> Part:
        """Return the whole of a file.

        NumPy asks for huge pages where there is much to read: half the time of small ones.
        """
        return np.fromfile(path, np.uint8).data

    def read_into(self, path: Path, memory: memoryview, start: int) -> int:
        """Read a file from byte `start` on; return how many bytes: fewer than fit, at its end."""
        with path.open("rb", buffering=0) as file:
            file.seek(start)
            return file.readinto(memory)

    def size(self, path: Path) -> int:
        """Return how many bytes a file has."""
        return path.stat().st_size

    def within(self, directory: Path) -> list[Path]:
        """Return what lies in a directory, by name; nothing when it is missing."""
        return sorted(directory.iterdir()) if directory.is_dir() else []

    def exists(self, path: Path) -> bool:
        """Is there a file or directory of this name?"""
        return path.exists()

    def make_directory(self, directory: Path) -> None:
        """Make a directory and those above it, where they are missing, durably.

        A journal whose directory has no name after a loss of power is a journal lost.
        """
        missing = []
        while not directory.is_dir():
            missing.append(directory)
            directory = directory.parent
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            self.sync_directory(path.parent)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or directory another name, at once or not at all; durable later."""
        old.rename(new)

    def remove(self, path: Path) -> None:
        """Remove a file that holds nothing, if it is there, durably."""
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        self.sync_directory(path.parent)

    def remove_tree(self, directory: Path) -> None:
        """Remove a directory with all that is in it."""
        shutil.rmtree(directory)

    def sync_directory(self, directory: Path) -> None:
        """Wait until the names in a directory survive a loss of power."""
        fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


DISK = Files()
