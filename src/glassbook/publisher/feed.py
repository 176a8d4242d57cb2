"""The feed tells everybody who listens what was applied, in order and without gaps.

Its one rule: nobody is waited for. A listener is called on the loop and must be quick; a reader has
a bounded queue of its own and is cut off when it is full. Who was cut off, or comes late, resumes
from the last sequence he has with `since`, as long as the ring still holds what follows.
"""

import asyncio
from collections import deque
from collections.abc import Callable

from glassbook.protocol.batches import AppliedBatch

Listener = Callable[[AppliedBatch], None]


class CutOff(Exception):
    """The reader did not keep up. What it has is whole up to some sequence; resume from there."""


class TooLate(Exception):
    """The ring no longer holds what follows this sequence: take a snapshot of a projection."""


class Reader:
    """One slow reader's queue. Made by `Feed.reader`."""

    def __init__(self, batches_max: int) -> None:
        self._batches_max = batches_max
        self._waiting: deque[AppliedBatch] = deque()
        self._arrived = asyncio.Event()
        self.is_cut_off = False

    async def next(self) -> AppliedBatch:
        """Wait for the next batch. *Raises* CutOff, after the last batch that was kept for it."""
        while not self._waiting:
            if self.is_cut_off:
                raise CutOff(f"more than {self._batches_max} batches were waiting")
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()

    def put(self, applied: AppliedBatch) -> None:
        """Queue a batch, or cut the reader off. Called by the feed."""
        if len(self._waiting) >= self._batches_max:
            self.is_cut_off = True
        else:
            self._waiting.append(applied)
        self._arrived.set()


class Feed:
    """Applied batches out, numbered by their sequences. To be used on the loop only.

    `commands_max` is about how many commands the ring remembers; it holds at least the last batch.
    """

    def __init__(self, commands_max: int = 65_536) -> None:
        self._commands_max = commands_max
        self._ring: deque[AppliedBatch] = deque()
        self._ring_commands = 0
        self._begins_after = 0
        self._sequence = 0
        self._listeners: list[Listener] = []
        self._readers: list[Reader] = []

    @property
    def sequence(self) -> int:
        """The last sequence told, or passed over."""
        return self._sequence

    def begin_after(self, sequence: int) -> None:
        """Start behind what was recovered. Before the first batch; listeners may already wait."""
        assert not self._ring, "nothing has been told yet"
        self._begins_after = self._sequence = sequence

    def publish(self, applied: AppliedBatch) -> None:
        """Tell everybody, listeners first and in the order in which they came."""
        batch = applied.batch
        assert batch.first_sequence == self._sequence + 1, "batches are told in order, without gaps"
        self._sequence = batch.last_sequence
        self._remember(applied)
        for listener in tuple(self._listeners):
            listener(applied)
        for reader in tuple(self._readers):
            self._hand(reader, applied)

    def pass_over(self, sequence: int) -> None:
        """A document took this place: there is nothing to tell."""
        assert sequence == self._sequence + 1, "documents are passed over in order, without gaps"
        self._sequence = sequence

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every batch from now on; call what is returned to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def reader(self, batches_max: int) -> Reader:
        """Return a queue that receives every batch from now on, until it is full or dropped."""
        reader = Reader(batches_max)
        self._readers.append(reader)
        return reader

    def drop(self, reader: Reader) -> None:
        """Forget a reader, if the feed still knows it."""
        if reader in self._readers:
            self._readers.remove(reader)

    def since(self, sequence: int) -> list[AppliedBatch]:
        """Return all batches with a command after `sequence`, the oldest first.

        The first one may begin before it. *Raises* TooLate when the ring does not reach back so
        far; ValueError when `sequence` has not been told yet.
        """
        if sequence > self._sequence:
            raise ValueError(f"sequence {sequence} is yet to come; {self._sequence} was the last")
        if sequence < self._begins_after:
            raise TooLate(f"the ring begins after {self._begins_after}, asked for {sequence}")
        return [applied for applied in self._ring if applied.batch.last_sequence > sequence]

    def _remember(self, applied: AppliedBatch) -> None:
        self._ring.append(AppliedBatch(applied.batch, applied.events))  # without its Python tuples
        self._ring_commands += len(applied.batch.commands)
        while self._ring_commands > self._commands_max and len(self._ring) > 1:
            forgotten = self._ring.popleft().batch
            self._ring_commands -= len(forgotten.commands)
            self._begins_after = forgotten.last_sequence

    def _hand(self, reader: Reader, applied: AppliedBatch) -> None:
        reader.put(applied)
        if reader.is_cut_off:
            self._readers.remove(reader)
