"""What another thread does of a replay meanwhile: read the journal ahead, and check its hashes.

Reading, hashing and the compiled core all release the interpreter's lock, so a replay is as fast as
the slower of the two, if there are processors for both. What comes out is what one thread would
have made. Handing something over costs more than a small frame does: they are handed over several
at a time.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

TOGETHER = 16  # frames read in one go
AHEAD = 3  # goes read: bounds what is held in memory

T = TypeVar("T")


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the same items, the next ones taken in another thread.

    *Raises* what `items` raises, where it raises it.
    """
    with ThreadPoolExecutor(1, "glassbook-reading-ahead") as reader:
        coming = deque(reader.submit(_take, items) for _ in range(AHEAD))
        try:
            while coming:
                taken, error = coming.popleft().result()
                if len(taken) == TOGETHER:
                    coming.append(reader.submit(_take, items))
                yield from taken
                if error is not None:
                    raise error
        finally:
            reader.shutdown(cancel_futures=True)


def _take(items: Iterator[T]) -> tuple[list[T], Exception | None]:
    """Return the next items, and what came instead of the one behind them."""
    taken: list[T] = []
    try:
        for item in islice(items, TOGETHER):
            taken.append(item)  # noqa: PERF402 - what came before an error is kept
    except Exception as error:  # noqa: BLE001 - it is raised where its item was to come
        return taken, error
    return taken, None
