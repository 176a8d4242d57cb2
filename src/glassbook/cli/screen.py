"""What a person at a terminal sees while something takes its time. All of it goes to stderr.

Whoever pipes the output into a program gets no progress and no colours.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

console = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Say one sentence."""
    console.print(text, markup=False)


@contextmanager
def silent() -> Iterator[None]:
    """Say nothing for a while."""
    before, console.quiet = console.quiet, True
    try:
        yield
    finally:
        console.quiet = before


class Bar:
    """A progress bar: it appears with the first report and is gone after the last."""

    def __init__(self, what: str) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task(what, total=None)
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def show(self, done: int, total: int | None = None) -> None:
        """Report how much is done; `total` is None when nobody knows how much it is."""
        if not self._is_shown and console.is_terminal:
            self._progress.start()
            self._is_shown = True
        self._progress.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Take the bar away. It may be shown again."""
        if self._is_shown:
            self._progress.stop()
            self._is_shown = False
