"""Batches as they lie one behind the other in the memory that they were read into.

Frames begin at multiples of 64 bytes, and so much have their headers and a command: the memory is
rows of commands, between which rows of other things lie. Whoever wants nothing but to apply the
batches can have the core apply many of them in one go.
"""

from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from glassbook.journal.framing import ALIGNMENT, HEADER_SIZE, Entry
from glassbook.journal.reader import Record
from glassbook.protocol.batches import SPAN, Batch, Stretch
from glassbook.protocol.commands import COMMAND, COMMAND_SIZE

#: So many frames in one go: with small ones a block holds thousands.
TOGETHER_MAX = 512

assert ALIGNMENT == HEADER_SIZE == COMMAND_SIZE, "a block is rows of commands"


class Read(msgspec.Struct, frozen=True):
    """What was read: batches in one block, one behind the other, as a stretch; or a document.

    records  at least one
    """

    records: list[Record]
    stretch: Stretch | None


def stretches(records: Iterable[Record]) -> Iterator[Read]:
    """Take records together. *Raises* what `records` raises, behind all that came before it."""
    batches: list[Record] = []
    try:
        for record in records:
            is_batch = isinstance(record.entry, Batch)
            if batches and not (is_batch and _goes_with(record, batches)):
                yield Read(batches, _stretch(batches))
                batches = []
            if is_batch:
                batches.append(record)
            else:
                yield Read([record], None)
    except Exception:
        if batches:
            yield Read(batches, _stretch(batches))
        raise
    if batches:
        yield Read(batches, _stretch(batches))


def _goes_with(record: Record, batches: list[Record]) -> bool:
    return record.block is batches[0].block and len(batches) < TOGETHER_MAX


def _first_sequence(entry: Entry) -> int:
    assert isinstance(entry, Batch)
    return entry.first_sequence


def _stretch(records: list[Record]) -> Stretch:
    spans = np.zeros(len(records), SPAN)
    lasts = np.array([record.head.sequence for record in records])
    first = _first_sequence(records[0].entry)
    spans["start"] = np.array([record.place for record in records]) // COMMAND_SIZE + 1
    spans["end"] = spans["start"] + np.diff(lasts, prepend=first - 1)
    spans["time_ns"] = [record.head.time_ns for record in records]
    return Stretch(first, int(lasts[-1]), records[0].block.view(COMMAND), spans)
