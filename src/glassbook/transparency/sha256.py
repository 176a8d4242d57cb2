"""SHA-256 of many short messages at once, without the interpreter's lock.

A Merkle tree hashes some two short messages for every leaf. One call of `hashlib` for each would
hold the interpreter's lock half a microsecond at a time, from the very threads that match and
answer; this compiled function holds it not at all. A test compares it with `hashlib`.

Messages of one size go through the same steps, so they go side by side, a lane each: every step is
a loop over lanes, of which the compiler makes vector instructions. That is several times as fast.

Source: FIPS 180-4, section 6.2.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassbook.compiler.kernels import Kernels

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

_LANES = 256  # messages side by side: all that they need at once lies in the nearest cache

KERNELS = Kernels("transparency/sha256.py", nogil=True, error_model="numpy")


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


@KERNELS.entry
def _hash_all(messages: Any, padded: Any, hashes: Any) -> None:
    """Hash the messages, so many at a time; `padded` holds the prefix and the padding already."""
    block_count = len(padded) // _BLOCK
    words = np.empty((block_count * 16, _LANES), np.uint32)
    state = np.empty((8, _LANES), np.uint32)
    turning = np.empty((8, _LANES), np.uint32)
    for first in range(0, len(messages), _LANES):
        lanes = min(_LANES, len(messages) - first)
        for lane in range(lanes):
            padded[1 : 1 + messages.shape[1]] = messages[first + lane]
            _lay_out(padded, words, lane)
        for row in range(8):
            state[row, :lanes] = _START[row]
        for block in range(block_count):
            _compress(state, turning, words[16 * block : 16 * block + 16], lanes)
        for lane in range(lanes):
            _write_down(state, hashes[first + lane], lane)


@KERNELS.kernel
def _lay_out(padded: Any, words: Any, lane: Any) -> None:
    """Write a message's big-endian words into its lane."""
    for i in range(len(words)):
        at = 4 * i
        words[i, lane] = (
            (np.uint32(padded[at]) << np.uint32(24))
            | (np.uint32(padded[at + 1]) << np.uint32(16))
            | (np.uint32(padded[at + 2]) << np.uint32(8))
            | np.uint32(padded[at + 3])
        )


@KERNELS.kernel
def _write_down(state: Any, written: Any, lane: Any) -> None:
    for i in range(8):
        for j in range(4):
            written[4 * i + j] = (state[i, lane] >> np.uint32(24 - 8 * j)) & np.uint32(0xFF)


@KERNELS.kernel
def _compress(state: Any, turning: Any, words: Any, lanes: Any) -> None:
    """Take one block of each message, u4[16, lanes], into its state, u4[8, lanes].

    The standard's eight words a to h stay in their rows; which row is which moves on by one with
    each round. Of its 64 scheduled words the 16 that are still needed are kept.
    """
    for row in range(8):
        for lane in range(lanes):
            turning[row, lane] = state[row, lane]
    for i in range(_ROUNDS):
        if i >= 16:
            _schedule(words, i, lanes)
        _round(turning, words, i, lanes)
    for row in range(8):
        for lane in range(lanes):
            state[row, lane] = np.uint32(state[row, lane] + turning[row, lane])


@KERNELS.kernel
def _turn(word: Any, bits: Any) -> Any:
    return np.uint32((word >> np.uint32(bits)) | (word << np.uint32(32 - bits)))


@KERNELS.kernel
def _schedule(words: Any, i: Any, lanes: Any) -> None:
    for lane in range(lanes):
        before, after = words[(i - 15) & 15, lane], words[(i - 2) & 15, lane]
        small = _turn(before, 7) ^ _turn(before, 18) ^ (before >> np.uint32(3))
        large = _turn(after, 17) ^ _turn(after, 19) ^ (after >> np.uint32(10))
        kept = words[i & 15, lane] + words[(i - 7) & 15, lane]
        words[i & 15, lane] = np.uint32(kept + small + large)


@KERNELS.kernel
def _round(turning: Any, words: Any, i: Any, lanes: Any) -> None:
    for lane in range(lanes):
        a, b, c = turning[-i & 7, lane], turning[(1 - i) & 7, lane], turning[(2 - i) & 7, lane]
        e, f, g = turning[(4 - i) & 7, lane], turning[(5 - i) & 7, lane], turning[(6 - i) & 7, lane]
        choice = (e & f) ^ (~e & g)
        sums = _turn(e, 6) ^ _turn(e, 11) ^ _turn(e, 25)
        first = turning[(7 - i) & 7, lane] + sums + choice + _CONSTANTS[i] + words[i & 15, lane]
        majority = (a & b) ^ (a & c) ^ (b & c)
        second = (_turn(a, 2) ^ _turn(a, 13) ^ _turn(a, 22)) + majority
        turning[(3 - i) & 7, lane] = np.uint32(turning[(3 - i) & 7, lane] + first)
        turning[(7 - i) & 7, lane] = np.uint32(first + second)
