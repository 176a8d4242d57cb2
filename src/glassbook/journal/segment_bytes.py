"""The bytes of a segment, read from the disk as far as somebody looks, and no further.

A whole segment takes tens of milliseconds to read, and whoever applies its frames would wait for
them; what was read just now is still in the processor's cache when it is hashed.
"""

from pathlib import Path

import numpy as np

from glassbook.journal.files import Files

STEP_BYTES = 1 << 20


class SegmentBytes:
    """What the file `path` holds. What is given out is a view, and holds as long as anybody has it.

    NumPy asks for huge pages where there is much to read: half the time of small ones.
    """

    def __init__(self, path: Path, files: Files) -> None:
        self._path = path
        self._files = files
        self._memory = np.empty(files.size(path), np.uint8).data
        self._read = 0

    def between(self, start: int, end: int) -> memoryview:
        """Return the bytes from `start` to before `end`, or to the end of the file."""
        while self._read < min(end, len(self._memory)):
            wanted = self._memory[self._read : self._read + STEP_BYTES]
            count = self._files.read_into(self._path, wanted, self._read)
            self._read += count
            if count == 0:  # it was cut since its size was asked
                self._memory = self._memory[: self._read]
        return self._memory[start:end]

    def since(self, start: int) -> memoryview:
        """Return all the bytes from `start` on."""
        return self.between(start, len(self._memory))
