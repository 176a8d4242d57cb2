"""Writes snapshots in a thread of its own, so that neither matching nor the loop waits for a disk.

A snapshot that fails is said and left out: the journal has everything.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from glassbook.journal.files import DISK, Files
from glassbook.journal.snapshots import Position, snapshot_paths, write_snapshot
from glassbook.node.metrics import Metrics
from glassbook.node.second_core import Tables


class Snapshooter:
    """Writes one snapshot at a time, in turn; `written` is called on the loop after each."""

    def __init__(
        self,
        directory: Path,
        metrics: Metrics,
        written: Callable[[], None],
        files: Files = DISK,
    ) -> None:
        self._directory = directory
        self._metrics = metrics
        self._written = written
        self._files = files
        self._thread = ThreadPoolExecutor(1, "glassbook-snapshots")
        self._under_way: set[asyncio.Future[None]] = set()
        paths = snapshot_paths(directory, files)
        self.sequence = int(paths[0].name) if paths else 0
        self.failure = ""

    def write(
        self, position: Position, tables: dict[str, bytes], late: Callable[[], Tables]
    ) -> None:
        """Have a snapshot written, after those that wait. On the loop.

        `late` is called in the other thread and returns tables that may have to be waited for.
        """
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._thread, self._write, position, tables, late)
        self._under_way.add(future)
        future.add_done_callback(self._done)

    async def close(self) -> None:
        """Wait for all that is being written."""
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._thread.shutdown()

    def _write(
        self, position: Position, tables: dict[str, bytes], late: Callable[[], Tables]
    ) -> None:
        began = time.perf_counter()
        try:
            write_snapshot(self._directory, position, {**tables, **late()}, self._files)
        except OSError as error:
            self.failure = f"snapshot of sequence {position.sequence} was not written: {error}"
        else:
            self.sequence, self.failure = position.sequence, ""
            self._metrics.snapshot_seconds.set(time.perf_counter() - began)

    def _done(self, future: "asyncio.Future[None]") -> None:
        self._under_way.discard(future)
        future.result()  # anything but an OSError is a fault of ours and is not kept quiet
        self._written()
