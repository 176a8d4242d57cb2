"""What another thread does of a replay meanwhile: read the journal ahead, and hash.

Reading, hashing and the compiled core all release the interpreter's lock, so a replay is as fast as
the slower of the two threads, if there are processors for both. What comes out is what one thread
would have made.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

AHEAD = 2  # items taken before they are asked for: bounds what is held in memory

T = TypeVar("T")


def other_thread() -> ThreadPoolExecutor:
    """Return one thread, which does what it is given in that order."""
    return ThreadPoolExecutor(1, "glassbook-meanwhile")


class AtOnce(Executor):
    """Does what it is given in the thread that gives it, before it gives more."""

    def submit(self, task: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":
        done: Future[T] = Future()
        try:
            done.set_result(task(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            done.set_exception(error)
        return done


def read_ahead(items: Iterator[T], aside: Executor) -> Iterator[T]:
    """Yield the same items, the next ones taken aside.

    *Raises* what `items` raises, where it raises it.
    """
    coming = deque(aside.submit(_take, items) for _ in range(AHEAD))
    while True:
        taken, error = coming.popleft().result()
        if error is not None:
            raise error
        if not taken:
            return
        coming.append(aside.submit(_take, items))
        yield taken[0]


def _take(items: Iterator[T]) -> tuple[list[T], Exception | None]:
    """Return the next item, if there is one, or what came instead."""
    try:
        return [next(items)], None
    except StopIteration:
        return [], None
    except Exception as error:  # noqa: BLE001 - it is raised where its item was to come
        return [], error
