"""A keyed tree has one place for each key, and proves what is there and what is not."""

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.transparency import keyed

NOTHING = bytes(32)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def slow_root(rows, height=64):
    """Return the root over {key: row}, as the form says it: half by half."""
    if not rows:
        return NOTHING
    if height == 0:
        (row,) = rows.values()
        return sha(b"\x00", row)
    bit = height - 1
    left = slow_root({key: row for key, row in rows.items() if not key >> bit & 1}, bit)
    right = slow_root({key: row for key, row in rows.items() if key >> bit & 1}, bit)
    return sha(b"\x01", left, right)


def table(keys):
    keys = sorted(keys)
    rows = np.array([[key % 251, key % 7, 3] for key in keys], np.uint8).reshape(-1, 3)
    return np.array(keys, np.uint64), rows


keys = st.sets(st.one_of(st.integers(0, 40), st.integers(0, 2**64 - 1)), max_size=30)


@settings(max_examples=50)
@given(keys)
def test_the_root_is_that_of_the_definition(some):
    places, rows = table(some)
    expected = slow_root(dict(zip(places.tolist(), map(bytes, rows), strict=True)))
    assert keyed.root(places, rows) == expected


@settings(max_examples=50)
@given(keys, st.integers(0, 45))
def test_the_path_of_any_key_leads_from_what_is_there_to_the_root(some, key):
    places, rows = table(some)
    root, siblings = keyed.proof(places, rows, key)
    assert root == keyed.root(places, rows)
    here = sha(b"\x00", bytes(rows[places == key][0])) if key in some else NOTHING
    for height, there in enumerate(siblings):
        left, right = (there, here) if key >> height & 1 else (here, there)
        here = NOTHING if left == right == NOTHING else sha(b"\x01", left, right)
    assert here == root


def test_keys_that_come_twice_or_out_of_order_are_our_own_mistake():
    for wrong in ([3, 3], [4, 3]):
        with pytest.raises(AssertionError, match="none comes twice"):
            keyed.root(np.array(wrong, np.uint64), np.zeros((2, 3), np.uint8))
