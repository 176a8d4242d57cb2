"""The loop that a venue runs on: uvloop, without the kernel thread that it would keep polling.

uvloop's libuv opens, with each loop, an io_uring whose queue a thread of the kernel polls. Nothing
here uses it; but in some runs that thread was found awake for as long as orders came, taking half
of one processor of two. libuv opens none any more since 1.49; before, a variable of the environment
says so, which it reads when the loop is made.
"""

import os
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

Result = TypeVar("Result")


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on a loop of its own."""
    os.environ.setdefault("UV_USE_IO_URING", "0")
    return uvloop.run(coroutine)
