"""The desk that pays partners and their customers: every midnight (UTC), for the days before.

It pays by transfers from the house's commissions. What is due is what was earned less what the
journal says was paid already; so whatever happened to an earlier payment, none is made twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from glassbook.fees.midnights import at_midnights
from glassbook.projection import Projections
from glassbook.projection.rebates import LABELS, Due
from glassbook.projection.volumes import DAY_NS
from glassbook.protocol.accounts import FEES
from glassbook.protocol.commands import transfer
from glassbook.protocol.submission import Submitter

SLICE = 256  # payments made before others have their turn


class RebateDesk:
    """Pays what was earned by sharing commission. `clock` tells nanoseconds since the epoch."""

    def __init__(
        self, projections: Projections, submitter: Submitter, clock: Callable[[], int]
    ) -> None:
        self._projections = projections
        self._submitter = submitter
        self._clock = clock

    async def run(self) -> None:
        """Pay now and at every midnight, until the venue stops or the task is cancelled."""
        await at_midnights(self.settle, self._clock)

    async def settle(self) -> int:
        """Pay what is due of the days that are over. Return how many payments were ordered.

        *Raises* QueueFull, VenueStopped: some may be made, and the rest by the next call.
        """
        payments = list(self._payable(self._clock() // DAY_NS))
        for start in range(0, len(payments), SLICE):
            some = payments[start : start + SLICE]
            orders = [
                transfer(FEES, due.earning.account_id, due.earning.asset_id, due.amount_units)
                for due in some
            ]
            labels = {place: LABELS[due.earning.purpose] for place, due in enumerate(some)}
            await self._submitter.submit_many(b"".join(orders), labels)
        return len(payments)

    def _payable(self, day: int) -> Iterator[Due]:
        """Yield what is due, as far as the house holds it: the rest stays due."""
        spent: dict[int, int] = defaultdict(int)
        for due in self._projections.rebates.due(day):
            asset_id = due.earning.asset_id
            held, _ = self._projections.balances.of_asset(FEES, asset_id)
            units = min(due.amount_units, held - spent[asset_id])
            if units > 0:
                spent[asset_id] += units
                yield Due(due.earning, units)
