"""An open loop: requests are due by the clock, whether or not the answers before are back.

A request's time runs from when it was due to when its answer is whole. Who waits for a connection,
or for this process to wake, waits on the venue's account: nothing is left out because the venue was
slow. Requests are due in bursts, at whole milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque

import numpy as np

from glassbook.cli.bench.load import Connection

TICK_NS = 1_000_000
START_NS = 20_000_000  # from here to the first request


async def latencies_ms(
    address: str, requests: list[bytes], rate: float, connections: int
) -> np.ndarray:
    """Send the requests at `rate` a second; return f8[n], what each took in milliseconds.

    *Raises* BadAnswer, OSError.
    """
    host, port = address.rsplit(":", 1)
    loop = asyncio.get_running_loop()
    schedule = _Schedule(requests, rate)
    opened = []
    for _ in range(connections):
        _, line = await loop.create_connection(lambda: _Line(schedule), host, int(port))
        opened.append(line)
    ticker = threading.Thread(target=schedule.tick, args=(loop,), daemon=True)
    ticker.start()
    broken = [line.done for line in opened]
    await asyncio.wait([schedule.done, *broken], return_when=asyncio.FIRST_COMPLETED)
    schedule.is_over = True
    ticker.join()
    for future in broken:
        if future.done():
            future.result()
    for line in opened:
        line.done.cancel()
        line.transport.abort()
    return schedule.took_ms


class _Line(Connection):
    """One connection: free, or with one request under way."""

    def __init__(self, schedule: _Schedule) -> None:
        super().__init__([])
        self._schedule = schedule
        self.number = -1

    def send(self, number: int, request: bytes) -> None:
        self.number = number
        self.transport.write(request)

    def take_next(self) -> None:
        if self.number >= 0:
            self._schedule.note(self.number)
        self._schedule.take(self)


class _Schedule:
    """Which request is due when, what waits, and what each took."""

    def __init__(self, requests: list[bytes], rate: float) -> None:
        self._requests = requests
        numbers = np.arange(len(requests), dtype=np.int64)
        self._due_ns = (numbers * 1_000 // rate).astype(np.int64) * TICK_NS
        self._waiting: deque[int] = deque()
        self._free: deque[_Line] = deque()
        self._begun = self._answered = 0
        self.is_over = False
        self.took_ms = np.zeros(len(requests))
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def tick(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake the loop whenever requests are due; in a thread of its own."""
        self._due_ns += time.perf_counter_ns() + START_NS
        for due_ns in np.unique(self._due_ns).tolist():
            if self.is_over:
                return
            wait_ns = due_ns - time.perf_counter_ns()
            if wait_ns > 0:
                time.sleep(wait_ns / 1e9)
            loop.call_soon_threadsafe(self._begin_due)

    def take(self, line: _Line) -> None:
        """Give a free connection the request that has waited longest."""
        if self._waiting:
            number = self._waiting.popleft()
            line.send(number, self._requests[number])
        else:
            self._free.append(line)

    def note(self, number: int) -> None:
        """A request is answered."""
        self.took_ms[number] = (time.perf_counter_ns() - self._due_ns[number]) / 1e6
        self._answered += 1
        if self._answered == len(self._requests):
            self.done.set_result(None)

    def _begin_due(self) -> None:
        now_ns = time.perf_counter_ns()
        while self._begun < len(self._requests) and self._due_ns[self._begun] <= now_ns:
            self._waiting.append(self._begun)
            self._begun += 1
        while self._waiting and self._free:
            self.take(self._free.popleft())
