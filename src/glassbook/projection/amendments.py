"""How orders were amended: the reductions of every account's orders."""

from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import Amendment
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten


class Amendments:
    """Amendments by account and symbol; in memory only those not yet in the store."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[Amendment] = Unwritten()

    # --- asked by the doors ---------------------------------------------------------------------

    def of_order(
        self, account_id: int, symbol_id: int, order_id: int, page: Page
    ) -> list[Amendment]:
        """Return a page of one order's amendments, by their id and time."""
        newer = self._unwritten.of(account_id << 16 | symbol_id)
        return joined(
            page,
            newer=newer,
            newer_from=newer[0].amendment_id if newer else None,
            older=lambda behind: self._store.amendments(account_id, symbol_id, order_id, behind),
            is_wanted=lambda each: (
                each.order_id == order_id and page.holds(each.amendment_id, each.time_ns)
            ),
        )

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, amendment: Amendment) -> None:
        """Note one amendment."""
        market = amendment.account_id << 16 | amendment.symbol_id
        self._unwritten.add(market, amendment.amendment_id, amendment)

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)
