import numpy as np

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.queue import find_own
from glassbook.core.invariants.walk import pending, standing
from glassbook.core.state import NOBODY


def every_order_is_found(state: np.record, ledger: np.record) -> str:
    """Every open order is found by its id and by its client key, and in its account's chain.

    And it is found in one place only, and nobody else anywhere.
    """
    chained = set()
    for account_id in range(int(state.account_count)):
        slot, count = int(state.accounts[account_id]["newest_order"]), 0
        while slot != NOBODY:
            chained.add((account_id, slot))
            slot, count = int(state.orders[slot]["account_older"]), count + 1
        if count != int(state.accounts[account_id]["open_order_count"]):
            return f"account {account_id} has {count} open orders and counts otherwise"
    found, named = set(), 0
    for slot in [*(slot for _ladder, slot in standing(state)), *pending(state)]:
        order = state.orders[slot]
        account_id, key = int(order["account_id"]), int(order["client_key"])
        if int(find_by_id(state, int(order["order_id"]))) != slot:
            return f"order {order['order_id']} is not found by its id"
        if key != 0 and int(find_own(state, account_id, key)) != slot:
            return f"order {order['order_id']} is not found by its client key"
        found.add((account_id, slot))
        named += key != 0
    if found != chained:
        return "the accounts' chains hold other orders than the queues"
    return _wrong_count(state, len(found), named)


def _wrong_count(state: np.record, open_count: int, named: int) -> str:
    """Compare the places that are taken with how many orders are open, and have a client key."""
    window, elders, keys = state.by_order_id, state.elders, state.by_client_key
    standing_there = np.count_nonzero(window["entries"][: int(window["places"])]["slot"])
    for name, index, count in (
        ("ids", elders, open_count - standing_there),
        ("client keys", keys, named),
    ):
        entries = index["entries"][: 2 * int(index["places"])]["slot"]
        if not int(index["count"]) == np.count_nonzero(entries) == count:
            return f"{count} orders should be in the index of {name}, and others are"
    return ""
