"""GET /sapi/v1/rebate/taxQuery: what the house paid an account by sharing commission.

Source: developers.binance.com, Rebate, Get Spot Rebate History Records.
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.coming_and_going import READ_AT_ONCE, movements, times
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.movements import HOUSE
from glassbook.projection.pages import Page

ROWS_MAX = 200  # of a page
USUAL_DAYS, MOST_DAYS = 7, 30


class Rebate(Shape, kw_only=True):
    """`type` is 1 for a partner's share, 2 for the customer's own."""

    asset: str
    type: int
    amount: str
    update_time: int


class RebatePage(Shape, kw_only=True):
    page: int
    total_records: int
    total_page_num: int
    data: list[Rebate]


class RebateHistory(Shape, kw_only=True):
    status: str = "OK"
    type: str = "GENERAL"
    code: str = "000000000"
    data: RebatePage


async def rebates(venue: Venue, call: Call) -> RebateHistory:
    """Show a page of the payments, oldest first. *Rejects* -1127, -1128, -1130."""
    number = call.values.get("page", 1)
    if not number:
        raise refusals.bad_value("page")
    start_ns, end_ns = times(call, "startTime", usual_days=USUAL_DAYS, most_days=MOST_DAYS)
    page = Page(READ_AT_ONCE, start_ns=start_ns, end_ns=end_ns)
    paid = [each for each in movements(venue, call.account_id, page, HOUSE) if each.purpose]
    assets = venue.projections.directory.assets
    rows = [
        Rebate(
            asset=assets[each.asset_id].name,
            type=each.purpose,
            amount=assets[each.asset_id].text(each.amount_units),
            update_time=call.time(each.time_ns),
        )
        for each in paid[(number - 1) * ROWS_MAX : number * ROWS_MAX]
    ]
    return RebateHistory(
        data=RebatePage(
            page=number,
            total_records=len(paid),
            total_page_num=-(-len(paid) // ROWS_MAX),
            data=rows,
        )
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/sapi/v1/rebate/taxQuery",
        Security.USER_DATA,
        rebates,
        RebateHistory,
        "Wallet",
        "What the house paid to the account as a partner, or gave back to it",
        (
            parameters.time("startTime", f"Inclusive; without it, {USUAL_DAYS} days before."),
            parameters.time(
                "endTime",
                f"Inclusive; no more than {MOST_DAYS} days after startTime; without it, now.",
                is_end=True,
            ),
            parameters.long("page", f"From 1, of {ROWS_MAX} rows each; 1 without it."),
        ),
    ),
)
