"""Numbers, names and decimals in bytes, as the doors' compiled functions read and write them.

What reads never refuses and never goes beyond its place: it says -1. What writes is given room
enough, and returns where it ends.
"""

from typing import Any

import numpy as np

from glassbook.gateway.symbol_tables import INTEGER_MAX, NAME_BYTES
from glassbook.gateway.usual_kernels import kernel

DIGITS_MAX = 18  # so many fit 64 bits whatever they are
CLIENT_ID_MAX = 36

# --- Reading -------------------------------------------------------------------------------------


@kernel
def whole(source: bytes, begins: int, ends: int, digits_max: int) -> int:
    """Return the number that 1 to `digits_max` digits say; -1 when they are no such thing."""
    if not 0 < ends - begins <= digits_max:
        return -1
    number = 0
    for at in range(begins, ends):
        if not 48 <= source[at] <= 57:
            return -1
        number = number * 10 + (source[at] - 48)
    return number


@kernel
def steps(digits: int, decimals: int, scale: int, step_units: int) -> int:
    """Return how many whole steps of so many units of 1/scale the number digits / 10^decimals is;
    -1 when it is not plainly a number of them.
    """
    if step_units <= 0 or digits > INTEGER_MAX // scale:
        return -1
    units, divisor = digits * scale, step_units
    for _ in range(decimals):
        if divisor > INTEGER_MAX // 10:
            return -1
        divisor *= 10
    return units // divisor if units % divisor == 0 else -1


@kernel
def is_client_id(source: bytes, begins: int, ends: int) -> bool:
    """Are these at most 36 letters, digits, hyphens and underscores?"""
    if ends - begins > CLIENT_ID_MAX:
        return False
    for at in range(begins, ends):
        byte = source[at]
        is_letter = 65 <= byte <= 90 or 97 <= byte <= 122
        if not (is_letter or 48 <= byte <= 57 or byte in (45, 95)):
            return False
    return True


@kernel
def row_of(source: bytes, begins: int, ends: int, names: np.ndarray) -> int:
    """Return the row of `names`, which is sorted, that says the same; -1 for none."""
    low, high = 0, len(names)
    while low < high:
        middle = (low + high) // 2
        order = _compare(source, begins, ends, names[middle])
        if order == 0:
            return middle
        if order < 0:
            high = middle
        else:
            low = middle + 1
    return -1


@kernel
def _compare(source: bytes, begins: int, ends: int, name: np.ndarray) -> int:
    """Return less than, equal to or more than 0: does the text come before the name, or after?"""
    length: Any = np.int64(name[NAME_BYTES])
    for at in range(min(ends - begins, length)):
        byte, other = source[begins + at], name[at]
        if byte != other:
            return -1 if byte < other else 1
    return ends - begins - length


# --- Writing -------------------------------------------------------------------------------------


@kernel
def write_bytes(out: np.ndarray, at: int, source: bytes, begins: int, ends: int) -> int:
    """Write what stands there in `source`."""
    for place in range(ends - begins):
        out[at + place] = source[begins + place]
    return at + ends - begins


@kernel
def write_name(out: np.ndarray, at: int, name: np.ndarray) -> int:
    """Write a row of a table of names."""
    length: Any = np.int64(name[NAME_BYTES])
    for place in range(length):
        out[at + place] = name[place]
    return at + length


@kernel
def write_number(out: np.ndarray, at: int, number: int) -> int:
    """Write a number that is not negative."""
    count, rest = 1, number // 10
    while rest:
        count += 1
        rest //= 10
    for place in range(count):
        out[at + count - 1 - place] = 48 + number % 10
        number //= 10
    return at + count


@kernel
def write_decimal(out: np.ndarray, at: int, digits: int) -> int:
    """Write digits / 10^8 with eight decimals."""
    at = write_number(out, at, digits // 100_000_000)
    out[at] = 46  # .
    rest = digits % 100_000_000
    for place in range(8):
        out[at + 8 - place] = 48 + rest % 10
        rest //= 10
    return at + 9
