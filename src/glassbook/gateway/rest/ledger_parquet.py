"""Postings as Parquet: amounts as decimals of eighteen, times in nanoseconds, compressed.

Loaded when somebody asks for it: the library takes 60 MB of memory.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from glassbook.projection.postings import Posting, chunks

CHUNK_ROWS = 1_000
GROUP_ROWS = 20_000  # held in memory until they are written
DECIMALS = 18

SCHEMA = pa.schema(
    [
        ("time", pa.timestamp("ns", tz="UTC")),
        ("kind", pa.string()),
        ("asset", pa.string()),
        ("amount", pa.decimal128(38, DECIMALS)),
        ("symbol", pa.string()),
        ("trade_id", pa.int64()),
        ("order_id", pa.int64()),
        ("sequence", pa.int64()),
        ("other_account", pa.int64()),
    ]
)


class _Sink:
    """A file that is taken away while it is written."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self._length += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        """There is nothing behind this to be told."""

    def take(self) -> bytes:
        """Return what was written since this was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def as_parquet(rows: Iterator[Posting]) -> Iterator[bytes]:
    """Yield a file, a group of rows at a time; b"" while a group is gathered."""
    sink = _Sink()
    with parquet.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
        group: list[dict[str, Any]] = []
        for some in chunks(rows, CHUNK_ROWS):
            group += map(_record, some)
            if len(group) >= GROUP_ROWS:
                writer.write_table(pa.Table.from_pylist(group, SCHEMA))
                group = []
            yield sink.take()
        if group:
            writer.write_table(pa.Table.from_pylist(group, SCHEMA))
    yield sink.take()


def _record(posting: Posting) -> dict[str, Any]:
    return {
        "time": posting.time_ns,
        "kind": posting.kind,
        "asset": posting.asset.name,
        "amount": Decimal(posting.amount_units).scaleb(-posting.asset.decimals),
        "symbol": posting.symbol or None,
        "trade_id": posting.trade_id or None,
        "order_id": posting.order_id or None,
        "sequence": posting.sequence or None,
        "other_account": posting.other_account_id or None,
    }
