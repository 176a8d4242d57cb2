"""Merkle trees over lists, as RFC 6962 and RFC 9162 define them.

    leaf hash   SHA-256(0x00, what is listed)
    node hash   SHA-256(0x01, left, right)

A list of n splits at the largest power of two below n, so whatever is appended later leaves every
full subtree as it is. `Range` grows with a list and remembers one hash for each bit of its length;
`Path` watches one place in a list that passes by, and keeps what proves it. Neither keeps the list.

Source: RFC 6962, section 2.1; RFC 9162, sections 2.1.3 and 2.1.4, for the two proofs.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from glassbook.transparency.sha256 import HASH_SIZE, Bytes, hash_all

LEAF, NODE = 0, 1
EMPTY = hashlib.sha256().digest()  # the root of a list without entries

#: Below so many hashes a call of the compiled function costs more than it saves.
_WORTH_COMPILED = 16

#: Leaves whose hashes are kept as one: a power of two, so that their root is a node of every tree.
BLOCK = 1_024


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Bytes) -> Bytes:
    """Return the hashes, u1[n, 32], of entries of one size, u1[n, size]."""
    return hash_all(LEAF, entries)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def hashes_of(hashes: Sequence[bytes]) -> Bytes:
    """Return hashes one behind the other as u1[n, 32]."""
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, HASH_SIZE)


def _parents(nodes: Bytes) -> Bytes:
    """Return the hashes of neighbouring pairs; the count is even."""
    pairs = np.ascontiguousarray(nodes).reshape(-1, 2 * HASH_SIZE)
    if len(pairs) >= _WORTH_COMPILED:
        return hash_all(NODE, pairs)
    return hashes_of([hashlib.sha256(b"\x01" + pair.tobytes()).digest() for pair in pairs])


class Range:
    """The beginning of a list, as far as its root and what is appended need it."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: dict[int, bytes] = {}  # height → the full subtree of it; one for each bit

    def append(self, hashes: Bytes) -> None:
        """Append entries by their leaf hashes, u1[n, 32]."""
        self.count += len(hashes)
        height = 0
        while len(hashes):
            peak = self._peaks.pop(height, None)
            if peak is not None:
                hashes = np.concatenate([np.frombuffer(peak, np.uint8)[None], hashes])
            if len(hashes) % 2:
                self._peaks[height] = hashes[-1].tobytes()
                hashes = hashes[:-1]
            hashes = _parents(hashes)
            height += 1

    def root(self) -> bytes:
        """Return the root of all that was appended."""
        root = b""
        for height in sorted(self._peaks):
            root = node_hash(self._peaks[height], root) if root else self._peaks[height]
        return root or EMPTY

    def saved(self) -> tuple[int, list[bytes]]:
        """Return the count, and the full subtrees with the highest first."""
        return self.count, [self._peaks[height] for height in sorted(self._peaks, reverse=True)]

    @classmethod
    def of(cls, count: int, peaks: Sequence[bytes]) -> "Range":
        """Return what `saved` gave. *Raises* ValueError when the two do not fit each other."""
        heights = [bit for bit in reversed(range(count.bit_length())) if count >> bit & 1]
        if len(heights) != len(peaks) or any(len(peak) != HASH_SIZE for peak in peaks):
            raise ValueError(f"{len(peaks)} hashes cannot stand for a list of {count}")
        grown = cls()
        grown.count = count
        grown._peaks = dict(zip(heights, peaks, strict=True))
        return grown


class Paths:
    """Proofs for some places of a list that passes by; the rest of it is not kept.

    Full blocks of `BLOCK` entries become one hash each, but for those that hold a watched place.
    """

    def __init__(self) -> None:
        self.count = 0
        self._blocks: list[bytes] = []  # roots of the full blocks
        self._waiting: list[Bytes] = []  # leaf hashes behind them
        self._kept: dict[int, Bytes] = {}  # block → its leaf hashes
        self._watched: list[int] = []

    def append(self, hashes: Bytes, watched: Sequence[int] = ()) -> None:
        """Append entries by their leaf hashes; `watched` are indices into these."""
        self._watched += [self.count + index for index in watched]
        self.count += len(hashes)
        self._waiting.append(hashes)
        if self.count - len(self._blocks) * BLOCK >= BLOCK:
            self._close_blocks()

    def _close_blocks(self) -> None:
        waiting = np.concatenate(self._waiting)
        full = len(waiting) // BLOCK
        keep = {index // BLOCK for index in self._watched}
        for offset in range(full):
            if (block := len(self._blocks) + offset) in keep:
                start = offset * BLOCK
                self._kept[block] = waiting[start : start + BLOCK].copy()
        self._blocks += _listed(block_roots(waiting[: full * BLOCK]))
        self._waiting = [waiting[full * BLOCK :].copy()]

    def root(self) -> bytes:
        """Return the root of all that was appended."""
        return root_of(_upper(self._blocks, self._rest()))

    def proof(self, index: int) -> list[bytes]:
        """Return the inclusion proof of a watched place, the lowest sibling first."""
        assert index in self._watched, "a place is watched before it has passed by"
        rest = self._rest()
        leaves = self._kept.get(index // BLOCK, rest)
        return proof_in_blocks(self._blocks, rest, leaves, index)

    def _rest(self) -> Bytes:
        return np.concatenate([np.empty((0, HASH_SIZE), np.uint8), *self._waiting])


def block_roots(hashes: Bytes) -> Bytes:
    """Return the roots of full blocks, u1[n / BLOCK, 32], of their leaf hashes, u1[n, 32]."""
    full = len(hashes) // BLOCK
    while len(hashes) > full:
        hashes = _parents(hashes)
    return hashes


def proof_in_blocks(blocks: Sequence[bytes], rest: Bytes, leaves: Bytes, index: int) -> list[bytes]:
    """Return the inclusion proof of leaf `index`, the lowest sibling first.

    Arguments
        blocks  the roots of all full blocks
        rest    the leaf hashes behind them, u1[n, 32]
        leaves  those of the block that has the leaf, which may be the rest
    """
    block, place = divmod(index, BLOCK)
    return [
        *inclusion_proof(_listed(leaves), place),
        *inclusion_proof(_upper(blocks, rest), block),
    ]


def _upper(blocks: Sequence[bytes], rest: Bytes) -> list[bytes]:
    return [*blocks, root_of(_listed(rest))] if len(rest) else [*blocks]


def _listed(hashes: Bytes) -> list[bytes]:
    return [each.tobytes() for each in hashes]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    grown = Range()
    if hashes:
        grown.append(hashes_of(hashes))
    return grown.root()


def _split(count: int) -> int:
    """Return the largest power of two below `count`, which is at least 2."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Return the siblings on the way from leaf `index` to the root, the lowest first.

    *Raises* ValueError when there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise ValueError(f"leaf {index} of {len(hashes)}: there is none")
    if len(hashes) == 1:
        return []
    middle = _split(len(hashes))
    left, right = hashes[:middle], hashes[middle:]
    if index < middle:
        return [*inclusion_proof(left, index), root_of(right)]
    return [*inclusion_proof(right, index - middle), root_of(left)]


def consistency_proof(hashes: Sequence[bytes], count: int) -> list[bytes]:
    """Return what shows that the first `count` leaves, at least one, begin the whole list.

    *Raises* ValueError when the list is shorter.
    """
    if not 0 < count <= len(hashes):
        raise ValueError(f"the first {count} of {len(hashes)} entries: there are none such")
    return _subproof(hashes, count, is_known=True)


def _subproof(hashes: Sequence[bytes], count: int, *, is_known: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2: `is_known` while the old root itself is the subtree's."""
    if count == len(hashes):
        return [] if is_known else [root_of(hashes)]
    middle = _split(len(hashes))
    left, right = hashes[:middle], hashes[middle:]
    if count <= middle:
        return [*_subproof(left, count, is_known=is_known), root_of(right)]
    return [*_subproof(right, count - middle, is_known=False), root_of(left)]
