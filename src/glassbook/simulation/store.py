"""The store of history, as a database that writes behind and loses power.

may      write what it was handed any time later; lose with the process what it had not written, and
         with the power what was written since it was last made durable, newest first
may not  lose a row and keep a newer one, or say that it holds what it does not
survive  whoever asks for history: recovery folds again what the store lacks
"""

import random

from glassbook.projection.store.history import Rows
from glassbook.projection.store.memory import MemoryHistory


class SimulatedStore(MemoryHistory):
    """History on the platter: `reopen` gives what the next life of the venue finds."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self._dice = dice
        self._waiting: list[tuple[int, Rows]] = []
        self._written: list[tuple[int, Rows]] = []
        self._durable_count = 0

    def write(self, sequence: int, rows: Rows) -> None:
        if self._handed_sequence >= sequence:
            return
        self._waiting.append((sequence, rows))
        if self._dice.random() < 0.3:
            self.flush()

    def sync(self) -> None:
        """Make everything durable. The real one does so soon, and before its rows count."""
        self.flush()
        self._durable_count = len(self._written)

    def flush(self) -> None:
        for sequence, rows in self._waiting:
            super().write(sequence, rows)
            self._written.append((sequence, rows))
        self._waiting.clear()

    def reopen(self, *, is_power_lost: bool) -> "SimulatedStore":
        """Return what is left of it for the next life."""
        kept = len(self._written)
        if is_power_lost:
            kept = self._dice.randint(self._durable_count, kept)
        store = SimulatedStore(self._dice)
        for sequence, rows in self._written[:kept]:
            store._waiting.append((sequence, rows))
        store.sync()
        return store

    @property
    def _handed_sequence(self) -> int:
        return self._waiting[-1][0] if self._waiting else self.written_sequence
