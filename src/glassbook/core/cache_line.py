"""Bring a record into the processor's cache before it is needed. Interpreted, nothing happens."""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload


def touch_ahead(record):
    """Fetch the cache line of a record's first bytes; nothing is read, changed or waited for."""


@intrinsic
def _prefetch(_typing, record):
    def build(_context, builder, _signature, arguments):
        pointer = ir.IntType(8).as_pointer()
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [pointer, word, word, word])
        function = builder.module.declare_intrinsic("llvm.prefetch", [pointer], kind)
        for_writing, keep_long, data = (ir.Constant(word, value) for value in (1, 3, 1))
        address = builder.bitcast(arguments[0], pointer)
        builder.call(function, [address, for_writing, keep_long, data])

    if not isinstance(record, types.Record):
        return None
    return types.void(record), build


@overload(touch_ahead, inline="always")
def _touch_ahead_compiled(record):
    return lambda record: _prefetch(record)
