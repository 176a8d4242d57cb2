from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from glassbook.core.book.ladder import is_of_triggers
from glassbook.core.invariants.walk import balances, pending, standing
from glassbook.core.state import LADDERS, NOBODY
from glassbook.protocol.orders import ListKind, Side


def holds_equal_open_orders(state: np.record, ledger: np.record) -> str:
    """What is locked is exactly what the open orders could cost: no more, no less.

    Of two orders of a list of which one cancels the other, only one can trade: what is locked for
    both is what the dearer could cost.
    """
    expected: defaultdict[tuple[int, int], int] = defaultdict(int)
    pairs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for order, terms, symbol_id, ticks, is_off_book in _open_orders(state):
        asset_id, units = _cost(state.symbols[symbol_id], order, terms, ticks)
        held_units = int(terms["held_units"]) if is_off_book else units
        if is_off_book and int(order["open_lots"]) == 0:  # it will sell what another still buys
            units = held_units
            if not 0 <= units <= _bought(state, int(terms["list"]), symbol_id):
                return f"order {order['order_id']} waits with {units}, which is not what was bought"
        is_first = int(order["order_id"]) == _first_id(state, int(terms["list"]))
        if int(terms["list"]) != NOBODY and not is_first:
            pairs[int(terms["list"])].append((held_units, units))
        elif held_units != units:
            return f"order {order['order_id']} waits with {held_units}, it needs {units}"
        expected[int(order["account_id"]), asset_id] += held_units
    for slot, holds in pairs.items():
        if sum(held for held, _ in holds) != max(units for _, units in holds):
            return f"list {state.lists[slot]['list_id']} holds and needs {holds}"
    found = {(a, b): locked for a, b, _available, locked in balances(state, ledger) if locked != 0}
    expected = defaultdict(int, {key: units for key, units in expected.items() if units})
    if found != expected:
        return f"locked {found}, but the open orders need {dict(expected)}"
    return ""


def _open_orders(state: np.record) -> Iterator[tuple[np.record, np.record, int, int, bool]]:
    """Yield (order, terms, symbol, price at which it is held for, is it off the book?)."""
    for ladder, slot in standing(state):
        order = state.orders[slot]
        terms = state.terms[int(order["terms"])]
        is_off_book = is_of_triggers(ladder)
        ticks = terms["hold_ticks"] if is_off_book else state.levels[order["level"]]["price_ticks"]
        yield order, terms, ladder // LADDERS, int(ticks), is_off_book
    for slot in pending(state):
        order = state.orders[slot]
        terms = state.terms[int(order["terms"])]
        yield order, terms, int(terms["symbol_id"]), int(terms["hold_ticks"]), True


def _first_id(state: np.record, slot: int) -> int:
    """Return the id of the first order of a list, of which the others may depend; of a pair, 0."""
    order_list = state.lists[slot]
    if slot == NOBODY or int(order_list["kind"]) == ListKind.OCO:
        return 0
    return int(order_list["list_id"]) - int(order_list["order_count"]) + 1


def _bought(state: np.record, slot: int, symbol_id: int) -> int:
    """Return how much of the base the first order of a list has bought so far."""
    firsts = np.flatnonzero(
        state.orders["order_id"][: int(state.order_slots)] == _first_id(state, slot)
    )
    lots = sum(int(state.orders[first]["filled_lots"]) for first in firsts.tolist())
    return lots * int(state.symbols[symbol_id]["lot_units"])


def _cost(symbol: np.record, order: np.record, terms: np.record, ticks: int) -> tuple[int, int]:
    """Return (asset, units) of what is open of an order at a price."""
    lots = int(order["open_lots"]) + int(terms["hidden_lots"])
    if int(order["side"]) == Side.BUY:
        units = -(-ticks * lots * int(symbol["numerator"]) // int(symbol["denominator"]))
        return int(symbol["quote_asset_id"]), units
    return int(symbol["base_asset_id"]), lots * int(symbol["lot_units"])
