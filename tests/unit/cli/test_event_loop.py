"""The loop of a venue: what it takes from the machine."""

from pathlib import Path

import pytest

from glassbook.cli import event_loop

THREADS = Path("/proc/self/task")


def kernel_threads():
    """Return the names of the threads that the kernel runs for rings of this process."""
    names = [(thread / "comm").read_text() for thread in THREADS.iterdir()]
    return [name for name in names if name.startswith("iou-")]


async def threads_inside():
    return kernel_threads()


@pytest.mark.skipif(not THREADS.exists(), reason="it is Linux that shows its threads there")
def test_no_thread_of_the_kernel_polls_for_a_loop(monkeypatch):
    monkeypatch.delenv("UV_USE_IO_URING", raising=False)
    others = kernel_threads()  # of loops that other tests left
    assert event_loop.run(threads_inside()) == others
