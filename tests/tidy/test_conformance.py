"""The conformance table is what the tests say: none is forgotten, none is claimed."""

import pytest

from tests.conformance.operations import FAMILIES, LATER, OPERATIONS
from tests.conformance.table import Shown, declared, marked, read_table, rows_of

HOW = "docs/reference/conformance.json is behind the tests: `make conformance` writes it"


def test_the_table_says_what_the_tests_show():
    assert read_table() == rows_of(declared(), {}), HOW


def test_no_operation_is_documented_twice_and_no_marker_names_another():
    names = [name for text in FAMILIES.values() for name in text.split("\n") if name]
    assert len(names) == len(set(names))
    assert {name for each in declared() for name in each.operations} <= OPERATIONS.keys()
    assert LATER.keys() <= FAMILIES.keys() | OPERATIONS.keys()


def test_an_operation_is_green_partial_or_absent_as_its_tests_say():
    shown = [Shown(("GET /api/v3/ping", "GET /api/v3/time"), ""), Shown(("GET /api/v3/time",), "x")]
    rows = {row.operation: row[2:] for row in rows_of(shown, {"GET /api/v3/ping": "a test"})}
    assert rows["GET /api/v3/ping"] == ("partial", "fails: a test")
    assert rows["GET /api/v3/time"] == ("partial", "x")
    assert rows["GET /api/v3/depth"][0] == "absent"
    assert rows_of(shown[:1], {})[0].state == "green"


def test_a_marker_is_read_from_the_source():
    source = '@pytest.mark.operation("a", "b", lacks="c")\ndef test_x(): ...'
    assert marked(source) == [Shown(("a", "b"), "c")]
    with pytest.raises(ValueError, match="line 1"):
        marked("pytestmark = pytest.mark.operation(NAME)")
