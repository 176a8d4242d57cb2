"""Encoding what the projections remember, while others get the interpreter, however much it is.

Whoever matches needs the interpreter's lock for a moment in each batch, and one call that encodes a
million accounts would keep it for all of them. In pieces, others come in between two. The bytes are
those of one call.

The collector of garbage rests meanwhile: it would walk again and again through lists of a million
rows, of which none is garbage.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import msgspec

PIECE = 1_000  # entries of a table: some 0.1 ms


class Rows:
    """A list that is made while it is encoded: to free a million rows at once takes 60 ms."""

    def __init__(self, count: int, rows: Iterable[Any]) -> None:
        self._count = count
        self._rows = rows

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)


Table = dict[Any, Any] | list[Any] | tuple[Any, ...] | Rows

_encode = msgspec.msgpack.Encoder().encode


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector of garbage rest."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def encoded(table: Any) -> bytes:
    """Return a table, or a few of them in a list or dict, in msgpack."""
    return b"".join(_pieces(table, depth=2))


def _pieces(table: Any, depth: int) -> Iterator[bytes]:
    """Yield it in pieces; what lies deeper than so many levels is a piece, whatever it is."""
    if not isinstance(table, dict | list | tuple | Rows) or depth == 0:
        yield _encode(table)
        return
    yield _head(table)
    if len(table) > PIECE or isinstance(table, Rows):
        for part in _parts(table):
            yield _encode(part)[len(_head(part)) :]
    elif isinstance(table, dict):
        for key, value in table.items():
            yield _encode(key)
            yield from _pieces(value, depth - 1)
    else:
        for value in table:
            yield from _pieces(value, depth - 1)


def _parts(table: Table) -> Iterator[dict[Any, Any] | list[Any]]:
    entries = iter(table.items() if isinstance(table, dict) else table)
    while part := list(islice(entries, PIECE)):
        yield dict(part) if isinstance(table, dict) else part


def _head(table: Table) -> bytes:
    """Return what says that so many entries follow (the msgpack specification, "map" and "array
    format family").
    """
    few, many, most = (0x80, 0xDE, 0xDF) if isinstance(table, dict) else (0x90, 0xDC, 0xDD)
    count = len(table)
    if count < 16:
        return bytes([few | count])
    if count < 2**16:
        return bytes([many]) + count.to_bytes(2, "big")
    return bytes([most]) + count.to_bytes(4, "big")
