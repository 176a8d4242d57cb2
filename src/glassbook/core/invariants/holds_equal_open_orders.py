import numpy as np

from glassbook.core.invariants.walk import balances, resting
from glassbook.protocol.orders import Side


def holds_equal_open_orders(state: np.record, ledger: np.record) -> str:
    """What is locked is exactly what the open orders could cost: no more, no less."""
    expected: dict[tuple[int, int], int] = {}
    for ladder, slot in resting(state):
        symbol, order = state.symbols[ladder >> 1], state.orders[slot]
        lots, ticks = int(order["open_lots"]), int(state.levels[order["level"]]["price_ticks"])
        if ladder & 1 == Side.BUY:
            asset_id = int(symbol["quote_asset_id"])
            units = -(-ticks * lots * int(symbol["numerator"]) // int(symbol["denominator"]))
        else:
            asset_id = int(symbol["base_asset_id"])
            units = lots * int(symbol["lot_units"])
        key = (int(order["account_id"]), asset_id)
        expected[key] = expected.get(key, 0) + units
    found = {(a, b): locked for a, b, _available, locked in balances(state, ledger) if locked != 0}
    if found != expected:
        return f"locked {found}, but the open orders need {expected}"
    return ""
