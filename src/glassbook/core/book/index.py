"""From an order's id, or its client key, to its slot: open addressing with linear probing.

Keys in one run of 64 share a block of 64 places, and the blocks are scattered. Order ids come from the
sequence, so orders of about the same age are found in the same few cache lines, while no long
stretch of old ids can stand in the way of new ones.

At most half of the places are ever taken (capacity.INDEX_SIZE).
"""

from glassbook.core.capacity import INDEX_SIZE
from glassbook.core.kernel import kernel
from glassbook.core.state import NOBODY

_MASK = INDEX_SIZE - 1
_BLOCKS_MASK = INDEX_SIZE // 64 - 1
_GOLDEN = 0x9E3779B1  # 2^32 over the golden ratio: scatters consecutive numbers evenly
_SHIFT = 32 - (INDEX_SIZE // 64).bit_length() + 1


@kernel
def home_of(key):
    """Return the place where a search for `key` begins. No product here passes 2^63."""
    block = (key >> 6) & 0x7FFF_FFFF
    scattered = ((block * _GOLDEN) & 0xFFFF_FFFF) >> _SHIFT
    return (scattered & _BLOCKS_MASK) * 64 + (key & 63)


@kernel
def find(index, key):
    """Return the slot that `key` was inserted with, or NOBODY."""
    place = home_of(key)
    while index.entries[place].key != 0:
        if index.entries[place].key == key:
            return index.entries[place].slot
        place = (place + 1) & _MASK
    return NOBODY


@kernel
def insert(index, key, slot):
    """Remember a slot by a key that is not there yet and is not 0."""
    place = home_of(key)
    while index.entries[place].key != 0:
        place = (place + 1) & _MASK
    index.entries[place].key = key
    index.entries[place].slot = slot


@kernel
def remove(index, key):
    """Forget a key that is there, and move up whoever was displaced by it."""
    place = home_of(key)
    while index.entries[place].key != key:
        place = (place + 1) & _MASK
    hole = place
    while True:
        place = (place + 1) & _MASK
        entry = index.entries[place]
        if entry.key == 0:
            break
        if (place - home_of(entry.key)) & _MASK >= (place - hole) & _MASK:
            index.entries[hole].key = entry.key
            index.entries[hole].slot = entry.slot
            hole = place
    index.entries[hole].key = 0
