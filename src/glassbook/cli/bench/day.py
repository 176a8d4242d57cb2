"""A day of 65 billion dollars: 130 million trades of 500 dollars, 12 commands for each.

The model. Ten million accounts, each with dollars and with the coin of one of a hundred symbols.
Every order comes from an account drawn evenly from all, on the symbol of that account: nothing is
likely to be in a cache. On each symbol some 2,000 quotes stand, 1 to 100 ticks from a middle that
wanders from 100 dollars by a tick now and then, near it more often; whenever there are more, the
oldest is cancelled, which comes too late for those that were filled: such a cancel is refused. One
command of 23 is an immediate order that crosses. Quotes and immediate orders are of 5 to 14 coins,
so that one meets about two quotes. A day is 1,560 million commands.

They are made by a compiled kernel, a chunk at a time, and applied through the core's own entries.
What is made and what is applied are timed apart; both are CPU time of the one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from glassbook.cli.bench.large import (
    CHUNK,
    CHUNK_BITS,
    NOTIONAL,
    QUANTITY,
    REFUSED,
    TRADES,
    driver,
    opened,
)
from glassbook.cli.bench.memory import resident_bytes
from glassbook.core.engine import Engine
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderType, TimeInForce

DAY_COMMANDS = 1_560_000_000
SYMBOLS = 100
QUOTES = 2_000  # of a symbol
CENTS = 100
_RING = 2_048  # a power of two, and more than QUOTES
_MIDDLE_TICKS, _STRAYS = 10_000, 5_000
_TAKE_EVERY = 23
_WANDER_EVERY = 2_000
_REACH = 300  # ticks beyond the middle that an immediate order accepts
_LEAST_LOTS, _LOTS = 5, 10  # from 5 on, ten sizes
_SEED = 20_261_121
_PLACE, _CANCEL = int(CommandKind.PLACE_ORDER), int(CommandKind.CANCEL_ORDER)
_LIMIT, _IOC = int(OrderType.LIMIT), int(TimeInForce.IOC)


def measure_day(accounts: int, share: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Run a share of the day; return times, memory, sums, and what every asset adds up to."""
    began = time.perf_counter()
    engine = opened(SYMBOLS, accounts)
    opening_s = time.perf_counter() - began
    say(f"{accounts:,} accounts are open and funded after {opening_s:.1f} s")
    memory = resident_bytes()
    sums, making_ns, applying_ns = np.zeros(4, np.int64), 0, 0
    drive, flow, count = driver(engine), _Flow(accounts), round(DAY_COMMANDS * share)
    began = time.perf_counter()
    for done in range(0, count, CHUNK):
        cpu = time.thread_time_ns()
        commands = flow.next(engine.sequence + 1, min(CHUNK, count - done))
        made = time.thread_time_ns()
        drive(commands, sums)
        applied = time.thread_time_ns()
        making_ns, applying_ns = making_ns + made - cpu, applying_ns + applied - made
    wall_s = time.perf_counter() - began
    trades = int(sums[TRADES])
    return {
        "share": share,
        "commands": count,
        "trades": trades,
        "commands_a_trade": count / trades,
        "dollars": int(sums[NOTIONAL]) / CENTS,
        "dollars_a_trade": int(sums[NOTIONAL]) / CENTS / trades,
        "coins": int(sums[QUANTITY]),
        "refused": int(sums[REFUSED]),
        "open_orders": int(engine.state.open_order_count),
        "applying_cpu_s": applying_ns / 1e9,
        "making_cpu_s": making_ns / 1e9,
        "wall_s": wall_s,
        "commands_per_cpu_second": count / (applying_ns / 1e9),
        "opening_s": opening_s,
        "resident_bytes_before": memory,
        "resident_bytes_after": resident_bytes(),
        "every_asset_adds_up_to": max(map(abs, totals(engine)), default=0),
    }


def totals(engine: Engine) -> list[int]:
    """Return what each asset adds up to over all accounts, the world's included: 0 each."""
    blocks = (int(engine.state.account_count) >> CHUNK_BITS) + 1
    found = []
    for asset_id in range(int(engine.state.asset_count)):
        chunks = engine.ledger.directory[asset_id, :blocks]
        wallets = engine.ledger.chunks["wallets"][chunks[chunks != 0]]
        found.append(int(wallets["available_units"].sum() + wallets["locked_units"].sum()))
    return found


class _Flow:
    """Makes the day's commands, one chunk after the other, into the same memory."""

    def __init__(self, accounts: int) -> None:
        self._commands = np.zeros(CHUNK, COMMAND)
        self._accounts = accounts
        self._dice = np.array([_SEED], np.uint64)
        self._middles = np.full(SYMBOLS, _MIDDLE_TICKS, np.int64)
        self._rings = np.zeros((SYMBOLS, _RING, 2), np.int64)  # order and account
        self._ends = np.zeros((SYMBOLS, 2), np.int64)  # quotes placed, quotes cancelled

    def next(self, first_sequence: int, count: int) -> np.ndarray:
        commands = self._commands[:count]
        commands.view("u1")[...] = 0
        _make(
            commands,
            first_sequence,
            self._accounts,
            self._dice,
            self._middles,
            self._rings,
            self._ends,
        )
        return commands


@njit(nogil=True, inline="always")  # type: ignore[untyped-decorator]
def _draw(dice: np.ndarray, below: int) -> np.int64:
    """Draw a number from 0 to `below` - 1, below 2^31: xorshift, multiplied."""
    x = dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = x
    high = (x * np.uint64(2_685_821_657_736_338_717)) >> np.uint64(33)
    return np.int64((high * np.uint64(below)) >> np.uint64(31))


@njit(nogil=True, error_model="numpy")  # type: ignore[untyped-decorator]
def _make(
    commands: np.ndarray,
    first_sequence: int,
    accounts: int,
    dice: np.ndarray,
    middles: np.ndarray,
    rings: np.ndarray,
    ends: np.ndarray,
) -> None:
    for i in range(len(commands)):
        command = commands[i]
        account_id = FIRST_CUSTOMER + _draw(dice, accounts)
        s = (account_id >> CHUNK_BITS) % SYMBOLS
        ring, end = rings[s], ends[s]
        command.symbol_id = s
        command.kind = _PLACE
        side = _draw(dice, 2)
        if _draw(dice, 2_000) == 0:
            middle = middles[s] + 2 * _draw(dice, 2) - 1
            if abs(middle - _MIDDLE_TICKS) <= _STRAYS:
                middles[s] = middle
        if _draw(dice, _TAKE_EVERY) == 0:
            command.time_in_force = _IOC
            command.price_ticks = middles[s] + (-_REACH if side == 1 else _REACH)
        elif end[0] - end[1] > QUOTES:
            oldest = ring[end[1] & (_RING - 1)]
            end[1] += 1
            command.kind = _CANCEL
            command.order_id = oldest[0]
            command.account_id = oldest[1]
            continue
        else:
            chance = _draw(dice, 100)
            away = 1 + chance * chance // 100
            command.price_ticks = middles[s] + (away if side == 1 else -away)
            ring[end[0] & (_RING - 1)][0] = first_sequence + i
            ring[end[0] & (_RING - 1)][1] = account_id
            end[0] += 1
        command.order_type = _LIMIT
        command.side = side
        command.account_id = account_id
        command.quantity_lots = _LEAST_LOTS + _draw(dice, _LOTS)
