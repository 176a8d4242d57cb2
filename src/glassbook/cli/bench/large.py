"""A large exchange, made quickly: through the core's own entries, called from a compiled loop.

Opening ten million accounts takes ten million commands of a kind that comes seldom, and a call from
Python for each would take minutes. A loop that calls both entries through pointers does what
`Engine.apply` does, and adds up what was traded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numba
import numpy as np
from numba import types

from glassbook.core.engine import Engine, apply_batches, apply_rare
from glassbook.protocol import commands as build
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.batches import SPAN, Batch, commands_of
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

CHUNK = 2**18  # commands made at a time
FUNDS_UNITS = 2**38  # of ten million accounts less than 2^62, which is what fits
BASES = 256  # assets are fewer than symbols can be
CHUNK_BITS = 6  # accounts whose balances lie together, as a power of two
MIDDLE_TICKS = 50_000
PRICE_TICKS_MAX = 4 * MIDDLE_TICKS
#: What the loop adds up: trades, their quantity and notional, and refusals.
TRADES, QUANTITY, NOTIONAL, REFUSED = range(4)
_REJECTED = (EventKind.ORDER_REJECTED, EventKind.CANCEL_REJECTED, EventKind.COMMAND_REJECTED)


def driver(engine: Engine) -> Callable[[np.ndarray, np.ndarray], None]:
    """Return a function that applies COMMAND[n] and adds to i8[4]: trades, quantity, notional,
    refusals. It releases the interpreter's lock.
    """
    nothing = np.zeros(1, COMMAND)
    nothing.flags.writeable = False
    spans = np.zeros(1, SPAN)
    loop = _compiled(*map(numba.typeof, (*engine.hot_memory, nothing, spans)))

    def drive(commands: np.ndarray, sums: np.ndarray) -> None:
        commands = commands.view()
        commands.flags.writeable = False
        spans[0] = (0, len(commands), int(engine.state.time_ns), 0)
        loop(apply_batches, apply_rare, *engine.hot_memory, commands, spans, sums)

    return drive


@cache
def _compiled(*types_given: Any) -> Callable[..., None]:
    """Return the loop for memory and commands of these types."""
    *memory, commands, spans = types_given
    hot = types.FunctionType(types.int64(*memory, commands, spans, types.int64))
    rare = types.FunctionType(types.int64(*memory[:3], commands, types.int64))
    kind = types.void(hot, rare, *memory, commands, spans, types.int64[::1])
    compiled: Callable[..., None] = numba.njit(kind, nogil=True, error_model="numpy")(_drive)
    return compiled


def _drive(
    hot: Any,
    rare: Any,
    states: np.ndarray,
    ledgers: np.ndarray,
    scratches: np.ndarray,
    takers: np.ndarray,
    commands: np.ndarray,
    spans: np.ndarray,
    sums: np.ndarray,
) -> None:
    span = spans[0]
    while span.start < span.end:
        before = span.start
        scratches[0].event_count = 0
        hot(states, ledgers, scratches, takers, commands, spans, 0)
        if span.start == before:  # a command of a kind that comes seldom
            span.start += rare(states, ledgers, scratches, commands, before)
        for i in range(scratches[0].event_count):
            event = scratches[0].events[i]
            if event.kind == _FILLED and event.is_maker == 0:
                sums[0] += 1
                sums[1] += event.quantity_lots
                sums[2] += event.quantity_lots * event.price_ticks
            elif event.kind in _REFUSED:
                sums[3] += 1


_FILLED = int(EventKind.ORDER_FILLED)
_REFUSED = tuple(map(int, _REJECTED))


def opened(symbols: int, accounts: int) -> Engine:
    """Return an exchange with so many symbols, and funded accounts.

    Each account holds both assets of the symbol that it trades. There is one quote asset for each
    BASES symbols.
    """
    engine = Engine()
    quotes = -(-symbols // BASES)
    setup = [build.define_asset(1) for _ in range(min(symbols, BASES) + quotes)]
    rules = {
        SymbolRule.TICK_UNITS: 1,
        SymbolRule.LOT_UNITS: 1,
        SymbolRule.PRICE_TICKS_MAX: PRICE_TICKS_MAX,
        SymbolRule.QUANTITY_LOTS_MAX: 10**6,
    }
    for symbol_id in range(symbols):
        base, quote = map(int, assets_of(np.array(symbol_id), symbols))
        setup.append(build.list_symbol(base, quote))
        setup += [build.set_symbol_rule(symbol_id, rule, value) for rule, value in rules.items()]
        setup.append(build.set_symbol_status(symbol_id, SymbolStatus.TRADING))
    engine.apply(Batch(1, 0, commands_of(b"".join(setup))))
    drive, sums = driver(engine), np.zeros(4, np.int64)
    for commands in _funding(symbols, accounts):
        drive(commands, sums)
    assert sums[REFUSED] == 0
    assert int(engine.state.account_count) == FIRST_CUSTOMER + accounts
    return engine


def _funding(symbols: int, accounts: int) -> Iterator[np.ndarray]:
    for first in range(0, accounts, CHUNK):
        ids = FIRST_CUSTOMER + np.arange(first, min(first + CHUNK, accounts))
        yield _repeated(build.open_account(1_000, 2_000), len(ids))
        for assets in assets_of(symbol_of(ids, symbols), symbols):
            commands = _repeated(build.deposit(FIRST_CUSTOMER, 0, FUNDS_UNITS), len(ids))
            commands["account_id"], commands["asset_id"] = ids, assets
            yield commands


def symbol_of(ids: np.ndarray, symbols: int) -> np.ndarray:
    """Return which symbol each account trades: the same for those whose balances lie together."""
    return (ids >> CHUNK_BITS) % symbols


def assets_of(symbol_ids: np.ndarray, symbols: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the base asset and the quote asset of each symbol, when there are `symbols`."""
    return symbol_ids % BASES, min(symbols, BASES) + symbol_ids // BASES


def _repeated(command: bytes, count: int) -> np.ndarray:
    return np.repeat(commands_of(command), count)


def rest(engine: Engine, orders: int, width: int, seed: int) -> np.ndarray:
    """Rest so many orders, both sides of all symbols alike, on `width` prices of each side.

    Accounts are drawn evenly; each sells what it holds and buys the same symbol. Returns
    i8[orders, 2]: the id and the account of each.
    """
    placed = np.empty((orders, 2), np.int64)
    symbols, accounts = int(engine.state.symbol_count), int(engine.state.account_count)
    dice = np.random.Generator(np.random.PCG64(seed))
    drive, sums = driver(engine), np.zeros(4, np.int64)
    for first in range(0, orders, CHUNK):
        count = min(CHUNK, orders - first)
        commands = np.zeros(count, COMMAND)
        ids = dice.integers(FIRST_CUSTOMER, accounts, count)
        quote(commands, ids, symbols, width, dice)
        placed[first : first + count, 0] = engine.sequence + 1 + np.arange(count)
        placed[first : first + count, 1] = ids
        drive(commands, sums)
    assert sums[REFUSED] == 0
    assert int(engine.state.open_order_count) == orders
    return placed


def quote(
    commands: np.ndarray, ids: np.ndarray, symbols: int, width: int, dice: np.random.Generator
) -> None:
    """Make COMMAND[n], zeroed, orders of these accounts that rest, a side drawn for each."""
    count = len(commands)
    commands["kind"], commands["order_type"] = CommandKind.PLACE_ORDER, OrderType.LIMIT
    commands["account_id"], commands["symbol_id"] = ids, symbol_of(ids, symbols)
    commands["side"] = side = dice.integers(0, 2, count)
    away = 1 + dice.integers(0, width, count)
    commands["price_ticks"] = MIDDLE_TICKS + np.where(side == 1, away, -away)
    commands["quantity_lots"] = dice.integers(1, 100, count)
