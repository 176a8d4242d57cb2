"""Bytes of strangers, some hundreds of them: every reader ends, and none loses its countenance."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from glassbook.gateway.rest.table import ENDPOINTS
from tests.fuzz.targets import SEEDS, TARGETS

NAMES = sorted({each.name for endpoint in ENDPOINTS for each in endpoint.parameters})
NUMBERS = ("0", "-1", "1e5", "NaN", "9" * 30, "1.123456789", "0.00000001", "٣")
WORDS = (
    "",
    "%",
    "%00",
    "%F0%9F",
    "BTCUSD",
    "btcusd",
    "BUY",
    "LIMIT",
    "MARKET",
    "GTC",
    "true",
    "[]",
)
NASTY = (*NUMBERS, *WORDS, '["BTCUSD"]', "x" * 99)
VALUES = st.sampled_from(NASTY) | st.text(max_size=8)
PAIRS = st.tuples(st.sampled_from(NAMES) | st.text(max_size=3), VALUES)
QUERIES = st.lists(PAIRS.map("=".join), max_size=6).map(lambda pairs: "&".join(pairs).encode())
SHORT = settings(max_examples=100, database=None)


@pytest.mark.parametrize("name", TARGETS)
def test_what_each_begins_with_is_read(name):
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@SHORT
@given(st.binary(max_size=64) | QUERIES)
@example(b"=1")
@example(b"&\n=&signature=0")
def test_both_ways_to_read_a_query_find_the_same(data):
    TARGETS["query"](data)


@settings(SHORT, max_examples=300)
@given(st.integers(0, 255).map(lambda byte: bytes([byte])), QUERIES | st.binary(max_size=32))
def test_every_operation_answers_whatever_it_is_asked(which, data):
    TARGETS["door"](which + data)


@SHORT
@given(st.sampled_from(["3:5", "3:2", "", "1:0"]), QUERIES, st.integers(0, 255))
def test_every_operation_answers_in_sbe_or_says_why_not(schema, query, which):
    TARGETS["sbe"](schema.encode() + b"\n" + query + bytes([which]))


@SHORT
@given(st.binary(max_size=64), st.sampled_from(SEEDS["fix"]), st.integers(0, 80))
def test_fix_messages_are_what_they_are_wherever_they_are_cut(data, seed, place):
    TARGETS["fix"](data)
    TARGETS["fix"](seed[:place] + data + seed[place:])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@SHORT
@given(st.binary(max_size=64), JSON)
def test_texts_on_websockets_are_read_or_refused(data, value):
    TARGETS["websocket"](data)
    text = f'{{"id": 1, "method": "SUBSCRIBE", "params": {value!r}}}'
    TARGETS["websocket"](text.replace("'", '"').replace("None", "null").encode("utf-8", "replace"))
