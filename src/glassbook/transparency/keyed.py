"""A Merkle tree over a table in which every row has a place of its own: its 64-bit key.

    row        SHA-256(0x00, the row)
    node       SHA-256(0x01, left, right)
    nothing    32 zero bytes, at every height

The key's bits, the highest first, say left or right at each height. So under one root a key leads
to one place: no two balances of one account and asset can both be proved, and that a key has no
row is proved by the nothing at its place. What holds nothing costs nothing.
"""

import numpy as np
from numpy.typing import NDArray

from glassbook.transparency.merkle import NODE, leaf_hashes
from glassbook.transparency.sha256 import HASH_SIZE, Bytes, hash_all

KEY_BITS = 64
NOTHING = bytes(HASH_SIZE)

Keys = NDArray[np.uint64]


def root(keys: Keys, rows: Bytes) -> bytes:
    """Return the root over rows, u1[n, size], by their keys, u8[n], ascending."""
    return _climb(keys, rows, None)[0]


def proof(keys: Keys, rows: Bytes, key: int) -> tuple[bytes, list[bytes]]:
    """Return the root, and the 64 siblings on the way from a key's place to it, lowest first."""
    return _climb(keys, rows, key)


def _climb(keys: Keys, rows: Bytes, key: int | None) -> tuple[bytes, list[bytes]]:
    assert np.all(keys[1:] > keys[:-1]), "keys ascend, and none comes twice"
    places, hashes = keys.astype(np.uint64), leaf_hashes(rows)
    siblings: list[bytes] = []
    for height in range(KEY_BITS):
        if key is not None:
            siblings.append(_at(places, hashes, key >> height ^ 1))
        places, hashes = _parents(places, hashes)
    return (bytes(hashes[0]) if len(hashes) else NOTHING), siblings


def _at(places: Keys, hashes: Bytes, place: int) -> bytes:
    index = int(np.searchsorted(places, np.uint64(place)))
    if index < len(places) and int(places[index]) == place:
        return bytes(hashes[index])
    return NOTHING


def _parents(places: Keys, hashes: Bytes) -> tuple[Keys, Bytes]:
    """Return the next higher level; a missing neighbour is nothing."""
    parents = places >> np.uint64(1)
    is_first = np.ones(len(parents), bool)
    is_first[1:] = parents[1:] != parents[:-1]
    slots = np.cumsum(is_first) - 1
    pairs = np.zeros((int(is_first.sum()), 2, HASH_SIZE), np.uint8)
    pairs[slots, (places & np.uint64(1)).astype(np.intp)] = hashes
    return parents[is_first], hash_all(NODE, pairs.reshape(-1, 2 * HASH_SIZE))
