import numpy as np

from glassbook.core.book.ladder import is_of_triggers
from glassbook.core.invariants.walk import balances, standing
from glassbook.core.state import LADDERS
from glassbook.protocol.orders import Side


def holds_equal_open_orders(state: np.record, ledger: np.record) -> str:
    """What is locked is exactly what the open orders could cost: no more, no less."""
    expected: dict[tuple[int, int], int] = {}
    for ladder, slot in standing(state):
        symbol, order = state.symbols[ladder // LADDERS], state.orders[slot]
        terms = state.terms[int(order["terms"])]
        lots = int(order["open_lots"]) + int(terms["hidden_lots"])
        ticks = int(state.levels[order["level"]]["price_ticks"])
        if is_of_triggers(ladder):
            ticks = int(terms["hold_ticks"])
        if int(order["side"]) == Side.BUY:
            asset_id = int(symbol["quote_asset_id"])
            units = -(-ticks * lots * int(symbol["numerator"]) // int(symbol["denominator"]))
        else:
            asset_id = int(symbol["base_asset_id"])
            units = lots * int(symbol["lot_units"])
        if is_of_triggers(ladder) and units != int(terms["held_units"]):
            return f"order {order['order_id']} waits with {terms['held_units']}, it needs {units}"
        key = (int(order["account_id"]), asset_id)
        expected[key] = expected.get(key, 0) + units
    found = {(a, b): locked for a, b, _available, locked in balances(state, ledger) if locked != 0}
    if found != expected:
        return f"locked {found}, but the open orders need {expected}"
    return ""
