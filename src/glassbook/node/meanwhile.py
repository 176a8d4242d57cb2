"""What another thread does of a replay meanwhile: read the journal ahead, hash the events behind.

Reading, hashing and the compiled core all release the interpreter's lock, so a replay is as fast as
the slowest of the three, if there are processors for them. Each has one thread and keeps its order:
what comes out is what one thread would have made.
"""

import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import numpy as np

AHEAD = 16  # frames read, or batches not yet hashed: bounds what is held in memory

T = TypeVar("T")
_END = object()


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the same items, the next AHEAD of them taken in another thread.

    *Raises* what `items` raises, where it raises it.
    """
    with ThreadPoolExecutor(1, "glassbook-reading-ahead") as reader:
        coming = deque(reader.submit(next, items, _END) for _ in range(AHEAD))
        try:
            while (item := coming.popleft().result()) is not _END:
                coming.append(reader.submit(next, items, _END))
                yield item  # type: ignore[misc]
        finally:
            reader.shutdown(cancel_futures=True)


class EventsDigest:
    """SHA-256 over the digest before each batch and the bytes of the batch's events."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    @property
    def value(self) -> bytes:
        return self._value

    def add(self, events: np.ndarray) -> None:
        """Take up the events of the next batch, EVENT[m]: they are not changed afterwards."""
        digest = hashlib.sha256(self._value)
        digest.update(events.view(np.uint8).data)
        self._value = digest.digest()


class DigestBehind(EventsDigest):
    """The same, computed in another thread; whoever asks waits until it has come here."""

    def __init__(self, value: bytes) -> None:
        super().__init__(value)
        self._hasher = ThreadPoolExecutor(1, "glassbook-hashing-behind")
        self._waiting: deque[Future[None]] = deque()

    @property
    def value(self) -> bytes:
        while self._waiting:
            self._waiting.popleft().result()
        return self._value

    def add(self, events: np.ndarray) -> None:
        self._waiting.append(self._hasher.submit(super().add, events))
        if len(self._waiting) > AHEAD:
            self._waiting.popleft().result()

    def close(self) -> bytes:
        """End the thread; return the digest."""
        value = self.value
        self._hasher.shutdown()
        return value
