"""Money that came and went other than by trades: deposits, withdrawals, transfers."""

from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import Movement
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten
from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER, WORLD
from glassbook.protocol.events import Event, EventKind

ANYBODY = range(2**31)
CUSTOMERS = range(FIRST_CUSTOMER, 2**31)
HOUSE = range(FEES, FEES + 1)  # what it pays from its commissions


class Movements:
    """Movements by account; in memory only those not yet in the store."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[Movement] = Unwritten()

    # --- asked by the doors ---------------------------------------------------------------------

    def of_account(
        self,
        account_id: int,
        page: Page,
        others: range = ANYBODY,
        asset_id: int | None = None,
    ) -> list[Movement]:
        """Return a page of an account's movements, by the command's sequence and time: with these
        other accounts only, and of one asset where `asset_id` is given.
        """
        newer = self._unwritten.of(account_id)
        return joined(
            page,
            newer=newer,
            newer_from=newer[0].sequence if newer else None,
            older=lambda behind: self._store.movements(account_id, behind, others, asset_id),
            is_wanted=lambda each: (
                each.other_account_id in others
                and asset_id in {None, each.asset_id}
                and page.holds(each.sequence, each.time_ns)
            ),
        )

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, event: Event, time_ns: int, purpose: int = 0) -> Movement:
        """Fold one account's side of a movement. Return it."""
        other = event.order_id if event.kind == EventKind.BALANCE_TRANSFERRED else WORLD
        movement = Movement(
            event.account_id,
            event.sequence,
            event.asset_id,
            event.amount_units,
            other,
            time_ns,
            purpose,
        )
        self._unwritten.add(event.account_id, event.sequence, movement)
        return movement

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)
