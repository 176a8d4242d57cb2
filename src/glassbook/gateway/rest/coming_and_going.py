"""Money of an account that came from outside the house or left it, as its histories show it.

No chain and no bank is connected: what came was booked by the operator. So there is no network,
no address and no bank beside an amount; its number is that of the command in the journal.
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Asset
from glassbook.projection.pages import Page
from glassbook.projection.rows import Movement
from glassbook.protocol.accounts import WORLD

OUTSIDE = range(WORLD, WORLD + 1)
FIAT = frozenset({"USD", "EUR", "GBP"})
DAYS_MAX = 90
HOUR_NS = 3_600 * 1_000_000_000
MILLISECOND_NS = 1_000_000
READ_AT_ONCE = 1_000
OFFSET_MAX = 100_000

START = parameters.time("startTime", f"Inclusive; without it, {DAYS_MAX} days before the end.")
END = parameters.time(
    "endTime",
    f"Inclusive; no more than {DAYS_MAX} days after startTime; without it, now.",
    is_end=True,
)
OFFSET = parameters.long("offset", f"How many rows to pass over; at most {OFFSET_MAX}.")


class Moved(NamedTuple):
    """An amount, and whose; `number` names it."""

    asset: Asset
    amount: str
    number: int
    time_ns: int


class Wanted(NamedTuple):
    """Which rows: those that came in or those that went out, in coins or in fiat money.

    `asset_name` is None for every asset; `offset` rows are passed over.
    """

    account_id: int
    is_deposit: bool
    is_fiat: bool
    asset_name: str | None
    limit: int
    offset: int


def moved(venue: Venue, call: Call, wanted: Wanted, start: str = "startTime") -> list[Moved]:
    """Return a page of what came or went from the parameter `start` on, oldest first.

    *Rejects* -1127, -1128, -1130.
    """
    start_ns, end_ns = times(call, start, usual_days=DAYS_MAX, most_days=DAYS_MAX)
    offset = wanted.offset
    if offset > OFFSET_MAX:
        raise refusals.bad_value("offset")
    name = wanted.asset_name
    asset = venue.projections.directory.asset(name) if name else None
    if name and asset is None:
        return []
    page = Page(READ_AT_ONCE, start_ns=start_ns, end_ns=end_ns)
    rows = _rows(venue, wanted, page, None if asset is None else asset.asset_id)
    return list(islice(rows, offset, offset + wanted.limit))


def times(call: Call, start: str, *, usual_days: int, most_days: int) -> tuple[int, int]:
    """Return the first and the last nanosecond that are asked about: without the parameter `start`,
    so many days before the end. *Rejects* -1127, -1128.
    """
    end_ns = call.values.get("endTime", call.now_ns)
    start_ns = call.values.get(start, max(0, end_ns - usual_days * 24 * HOUR_NS))
    if start_ns > end_ns:
        raise refusals.bad_combination()
    if end_ns - start_ns >= most_days * 24 * HOUR_NS + MILLISECOND_NS:
        raise refusals.interval_too_long(most_days * 24)
    return start_ns, end_ns


def _rows(venue: Venue, wanted: Wanted, page: Page, asset_id: int | None) -> Iterator[Moved]:
    assets = venue.projections.directory.assets
    for each in movements(venue, wanted.account_id, page, OUTSIDE, asset_id):
        asset = assets[each.asset_id]
        is_wanted = (each.amount_units > 0) == wanted.is_deposit
        if is_wanted and (asset.name in FIAT) == wanted.is_fiat:
            yield Moved(asset, asset.text(abs(each.amount_units)), each.sequence, each.time_ns)


def movements(
    venue: Venue, account_id: int, page: Page, others: range, asset_id: int | None = None
) -> Iterator[Movement]:
    """Return all movements between an account and others, page by page, as they are asked for."""
    while True:
        read = venue.projections.movements.of_account(account_id, page, others, asset_id)
        yield from read
        if len(read) < page.limit:
            return
        page = Page(page.limit, read[-1].sequence + 1, page.start_ns, page.end_ns)
