"""What every account has: the fold of the ledger arithmetic that stands beside EventKind.

A balance is a pair: available, and locked for open orders. The house's accounts have theirs, too:
FEES holds the commissions, WORLD minus what came in. Over all accounts an asset sums to zero.
"""

from glassbook.projection.listing import Symbol
from glassbook.protocol.accounts import FEES, WORLD
from glassbook.protocol.events import Event


class Balances:
    """Available and locked units of every account and asset."""

    def __init__(self) -> None:
        self._accounts: dict[int, dict[int, list[int]]] = {}

    # --- asked by the doors ---------------------------------------------------------------------

    def of(self, account_id: int) -> dict[int, tuple[int, int]]:
        """Return {asset_id: (available_units, locked_units)} of every asset it ever had."""
        wallets = self._accounts.get(account_id, {})
        return {asset_id: (pair[0], pair[1]) for asset_id, pair in wallets.items()}

    def of_asset(self, account_id: int, asset_id: int) -> tuple[int, int]:
        """Return (available_units, locked_units) of one asset."""
        available, locked = self._accounts.get(account_id, {}).get(asset_id, (0, 0))
        return available, locked

    def accounts(self) -> list[int]:
        """Return every account that ever had anything."""
        return list(self._accounts)

    # --- told by the fold -----------------------------------------------------------------------

    def move(self, event: Event) -> None:
        """Fold a deposit or withdrawal."""
        self._wallet(event.account_id, event.asset_id)[0] += event.amount_units
        self._wallet(WORLD, event.asset_id)[0] -= event.amount_units

    def transfer(self, event: Event) -> None:
        """Fold one side of a transfer between two accounts."""
        self._wallet(event.account_id, event.asset_id)[0] += event.amount_units

    def hold(self, account_id: int, asset_id: int, hold_units: int) -> None:
        """Lock available money, or give it back when negative."""
        if hold_units:
            try:
                pair = self._accounts[account_id][asset_id]
            except KeyError:
                pair = self._wallet(account_id, asset_id)
            pair[0] -= hold_units
            pair[1] += hold_units

    def fill(self, event: Event, symbol: Symbol) -> None:
        """Fold one side of a trade."""
        account_id = event.account_id
        hold_units, commission_units = event.hold_units, event.commission_units
        quote = self._wallet(account_id, symbol.quote.asset_id)
        base = self._wallet(account_id, symbol.base.asset_id)
        if event.side:
            base[1] += hold_units
            quote[0] += event.amount_units - commission_units
        else:
            quote[1] += hold_units
            quote[0] -= hold_units + event.amount_units
            base[0] += event.quantity_lots * symbol.lot_units - commission_units
        if commission_units:
            self._wallet(FEES, event.asset_id)[0] += commission_units

    def _wallet(self, account_id: int, asset_id: int) -> list[int]:
        try:
            return self._accounts[account_id][asset_id]
        except KeyError:
            return self._accounts.setdefault(account_id, {}).setdefault(asset_id, [0, 0])

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> dict[int, dict[int, list[int]]]:
        """Return all of it as plain data."""
        return self._accounts

    def load(self, saved: dict[int, dict[int, list[int]]]) -> None:
        """Take up what `saved` returned."""
        self._accounts = saved
