"""When what was compiled cannot be kept, or cannot be read again: what a person can do about it.

The compiler tells of it by whatever its cache runs into: an error of its own where there is no
place, one of pickle or the end of a file where what is kept is damaged. Every command may meet it,
because every command may load the core. Nothing is lost with the cache: it is compiled anew.
"""

from types import TracebackType
from typing import Any

import typer.core

from glassbook.cli.failure import Failure

CACHE_MODULE = "numba.core.caching"
NO_PLACE = "no locator available"


class Commands(typer.core.TyperGroup):
    """The commands, all of which explain a cache that cannot be used.

    It is done in here, because around it the end of a file is taken for that of the terminal.
    """

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if (failure := cache_failure(error)) is not None:
                raise failure from error
            raise


def cache_failure(error: Exception) -> Failure | None:
    """Return an error of the compiler's cache as a failure, or None when it is no such thing.

    What the disk says (OSError) is explained like any other file's.
    """
    if isinstance(error, OSError) or not _comes_from_cache(error.__traceback__):
        return None
    from glassbook.compiler.cache import cache_folder

    folder = cache_folder(()).parent
    if NO_PLACE in str(error):
        return Failure(
            f"what is compiled cannot be kept in {folder}: let this user write there, or name "
            "another directory in the environment as GLASSBOOK_KERNEL_CACHE"
        )
    return Failure(
        f"what was compiled before cannot be read: {type(error).__name__}: {error}. Delete "
        f"{folder}: all of it is compiled anew"
    )


def _comes_from_cache(trace: TracebackType | None) -> bool:
    """Did the cache run into it? It need not be the innermost: what it calls may fail."""
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == CACHE_MODULE:
            return True
        trace = trace.tb_next
    return False
