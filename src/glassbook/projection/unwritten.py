"""Rows on their way to the store: what a query must add to what the store already answers.

The store is written by a thread of its own, a little later. Until the store says that it holds a
row, the row stays here, so that whoever was acknowledged reads his own write.
"""

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Unwritten(Generic[Row]):
    """Rows by key, oldest first, each with the sequence it belongs to."""

    def __init__(self) -> None:
        self._rows: dict[int, deque[Row]] = {}
        self._arrivals: deque[tuple[int, int]] = deque()  # (sequence, key), in order

    def add(self, key: int, sequence: int, row: Row) -> None:
        """Note a row that was just handed to the store."""
        rows = self._rows.get(key)
        if rows is None:
            rows = self._rows[key] = deque()
        rows.append(row)
        self._arrivals.append((sequence, key))

    def of(self, key: int) -> Sequence[Row]:
        """Return the rows of `key` that the store may not hold yet, oldest first."""
        return self._rows.get(key, ())

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds: every row up to this sequence."""
        arrivals = self._arrivals
        while arrivals and arrivals[0][0] <= written_sequence:
            key = arrivals.popleft()[1]
            rows = self._rows[key]
            rows.popleft()
            if not rows:
                del self._rows[key]
