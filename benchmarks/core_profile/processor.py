"""What a processor's caches, translation of addresses and guesses would do with a trace.

Simple ones, all of which throw out whatever was used longest ago: 48 KiB and 2 MiB, 96 and 2,048
pages. A jump is foretold from its address and the outcomes of the last sixteen. Real ones are
cleverer at both, and wait for several lines at a time.
"""

import numpy as np
from numba import njit

LINE_BITS, SMALL_PAGE_BITS, HUGE_PAGE_BITS = 6, 12, 21
L1_SETS, L1_WAYS = 64, 12
L2_SETS, L2_WAYS = 2_048, 16
NEAR_PAGES, FAR_PAGES_WAYS, FAR_PAGES_SETS = 96, 16, 128
HISTORY_BITS = 16


@njit
def touch(ways: np.ndarray, number: int) -> bool:
    """Note the use of a line or page in its set, most recent first; return whether it was there."""
    row = ways[number % len(ways)]
    before = number
    for i in range(len(row)):
        before, row[i] = row[i], before
        if before == number:
            return True
    return False


@njit
def cache_of(sets: int, ways: int) -> np.ndarray:
    return np.full((sets, ways), -1, np.int64)


@njit
def missed(addresses: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return, of each access in order, the lines that L1 and L2 lacked: u1[n, 2]."""
    near, far = cache_of(L1_SETS, L1_WAYS), cache_of(L2_SETS, L2_WAYS)
    found = np.zeros((len(addresses), 2), np.uint8)
    for i in range(len(addresses)):
        last = (addresses[i] + max(sizes[i], 1) - 1) >> LINE_BITS
        for line in range(addresses[i] >> LINE_BITS, last + 1):
            if not touch(near, line):
                found[i, 0] += 1
                found[i, 1] += not touch(far, line)
    return found


@njit
def untranslated(addresses: np.ndarray, page_bits: int) -> np.ndarray:
    """Return, of each access, whether its page was in neither table of translations: bool[n]."""
    near, far = cache_of(1, NEAR_PAGES), cache_of(FAR_PAGES_SETS, FAR_PAGES_WAYS)
    found = np.zeros(len(addresses), np.bool_)
    for i in range(len(addresses)):
        page = addresses[i] >> page_bits
        found[i] = not touch(near, page) and not touch(far, page)
    return found


@njit
def guessed_wrongly(jumps: np.ndarray, is_taken: np.ndarray) -> np.ndarray:
    """Return, of each conditional jump in order, whether it was foretold wrongly: bool[n].

    Two foretellers, by the address alone and by address and history, and a chooser of the one that
    was right more often there.
    """
    size = 1 << HISTORY_BITS
    alone = np.full(size, 1, np.int8)
    along, choice = alone.copy(), alone.copy()
    history = 0
    found = np.zeros(len(jumps), np.bool_)
    for i in range(len(jumps)):
        plain = (jumps[i] ^ (jumps[i] >> HISTORY_BITS)) & (size - 1)
        mixed = (plain ^ history) & (size - 1)
        by_address, by_history = alone[plain] > 1, along[mixed] > 1
        found[i] = (by_history if choice[plain] > 1 else by_address) != is_taken[i]
        if by_address != by_history:
            choice[plain] = step(choice[plain], by_history == is_taken[i])
        alone[plain] = step(alone[plain], is_taken[i])
        along[mixed] = step(along[mixed], is_taken[i])
        history = ((history << 1) | is_taken[i]) & (size - 1)
    return found


@njit
def step(counter: int, up: bool) -> int:
    """Move a counter of 0 to 3 one up or down."""
    return min(counter + 1, 3) if up else max(counter - 1, 0)
