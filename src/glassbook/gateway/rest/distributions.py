"""GET /sapi/v1/asset/assetDistributionHistory: what the house paid to an account.

The house pays from the commissions that it earned: partners, customers, and whomever else it owes.
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.movements import HOUSE
from glassbook.projection.pages import Page
from glassbook.projection.rebates import Purpose

LIMIT_DEFAULT, LIMIT_MAX = 20, 500
PURPOSES = {
    Purpose.NONE: "",
    Purpose.REBATE: "Commission rebate",
    Purpose.KICKBACK: "Commission kickback",
}


class Distribution(Shape, kw_only=True):
    asset: str
    amount: str
    div_time: int
    en_info: str
    tran_id: int


class Distributions(Shape, kw_only=True):
    rows: list[Distribution]
    total: int


async def distributions(venue: Venue, call: Call) -> Distributions:
    """Show the newest payments of the house to the caller. *Rejects* -1130."""
    directory, name = venue.projections.directory, call.values.get("asset")
    wanted = directory.asset(name) if name else None
    if name and wanted is None:
        raise refusals.bad_value("asset")
    page = Page(
        call.values.get("limit", LIMIT_DEFAULT),
        start_ns=call.values.get("startTime"),
        end_ns=call.values.get("endTime"),
    )
    rows = [
        Distribution(
            asset=directory.assets[each.asset_id].name,
            amount=directory.assets[each.asset_id].text(each.amount_units),
            div_time=call.time(each.time_ns),
            en_info=PURPOSES[Purpose(each.purpose)],
            tran_id=each.sequence,
        )
        for each in venue.projections.movements.of_account(
            call.account_id, page, HOUSE, None if wanted is None else wanted.asset_id
        )
    ]
    return Distributions(rows=rows, total=len(rows))


ENDPOINTS = (
    Endpoint(
        "GET",
        "/sapi/v1/asset/assetDistributionHistory",
        Security.USER_DATA,
        distributions,
        Distributions,
        "Wallet",
        "What the house paid to the account",
        (
            parameters.anything("asset"),
            parameters.time("startTime", "Inclusive."),
            parameters.time("endTime", "Inclusive.", is_end=True),
            parameters.limit(LIMIT_DEFAULT, LIMIT_MAX),
        ),
    ),
)
