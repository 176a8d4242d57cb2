"""The bytes of a segment, read from the disk a block at a time, as far as somebody looks.

A whole segment takes tens of milliseconds to read, and whoever applies its frames would wait for
them; what was read just now is still in the processor's cache when it is hashed. And a block's
memory is given back when nobody looks at it any more, so that the next one lies in memory that is
there already: reading into new memory takes more than twice as long.
"""

from pathlib import Path

import numpy as np

from glassbook.journal.files import Files

BLOCK_BYTES = 1 << 21
CACHE_LINE = 64


class SegmentBytes:
    """What the file `path` holds. What is given out is a view, and holds as long as anybody has it.

    block  u1[n], n a multiple of 64: where the bytes lie that were last asked for
    start  where in the file it begins
    """

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files
        self.size = files.size(path)
        self.block = np.empty(0, np.uint8)
        self.start = self._end = 0
        self._bytes = memoryview(b"")

    def between(self, start: int, end: int) -> memoryview:
        """Return the bytes from `start`, a multiple of 64, to before `end`, or to the end of the
        file.
        """
        if start < self.start or (end > self._end and self._end < self.size):
            self._read(start, max(end - start, BLOCK_BYTES))
        return self._bytes[start - self.start : end - self.start]

    def since(self, start: int) -> memoryview:
        """Return all the bytes from `start` on."""
        return self.between(start, self.size)

    def _read(self, start: int, count: int) -> None:
        """Make the block begin at `start`, so long if the file goes as far."""
        count = max(min(count, self.size - start), 0)
        memory = np.empty(count + 2 * CACHE_LINE, np.uint8)
        first = -memory.ctypes.data % CACHE_LINE
        wanted = memory[first : first + count].data
        read = 0
        while read < count:
            step = self._files.read_into(self._path, wanted[read:], start + read)
            if step == 0:  # it was cut since its size was asked
                self.size = start + read
                break
            read += step
        self.start, self._end, self._bytes = start, start + read, wanted[:read]
        self.block = memory[first : first + -(-read // CACHE_LINE) * CACHE_LINE]
