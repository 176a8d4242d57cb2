"""The compiled SHA-256 says what the standard library's says."""

import hashlib

import numpy as np
import pytest

from glassbook.transparency.sha256 import hash_all


@pytest.mark.parametrize("size", [0, 1, 31, 32, 53, 54, 55, 56, 62, 63, 64, 96, 117, 118, 119, 300])
def test_every_message_has_the_hash_that_hashlib_gives_it(size):
    messages = np.random.default_rng(size).integers(0, 256, (9, size), dtype=np.uint8)
    for prefix in (0, 1):
        expected = [hashlib.sha256(bytes([prefix]) + row.tobytes()).digest() for row in messages]
        assert [row.tobytes() for row in hash_all(prefix, messages)] == expected


def test_no_messages_have_no_hashes():
    assert hash_all(0, np.empty((0, 96), np.uint8)).shape == (0, 32)


def test_rows_of_a_wider_table_are_hashed_as_they_stand_there():
    table = np.arange(400, dtype=np.uint8).reshape(4, 100)
    narrow = table[:, 10:42]
    assert np.array_equal(hash_all(0, narrow), hash_all(0, narrow.copy()))
