import numpy as np

from glassbook.core.invariants.walk import balances


def money_is_conserved(state: np.record, ledger: np.record) -> str:
    """For each asset, the balances of all accounts, the outside world's included, sum to zero."""
    totals: dict[int, int] = {}
    for _account_id, asset_id, available, locked in balances(state, ledger):
        totals[asset_id] = totals.get(asset_id, 0) + available + locked
    wrong = {asset_id: total for asset_id, total in totals.items() if total != 0}
    return f"units too many, by asset: {wrong}" if wrong else ""
