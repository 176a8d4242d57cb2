"""Everything the exchange remembers, as named tables: what is used, and nothing derived.

What finds orders is derived: it is filled again from the orders. Tables do not depend on the
capacity, so a larger state can load them.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from glassbook.core.book import ids, index
from glassbook.core.book.queue import remember_client_key
from glassbook.core.kernel import entry
from glassbook.core.state import LADDERS, LEGS_KEPT, STATE_COUNTERS
from glassbook.protocol.maxima import INDEX_SIZE_MIN, WALLETS_PER_CHUNK, WINDOW_MAX


def tables(state: np.record, ledger: np.record) -> Iterator[tuple[str, np.ndarray]]:
    """Yield (name, u1[n]) for each table, in a fixed order: views, valid until the next command."""
    counters = [int(getattr(state, name)) for name in STATE_COUNTERS]
    yield "counters", np.array([*counters, int(ledger.chunk_slots)], "<i8").view("u1")
    for name, count in used(state, ledger).items():
        home = ledger if name == "chunks" else state
        yield name, getattr(home, name)[:count].view("u1").reshape(-1)
    blocks = -(-int(state.account_count) // WALLETS_PER_CHUNK)
    directory = np.ascontiguousarray(ledger.directory[: int(state.asset_count), :blocks])
    yield "directory", directory.view("u1").reshape(-1)


def load(states: np.ndarray, ledger: np.record, saved: Mapping[str, bytes | memoryview]) -> None:
    """Fill an empty state, given as an array of one, and its ledger from tables.

    *Raises* ValueError when a table is missing or has another size than its layout demands.
    """
    state = states[0]
    _load_counters(state, ledger, saved)
    for name, target in tables_to_fill(state, ledger):
        source = saved.get(name)
        if source is None or len(source) != target.nbytes:
            raise ValueError(f"snapshot table {name!r} is missing or of another layout")
        if target.flags.c_contiguous:  # as bytes: records are copied field by field
            target.view("u1").reshape(-1)[...] = np.frombuffer(source, "u1")
        else:
            target[...] = np.frombuffer(source, target.dtype).reshape(target.shape)
    fill_indices(states)


def tables_to_fill(state: np.record, ledger: np.record) -> Iterator[tuple[str, np.ndarray]]:
    for name, count in used(state, ledger).items():
        yield name, getattr(ledger if name == "chunks" else state, name)[:count]
    blocks = -(-int(state.account_count) // WALLETS_PER_CHUNK)
    yield "directory", ledger.directory[: int(state.asset_count), :blocks]


def _load_counters(
    state: np.record, ledger: np.record, saved: Mapping[str, bytes | memoryview]
) -> None:
    counters = np.frombuffer(saved.get("counters", b""), "<i8")
    if len(counters) != len(STATE_COUNTERS) + 1:
        raise ValueError("snapshot table 'counters' is missing or of another layout")
    for name, value in zip(STATE_COUNTERS, counters[:-1], strict=True):
        setattr(state, name, value)
    ledger.chunk_slots = counters[-1]


def used(state: np.record, ledger: np.record) -> dict[str, int]:
    """Return how many rows of each table have ever been used."""
    return {
        "assets": int(state.asset_count),
        "symbols": int(state.symbol_count),
        "ladders": LADDERS * int(state.symbol_count),
        "accounts": int(state.account_count),
        "orders": int(state.order_slots),
        "places": int(state.order_slots),
        "levels": int(state.level_slots),
        "nodes": int(state.node_slots),
        "terms": int(state.terms_slots),
        "lists": int(state.list_slots),
        "legs": min(int(state.leg_count), LEGS_KEPT),
        "chunks": int(ledger.chunk_slots),
    }


@entry
def fill_indices(states):
    """Fill what finds orders by their ids and by their client keys: there is nothing in it yet."""
    state = states[0]
    size = INDEX_SIZE_MIN
    while size <= 4 * state.open_order_count:
        size *= 2
    ids.fill(state, min(2 * size, WINDOW_MAX))
    index.begin(state.by_client_key, size)
    for slot in range(1, state.order_slots):
        if state.orders[slot].order_id != 0:
            remember_client_key(state, slot)
