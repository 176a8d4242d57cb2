"""An event loop whose time passes when nothing is left to do, and which runs processes that die.

One thread, one order: what is due is run by its time, and by its turn where times are equal. Every
callback belongs to the process in which it was scheduled; what belongs to a process that is gone is
passed over, as if its machine had been unplugged.

may      run a callback of one process before one of another that was scheduled for the same time
may not  run one early, lose one of a process that lives, or run one of a process that is gone
"""

import asyncio
import contextvars
import heapq
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")

SECOND_NS = 1_000_000_000


class Process:
    """Something that callbacks belong to, and which may end at any moment."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_gone = False


class Scheduled:
    """A callback with its time; in place of asyncio's own handles."""

    __slots__ = ("args", "callback", "context", "is_cancelled", "process", "when_ns")

    def __init__(
        self,
        when_ns: int,
        process: Process,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: contextvars.Context | None,
    ) -> None:
        self.when_ns = when_ns
        self.process = process
        self.callback = callback
        self.args = args
        self.context = context or contextvars.copy_context()
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True

    def cancelled(self) -> bool:
        return self.is_cancelled

    def when(self) -> float:
        return self.when_ns / SECOND_NS


class SimulatedLoop(asyncio.AbstractEventLoop):
    """The loop of everybody: the venue's process, its customers, and the world around them.

    `thread_delay_ns` is asked how long a word from a thread of the process is under way.
    """

    def __init__(self) -> None:
        self.world = Process("world")
        self.now_ns = 0
        self.thread_delay_ns: Callable[[], int] = lambda: 0
        self.troubles: list[str] = []
        self._process = self.world
        self._queue: list[tuple[int, int, Scheduled]] = []
        self._turn = 0
        self._thread_ns = 0
        self._tasks: list[asyncio.Task[Any]] = []

    # --- what the simulation asks ---------------------------------------------------------------

    @contextmanager
    def within(self, process: Process) -> Iterator[None]:
        """Schedule for a process."""
        before, self._process = self._process, process
        try:
            yield
        finally:
            self._process = before

    def begin(self, work: Coroutine[Any, Any, Result], process: Process) -> "asyncio.Task[Result]":
        """Begin a task of a process."""
        with self.within(process):
            return self.create_task(work)

    def after(self, delay_ns: int, process: Process, callback: Callable[..., Any]) -> Scheduled:
        """Call something in a process, some time from now."""
        return self._schedule(self.now_ns + delay_ns, process, callback, (), None)

    def run_next(self) -> None:
        """Run the next callback that is due, and let the time until then pass."""
        while True:
            when_ns, _, scheduled = heapq.heappop(self._queue)
            if not scheduled.is_cancelled and not scheduled.process.is_gone:
                break
        self.now_ns = max(self.now_ns, when_ns)
        asyncio._set_running_loop(self)  # noqa: SLF001 - meant for whoever implements a loop
        self._process = scheduled.process
        try:
            scheduled.context.run(scheduled.callback, *scheduled.args)
        finally:
            self._process = self.world
            asyncio._set_running_loop(None)  # noqa: SLF001 - see above

    # --- what asyncio asks ----------------------------------------------------------------------

    def time(self) -> float:
        return self.now_ns / SECOND_NS

    def call_soon(  # type: ignore[override]
        self,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Scheduled:
        return self._schedule(self.now_ns, self._process, callback, args, context)

    def call_soon_threadsafe(  # type: ignore[override]
        self,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Scheduled:
        """Call from a thread: later, but in the order in which it was asked."""
        self._thread_ns = max(self._thread_ns, self.now_ns + self.thread_delay_ns())
        return self._schedule(self._thread_ns, self._process, callback, args, context)

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Scheduled:
        when_ns = self.now_ns + max(0, round(delay * SECOND_NS))
        return self._schedule(when_ns, self._process, callback, args, context)

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., Any],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> Scheduled:
        return self.call_later(when - self.time(), callback, *args, context=context)

    def create_future(self) -> "asyncio.Future[Any]":
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Generator[Any, None, Result] | Coroutine[Any, Any, Result],
        *,
        name: str | None = None,
        context: contextvars.Context | None = None,
    ) -> "asyncio.Task[Result]":
        task = asyncio.Task(coro, loop=self, name=name, context=context)
        self._tasks.append(task)  # also those of the dead: nobody cleans up after them
        return task

    def run_in_executor(  # type: ignore[override]
        self, _executor: Any, func: Callable[..., Result], *args: Any
    ) -> "asyncio.Future[Result]":
        """Run something that blocks, whole, in a moment that a thread of the process might find."""
        future: asyncio.Future[Result] = self.create_future()

        def run() -> None:
            try:
                future.set_result(func(*args))
            except Exception as error:  # noqa: BLE001 - handed to whoever waits
                future.set_exception(error)

        self.call_later(self.thread_delay_ns() / SECOND_NS, run)
        return future

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.troubles.append(f"{context.get('message')}: {context.get('exception')!r}")

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def _schedule(
        self,
        when_ns: int,
        process: Process,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: contextvars.Context | None,
    ) -> Scheduled:
        scheduled = Scheduled(when_ns, process, callback, args, context)
        self._turn += 1
        heapq.heappush(self._queue, (when_ns, self._turn, scheduled))
        return scheduled
