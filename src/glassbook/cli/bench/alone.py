"""The core's compiled entry alone: what is timed when the core itself is."""

import time

import numpy as np

from glassbook.core.engine import Engine, apply_batches
from glassbook.protocol.batches import SPAN


class EntryAlone:
    """Calls the compiled entry of an engine, and nothing else, with commands of the usual kinds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memory = engine.hot_memory
        self._spans = np.zeros(1, SPAN)

    def take_ns(self, commands: np.ndarray) -> int:
        """Apply COMMAND[n], not writable, as one batch; return the CPU time of this thread."""
        self._spans[0] = (0, len(commands), int(self._engine.state.time_ns), 0)
        self._engine.scratch.event_count = 0
        began = time.thread_time_ns()
        through = apply_batches(*self._memory, commands, self._spans, 0)
        took_ns = time.thread_time_ns() - began
        assert through == 1, "the outbox holds the events of one batch, of kinds that come often"
        return took_ns

    @property
    def events(self) -> np.ndarray:
        """The events of the last batch, EVENT[m]: they hold until the next."""
        events: np.ndarray = self._engine.scratch.events
        return events[: int(self._engine.scratch.event_count)]
