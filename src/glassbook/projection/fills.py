"""Every account's fills: its sides of trades, with what each cost."""

from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import Fill
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten
from glassbook.protocol.events import Event


class Fills:
    """Fills by account and symbol; in memory only those that the store may not hold yet."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[Fill] = Unwritten()

    # --- asked by the doors ---------------------------------------------------------------------

    def of_account(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[Fill]:
        """Return a page of an account's fills on a symbol, by trade id and time; of one order
        where `order_id` is given.
        """
        newer = self._unwritten.of(account_id << 16 | symbol_id)
        return joined(
            page,
            newer=newer,
            newer_from=newer[0].trade_id if newer else None,
            older=lambda behind: self._store.fills(account_id, symbol_id, behind, order_id),
            is_wanted=lambda fill: (
                (order_id is None or fill.order_id == order_id)
                and page.holds(fill.trade_id, fill.time_ns)
            ),
        )

    def of_order(self, account_id: int, symbol_id: int, order_id: int, limit: int) -> list[Fill]:
        """Return the first `limit` fills of one order of the account."""
        return self.of_account(account_id, symbol_id, Page(limit, from_id=0), order_id)

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, event: Event, time_ns: int) -> Fill:
        """Fold one side of a trade. Return the fill."""
        account_id, symbol_id = event.account_id, event.symbol_id
        fill = Fill(
            account_id,
            symbol_id,
            event.trade_id,
            event.order_id,
            event.side,
            event.is_maker,
            event.price_ticks,
            event.quantity_lots,
            event.amount_units,
            event.commission_units,
            event.asset_id,
            time_ns,
        )
        self._unwritten.add(account_id << 16 | symbol_id, event.sequence, fill)
        return fill

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)
