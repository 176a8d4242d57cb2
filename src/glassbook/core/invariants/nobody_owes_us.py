import numpy as np

from glassbook.core.invariants.walk import balances
from glassbook.protocol.accounts import WORLD


def nobody_owes_us(state: np.record, ledger: np.record) -> str:
    """No account but the outside world's has a negative balance, available or locked."""
    for account_id, asset_id, available, locked in balances(state, ledger):
        if account_id != WORLD and (available < 0 or locked < 0):
            return f"account {account_id} has {available} + {locked} of asset {asset_id}"
    return ""
