"""What is settled when a day (UTC) is over."""

import asyncio
from collections.abc import Awaitable, Callable

from glassbook.projection.volumes import DAY_NS
from glassbook.protocol.submission import QueueFull, VenueStopped

SECOND_NS = 1_000_000_000
AGAIN_AFTER_S = 60  # when the queue was full


async def at_midnights(settle: Callable[[], Awaitable[int]], clock: Callable[[], int]) -> None:
    """Settle now and at every midnight, until the venue stops or the task is cancelled.

    `clock` tells nanoseconds since the epoch.
    """
    while True:
        try:
            await settle()
        except QueueFull:
            await asyncio.sleep(AGAIN_AFTER_S)
            continue
        except VenueStopped:
            return
        await asyncio.sleep((DAY_NS - clock() % DAY_NS) / SECOND_NS)
