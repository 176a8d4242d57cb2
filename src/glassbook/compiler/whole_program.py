"""An entry and all that it calls are compiled as one program, not function by function.

Numba makes every function runnable that a compiled one calls: at each level of calls it optimises
it anew, with all that it calls itself, and emits machine code. Of our hundreds only the entries
are ever run. So a part keeps what it was lowered to and nothing else; an entry links its parts,
their parts and so on, and the whole is optimised once: in a third of the time.

Parts are internal to their program, so the optimiser weighs each call: the only call of a part goes
inline. In a hot program the hot parts go inline at every call, because calls between small
functions cost a third of the speed. The rest is marked cold: it stays out of line, since what is
hot must fit the processor's instruction cache, and the way to it is taken to be unlikely, which
lays out the hot way straight on (worth 7 %).

An index of ours is never negative, so none is asked whether it counts from the end (worth 12 %).
And the arrays that Python gives an entry are apart from each other, which the optimiser is told.

Built on what Numba lets extend: a dispatcher's pipeline, and the library of code that it fills. The
index has no such place: while we compile, a function of Numba's is exchanged.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher
from numba.core.targetconfig import TargetConfig
from numba.np import arrayobj


class Part(JITCodeLibrary):
    """The code of a function that only compiled ones call. It is never run by itself."""

    is_hot = False

    def finalize(self):
        """Leave the code as it was lowered: whoever links it optimises."""
        self._finalized = True

    def _optimize_functions(self, _module):
        pass

    def _get_module_for_linking(self):
        return self._final_module

    def get_pointer_to_function(self, _name):
        return 0

    @property
    def codegen(self):
        """Stand in for the code generator, to be told of environments: parts need none."""
        return self

    def set_env(self, _name, _env):
        pass


class HotPart(Part):
    """The code of a part on the way of nearly every order."""

    is_hot = True


class Program(JITCodeLibrary):
    """The code of an entry, together with all its parts."""

    is_hot = False

    def finalize(self):
        self._linking_libraries = linked(self)
        super().finalize()

    def _optimize_final_module(self):
        self._take_in_parts()
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)

    def _take_in_parts(self):
        """Keep the parts' functions to the program, where they can go inline and away."""
        for part in self._linking_libraries:
            if isinstance(part, Part):
                for name in [function.name for function in part.get_defined_functions()]:
                    function = self._final_module.get_function(name)
                    function.linkage = "internal"
                    if self.is_hot and part.is_hot:
                        function.add_function_attribute("alwaysinline")
                    elif self.is_hot:
                        function.add_function_attribute("cold")


class HotProgram(Program):
    """The code of an entry that nearly every order takes."""

    is_hot = True


def linked(program):
    """Return every library that a program needs, once."""
    found: dict[JITCodeLibrary, None] = {}

    def visit(library):
        for called in library._linking_libraries:
            if called not in found:
                found[called] = None
                if isinstance(called, Part):
                    visit(called)

    visit(program)
    return list(found)


class PartDispatcher(CPUDispatcher):
    """A function for compiled ones to call. Called from Python, it is interpreted.

    Whatever integers it is called with, it is compiled once, for the widest: a call from where one
    is narrower, or a constant, widens it.
    """

    def __call__(self, *arguments):
        return self.py_func(*arguments)

    def get_call_template(self, args, kws):
        widened = {name: as_wide(each) for name, each in kws.items()}
        return super().get_call_template(tuple(map(as_wide, args)), widened)


_FIT_WIDE = frozenset(
    (types.int8, types.int16, types.int32, types.int64, types.uint8, types.uint16, types.uint32)
)


def as_wide(argument):
    """Return the type that a part is compiled for, instead of this one or of a constant's."""
    given = getattr(argument, "literal_type", argument)
    return types.int64 if given in _FIT_WIDE else argument


def compiler_into(library_class: type) -> Any:
    """Return the pipeline of Numba that fills a library of this class."""

    class IntoLibrary(Compiler):
        def _compile_core(self):
            state = self.state
            name = state.func_id.func_qualname
            state.library = library_class(state.targetctx.codegen(), name)
            state.library.enable_object_caching()
            state.flags.noalias = issubclass(library_class, Program)
            with compiling_ours():
                return super()._compile_core()

    return IntoLibrary


@contextmanager
def compiling_ours() -> Iterator[None]:
    """Let Numba compile no question whether an index is negative; and let it not dawdle.

    It writes every argument's type and every option out for a listener that we do not have, at each
    of its passes, records field by field; and the collector of garbage walks again and again
    through what all of it is still needed. Together they are a quarter of the time.
    """
    usual = [(owner, name, getattr(owner, name)) for owner, name, _ours in _EXCHANGED]
    collects = gc.isenabled()
    gc.disable()
    for owner, name, ours in _EXCHANGED:
        setattr(owner, name, ours)
    try:
        yield
    finally:
        for owner, name, theirs in usual:
            setattr(owner, name, theirs)
        if collects:
            gc.enable()


def index_from_the_start(context, builder, index_type, index, _size):
    """Stand in for Numba's, which adds the size to what is negative."""
    wide = types.intp if index_type.signed else types.uintp
    return context.cast(builder, index, index_type, wide)


_write_out = types.Record.__repr__
_texts: dict[types.Record, str] = {}


def text_once(record):
    """Write out a record's type, which never changes, once."""
    if record not in _texts:
        _texts[record] = _write_out(record)
    return _texts[record]


def values_at_once(config):
    """Return every option of a target by name, without asking for each."""
    kept = config._values
    return {name: kept.get(name, option.default) for name, option in config.options.items()}


_EXCHANGED: list[tuple[Any, str, Any]] = [
    (arrayobj, "fix_integer_index", index_from_the_start),
    (types.Record, "__repr__", text_once),
    (TargetConfig, "values", values_at_once),
]
