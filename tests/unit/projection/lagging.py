"""A store whose writer is slow: it writes when a story says so."""

from collections import deque

from glassbook.projection.store.memory import MemoryHistory


class LaggingHistory(MemoryHistory):
    """Keeps what it is handed aside until `catch_up`."""

    def __init__(self):
        super().__init__()
        self.waiting = deque()

    def write(self, sequence, rows):
        self.waiting.append((sequence, rows))

    def catch_up(self, count):
        """Write the oldest `count` batches that wait."""
        for _ in range(min(count, len(self.waiting))):
            super().write(*self.waiting.popleft())
