"""The machine's own disk, with every sync as slow as an old one's.

may      take its time over a sync, each time
may not  forget anything: what it said is durable, is
survive  everybody; whoever finds the queue full is told so, and nothing of his is taken
"""

import time
from pathlib import Path

from glassbook.journal.files import File, Files


def slow_files(sync_s: float) -> Files:
    """Return files whose syncs take so many seconds longer."""

    class SlowFile(File):
        def sync(self) -> None:
            time.sleep(sync_s)
            super().sync()

    def opened(path: Path) -> File:
        return SlowFile(path)

    return Files(opened)
