"""Rows between the fold and the store."""

from glassbook.projection.unwritten import Unwritten


def test_rows_are_held_until_their_sequence_is_written_and_no_longer():
    rows = Unwritten()
    for sequence, key in [(1, 7), (1, 8), (2, 7), (5, 7)]:
        rows.add(key, sequence, f"{sequence}/{key}")
    assert list(rows.of(7)) == ["1/7", "2/7", "5/7"]
    rows.settle(0)
    assert list(rows.of(8)) == ["1/8"]
    rows.settle(2)
    assert list(rows.of(7)) == ["5/7"]
    assert list(rows.of(8)) == []
    rows.settle(9)
    assert list(rows.of(7)) == []


def test_a_key_nobody_used_has_no_rows():
    assert list(Unwritten().of(1)) == []
