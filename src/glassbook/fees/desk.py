"""The desk that sets commission rates: every midnight (UTC), by what was traded in 30 days before.

An account and those beneath it trade as one, and have the rates of their common volume. Worth is
counted in dollars at the last prices when the desk begins. Schedule and prices are journaled before
the rates are set, so whoever has the journal can find every rate again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from typing import NamedTuple

from glassbook.fees.midnights import at_midnights
from glassbook.fees.schedule import Rates, Schedule
from glassbook.projection import Projections
from glassbook.projection.listing import Account
from glassbook.projection.valuation import VOLUME_DAYS, Valuation
from glassbook.projection.volumes import DAY_NS
from glassbook.protocol.commands import set_commission
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome, Submitter

SLICE = 256  # accounts looked at, or set, before others have their turn

Publish = Callable[[Document], Awaitable[Outcome]]


class NewRates(NamedTuple):
    account_id: int
    rates: Rates


class FeeDesk:
    """Sets rates by a schedule.

    Arguments
        publish      journals a document
        account_of   the account of a name; None while there is none
        clock        nanoseconds since the epoch
    """

    def __init__(
        self,
        projections: Projections,
        submitter: Submitter,
        publish: Publish,
        schedule: Schedule,
        account_of: Callable[[str], Account | None],
        clock: Callable[[], int],
    ) -> None:
        self._projections = projections
        self._submitter = submitter
        self._publish = publish
        self._schedule = schedule
        self._account_of = account_of
        self._clock = clock

    async def run(self) -> None:
        """Set rates now and at every midnight, until the venue stops or the task is cancelled."""
        await at_midnights(self.settle, self._clock)

    async def settle(self) -> int:
        """Set the rates that are due today. Return of how many accounts.

        *Raises* QueueFull, VenueStopped: some may be set, and the rest by the next call.
        """
        day = self._clock() // DAY_NS
        special = self._special()
        worth = self._worth()
        due: list[NewRates] = []
        for count, family in enumerate(self._families()):
            due += self._due(family, day, special, worth)
            if count % SLICE == SLICE - 1:
                await asyncio.sleep(0)  # others have their turn
        if due:
            await self._publish(self._schedule.document(special))
            await self._publish(self._prices(day, worth))
        for start in range(0, len(due), SLICE):
            commands = [
                set_commission(each.account_id, each.rates.maker_ppm, each.rates.taker_ppm)
                for each in due[start : start + SLICE]
            ]
            await self._submitter.submit_many(b"".join(commands))
        return len(due)

    def _families(self) -> list[list[Account]]:
        """Return every account with those beneath it."""
        families: dict[int, list[Account]] = defaultdict(list)
        for account in self._projections.directory.accounts.values():
            families[account.master_id or account.account_id].append(account)
        return list(families.values())

    def _due(
        self, family: list[Account], day: int, special: dict[int, Rates], worth: dict[int, int]
    ) -> Iterator[NewRates]:
        traded = sum(self._traded_digits(each.account_id, day, worth) for each in family)
        usual = self._schedule.rates(traded)
        for account in family:
            rates = special.get(account.account_id, usual)
            if (account.maker_ppm, account.taker_ppm) != (rates.maker_ppm, rates.taker_ppm):
                yield NewRates(account.account_id, rates)

    def _traded_digits(self, account_id: int, day: int, worth: dict[int, int]) -> int:
        """Return what an account traded in the 30 days before a day, in 10^-8 dollars."""
        symbols = self._projections.directory.symbols
        traded = self._projections.volumes.traded(account_id, day - VOLUME_DAYS, day - 1)
        return sum(
            quote_units * worth[quote.asset_id] // quote.scale
            for quote, quote_units in (
                (symbols[symbol_id].quote, units) for symbol_id, units in traded.items()
            )
        )

    def _special(self) -> dict[int, Rates]:
        found = ((self._account_of(name), rates) for name, rates in self._schedule.special.items())
        return {account.account_id: rates for account, rates in found if account is not None}

    def _worth(self) -> dict[int, int]:
        """Return what one whole of each asset is worth, in 10^-8 dollars."""
        valuation = Valuation(self._projections)
        assets = self._projections.directory.assets.values()
        return {each.asset_id: valuation.digits(each.asset_id, each.scale) for each in assets}

    @staticmethod
    def _prices(day: int, worth: dict[int, int]) -> Document:
        body = {"day": day, "dollar_digits": [list(each) for each in sorted(worth.items())]}
        return Document("fee-day", 1, body)
