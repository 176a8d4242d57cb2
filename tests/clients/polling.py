"""Asking again until it is so, for what a client can only learn by asking.

Every question is a round trip to the venue, which is what paces the loop.
"""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar

SECONDS_MAX = 180  # a busy machine; what is well takes a hundredth of it

Answer = TypeVar("Answer")


def until(ask: Callable[[], Answer], seconds: int = SECONDS_MAX) -> Answer:
    """Return the first answer that is true. *Raises* AssertionError when none comes in time."""
    end = monotonic() + seconds
    while not (answer := ask()):
        assert monotonic() < end, f"after {seconds} seconds it is still {answer!r}"
    return answer


async def until_async(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Return the first answer that is true. *Raises* AssertionError when none comes in time."""
    end = monotonic() + SECONDS_MAX
    while not (answer := await ask()):
        assert monotonic() < end, f"after {SECONDS_MAX} seconds it is still {answer!r}"
    return answer
