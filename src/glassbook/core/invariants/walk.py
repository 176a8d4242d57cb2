"""Ways through the tables that several invariants take."""

from collections.abc import Iterator

import numpy as np

from glassbook.core.state import LADDERS, NOBODY, PENDING
from glassbook.protocol.maxima import WALLETS_PER_CHUNK


def balances(state: np.record, ledger: np.record) -> Iterator[tuple[int, int, int, int]]:
    """Yield (account_id, asset_id, available_units, locked_units) of the open chunks' wallets."""
    blocks = -(-int(state.account_count) // WALLETS_PER_CHUNK)
    for asset_id in range(int(state.asset_count)):
        for block in range(blocks):
            chunk = int(ledger.directory[asset_id, block])
            if chunk != 0:
                wallets = ledger.chunks[chunk]["wallets"]
                first = block * WALLETS_PER_CHUNK
                for account_id, (available, locked) in enumerate(wallets.tolist(), first):
                    yield account_id, asset_id, available, locked


def ladders(state: np.record) -> list[int]:
    """Return the numbers of all ladders on which anybody is, the books' and the triggers'."""
    used = state.ladders[: LADDERS * int(state.symbol_count)]
    numbers: list[int] = np.flatnonzero(used["best"]).tolist()
    return numbers


def branches(state: np.record, node: int) -> list[tuple[int, int]]:
    """Return (number, child) of every branch of a node that is occupied, lowest first."""
    occupied = int(state.nodes[node]["occupied"])
    children = state.nodes[node]["children"].tolist()
    return [each for each in enumerate(children) if occupied >> each[0] & 1]


def levels(state: np.record, ladder: int) -> Iterator[int]:
    """Yield the levels of a ladder, best first."""
    slot = int(state.ladders[ladder]["best"])
    while slot != NOBODY:
        yield slot
        slot = int(state.levels[slot]["worse"])


def queue(state: np.record, level: int) -> Iterator[int]:
    """Yield the orders of a level, oldest first."""
    slot = int(state.levels[level]["oldest"])
    while slot != NOBODY:
        yield slot
        slot = int(state.orders[slot]["newer"])


def standing(state: np.record) -> Iterator[tuple[int, int]]:
    """Yield (ladder, order slot) of every order in every book, or waiting for its trigger."""
    for ladder in ladders(state):
        for level in levels(state, ladder):
            for slot in queue(state, level):
                yield ladder, slot


def pending(state: np.record) -> list[int]:
    """Return the orders of lists that wait for another to be filled, and stand in no queue."""
    orders = state.orders[: int(state.order_slots)]
    listed = np.flatnonzero((orders["order_id"] != 0) & (orders["terms"] != NOBODY)).tolist()
    return [slot for slot in listed if int(state.terms[orders[slot]["terms"]]["stage"]) == PENDING]
