"""GET /glassbook/v1/postings, beyond Binance: everything that moved an account's money, as a file.

The file is sent while it is made: neither its length nor anybody's history is ever held at once.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.file_answer import File
from glassbook.gateway.rest.ledger_csv import as_csv
from glassbook.gateway.rest.subaccounts import EMAIL, account_meant
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.postings import Posting, postings


class Form(NamedTuple):
    """A kind of file: what it is called, and how postings become one."""

    content_type: str
    suffix: str
    write: Callable[[Iterator[Posting]], Iterator[bytes]]


def _as_parquet(rows: Iterator[Posting]) -> Iterator[bytes]:
    from glassbook.gateway.rest.ledger_parquet import as_parquet  # noqa: PLC0415 - see there

    return as_parquet(rows)


CSV = Form("text/csv; charset=utf-8", "csv", as_csv)
PARQUET = Form("application/vnd.apache.parquet", "parquet", _as_parquet)
FORMS = {each.suffix: each for each in (CSV, PARQUET)}


async def export(venue: Venue, call: Call) -> File:
    """Send every posting of the caller's account, or of a sub-account, oldest first: trades and
    commissions on all symbols, deposits, withdrawals, transfers. *Rejects* -1130.
    """
    owner = account_meant(venue, call)
    form = call.values.get("format", CSV)
    start_ns = call.values.get("startTime", 0)
    end_ns = call.values.get("endTime", call.now_ns)
    rows = postings(venue.projections, owner.account_id, start_ns, end_ns)
    return File(form.content_type, f"postings.{form.suffix}", form.write(rows))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/glassbook/v1/postings",
        Security.USER_DATA,
        export,
        str,
        "Account",
        "Every posting of the account, as a file",
        (
            parameters.choice("format", FORMS),
            parameters.time("startTime", "Inclusive; from the first on, when not sent."),
            parameters.time("endTime", "Inclusive; until now, when not sent.", is_end=True),
            EMAIL,
        ),
        files=(CSV.content_type, PARQUET.content_type),
    ),
)
