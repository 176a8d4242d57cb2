"""SHA-256 of many short messages at once, without the interpreter's lock.

A Merkle tree hashes some two short messages for every leaf. One call of `hashlib` for each would
hold the interpreter's lock half a microsecond at a time, from the very threads that match and
answer; this compiled function holds it not at all. A test compares it with `hashlib`.

Source: FIPS 180-4, section 6.2.
"""

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]  # [n, size]: n messages of one size
HASH_SIZE = 32

_ROUNDS = 64
_BLOCK = 64
_PADDING_MIN = 9  # a one bit, then the length in 8 bytes


def _first_primes(count: int) -> list[int]:
    primes: list[int] = []
    candidate = 2
    while len(primes) < count:
        if all(candidate % prime for prime in primes):
            primes.append(candidate)
        candidate += 1
    return primes


def _root_bits(prime: int, degree: int) -> int:
    """Return the first 32 bits of the fraction of a prime's square or cube root, exactly."""
    scaled = prime << 32 * degree
    low, high = 0, 1 << 40
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= scaled:
            low = middle
        else:
            high = middle - 1
    return low & 0xFFFFFFFF


_START = np.array([_root_bits(prime, 2) for prime in _first_primes(8)], np.uint32)
_CONSTANTS = np.array([_root_bits(prime, 3) for prime in _first_primes(_ROUNDS)], np.uint32)

_kernel = numba.njit(nogil=True, error_model="numpy", forceinline=True)
_entry = numba.njit(nogil=True, error_model="numpy", cache=True)


def hash_all(prefix: int, messages: Bytes) -> Bytes:
    """Return SHA-256(prefix byte, message) of each of the messages, u1[n, 32]."""
    messages = np.ascontiguousarray(messages)
    size = messages.shape[1] + 1
    blocks = -(-(size + _PADDING_MIN) // _BLOCK)
    hashes = np.empty((len(messages), HASH_SIZE), np.uint8)
    padded = np.zeros(blocks * _BLOCK, np.uint8)
    padded[0] = prefix
    padded[size] = 0x80
    padded[-8:] = np.frombuffer((8 * size).to_bytes(8, "big"), np.uint8)
    with np.errstate(over="ignore"):  # words wrap here on purpose; interpreted, NumPy would warn
        _hash_all(messages, padded, hashes)
    return hashes


@_kernel  # type: ignore[untyped-decorator]
def _turn(word: Any, bits: Any) -> Any:
    return np.uint32((word >> np.uint32(bits)) | (word << np.uint32(32 - bits)))


@_kernel  # type: ignore[untyped-decorator]
def _compress(state: Any, schedule: Any, block: Any, start: Any) -> None:
    for i in range(16):
        at = start + 4 * i
        schedule[i] = (
            (np.uint32(block[at]) << np.uint32(24))
            | (np.uint32(block[at + 1]) << np.uint32(16))
            | (np.uint32(block[at + 2]) << np.uint32(8))
            | np.uint32(block[at + 3])
        )
    for i in range(16, _ROUNDS):
        before, after = schedule[i - 15], schedule[i - 2]
        small = _turn(before, 7) ^ _turn(before, 18) ^ (before >> np.uint32(3))
        large = _turn(after, 17) ^ _turn(after, 19) ^ (after >> np.uint32(10))
        schedule[i] = np.uint32(schedule[i - 16] + small + schedule[i - 7] + large)
    a, b, c, d = state[0], state[1], state[2], state[3]
    e, f, g, h = state[4], state[5], state[6], state[7]
    for i in range(_ROUNDS):
        choice = (e & f) ^ (~e & g)
        sums = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
        first = np.uint32(h + sums + choice + _CONSTANTS[i] + schedule[i])
        majority = (a & b) ^ (a & c) ^ (b & c)
        second = np.uint32((_turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)) + majority)
        h, g, f, e = g, f, e, np.uint32(d + first)
        d, c, b, a = c, b, a, np.uint32(first + second)
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
    state[4] += e
    state[5] += f
    state[6] += g
    state[7] += h


@_entry  # type: ignore[untyped-decorator]
def _hash_all(messages: Any, padded: Any, hashes: Any) -> None:
    """Hash each message in turn; `padded` holds the prefix and the padding already."""
    state = np.empty(8, np.uint32)
    schedule = np.empty(_ROUNDS, np.uint32)
    for n in range(len(messages)):
        for i in range(messages.shape[1]):
            padded[1 + i] = messages[n, i]
        for i in range(8):
            state[i] = _START[i]
        for start in range(0, len(padded), _BLOCK):
            _compress(state, schedule, padded, start)
        for i in range(8):
            for j in range(4):
                hashes[n, 4 * i + j] = (state[i] >> np.uint32(24 - 8 * j)) & np.uint32(0xFF)
