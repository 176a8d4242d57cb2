"""The loop of a venue: what it takes from the machine."""

from pathlib import Path

import pytest

from glassbook.cli import event_loop

THREADS = Path("/proc/self/task")


def thread_count():
    return len(list(THREADS.iterdir()))


async def thread_count_inside():
    return thread_count()


@pytest.mark.skipif(not THREADS.exists(), reason="it is Linux that shows its threads there")
def test_no_thread_of_the_kernel_polls_for_a_loop(monkeypatch):
    monkeypatch.delenv("UV_USE_IO_URING", raising=False)
    before = thread_count()
    assert event_loop.run(thread_count_inside()) == before
