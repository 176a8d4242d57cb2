"""A schedule of commission in a running venue."""

import asyncio

from glassbook.cli.charging import charging
from glassbook.cli.demo import COMMISSION_PPM, open_demo_accounts
from glassbook.fees.schedule import Rates, Schedule, Tier
from tests.unit.cli.houses import furnished_house_in

USUAL, SPECIAL = Rates(2_000, 3_000), Rates(0, 500)


def test_rates_are_set_when_the_venue_opens_and_a_name_that_is_nobody_s_is_told(tmp_path):
    schedule = Schedule((Tier(0, USUAL),), {"alice": SPECIAL, "alcie": SPECIAL})
    told = []

    async def story():
        async with furnished_house_in(tmp_path) as house:
            await open_demo_accounts(house.venue, house.projections, house.keys)
            changed = asyncio.Event()
            house.venue.feed.listen(lambda _: changed.set())
            accounts = house.projections.directory.accounts.values()
            async with charging(house, schedule, told.append):
                while any(each.maker_ppm == COMMISSION_PPM for each in accounts):
                    await asyncio.wait_for(changed.wait(), 20)
                    changed.clear()
            return [Rates(each.maker_ppm, each.taker_ppm) for each in accounts]

    assert asyncio.run(story()) == [SPECIAL, USUAL, USUAL]
    assert told == ["Special rates wait for accounts that are not there yet: alcie"]
