"""How the cost of a command grows: with symbols, accounts, open orders, prices, and an order's age.

Each point is an exchange of its own. One command of two cancels an open order, the other places one
instead, so that the exchange stays as large as it is. But for the age, the order to cancel is any
of all that are open, and accounts are drawn evenly: nothing is likely to be in a cache but for its
size. CPU time of the compiled entry in batches of 1,024.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from glassbook.cli.bench.alone import EntryAlone
from glassbook.cli.bench.core import BATCH_COMMANDS
from glassbook.cli.bench.large import opened, quote, rest, symbol_of
from glassbook.core.engine import Engine
from glassbook.protocol.commands import COMMAND, CommandKind

_SEED = 20_261_121
_BATCHES = 60  # of a round


@dataclass(frozen=True)
class Size:
    """An exchange to measure. `age` is after how many others an order is cancelled; 0 for any."""

    symbols: int = 10
    accounts: int = 100_000
    orders: int = 100_000
    width: int = 1_000
    age: int = 0


CURVES: dict[str, tuple[int, ...]] = {
    "symbols": (1, 4, 16, 64, 256, 1_024),
    "accounts": (1_000, 10_000, 100_000, 1_000_000, 9_999_000),
    "orders": (1_000, 10_000, 100_000, 1_000_000, 3_999_000),
    "width": (10, 100, 1_000, 10_000, 40_000),
    "age": (512, 4_096, 32_768, 262_144, 1_000_000),
}
#: Where a curve is measured on another exchange than the usual one.
_BASES = {"orders": Size(accounts=1_000_000), "age": Size(orders=1_000_000)}


def measure_growth(
    curves: list[str], rounds: int, say: Callable[[str], None], largest: int = 2**62
) -> dict[str, Any]:
    """Return nanoseconds a command for each point of the curves, up to a largest point."""
    answer: dict[str, Any] = {}
    for curve in curves:
        base = _BASES.get(curve, Size())
        answer[curve] = {}
        for point in CURVES[curve]:
            if point <= largest:
                say(f"Measuring: {curve} {point:,}")
                size = replace(base, **{curve: point})
                answer[curve][f"{point:,}"] = _measured(size, rounds)
    return answer


def _measured(size: Size, rounds: int) -> dict[str, float]:
    """Return the median and the least of the rounds, in nanoseconds of CPU time a command."""
    engine = opened(size.symbols, size.accounts)
    trading = _Trading(engine, size, rest(engine, size.orders, size.width, _SEED))
    trading.round()  # warms the caches
    found = [trading.round() for _ in range(rounds)]
    return {"median": float(np.median(found)), "least": min(found)}


class _Trading:
    """Cancels an order and places another, over and over."""

    def __init__(self, engine: Engine, size: Size, placed: np.ndarray) -> None:
        self._engine = engine
        self._alone = EntryAlone(engine)
        self._size = size
        self._placed = placed
        self._dice = np.random.Generator(np.random.PCG64(_SEED))
        # An order comes to be cancelled when all the others in here have been.
        self._places = self._dice.permutation(size.orders) if size.age == 0 else np.arange(size.age)
        self._at = 0

    def round(self) -> float:
        """Return nanoseconds a command."""
        took_ns = 0
        for _ in range(_BATCHES):
            took_ns += self._alone.take_ns(self._batch())
            assert int(self._engine.state.open_order_count) == self._size.orders
        return took_ns / (_BATCHES * BATCH_COMMANDS)

    def _batch(self) -> np.ndarray:
        half = BATCH_COMMANDS // 2
        places = np.take(self._places, np.arange(self._at, self._at + half), mode="wrap")
        self._at = (self._at + half) % len(self._places)
        commands = np.zeros(2 * half, COMMAND)
        ids, accounts = self._placed[places].T
        cancels, orders = commands[0::2], commands[1::2]
        cancels["kind"] = CommandKind.CANCEL_ORDER
        cancels["order_id"], cancels["account_id"] = ids, accounts
        cancels["symbol_id"] = symbol_of(accounts, self._size.symbols)
        quote(orders, accounts, self._size.symbols, self._size.width, self._dice)
        self._placed[places, 0] = self._engine.sequence + 2 + 2 * np.arange(half)
        commands.flags.writeable = False
        return commands
