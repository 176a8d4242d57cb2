"""A disk that loses power.

may      lose any sectors of what was written since the last sync, keep any others; forget a file
         that was made since; run full
may not  lose what was synced; tear a sector; bring back what was overwritten and synced
"""

import errno
import random

from glassbook.journal.segment import SegmentFile
from glassbook.journal.tail import SECTOR_SIZE


class PowerGone(BaseException):
    """The process ends here: nobody catches this but who started it."""


class LosingDisk(SegmentFile):
    """A segment whose writes reach the file only when they are synced, or at the loss of power.

    Reading the file back therefore shows what the disk has, not what the process wrote.
    """

    def __init__(self, path, dice: random.Random, *, full_chance: float, cut_chance: float):
        self.was_there = path.exists()
        super().__init__(path)
        self.is_open = True
        self.dice = dice
        self.full_chance = full_chance
        self.cut_chance = cut_chance
        self.pending: list[tuple[int, bytes]] = []

    def write(self, parts, offset):
        data = b"".join(parts)
        if data and self.dice.random() < self.full_chance:
            self.pending.append((offset, data[: self.dice.randrange(len(data))]))
            raise OSError(errno.ENOSPC, "No space left on device")
        self.pending.append((offset, data))

    def sync(self):
        if self.dice.random() < self.cut_chance:
            raise PowerGone
        for offset, data in self.pending:
            super().write((data,), offset)
        self.pending = []
        self.was_there = True

    def cut(self, offset):
        self.pending = [(at, data) for at, data in self.pending if at < offset]
        super().cut(offset)

    def close(self):
        super().close()
        self.is_open = False

    def lose_power(self):
        """Let the disk keep what it likes of what was not synced in a file that is open."""
        if not self.is_open:
            return
        for offset, data in self.pending:
            for start, part in sectors(offset, data):
                if self.dice.random() < 0.5:
                    super().write((part,), start)
        self.close()
        if not self.was_there and self.dice.random() < 0.5:
            self.path.unlink()


def sectors(offset: int, data: bytes):
    """Yield (offset, bytes) of a write, parted where the disk's sectors are."""
    at = 0
    while at < len(data):
        size = SECTOR_SIZE - (offset + at) % SECTOR_SIZE
        yield offset + at, data[at : at + size]
        at += size
