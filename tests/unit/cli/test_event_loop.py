"""The loop of a venue: what it takes from the machine."""

import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path("/proc/self/fd")
#: In a process of its own, because libuv reads the environment once, for the first loop of all.
PROGRAM = """
import os
from contextlib import suppress
from pathlib import Path
from glassbook.cli import event_loop

async def files():
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the listing itself
            print(file.readlink())

os.environ.pop("UV_USE_IO_URING", None)
event_loop.run(files())
"""


@pytest.mark.skipif(not FILES.exists(), reason="it is Linux that shows its files there")
def test_a_loop_opens_no_ring_that_a_thread_of_the_kernel_would_poll():
    said = subprocess.run([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, check=True)
    assert b"anon_inode:[eventpoll]" in said.stdout
    assert b"io_uring" not in said.stdout
