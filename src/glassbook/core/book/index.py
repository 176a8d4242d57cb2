"""From a key of an order to its slot: open addressing with linear probing.

A place holds the low half of a key, its tag, and a slot: eight to a cache line. Keys 2^32 apart
have one tag, so a find is a proposal: who asked looks at the order, and asks for the next one.

Keys in one run of 64 share a block of 64 places, and the blocks are scattered. Order ids come from
the sequence, so orders of about the same age are found in the same few cache lines, while no long
stretch of old ids can stand in the way of new ones.

An index is as large as what is in it demands, so that a quiet venue's stays in the processor's
cache: when a quarter of its places is taken it doubles. A new generation of places begins, and at
each insertion a few keys come over from the former one, so that nobody ever waits for all of them:

    entries   0 ...  places / 2 ......... places ......................... 2 places ...
                     former generation    present generation               the next one
                     its first `unsettled` places still hold keys          touched up to `touched`

What is looked for is looked for in the present one first, and in the former one while there is any.
The machine takes its time over memory that is touched for the first time, and keys are scattered:
so the next generation is touched beforehand, a little at each insertion, too.
"""

import numpy as np

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import INDEX_SIZE_MAX, INDEX_SIZE_MIN

_BLOCK = 64
_GOLDEN = 0x9E3779B1  # 2^32 over the golden ratio: scatters consecutive numbers evenly
#: Places of the former generation that are emptied at an insertion, or of the next one between two
#: that are touched. With as few as 32 both would be done when it is time.
PLACES_AT_ONCE = 64


@hot_kernel
def tag_of(key):
    return key & 0xFFFF_FFFF


@hot_kernel
def home_of(places, tag):
    """Return where a search for `tag` begins in the generation of so many places.

    No product here passes 2^63.
    """
    scattered = (((tag >> 6) * _GOLDEN) & 0xFFFF_FFFF) >> 8
    return places + ((scattered * _BLOCK + (tag & (_BLOCK - 1))) & (places - 1))


@hot_kernel
def after(places, place):
    """Return the next place of a generation; after the last one, the first."""
    return places + ((place + 1) & (places - 1))


@hot_kernel
def first_place(index, key):
    """Return where the first slot whose key may be `key` stands, or -1."""
    place = found_from(index, key, index.places, home_of(index.places, tag_of(key)))
    if place < 0 and index.unsettled > 0:
        return first_former_place(index, key)
    return place


@kernel
def first_former_place(index, key):
    places = index.places // 2
    return found_from(index, key, places, home_of(places, tag_of(key)))


@kernel
def next_place(index, key, place):
    """Return where behind a place that was found the next slot whose key may be `key` stands, or
    -1.
    """
    if place < index.places:
        return found_from(index, key, index.places // 2, after(index.places // 2, place))
    place = found_from(index, key, index.places, after(index.places, place))
    if place < 0 and index.unsettled > 0:
        return first_former_place(index, key)
    return place


@hot_kernel
def found_from(index, key, places, place):
    """Return where in a generation, from `place` on, the next slot whose key may be `key` is."""
    while index.entries[place].tag != tag_of(key) or index.entries[place].slot == NOBODY:
        if index.entries[place].slot == NOBODY:
            return -1
        place = after(places, place)
    return place


@kernel
def begin(index, places):
    """Give an index in which nothing was ever found so many places."""
    index.places = max(places, INDEX_SIZE_MIN)
    index.touched = 2 * index.places


@hot_kernel
def insert(index, key, slot):
    """Remember a slot by a key."""
    if index.count >= index.count_max:
        make_room(index)
    index.count += 1
    put(index, tag_of(key), slot)


@hot_kernel
def put(index, tag, slot):
    """Enter a slot into the present generation."""
    place = home_of(index.places, tag)
    while index.entries[place].slot != NOBODY:
        place = after(index.places, place)
    index.entries[place].tag = tag
    index.entries[place].slot = slot


@kernel
def make_room(index):
    """Do a little of what an index needs before it is full, and note when that goes on."""
    if index.unsettled > 0:
        bring_over(index)
    elif not is_ready(index):
        index.entries[index.touched].slot = NOBODY
        index.touched += PLACES_AT_ONCE
    elif index.places < INDEX_SIZE_MAX:
        index.unsettled = index.places
        index.places *= 2
    index.count_max = busy_from(index)


@kernel
def is_ready(index):
    """Was the whole next generation touched? Behind the largest there is none."""
    return index.touched >= min(4 * index.places, 2 * INDEX_SIZE_MAX)


@kernel
def busy_from(index):
    """Return with how many keys an insertion has more to do than to insert."""
    if index.unsettled > 0:
        return 0
    return index.places // 4 if is_ready(index) else 3 * index.places // 16


@kernel
def bring_over(index):
    """Empty a few places of the former generation, the last first: behind them all are empty."""
    places = index.places // 2
    left = max(index.unsettled - PLACES_AT_ONCE, 0)
    while index.unsettled > left:
        place = places + index.unsettled - 1
        tag, slot = np.int64(index.entries[place].tag), index.entries[place].slot
        if slot == NOBODY:
            index.unsettled -= 1
        else:
            close_up(index, places, place)
            put(index, tag, slot)


@hot_kernel
def remove(index, key, slot):
    """Forget a slot that was inserted by `key`."""
    places = index.places
    place = home_of(places, tag_of(key))
    while index.entries[place].slot != slot:
        if index.entries[place].slot == NOBODY:  # it has not come over from the former generation
            places = index.places // 2
            place = home_of(places, tag_of(key))
        else:
            place = after(places, place)
    close_up(index, places, place)
    index.count -= 1


@hot_kernel
def close_up(index, places, hole):
    """Empty a place, and move up whoever was displaced by who stood there."""
    mask = places - 1
    place = after(places, hole)
    while index.entries[place].slot != NOBODY:
        home = home_of(places, np.int64(index.entries[place].tag))
        if (place - home) & mask >= (place - hole) & mask:
            index.entries[hole].tag = index.entries[place].tag
            index.entries[hole].slot = index.entries[place].slot
            hole = place
        place = after(places, place)
    index.entries[hole].slot = NOBODY
