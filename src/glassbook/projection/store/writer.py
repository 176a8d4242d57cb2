"""The thread that writes history: everything handed over since it last looked, in one transaction.

The fold does not wait for the disk, short of a bound on memory. A database that cannot be written
stops the venue at the next batch, with the reason; nothing is lost by it: the journal has all.

Rows are inserted many to a statement. A thread gives the interpreter up for every statement and
then has to wait for its turn; row by row it would starve beside a busy loop.

Pages leave the write-ahead log by a checkpoint of this thread's and no other: see `page_sums`.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from glassbook.projection.order import Order
from glassbook.projection.rows import Candle
from glassbook.projection.store.history import Rows, StoreFailed
from glassbook.projection.store.page_sums import PageSums
from glassbook.projection.store.schema import insert

ROWS_MAX = 500_000  # waiting to be written; beyond it whoever hands over waits, too
CHUNK_ROWS = 20_000  # in one transaction
STATEMENT_ROWS = (256, 16, 1)
LOG_BYTES = 16 * 2**20  # of the write-ahead log, before its pages are copied
PAUSE_S = 0.05  # between two transactions, unless many rows or somebody wait


class Writer:
    """Writes rows on a thread and a connection of its own."""

    def __init__(
        self, connection: sqlite3.Connection, sums: PageSums, written_sequence: int
    ) -> None:
        self.written_sequence = written_sequence
        self._connection = connection
        self._using = threading.Lock()  # the connection: the log must not begin anew unnoted
        self._sums = sums
        self._waiting: deque[tuple[int, Rows]] = deque()
        self._waiting_rows = 0
        self._handed_sequence = written_sequence
        self._failure: Exception | None = None
        self._is_hurried = False
        self._is_to_sync = False
        self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    # --- on the thread of the fold --------------------------------------------------------------

    def begin(self, origin_ns: int) -> int:
        """Note the journal's first time in a new store. Return what is noted. *Raises* sqlite3."""
        with self._using, self._connection as file:
            file.execute("UPDATE progress SET origin_ns = ? WHERE origin_ns = 0", (origin_ns,))
            (known_ns,) = file.execute("SELECT origin_ns FROM progress").fetchone()
        return int(known_ns)

    def hand_over(self, sequence: int, rows: Rows) -> None:
        """Take the rows of everything up to `sequence`. *Raises* StoreFailed."""
        self._check()
        if sequence <= self._handed_sequence:
            return
        with self._changed:
            self._handed_sequence = sequence
            self._waiting.append((sequence, rows))
            self._waiting_rows += len(rows)
            if self._waiting_rows >= CHUNK_ROWS or len(self._waiting) == 1:
                self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting_rows < ROWS_MAX or self._failure)

    def sync(self) -> None:
        """Have what was handed over survive a power failure, soon."""
        with self._changed:
            self._is_to_sync = True
            self._changed.notify_all()

    # --- on any thread that may wait ------------------------------------------------------------

    def flush(self) -> None:
        """Block until everything handed over is written, and synced if that was asked for.

        *Raises* StoreFailed.
        """
        with self._changed:
            self._is_hurried = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_done() or self._failure)
        self._check()

    def close(self) -> None:
        """Write what was handed over, end the thread, close the connection."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._thread.join()
        self._connection.close()
        self._sums.close()

    def _is_done(self) -> bool:
        return self.written_sequence >= self._handed_sequence and not self._is_to_sync

    def _check(self) -> None:
        if self._failure is not None:
            raise failed(self._sums.database, self._failure) from self._failure

    # --- on the thread of the writer ------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not (self._is_closing and self._is_done()):
                chunk = self._next_chunk()
                if chunk:
                    self._write(chunk[-1][0], [rows for _, rows in chunk])
                    self._note_written(chunk)
                self._copy_if_due()
                self._pause()
            bring_home(self._connection, self._sums)
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except Exception as error:  # noqa: BLE001 - whatever it is: whoever waits must be told
            with self._changed:
                self._failure = error
                self._changed.notify_all()

    def _next_chunk(self) -> list[tuple[int, Rows]]:
        """Wait for something to do. Return what one transaction writes, which may be nothing."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_to_sync or self._is_closing)
            return list(_chunk(self._waiting))

    def _write(self, sequence: int, batches: list[Rows]) -> None:
        with self._using, self._connection as transaction:
            _insert(transaction, "trades", (b.trades for b in batches))
            _insert(transaction, "fills", (b.fills for b in batches))
            _insert(transaction, "orders", (map(_order_row, b.orders) for b in batches))
            _insert(transaction, "prevented", (b.prevented for b in batches))
            _insert(transaction, "amendments", (b.amendments for b in batches))
            _insert(transaction, "order_lists", (b.order_lists for b in batches))
            _insert(transaction, "movements", (b.movements for b in batches))
            _insert(transaction, "volumes", (map(_fitting, b.volumes) for b in batches))
            _insert(transaction, "candles", (map(_candle_row, b.candles) for b in batches))
            transaction.execute("UPDATE progress SET written_sequence = ?", (sequence,))

    def _note_written(self, chunk: list[tuple[int, Rows]]) -> None:
        with self._changed:
            self.written_sequence = chunk[-1][0]
            self._waiting_rows -= sum(len(rows) for _, rows in chunk)
            self._changed.notify_all()

    def _copy_if_due(self) -> None:
        is_asked = self._is_to_sync and not self._waiting
        if is_asked or self._sums.log_bytes >= LOG_BYTES:
            with self._using:
                bring_home(self._connection, self._sums)
        if is_asked:
            with self._changed:
                self._is_to_sync = False
                self._changed.notify_all()

    def _pause(self) -> None:
        """Let rows gather, unless somebody waits for them to be written."""
        with self._changed:
            self._changed.wait_for(self._is_urgent, timeout=PAUSE_S)
            self._is_hurried = self._is_hurried and bool(self._waiting)

    def _is_urgent(self) -> bool:
        return self._is_closing or self._is_hurried or self._waiting_rows >= CHUNK_ROWS


def bring_home(connection: sqlite3.Connection, sums: PageSums) -> None:
    """Copy pages from the log into the main file, as far as readers allow, and note their sums.

    Nobody writes meanwhile. *Raises* sqlite3.Error, OSError: then the log has the pages still.
    """
    sums.reserve()
    logged = sums.logged()
    _, _, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    sums.note(logged[:copied])


def failed(path: Path, why: Exception) -> StoreFailed:
    """Return the error that tells it."""
    return StoreFailed(
        f"{path} cannot be written: {why}. The journal has everything: make room or mend the disk, "
        "then start again"
    )


def _chunk(waiting: deque[tuple[int, Rows]]) -> Iterator[tuple[int, Rows]]:
    """Yield, and take away, what one transaction writes."""
    count = 0
    while waiting and count < CHUNK_ROWS:
        sequence, rows = waiting.popleft()
        count += len(rows)
        yield sequence, rows


def _insert(
    transaction: sqlite3.Connection, table: str, lists: Iterable[Iterable[tuple[Any, ...]]]
) -> None:
    rows = list(chain.from_iterable(lists))
    done = 0
    for size in STATEMENT_ROWS:
        statement = insert(table, size) if len(rows) - done >= size else ""
        while len(rows) - done >= size:
            values = list(chain.from_iterable(rows[done : done + size]))
            transaction.execute(statement, values)
            done += size


def _order_row(order: Order) -> tuple[Any, ...]:
    return msgspec.structs.astuple(order)


def _candle_row(row: tuple[int, int, Candle]) -> tuple[Any, ...]:
    symbol_id, interval, candle = row
    return symbol_id, interval, *_fitting(candle)


def _fitting(row: Iterable[int]) -> tuple[int | str, ...]:
    """Return a row whose numbers fit 64 bits or are texts."""
    return tuple(n if n < 2**63 else str(n) for n in row)
