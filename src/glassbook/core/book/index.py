"""From a key of an order to its slot: open addressing with linear probing.

A place holds the low half of a key, its tag, and a slot: eight to a cache line. Keys 2^32 apart
have one tag, so a find is a proposal: who asked looks at the order, and asks for the next one.

Keys in one run of 64 share a block of 64 places, and the blocks are scattered. Order ids come from
the sequence, so orders of about the same age are found in the same few cache lines, while no long
stretch of old ids can stand in the way of new ones.

An index is as large as what is in it demands, so that a quiet venue's stays in the processor's
cache: when a quarter of its places is taken it doubles, and its owner fills it again from the
orders.
"""

import numpy as np

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import INDEX_SIZE_MAX, INDEX_SIZE_MIN

_BLOCK = 64
_GOLDEN = 0x9E3779B1  # 2^32 over the golden ratio: scatters consecutive numbers evenly


@hot_kernel
def tag_of(key):
    return key & 0xFFFF_FFFF


@hot_kernel
def home_of(index, tag):
    """Return the place where a search for `tag` begins. No product here passes 2^63."""
    scattered = (((tag >> 6) * _GOLDEN) & 0xFFFF_FFFF) >> 8
    return (scattered * _BLOCK + (tag & (_BLOCK - 1))) & (index.places - 1)


@hot_kernel
def first_place(index, key):
    """Return where the first slot whose key may be `key` stands, or -1."""
    return next_place(index, key, home_of(index, tag_of(key)))


@hot_kernel
def next_place(index, key, place):
    """Return where from `place` on the next slot whose key may be `key` stands, or -1."""
    while index.entries[place].tag != tag_of(key) or index.entries[place].slot == NOBODY:
        if index.entries[place].slot == NOBODY:
            return -1
        place = after(index, place)
    return place


@hot_kernel
def after(index, place):
    return (place + 1) & (index.places - 1)


@hot_kernel
def is_full(index):
    """Must the index be grown before another key is inserted?"""
    return 4 * index.count >= index.places and index.places < INDEX_SIZE_MAX


@kernel
def clear(index, places):
    """Forget every key, and make room for `places` places."""
    for place in range(index.places):
        index.entries[place].slot = NOBODY
    index.places = max(places, INDEX_SIZE_MIN)
    index.count = 0


@hot_kernel
def insert(index, key, slot):
    """Remember a slot by a key."""
    place = home_of(index, tag_of(key))
    while index.entries[place].slot != NOBODY:
        place = after(index, place)
    index.entries[place].tag = tag_of(key)
    index.entries[place].slot = slot
    index.count += 1


@hot_kernel
def remove(index, key, slot):
    """Forget a slot that was inserted by `key`, and move up whoever was displaced by it."""
    mask = index.places - 1
    hole = home_of(index, tag_of(key))
    while index.entries[hole].slot != slot:
        hole = (hole + 1) & mask
    place = (hole + 1) & mask
    while index.entries[place].slot != NOBODY:
        home = home_of(index, np.int64(index.entries[place].tag))
        if (place - home) & mask >= (place - hole) & mask:
            index.entries[hole].tag = index.entries[place].tag
            index.entries[hole].slot = index.entries[place].slot
            hole = place
        place = (place + 1) & mask
    index.entries[hole].slot = NOBODY
    index.count -= 1
