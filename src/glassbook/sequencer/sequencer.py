"""The sequencer gives everything that arrives one order and one time.

Many threads offer, one takes. Its one rule: whatever was taken in is handed out once, whole, and in
the order in which it was offered; what does not fit is refused before anything of it is taken in.

    offer ─┐
    offer ─┼─► queue, bounded in commands ──► take ──► stamped batch ──► … ──► give_back
    offer ─┘

Room is given back only when the results of the work were delivered, so the bound holds for all
that is under way, not for the queue alone. The time of a batch is the clock's, except that it never
goes back.
"""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

from glassbook.protocol.batches import Batch, Labels, SequencedDocument, commands_of
from glassbook.protocol.commands import COMMAND_SIZE
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.sequencer.work import (
    Done,
    OfferedDocument,
    StampedBatch,
    StampedDocument,
    Submission,
    Ticket,
    Work,
)

Arrival = Submission | OfferedDocument | None  # None: closed, nothing follows


class Sequencer:
    """A bounded queue of commands and documents, and the stamp.

    Arguments
        clock         nanoseconds since the Unix epoch
        commands_max  how many commands may be under way at a time; a document counts as one
        batch_max     how many commands one batch gathers; a single larger submission still
                      stays whole, as a batch of its own
        sequence      the last sequence already given out
        time_ns       the last time already given out
    """

    def __init__(
        self,
        clock: Callable[[], int],
        *,
        commands_max: int = 65_536,
        batch_max: int = 8_192,
        sequence: int = 0,
        time_ns: int = 0,
    ) -> None:
        assert 0 < batch_max <= commands_max, "a full batch fits into the queue"
        self._clock = clock
        self._commands_max = commands_max
        self._batch_max = batch_max
        self._sequence = sequence
        self._time_ns = time_ns
        self._arrived: SimpleQueue[Arrival] = SimpleQueue()
        self._held: Submission | OfferedDocument | None = None
        self._lock = threading.Lock()
        self._room = commands_max
        self._closed: VenueStopped | None = None

    @property
    def under_way(self) -> int:
        """How many places are taken: waiting, being worked on, or not yet delivered."""
        return self._commands_max - self._room

    def offer(self, commands: bytes, labels: Labels | None, done: Done) -> None:
        """Take in packed commands, from any thread. `labels` are by index among these commands.

        *Raises* QueueFull, VenueStopped: nothing was taken. ValueError when `commands` is empty, is
        not a whole number of commands, or is more than the queue can ever hold.
        """
        count, rest = divmod(len(commands), COMMAND_SIZE)
        if rest or count == 0 or count > self._commands_max:
            raise ValueError(self._unfit(len(commands)))
        self._enter(Submission(commands, count, labels, done), count)

    def offer_document(self, document: Document, done: Done) -> None:
        """Take in a document, from any thread. *Raises* as `offer`."""
        self._enter(OfferedDocument(document, done), 1)

    def take(self, timeout: float | None = None) -> Work | None:
        """Wait for work and return it stamped. For the one consumer only.

        Returns all commands that have arrived, up to `batch_max`, as one batch; or a document; or
        None when nothing came for `timeout` seconds, or when closed and nothing is left.
        """
        first = self._next(timeout)
        if first is None:
            return None
        if isinstance(first, OfferedDocument):
            return StampedDocument(self._placed(first.document), first.done)
        return self._stamp(self._gather(first))

    def place(self, document: Document) -> StampedDocument:
        """Give a document of the consumer's own the next place, before all that waits."""
        return StampedDocument(self._placed(document), None)

    def give_back(self, room: int) -> None:
        """Free the places of work whose results were delivered. From any thread."""
        with self._lock:
            self._room += room
        assert self._room <= self._commands_max, "room is given back once"

    def close(self, why: VenueStopped) -> None:
        """Refuse whatever is offered from now on, with `why`. What was taken in is handed out."""
        with self._lock:
            if self._closed is None:
                self._closed = why
                self._arrived.put(None)

    def _enter(self, arrival: Submission | OfferedDocument, room: int) -> None:
        with self._lock:
            if self._closed is not None:
                raise VenueStopped(str(self._closed), is_unknown=False)
            if room > self._room:
                raise QueueFull(
                    f"{room} commands do not fit: {self.under_way} of {self._commands_max} places "
                    "are taken; nothing was taken in, try again"
                )
            self._room -= room
            self._arrived.put(arrival)

    def _next(self, timeout: float | None) -> Arrival:
        if (held := self._held) is not None:
            self._held = None
            return held
        try:
            arrival = self._arrived.get(timeout=timeout)
        except Empty:
            return None
        if arrival is None:
            self._arrived.put(None)  # whoever asks again gets the same answer
        return arrival

    def _gather(self, first: Submission) -> list[Submission]:
        """Return `first` and all that has arrived after it and belongs into the same batch."""
        gathered, count = [first], first.command_count
        while count < self._batch_max and not self._arrived.empty():
            arrival = self._arrived.get()
            if arrival is None:
                self._arrived.put(None)
                break
            if (
                isinstance(arrival, OfferedDocument)
                or count + arrival.command_count > self._batch_max
            ):
                self._held = arrival
                break
            gathered.append(arrival)
            count += arrival.command_count
        return gathered

    def _stamp(self, submissions: list[Submission]) -> StampedBatch:
        first_sequence = sequence = self._sequence + 1
        labels: Labels = {}
        tickets = []
        for submission in submissions:
            if submission.labels:
                start = sequence - first_sequence
                labels.update({start + at: label for at, label in submission.labels.items()})
            tickets.append(Ticket(sequence, submission.command_count, submission.done))
            sequence += submission.command_count
        self._sequence = sequence - 1
        data = b"".join([submission.commands for submission in submissions])
        batch = Batch(first_sequence, self._stamped_ns(), commands_of(data), labels)
        return StampedBatch(batch, tickets)

    def _placed(self, document: Document) -> SequencedDocument:
        self._sequence += 1
        return SequencedDocument(self._sequence, self._stamped_ns(), document)

    def _stamped_ns(self) -> int:
        self._time_ns = max(self._time_ns, self._clock())
        return self._time_ns

    def _unfit(self, size: int) -> str:
        return (
            f"{size} bytes: expected a whole number of {COMMAND_SIZE}-byte commands, "
            f"at least 1 and at most {self._commands_max}"
        )
