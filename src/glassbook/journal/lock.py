"""A data directory has one owner at a time.

The lock is the kernel's (flock): it goes with its process, however that ends, so there is no stale
lock to remove. The number in the file is there for the reader of the message alone.
"""

import fcntl
import os
from pathlib import Path

from glassbook.journal.trouble import DirectoryInUse


class DirectoryLock:
    """Holds a directory until closed. *Raises* DirectoryInUse, naming the process that has it."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / "lock"
        self._fd = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(self._fd, 20, 0).decode().strip() or "unknown"
            os.close(self._fd)
            raise DirectoryInUse(
                f"{directory} is in use by process {owner}. "
                "Stop it first, or choose another directory with --data."
            ) from None
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let others have the directory."""
        os.close(self._fd)
