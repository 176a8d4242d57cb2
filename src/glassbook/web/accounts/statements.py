"""A month of one account: what it had before, what each kind of posting came to, what it had after.

Folded from the postings themselves, so that a statement and the file of the ledger agree. What it
had after is what it has now less all that came later.
"""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from glassbook.identity.refused import Refused, Why
from glassbook.projection.listing import Asset
from glassbook.projection.postings import Posting, chunks, postings
from glassbook.protocol.decimals import to_text
from glassbook.web.accounts.endpoint import Access, Call, Desk, Endpoint, Shape
from glassbook.web.accounts.entering import ROOT
from glassbook.web.accounts.wallet import own_accounts
from glassbook.web.console.door import floor_of

LAST_ROWS = 200  # of the month; the file has them all
TURN_ROWS = 500  # others have their turn after so many
SECOND_NS = 1_000_000_000
MILLISECOND_NS = 1_000_000
ALWAYS_NS = 2**63 - 1


class StatementWanted(Shape, kw_only=True):
    """`month` as 2026-11, in UTC."""

    account_id: int
    month: Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class AssetStatement(Shape, kw_only=True):
    """One asset; amounts as texts. `sums` by kind of posting; they lead from opening to closing."""

    asset: str
    opening: str
    sums: dict[str, str]
    closing: str


class PostingView(Shape, kw_only=True):
    """One posting; `time` in milliseconds, `amount` negative for what was given."""

    time: int
    kind: str
    asset: str
    amount: str
    symbol: str
    trade_id: int | None
    order_id: int | None
    other_account: int | None


class StatementView(Shape, kw_only=True):
    """Start and end are the month's, inclusive, in milliseconds; `rows` are the last ones."""

    account_id: int
    month: str
    start_time: int
    end_time: int
    assets: list[AssetStatement]
    posting_count: int
    rows: list[PostingView]


@dataclass(slots=True)
class Folded:
    """What the postings of a month, and of the time after it, came to."""

    sums: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    later: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    count: int = 0
    last: deque[Posting] = field(default_factory=lambda: deque(maxlen=LAST_ROWS))


async def show_statement(desk: Desk, call: Call) -> StatementView:
    """Show a month of one of the customer's accounts."""
    wanted: StatementWanted = call.body
    own, beneath = own_accounts(desk, call)
    if wanted.account_id not in {each.account_id for each in (own, *beneath)}:
        raise Refused(Why.INVALID, "accountId", "is none of your accounts", "one of yours")
    start_ns, end_ns = _bounds(wanted.month)
    projections = floor_of(desk).projections
    had = projections.balances.of(wanted.account_id)
    folded = await _fold(desk, wanted.account_id, start_ns, end_ns, takes_turns=True)
    if had != projections.balances.of(wanted.account_id):
        # It traded while this was read: read once more, and let nobody in between.
        had = projections.balances.of(wanted.account_id)
        folded = await _fold(desk, wanted.account_id, start_ns, end_ns, takes_turns=False)
    assets = projections.directory.assets
    concerned = sorted({*had, *folded.sums, *folded.later})
    return StatementView(
        account_id=wanted.account_id,
        month=wanted.month,
        start_time=start_ns // MILLISECOND_NS,
        end_time=end_ns // MILLISECOND_NS,
        assets=[_asset(assets[each], sum(had.get(each, (0, 0))), folded) for each in concerned],
        posting_count=folded.count,
        rows=[_row(each) for each in reversed(folded.last)],
    )


async def _fold(
    desk: Desk, account_id: int, start_ns: int, end_ns: int, *, takes_turns: bool
) -> Folded:
    folded, projections = Folded(), floor_of(desk).projections
    for some in chunks(postings(projections, account_id, start_ns, ALWAYS_NS), TURN_ROWS):
        for each in some:
            asset_id = each.asset.asset_id
            if each.time_ns > end_ns:
                folded.later[asset_id] += each.amount_units
                continue
            sums = folded.sums[asset_id]
            sums[each.kind] = sums.get(each.kind, 0) + each.amount_units
            folded.count += 1
            folded.last.append(each)
        if takes_turns:
            await asyncio.sleep(0)
    return folded


def _asset(asset: Asset, now_units: int, folded: Folded) -> AssetStatement:
    sums = folded.sums.get(asset.asset_id, {})
    closing = now_units - folded.later.get(asset.asset_id, 0)
    return AssetStatement(
        asset=asset.name,
        opening=_text(asset, closing - sum(sums.values())),
        sums={kind: _text(asset, units) for kind, units in sums.items()},
        closing=_text(asset, closing),
    )


def _row(posting: Posting) -> PostingView:
    return PostingView(
        time=posting.time_ns // MILLISECOND_NS,
        kind=posting.kind,
        asset=posting.asset.name,
        amount=_text(posting.asset, posting.amount_units),
        symbol=posting.symbol,
        trade_id=posting.trade_id or None,
        order_id=posting.order_id or None,
        other_account=posting.other_account_id or None,
    )


def _text(asset: Asset, units: int) -> str:
    return to_text(units, asset.scale, asset.decimals)


def _bounds(month: str) -> tuple[int, int]:
    """Return the first and the last nanosecond of a month in UTC."""
    year, number = map(int, month.split("-"))
    if not 2000 <= year < 2200:
        raise Refused(Why.INVALID, "month", "is out of range", "a month such as 2026-11")
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    start, end = (datetime(*each, 1, tzinfo=UTC) for each in ((year, number), following))
    return int(start.timestamp()) * SECOND_NS, int(end.timestamp()) * SECOND_NS - 1


ENDPOINTS = (
    Endpoint(
        "POST",
        f"{ROOT}/wallet/statement",
        Access.CUSTOMER,
        show_statement,
        StatementView,
        "A month of an account",
        StatementWanted,
    ),
)
