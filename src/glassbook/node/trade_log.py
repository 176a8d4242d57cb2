"""The public trades of a venue on its disk, so that one is proved in a moment, not by a replay.

    rows     a row of fixed size for each trade, in the order of their tree
    blocks   the root of each full block of their leaf hashes

Both are derived. The thread that hashes writes them; whoever proves a trade reads those that a
signed checkpoint covers, which were written before it was. What was not made durable before a crash
is folded again from the journal, over whatever stands there.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from glassbook.journal.files import DISK, File, Files
from glassbook.transparency.merkle import BLOCK, block_roots, leaf_hashes
from glassbook.transparency.sha256 import HASH_SIZE, Bytes
from glassbook.transparency.tables import Table, rows_of
from glassbook.transparency.trades import TRADE

ROWS, BLOCKS = "rows", "blocks"


class TradeLog:
    """Grows. One thread at a time drives it.

    failure   why it does not grow any more; the next start goes on
    """

    def __init__(self, directory: Path, files: Files = DISK) -> None:
        self._directory = directory
        self._files = files
        self._opened: tuple[File, File] | None = None
        self._count = 0
        self._rest = np.empty((0, HASH_SIZE), np.uint8)  # leaf hashes behind the full blocks
        self.failure = ""

    def require(self, count: int) -> None:
        """Have so many trades. *Raises* ValueError when it has fewer."""
        has = min(
            self._size(ROWS) // TRADE.itemsize, (self._size(BLOCKS) // HASH_SIZE + 1) * BLOCK - 1
        )
        if has < count:
            raise ValueError(f"{self._directory} holds {has} trades of {count}")

    def append(self, at: int, rows: Table, hashes: Bytes) -> None:
        """Take up trades and their leaf hashes: the first is number `at` of all."""
        if self.failure:
            return
        try:
            if self._opened is None or at != self._count:
                self._go_to(at)
            self._write(rows, hashes)
        except OSError as error:
            self.failure = f"trades were not kept: {error}"

    def sync(self) -> None:
        """Wait until all of them are durable. *Raises* OSError."""
        if self.failure:
            raise OSError(self.failure)
        for file in self._opened or ():
            file.sync()

    def close(self) -> None:
        """Close the files."""
        for file in self._opened or ():
            file.close()
        self._opened = None

    def _size(self, name: str) -> int:
        path = self._directory / name
        return self._files.size(path) if self._files.exists(path) else 0

    def _go_to(self, at: int) -> None:
        """Forget what stands from trade `at` on."""
        self.close()
        self._files.make_directory(self._directory)
        opened = (
            self._files.open(self._directory / ROWS),
            self._files.open(self._directory / BLOCKS),
        )
        self._opened = opened
        full = at // BLOCK
        opened[0].cut(at * TRADE.itemsize)
        opened[1].cut(full * HASH_SIZE)
        self._files.sync_directory(self._directory)
        self._count = at
        self._rest = leaf_hashes(rows_of(read_rows(self._directory, full * BLOCK, at)))

    def _write(self, rows: Table, hashes: Bytes) -> None:
        assert self._opened is not None, "it was gone to"
        in_rows, in_blocks = self._opened
        in_rows.write((rows.tobytes(),), self._count * TRADE.itemsize)
        waiting = np.concatenate([self._rest, hashes])
        full = len(waiting) // BLOCK
        if full:
            roots = block_roots(waiting[: full * BLOCK])
            in_blocks.write((roots.tobytes(),), self._count // BLOCK * HASH_SIZE)
        self._rest = waiting[full * BLOCK :].copy()
        self._count += len(rows)


def read_rows(directory: Path, start: int, end: int) -> Table:
    """Return the trades, TRADE[n], from number `start` to before `end`. *Raises* OSError.

    Where there are fewer, the rest is missing.
    """
    return np.frombuffer(_read(directory / ROWS, TRADE.itemsize, start, end), TRADE)


def read_blocks(directory: Path, count: int) -> list[bytes]:
    """Return the roots of the first `count` full blocks. *Raises* OSError."""
    data = _read(directory / BLOCKS, HASH_SIZE, 0, count)
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def _read(path: Path, size: int, start: int, end: int) -> bytes:
    if start == end:
        return b""
    with path.open("rb") as file:
        file.seek(start * size)
        data = file.read((end - start) * size)
    return data[: len(data) // size * size]


def find(
    directory: Path, count: int, time_ns: int, is_wanted: Callable[[Table], Table]
) -> int | None:
    """Return the number of a trade of this time among the first `count`; None without one.

    It costs some thirty reads, and those of the trades that have the same time. *Raises* OSError.
    """
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        (row,) = read_rows(directory, middle, middle + 1)
        low, high = (middle + 1, high) if row["time_ns"] < time_ns else (low, middle)
    for start in range(low, count, BLOCK):
        rows = read_rows(directory, start, min(start + BLOCK, count))
        places = np.flatnonzero((rows["time_ns"] == time_ns) & is_wanted(rows))
        if len(places):
            return start + int(places[0])
        if not len(rows) or rows["time_ns"][-1] != time_ns:
            return None
    return None
