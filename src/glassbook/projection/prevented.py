"""Matches that self-trade prevention stopped."""

from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import PreventedMatch
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten


class Prevented:
    """Prevented matches by account and symbol; in memory only those not yet in the store."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[PreventedMatch] = Unwritten()

    # --- asked by the doors ---------------------------------------------------------------------

    def of_account(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[PreventedMatch]:
        """Return a page of an account's prevented matches on a symbol, by their id and time; those
        that one order took part in where `order_id` is given.
        """
        newer = self._unwritten.of(account_id << 16 | symbol_id)
        return joined(
            page,
            newer=newer,
            newer_from=newer[0].prevented_match_id if newer else None,
            older=lambda behind: self._store.prevented(account_id, symbol_id, behind, order_id),
            is_wanted=lambda match: (
                order_id in {None, match.taker_order_id, match.maker_order_id}
                and page.holds(match.prevented_match_id, match.time_ns)
            ),
        )

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, sequence: int, match: PreventedMatch) -> None:
        """Note one prevented match."""
        self._unwritten.add(match.account_id << 16 | match.symbol_id, sequence, match)

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)
