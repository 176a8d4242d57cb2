"""What a crash may leave at the end of a journal, and how that differs from damage.

The writer never has more than one frame that is not yet durable, and it writes into zeroes. A loss
of power can therefore leave, behind whole frames, one frame of which some sectors were written and
others still are zero; and the killing of a process or a full disk, a frame that the file ends in.
That is a torn tail: it was not acknowledged, and may be cut.

Everything else was changed after it was written, and must not be passed over:

    a whole frame behind the bad place        the bad one had been durable before it
    anything but zero behind the bad frame    likewise
    a header that is neither zero nor right   a header lies in one sector: it is written whole
    every sector written, the hash wrong      a bit of the last frame fell over; it may have been
                                              acknowledged
"""

import numpy as np
from blake3 import blake3

from glassbook.journal.framing import (
    ALIGNMENT,
    HASH_SIZE,
    HEADER_SIZE,
    MAGIC,
    BadFrame,
    Head,
    check_follows,
    decode_header,
)

SECTOR_SIZE = 512  # what a disk writes whole or not at all


def is_zero(data: memoryview) -> bool:
    """Tell whether nothing was ever written here."""
    start = bytes(data[:ALIGNMENT])  # which mostly says that something was
    return start == bytes(len(start)) and not np.frombuffer(data, np.uint8).any()


def torn_because(data: memoryview, offset: int, head: Head) -> str:
    """Return why the bad frame at `offset` is a torn tail; nothing if it is damage.

    Arguments
        data    a whole segment, the last one
        offset  where the frame behind `head` must begin
    """
    rest = data[offset:]
    if len(rest) < HEADER_SIZE:
        return "the file ends inside a frame's header"
    sector = rest[: SECTOR_SIZE - offset % SECTOR_SIZE]
    if is_zero(sector):
        return "" if _holds_whole_frame(rest) else "its first sector was never written"
    try:
        header = decode_header(rest[:HEADER_SIZE])
        check_follows(header, head)
    except BadFrame:
        return ""
    if len(rest) < header.frame_size:
        return "the file ends inside the frame"
    if not is_zero(rest[header.frame_size :]):
        return ""
    unwritten = _unwritten_sectors(rest[: header.frame_size], offset)
    return f"{unwritten} of its sectors were never written" if unwritten else ""


def _unwritten_sectors(frame: memoryview, offset: int) -> int:
    """Return how many sectors of the disk hold nothing where the frame must hold something."""
    starts = [0, *range(SECTOR_SIZE - offset % SECTOR_SIZE, len(frame), SECTOR_SIZE)]
    ends = [*starts[1:], len(frame)]
    return sum(is_zero(frame[start:end]) for start, end in zip(starts, ends, strict=True))


def _holds_whole_frame(data: memoryview) -> bool:
    """Tell whether any whole frame begins in `data`, whatever it may continue."""
    units = np.frombuffer(data[: len(data) // ALIGNMENT * ALIGNMENT], np.uint8)
    units = units.reshape(-1, ALIGNMENT)
    candidates = np.flatnonzero((units[:, 0] == MAGIC[0]) & (units[:, 1] == MAGIC[1]))
    return any(_is_whole(data[at * ALIGNMENT :]) for at in candidates.tolist())


def _is_whole(data: memoryview) -> bool:
    try:
        size = decode_header(data[:HEADER_SIZE]).frame_size
    except BadFrame:
        return False
    if size > len(data):
        return False
    return blake3(data[: size - HASH_SIZE]).digest() == data[size - HASH_SIZE : size]
