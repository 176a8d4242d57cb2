"""Partners are paid in a running venue, and what was paid stays paid whatever happened since."""

import asyncio
import shutil

import pytest

from glassbook.cli.charging import sharing
from glassbook.cli.demo import open_demo_accounts
from glassbook.cli.house import House
from glassbook.cli.listing import list_everything
from glassbook.fees.rebates import RebateDesk
from glassbook.node.configuration import Configuration
from glassbook.projection.pages import Page
from glassbook.projection.rebates import REBATE_TERMS, Purpose
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.commands import place_order
from glassbook.protocol.documents import Document
from glassbook.protocol.orders import OrderType, Side
from tests.unit.gateway.rest.house import Clock

ALICE, BOB = FIRST_CUSTOMER, FIRST_CUSTOMER + 1
DAY_S = 86_400
TERMS = {"account": BOB, "partner": ALICE, "share_ppm": 250_000, "kickback_ppm": 50_000, "why": ""}


class Venue:
    """A venue of one directory that is opened and closed, at a time that we say."""

    def __init__(self, directory):
        self.configuration = Configuration(data=directory, replay="none")
        self.clock = Clock()

    def run(self, story):
        async def opened():
            house = House(self.configuration, clock=self.clock)
            async with house.running():
                return await story(house)

        return asyncio.run(opened())

    async def trade(self, house):
        """Have Bob buy from Alice; both pay, and a part of what Bob pays is hers."""
        symbol_id = house.projections.directory.symbol("BTCUSD").symbol_id
        for account_id, side in ((ALICE, Side.SELL), (BOB, Side.BUY)):
            order = place_order(
                account_id=account_id,
                symbol_id=symbol_id,
                side=side,
                order_type=OrderType.LIMIT,
                price_ticks=3_000_000,
                quantity_lots=1_000_000,
            )
            await house.venue.submit(order)

    async def furnish(self, house):
        await list_everything(house.venue, house.projections)
        await open_demo_accounts(house.venue, house.projections, house.keys)
        await house.venue.submit_document(Document(REBATE_TERMS, 1, TERMS))
        await self.trade(house)

    async def settle(self, house):
        """Return how many payments were due, and what both were paid ever."""
        desk = RebateDesk(house.projections, house.venue, self.clock)
        return await desk.settle(), paid(house)


def paid(house):
    """Return (account, purpose) of each payment, and what the partner and the customer have."""
    moved = house.projections.movements.of_account
    rows = [row for each in (ALICE, BOB) for row in moved(each, Page(1_000))]
    balances = house.projections.balances
    held = [balances.of(ALICE), balances.of(BOB)]
    return [(row.account_id, row.purpose) for row in rows if row.purpose], held


@pytest.fixture
def venue(tmp_path):
    return Venue(tmp_path)


def forget_all_but_the_journal(venue):
    shutil.rmtree(venue.configuration.snapshots_directory)
    for path in venue.configuration.data.glob("history.db*"):
        path.unlink()


def test_what_was_paid_is_not_paid_again_by_a_venue_that_starts_anew(venue):
    venue.run(venue.furnish)
    venue.clock.wait(DAY_S)
    due, before = venue.run(venue.settle)
    assert (due, before[0]) == (2, [(ALICE, Purpose.REBATE), (BOB, Purpose.KICKBACK)])
    assert venue.run(venue.settle) == (0, before), "it was read from the snapshot"
    forget_all_but_the_journal(venue)
    assert venue.run(venue.settle) == (0, before), "it was folded from the journal"


def test_what_was_earned_before_a_restart_is_paid_after_it(venue):
    venue.run(venue.furnish)
    venue.run(venue.trade)
    forget_all_but_the_journal(venue)
    venue.clock.wait(DAY_S)
    due, (payments, _) = venue.run(venue.settle)
    assert (due, len(payments)) == (2, 2), "both trades are paid for at once"


def test_a_venue_that_opens_pays_what_is_due(venue):
    venue.run(venue.furnish)
    venue.clock.wait(DAY_S)

    async def story(house):
        changed = asyncio.Event()
        house.venue.feed.listen(lambda _: changed.set())
        async with sharing(house, clock=venue.clock):
            while len(paid(house)[0]) < 2:
                await asyncio.wait_for(changed.wait(), 60)
                changed.clear()
        return paid(house)[0]

    assert venue.run(story) == [(ALICE, Purpose.REBATE), (BOB, Purpose.KICKBACK)]
