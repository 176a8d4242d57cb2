"""Writes snapshots in a thread of its own, so that neither matching nor the loop waits for a disk.

A snapshot that fails is said and left out: the journal has everything.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from glassbook.journal.snapshots import Position, snapshot_paths, write_snapshot
from glassbook.node.metrics import Metrics


class Snapshooter:
    """One writer of snapshots; `written` is called on the loop when it is free again."""

    def __init__(self, directory: Path, metrics: Metrics, written: Callable[[], None]) -> None:
        self._directory = directory
        self._metrics = metrics
        self._written = written
        self._thread = ThreadPoolExecutor(1, "glassbook-snapshots")
        self._under_way: asyncio.Future[None] | None = None
        paths = snapshot_paths(directory)
        self.sequence = int(paths[0].name) if paths else 0
        self.failure = ""

    def write(self, position: Position, tables: dict[str, bytes]) -> None:
        """Begin to write a snapshot. On the loop; the one before must be done."""
        assert self._under_way is None or self._under_way.done(), "one snapshot at a time"
        loop = asyncio.get_running_loop()
        self._under_way = loop.run_in_executor(self._thread, self._write, position, tables)
        self._under_way.add_done_callback(self._done)

    async def close(self) -> None:
        """Wait for the snapshot under way, if there is one."""
        if self._under_way is not None:
            await asyncio.wait([self._under_way])
        self._thread.shutdown()

    def _write(self, position: Position, tables: dict[str, bytes]) -> None:
        began = time.perf_counter()
        try:
            write_snapshot(self._directory, position, tables)
        except OSError as error:
            self.failure = f"snapshot of sequence {position.sequence} was not written: {error}"
        else:
            self.sequence, self.failure = position.sequence, ""
            self._metrics.snapshot_seconds.set(time.perf_counter() - began)

    def _done(self, future: "asyncio.Future[None]") -> None:
        future.result()  # anything but an OSError is a fault of ours and is not kept quiet
        self._written()
