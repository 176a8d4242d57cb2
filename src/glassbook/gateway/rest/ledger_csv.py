"""Postings as CSV: a line of names and one for each; amounts with the decimals of their asset."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

from glassbook.projection.postings import Posting, chunks
from glassbook.protocol.decimals import to_text

CHUNK_ROWS = 1_000
SECOND_NS = 1_000_000_000

COLUMNS = (
    "time",
    "kind",
    "asset",
    "amount",
    "symbol",
    "trade_id",
    "order_id",
    "sequence",
    "other_account",
)


def as_csv(rows: Iterator[Posting]) -> Iterator[bytes]:
    """Yield a file with a line of names and a line for each posting; what is not said is empty."""
    yield ",".join(COLUMNS).encode() + b"\r\n"
    for some in chunks(rows, CHUNK_ROWS):
        text = StringIO()
        csv.writer(text).writerows(map(_line, some))
        yield text.getvalue().encode()


def _line(posting: Posting) -> tuple[str | int, ...]:
    seconds, rest = divmod(posting.time_ns, SECOND_NS)
    asset = posting.asset
    return (
        f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest:09}Z",
        posting.kind,
        asset.name,
        to_text(posting.amount_units, asset.scale, asset.decimals),
        posting.symbol,
        posting.trade_id or "",
        posting.order_id or "",
        posting.sequence or "",
        posting.other_account_id or "",
    )
