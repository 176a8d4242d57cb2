"""What is encoded in pieces is what one call encodes, and nobody waits long for the interpreter."""

import gc

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassbook.projection import saving
from glassbook.projection.saving import Rows, encoded, without_collecting

PLAIN = st.integers(-(2**63), 2**63 - 1) | st.text(max_size=3) | st.booleans() | st.none()
ROWS = st.lists(PLAIN | st.lists(PLAIN, max_size=4), max_size=40)
KEYS = st.integers(0, 2**40) | st.text(max_size=3)


@pytest.fixture(autouse=True, scope="module")
def small_pieces():
    usual, saving.PIECE = saving.PIECE, 5
    yield
    saving.PIECE = usual


TABLES = ROWS | st.dictionaries(KEYS, ROWS | st.dictionaries(KEYS, ROWS, max_size=8), max_size=40)


@given(TABLES | st.tuples(PLAIN, TABLES, TABLES))
def test_the_bytes_are_those_of_one_call(table):
    assert encoded(table) == msgspec.msgpack.encode(table)


@pytest.mark.parametrize("count", [0, 4, 5, 6, 15, 16, 17, 65_535, 65_536, 65_537])
def test_tables_of_any_length_say_how_long_they_are(count):
    rows = [[number, "x"] for number in range(count)]
    for table in (rows, dict(enumerate(rows)), {"a": rows, "b": 1}):
        assert encoded(table) == msgspec.msgpack.encode(table)


@pytest.mark.parametrize("piece", [15, 16, 1_000])
def test_pieces_whose_own_length_takes_more_bytes(piece, monkeypatch):
    monkeypatch.setattr(saving, "PIECE", piece)
    rows = [[number, "x"] for number in range(2_500)]
    for table in (rows, dict(enumerate(rows)), Rows(len(rows), iter(rows))):
        plain = table if isinstance(table, list | dict) else rows
        assert encoded(table) == msgspec.msgpack.encode(plain)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 23])
def test_rows_that_are_made_meanwhile_are_a_list(count):
    rows = [[number, "x"] for number in range(count)]
    assert encoded(Rows(count, iter(rows))) == msgspec.msgpack.encode(rows)
    both = encoded({"a": Rows(count, iter(rows)), "b": 1})
    assert both == msgspec.msgpack.encode({"a": rows, "b": 1})


def test_no_call_encodes_more_than_a_piece(monkeypatch):
    longest = 0

    def watched(table):
        nonlocal longest
        longest = max(longest, len(table) if isinstance(table, list | dict) else 0)
        return msgspec.msgpack.encode(table)

    monkeypatch.setattr(saving, "_encode", watched)
    rows = [[number, "x"] for number in range(23)]
    for table in (rows, dict(enumerate(rows)), {"a": rows, "b": 1}, (1, dict(enumerate(rows)))):
        encoded(table)
    assert longest == saving.PIECE


def test_the_collector_rests_and_goes_on_as_it_did():
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="half way"), without_collecting():
        raise ValueError("half way")
    assert gc.isenabled()
    gc.disable()
    try:
        with without_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
