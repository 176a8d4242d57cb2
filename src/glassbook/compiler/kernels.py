"""The decorators of what is compiled.

What Python calls is an entry; what only entries and kernels call is a kernel. Those that are hot
lie on the way of nearly every order, and are compiled for speed at any size: see whole_program.

NUMBA_DISABLE_JIT=1 runs the same sources interpreted.
"""

from collections.abc import Callable
from typing import Any

import numba

from glassbook.compiler.cache import cache_folder, cached_in
from glassbook.compiler.whole_program import (
    HotPart,
    HotProgram,
    Part,
    PartDispatcher,
    Program,
    compiler_into,
)

IS_COMPILED = not numba.config.DISABLE_JIT

_WITHOUT_WRAPPERS = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

Decorator = Callable[[Callable[..., Any]], Any]


class Kernels:
    """A set of kernels that may be compiled into each other.

    sources  paths in the package `glassbook`, of all whose functions and constants are compiled in
    choices  Numba's, for all of them
    folder   where their code is kept: it belongs to exactly these sources
    """

    def __init__(self, *sources: str, **choices: Any) -> None:
        self.sources = sources
        self.folder = cache_folder(sources)
        self._choices = choices
        self.kernel = self._for_compiled_callers(Part)
        self.hot_kernel = self._for_compiled_callers(HotPart)
        self.entry = self._for_python(Program)
        self.hot_entry = self._for_python(HotProgram)

    def are_ready(self, *entries: Any) -> bool:
        """Will calling these compile nothing, because it was done before?"""
        return not IS_COMPILED or all(map(self._is_cached, entries))

    def _is_cached(self, entry: Any) -> bool:
        function = entry.py_func
        file = function.__module__.rpartition(".")[2]
        line = function.__code__.co_firstlineno
        return any(self.folder.rglob(f"{file}.{function.__qualname__}-{line}.*.nbi"))

    def _for_compiled_callers(self, part_class: type) -> Decorator:
        """Return the decorator of functions that only compiled ones call."""
        pipeline = compiler_into(part_class)
        choices = {"nopython": True} | self._choices | _WITHOUT_WRAPPERS

        def decorate(function: Callable[..., Any]) -> Any:
            if not IS_COMPILED:
                return function
            return PartDispatcher(function, targetoptions=choices, pipeline_class=pipeline)

        return decorate

    def _for_python(self, program_class: type) -> Decorator:
        """Return the decorator of functions that Python calls, whose code is cached."""
        pipeline = compiler_into(program_class)

        def decorate(function: Callable[..., Any]) -> Any:
            with cached_in(self.folder):
                return numba.njit(cache=True, pipeline_class=pipeline, **self._choices)(function)

        return decorate
