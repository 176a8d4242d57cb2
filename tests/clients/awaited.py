"""An asynchronous client that a story can use like a synchronous one: each call is waited for."""

import asyncio
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Awaited:
    """Has what the client has; what the client's coroutines return, its calls return."""

    def __init__(self, client: Any, runner: asyncio.Runner) -> None:
        self._client = client
        self._runner = runner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._client, name)
        if not inspect.iscoroutinefunction(found):
            return found
        return lambda *values, **named: self._runner.run(found(*values, **named))


@contextmanager
def awaited(client: Any) -> Iterator[Awaited]:
    """Wait for an asynchronous client's calls in a loop of its own; close it at the end."""
    with asyncio.Runner() as runner:
        patient = Awaited(client, runner)
        try:
            yield patient
        finally:
            patient.close()
