"""How what the exchange remembers lies in memory."""

import pytest

from glassbook.core.engine import Engine
from glassbook.core.memory import CACHE_LINE, on_cache_lines
from glassbook.core.state import LEDGER, SCRATCH, STATE


@pytest.mark.parametrize("dtype", [STATE, LEDGER, SCRATCH], ids=["state", "ledger", "scratch"])
def test_every_table_begins_on_a_cache_line(dtype):
    tables = {name: field for name, field in dtype.fields.items() if field[0].itemsize > CACHE_LINE}
    assert len(tables) > 1
    assert {name for name, (_, offset) in tables.items() if offset % CACHE_LINE} == set()


def test_an_order_lies_on_one_cache_line():
    assert STATE["orders"].base.itemsize == CACHE_LINE


def test_what_is_short_follows_at_once():
    dtype = on_cache_lines([("count", "<i8"), ("table", "<i4", (100,)), ("last", "<i8")])
    assert [dtype.fields[name][1] for name in dtype.names] == [0, 64, 464]
    assert dtype.itemsize == 472


def test_memory_begins_on_a_cache_line():
    assert [memory.ctypes.data % CACHE_LINE for memory in Engine().memory] == [0, 0, 0]
