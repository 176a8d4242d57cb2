"""Exact integer arithmetic that the language lacks: scaled products without overflow, and bits.

Everything is int64, in the compiled code as in the interpreted. Bounds are excluded by the callers'
argument, which stands at each of their heads.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from glassbook.core.kernel import hot_kernel, kernel


@hot_kernel
def floor_scaled(factor, count, denominator):
    """Return floor(factor * count / denominator) though factor * count may pass 2^63.

    Exact because count = whole * denominator + rest, and factor * rest stays small. The caller
    vouches that factor * denominator and the result are at most 2^62.
    """
    if denominator == 1:
        return factor * count
    whole = count // denominator
    rest = count - whole * denominator
    return factor * whole + factor * rest // denominator


@hot_kernel
def ceil_scaled(factor, count, denominator):
    """Return ceil(factor * count / denominator); conditions as for `floor_scaled`."""
    if denominator == 1:
        return factor * count
    whole = count // denominator
    rest = count - whole * denominator
    return factor * whole + (factor * rest + denominator - 1) // denominator


@kernel
def count_within(factor, limit, denominator, most):
    """Return the most, up to `most`, for which floor_scaled(factor, count, denominator) <= limit.

    `limit` >= 0. From factor * count < (limit + 1) * denominator, with limit split by the factor
    so that nothing overflows: quotient * denominator is only computed where it is at most `most`.
    """
    quotient = limit // factor
    if quotient > most // denominator:
        return most
    rest = limit - quotient * factor
    return min(most, quotient * denominator + ((rest + 1) * denominator - 1) // factor)


@kernel
def greatest_common_divisor(one, other):
    while other != 0:
        one, other = other, one % other
    return one


def lowest_bit(word):
    """Return the index of the lowest set bit of a word that is not zero, taken as 64 plain bits."""
    bits = int(word) & 0xFFFF_FFFF_FFFF_FFFF
    return (bits & -bits).bit_length() - 1


def highest_bit(word):
    """Return the index of the highest set bit of a word that is not zero."""
    return (int(word) & 0xFFFF_FFFF_FFFF_FFFF).bit_length() - 1


@intrinsic
def _trailing_zeros(_typing, word):
    def build(_context, builder, _signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), build


@intrinsic
def _leading_zeros(_typing, word):
    def build(_context, builder, _signature, arguments):
        return builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), build


@overload(lowest_bit, inline="always")
def _lowest_bit_compiled(word):
    return lambda word: _trailing_zeros(word)


@overload(highest_bit, inline="always")
def _highest_bit_compiled(word):
    return lambda word: 63 - _leading_zeros(word)
