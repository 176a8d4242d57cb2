"""A second core that does what the first did, so that it can be copied while the first trades.

Copying everything that a large exchange remembers takes a second, in which nobody could trade. So a
large exchange is computed twice: the first core answers, the second follows in a thread of its own,
fed the same durable batches. Where a snapshot is due it is the second that is copied; meanwhile its
batches wait, and afterwards it catches up, as fast as the first.

Its one rule: the first never waits for the second, but where more waits than memory should hold.
See decision 0023.
"""

import mmap
import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future

import numpy as np

from glassbook.node.contracts import Buffer, Engine
from glassbook.protocol.batches import Batch, SequencedDocument, stretch_of

#: Commands that may wait, and for each batch as many more: some 400 MB.
WAITING_MAX = 4_000_000
_HUGE = 2**21
_A_BATCH = 16  # what a batch weighs beyond its commands, in commands

Entry = Batch | SequencedDocument
Tables = Mapping[str, Buffer]


class SecondCore:
    """Follows an exchange. All methods are the pipeline's to call.

    make     makes the engine, at the sequence that the first entry follows; in the other thread
    failure  why it follows no more
    """

    def __init__(self, make: Callable[[], Engine], waiting_max: int = WAITING_MAX) -> None:
        self.failure = ""
        self._waiting_max = waiting_max
        self._waiting: deque[Entry | Future[Tables] | None] = deque()
        self._weight = 0
        self._change = threading.Condition()
        self._make = make
        self._thread = threading.Thread(target=self._run, name="glassbook-second-core", daemon=True)
        self._thread.start()

    def follow(self, entry: Entry) -> None:
        """Do what was done with an entry. Waits only when far too much is waiting."""
        with self._change:
            self._change.wait_for(lambda: self._weight <= self._waiting_max)
            self._put(entry)

    def tables(self) -> "Future[Tables]":
        """Return what it remembers behind all it was given, copied as soon as it has come there.

        The result *raises* OSError when it never does: no snapshot, then.
        """
        future: Future[Tables] = Future()
        with self._change:
            self._put(future)
        return future

    def close(self) -> None:
        """Finish what was given, and end the thread."""
        with self._change:
            self._put(None)
        self._thread.join()

    def _put(self, item: "Entry | Future[Tables] | None") -> None:
        self._waiting.append(item)
        self._weight += _weight(item)
        self._change.notify_all()

    def _take(self) -> "Entry | Future[Tables] | None":
        with self._change:
            self._change.wait_for(lambda: self._waiting)
            item = self._waiting.popleft()
            self._weight -= _weight(item)
            self._change.notify_all()
        return item

    def _run(self) -> None:
        engine: Engine | None = None
        try:
            engine = self._make()
        except Exception as error:  # noqa: BLE001 - no snapshot then; the venue trades on
            self.failure = f"the second core could not be made: {error!r}"
        while (item := self._take()) is not None:
            if isinstance(item, Future):
                self._copy(engine, item)
            else:
                self._follow(engine, item)

    def _copy(self, engine: Engine | None, future: "Future[Tables]") -> None:
        if engine is None or self.failure:
            future.set_exception(OSError(self.failure))
            return
        try:
            future.set_result(copied(engine.tables()))
        except Exception as error:  # noqa: BLE001 - no memory for it, this time
            future.set_exception(OSError(f"the second core could not be copied: {error!r}"))

    def _follow(self, engine: Engine | None, entry: Entry) -> None:
        if engine is None or self.failure:
            return
        try:
            if isinstance(entry, Batch):
                for _part in engine.parts(stretch_of(entry)):
                    pass  # the first core told them
            else:
                engine.pass_over(entry.sequence, entry.time_ns)
        except Exception as error:  # noqa: BLE001 - no snapshot then; the venue trades on
            first = entry.first_sequence if isinstance(entry, Batch) else entry.sequence
            self.failure = f"the second core stopped at {first}: {error!r}"


def copied(tables: Tables) -> Tables:
    """Return tables of their own memory. NumPy lets other threads run while it copies."""
    return {name: _copied(table) for name, table in tables.items()}


def _copied(table: Buffer) -> Buffer:
    """Copy to huge pages, if it is large: small ones are given back one by one, under the lock."""
    if len(table) < _HUGE:
        return bytes(table)
    pages = mmap.mmap(-1, len(table), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        pages.madvise(mmap.MADV_HUGEPAGE)
    np.frombuffer(pages, np.uint8)[...] = np.frombuffer(table, np.uint8)
    return memoryview(pages)


def _weight(item: "Entry | Future[Tables] | None") -> int:
    return len(item.commands) + _A_BATCH if isinstance(item, Batch) else _A_BATCH
