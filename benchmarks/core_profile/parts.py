"""Where an instruction belongs, and whose memory an address is."""

from __future__ import annotations

import ast
from functools import cache

import numpy as np

from glassbook.compiler.cache import PACKAGE
from glassbook.core.memory import CACHE_LINE

#: By the beginning of a function's full name: the first that fits.
PARTS = (
    ("core.foresight", "fetching ahead"),
    ("core.cache_line", "fetching ahead"),
    ("core.engine", "loop over the batch"),
    ("core.commands.orders", "loop over the batch"),
    ("core.outbox", "events"),
    ("core.commands.place.tell_accepted", "events"),
    ("core.clearing.settlement.tell", "events"),
    ("core.matching.self_trade.tell", "events"),
    ("core.commands.place.enter", "matching"),
    ("core.commands.place.lay_out", "laying the order out"),
    ("core.risk", "checks"),
    ("core.order_types", "checks"),
    ("core.commands", "checks"),
    ("core.ledger", "holds and balances"),
    ("core.clearing", "holds and balances"),
    ("core.arithmetic", "holds and balances"),
    ("core.book.ladder", "levels and trees"),
    ("core.book.ids", "ids and keys"),
    ("core.book.index", "ids and keys"),
    ("core.book", "orders and queues"),
    ("core.matching", "matching"),
)
OTHER = "other"


@cache
def functions_of(file: str) -> list[tuple[int, int, str]]:
    """Return (first line, last line, name) of each function of `core.book.ids.py`."""
    path = PACKAGE / (file.removesuffix(".py").replace(".", "/") + ".py")
    if not path.is_file():
        return []
    tree = ast.parse(path.read_text())
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return [(node.lineno, node.end_lineno or 0, node.name) for node in found]


def function_of(file: str, line: int) -> str:
    """Return the full name of the function that a line is in."""
    names = [name for first, last, name in functions_of(file) if first <= line <= last]
    return ".".join([file.removesuffix(".py"), *names[-1:]])


def part_of(function: str) -> str:
    """Return the part that a function belongs to."""
    return next((part for start, part in PARTS if function.startswith(start)), OTHER)


def tables_at(owner: str, record: np.dtype, address: int) -> list[tuple[str, int, int]]:
    """Return (name, first address, one past the last) of what lies in a record at an address.

    What is short is the owner's own, before its first table.
    """
    assert record.fields is not None
    tables = [
        (name, address + offset, address + offset + dtype.itemsize)
        for name, (dtype, offset, *_) in record.fields.items()
        if dtype.itemsize > CACHE_LINE
    ]
    return [(owner, address, tables[0][1]), *tables]
