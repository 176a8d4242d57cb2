"""What another thread does of a replay meanwhile: read the journal ahead, hash the events behind.

Reading, hashing and the compiled core all release the interpreter's lock, so a replay is as fast as
the slowest of the three, if there are processors for them. Each has one thread and keeps its order:
what comes out is what one thread would have made. Handing something over costs more than a small
frame does: they are handed over several at a time.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import numpy as np
from blake3 import blake3

TOGETHER = 16  # frames read in one go
AHEAD = 3  # goes read, or parts not yet hashed: bounds what is held in memory
PART_BYTES = 2**20  # of events, hashed in one go

T = TypeVar("T")


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the same items, the next ones taken in another thread.

    *Raises* what `items` raises, where it raises it.
    """
    with ThreadPoolExecutor(1, "glassbook-reading-ahead") as reader:
        coming = deque(reader.submit(_take, items) for _ in range(AHEAD))
        try:
            while coming:
                taken, error = coming.popleft().result()
                if len(taken) == TOGETHER:
                    coming.append(reader.submit(_take, items))
                yield from taken
                if error is not None:
                    raise error
        finally:
            reader.shutdown(cancel_futures=True)


def _take(items: Iterator[T]) -> tuple[list[T], Exception | None]:
    """Return the next items, and what came instead of the one behind them."""
    taken: list[T] = []
    try:
        for item in islice(items, TOGETHER):
            taken.append(item)  # noqa: PERF402 - what came before an error is kept
    except Exception as error:  # noqa: BLE001 - it is raised where its item was to come
        return taken, error
    return taken, None


class EventsDigest:
    """BLAKE3 over the digest before each batch and the bytes of the batch's events."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    @property
    def value(self) -> bytes:
        return self._value

    def add(self, events: np.ndarray) -> None:
        """Take up the events of the next batch, EVENT[m]: they are not changed afterwards."""
        self._value = blake3(self._value).update(events.view(np.uint8).data).digest()


class DigestBehind(EventsDigest):
    """The same, computed in another thread; whoever asks waits until it has come here."""

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self._hasher = ThreadPoolExecutor(1, "glassbook-hashing-behind")
        self._waiting: deque[Future[None]] = deque()
        self._part: list[np.ndarray] = []
        self._part_bytes = 0

    @property
    def value(self) -> bytes:
        if self._part:
            self._hand_over()
        while self._waiting:
            self._waiting.popleft().result()
        return self._value

    def add(self, events: np.ndarray) -> None:
        self._part.append(events)
        self._part_bytes += events.nbytes
        if self._part_bytes >= PART_BYTES:
            self._hand_over()
        if len(self._waiting) > AHEAD:
            self._waiting.popleft().result()

    def close(self) -> bytes:
        """End the thread; return the digest."""
        value = self.value
        self._hasher.shutdown()
        return value

    def _hand_over(self) -> None:
        self._waiting.append(self._hasher.submit(self._hash, self._part))
        self._part, self._part_bytes = [], 0

    def _hash(self, part: list[np.ndarray]) -> None:
        for events in part:
            super().add(events)
