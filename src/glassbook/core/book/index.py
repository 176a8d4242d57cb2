"""From an order's id, or its client key, to its slot: open addressing with linear probing.

Keys in one run of 64 share a block of 64 places, and the blocks are scattered. Order ids come from
the sequence, so orders of about the same age are found in the same few cache lines, while no long
stretch of old ids can stand in the way of new ones.

An index is as large as what is in it demands, so that a quiet venue's stays in the processor's
cache: when a quarter of its places is taken it doubles, and its owner fills it again from the
orders.
"""

from glassbook.core.capacity import INDEX_SIZE_MAX, INDEX_SIZE_MIN
from glassbook.core.kernel import kernel
from glassbook.core.state import NOBODY

_BLOCK = 64
_GOLDEN = 0x9E3779B1  # 2^32 over the golden ratio: scatters consecutive numbers evenly


@kernel
def home_of(index, key):
    """Return the place where a search for `key` begins. No product here passes 2^63."""
    block = (key >> 6) & 0x7FFF_FFFF
    scattered = ((block * _GOLDEN) & 0xFFFF_FFFF) >> 8
    return (scattered * _BLOCK + (key & (_BLOCK - 1))) & (index.places - 1)


@kernel
def find(index, key):
    """Return the slot that `key` was inserted with, or NOBODY."""
    mask = index.places - 1
    place = home_of(index, key)
    while index.entries[place].key != key:
        if index.entries[place].key == 0:
            return NOBODY
        place = (place + 1) & mask
    return index.entries[place].slot


@kernel
def next_place(index, key, place):
    """Return where `key` stands from `place` on, or -1: two orders' client keys may be one here."""
    while index.entries[place].key != key:
        if index.entries[place].key == 0:
            return -1
        place = (place + 1) & (index.places - 1)
    return place


@kernel
def is_full(index):
    """Must the index be grown before another key is inserted?"""
    return 4 * index.count >= index.places and index.places < INDEX_SIZE_MAX


@kernel
def clear(index, places):
    """Forget every key, and make room for `places` places."""
    for place in range(index.places):
        index.entries[place].key = 0
    index.places = max(places, INDEX_SIZE_MIN)
    index.count = 0


@kernel
def insert(index, key, slot):
    """Remember a slot by a key that is not 0."""
    mask = index.places - 1
    place = home_of(index, key)
    while index.entries[place].key != 0:
        place = (place + 1) & mask
    index.entries[place].key = key
    index.entries[place].slot = slot
    index.count += 1


@kernel
def remove(index, key, slot):
    """Forget a slot that was inserted by `key`, and move up whoever was displaced by it."""
    mask = index.places - 1
    hole = home_of(index, key)
    while index.entries[hole].key != key or index.entries[hole].slot != slot:
        hole = (hole + 1) & mask
    place = hole
    while True:
        place = (place + 1) & mask
        moved = index.entries[place].key
        if moved == 0:
            break
        if (place - home_of(index, moved)) & mask >= (place - hole) & mask:
            index.entries[hole].key = moved
            index.entries[hole].slot = index.entries[place].slot
            hole = place
    index.entries[hole].key = 0
    index.count -= 1
