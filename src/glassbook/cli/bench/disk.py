"""What the disk's own syncs take while something else is measured: told by a process of its own.

    python -m glassbook.cli.bench.disk DIR

writes a block of 4 KiB in DIR and waits until it is durable, fifty times a second, until its input
ends; then it prints what each took, in milliseconds. It shares nothing with a venue but the disk:
what is long here, the device or its file system took, and no interpreter's lock.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY_S = 0.02
BLOCK = b"\1" * 4_096
BLOCKS = 256  # then the first again: the file does not grow


@contextmanager
def syncs_ms(folder: Path) -> Iterator[list[float]]:
    """Time syncs in `folder` meanwhile; the list that is yielded is filled at the end."""
    command = [sys.executable, "-m", __spec__.name, str(folder)]
    took_ms: list[float] = []
    with subprocess.Popen(  # noqa: S603 - ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as probe:
        assert probe.stdout is not None
        probe.stdout.readline()  # it has begun
        try:
            yield took_ms
        finally:
            said, _ = probe.communicate()
            took_ms += json.loads(said)


def probe(folder: Path) -> list[float]:
    """Write and sync until the input ends, once at least; return what each took."""
    took_ms: list[float] = []
    path = folder / "disk-probe"
    with path.open("wb", buffering=0) as file:
        is_ended = False
        while not is_ended:
            file.seek(len(took_ms) % BLOCKS * len(BLOCK))
            began = time.perf_counter()
            file.write(BLOCK)
            os.fdatasync(file.fileno())
            took_ms.append(1e3 * (time.perf_counter() - began))
            is_ended = bool(select.select([sys.stdin], [], [], EVERY_S)[0])
    path.unlink()
    return took_ms


if __name__ == "__main__":
    print("begun", flush=True)  # noqa: T201 - whoever started it reads this
    print(json.dumps(probe(Path(sys.argv[1]))))  # noqa: T201
