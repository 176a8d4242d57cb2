"""What a snapshot of a large exchange costs those who trade, and how long a start from it takes.

While batches of orders and cancels are applied, PACE commands a second, the second core is copied
and written to the disk. Of every batch is noted how long it took, with handing it to the second
core: what took longer while the snapshot was made than before is what anybody waited for it.

This is the core alone. A venue saves its projections besides, on its loop (`footprint`), and takes
the digest of a checkpoint of the first core, which waits: it is timed here, at another moment.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from glassbook.cli.bench.large import MIDDLE_TICKS, opened, rest, symbol_of
from glassbook.cli.bench.memory import resident_bytes
from glassbook.core.engine import Engine
from glassbook.journal.snapshots import Position, read_tables, write_snapshot
from glassbook.node.second_core import SecondCore
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.batches import Batch
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderType

BATCH_COMMANDS = 128
WIDTH = 1_000  # prices of a side
SYMBOLS = 10
BATCHES_BEFORE = 2_000
PACE = 100_000  # commands a second
_SEED = 20_261_121


def measure_snapshot(accounts: int, orders: int, folder: Path | None) -> dict[str, Any]:
    """Make an exchange of this size, snapshot it while it trades, and start from that."""
    answer: dict[str, Any] = {"accounts": accounts, "orders": orders}
    began = resident_bytes()
    engine = opened(SYMBOLS, accounts)
    answer["bytes_an_account"] = (resident_bytes() - began) / accounts
    began = resident_bytes()
    rest(engine, orders, WIDTH, _SEED)
    answer["bytes_an_order"] = (resident_bytes() - began) / orders
    answer["copying_ms"], copied = _timed(engine.snapshot)
    answer["snapshot_bytes"] = sum(map(len, copied.values()))
    second = SecondCore(partial(Engine.restore, copied))
    del copied
    second.tables().result()  # it has been made
    with tempfile.TemporaryDirectory(dir=folder) as data:
        written, digest = _while_trading(engine, second, Path(data), answer)
        second.close()
        del second, engine
        answer["reading_ms"], tables = _timed(partial(read_tables, written))
        answer["restoring_ms"], again = _timed(partial(Engine.restore, tables))
        answer["start_s"] = (answer["reading_ms"] + answer["restoring_ms"]) / 1e3
        assert again.digest() == digest, "what was restored is what was traded with"
    return answer


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter_ns()
    done = act()
    return (time.perf_counter_ns() - began) / 1e6, done


def _while_trading(
    engine: Engine, second: SecondCore, folder: Path, answer: dict[str, Any]
) -> tuple[Path, bytes]:
    """Trade; have a snapshot written meanwhile. Returns it, and the digest that it must have."""
    trading = _Trading(engine, second)
    trading.batches(min(BATCHES_BEFORE, int(answer["accounts"]) // 40))
    answer["batch_before_ms"] = trading.told()
    answer["digest_ms"], digest = _timed(engine.digest)
    tables = second.tables()
    written: list[Path] = []

    def write() -> None:
        position = Position(engine.sequence, 0, "", "", "")
        written.append(write_snapshot(folder, position, tables.result()))

    writer = threading.Thread(target=write)
    began = time.perf_counter()
    writer.start()
    while writer.is_alive():
        trading.batches(1)
    answer["writing_s"] = time.perf_counter() - began
    answer["batch_meanwhile_ms"] = trading.told()
    return written[0], digest


class _Trading:
    """Places orders and cancels them again, a batch at a time, and notes what each took."""

    def __init__(self, engine: Engine, second: SecondCore) -> None:
        self._engine = engine
        self._second = second
        self._dice = np.random.Generator(np.random.PCG64(_SEED + 1))
        self._took_ns: list[int] = []

    def batches(self, count: int) -> None:
        for _ in range(count):
            batch = self._batch()
            began = time.perf_counter_ns()
            self._engine.apply(batch)
            self._second.follow(batch)
            took_ns = time.perf_counter_ns() - began
            self._took_ns.append(took_ns)
            time.sleep(max(0.0, BATCH_COMMANDS / PACE - took_ns / 1e9))

    def told(self) -> dict[str, float]:
        """Return percentiles in milliseconds, and forget."""
        took_ms = np.array(self._took_ns) / 1e6
        self._took_ns.clear()
        told = {f"p{point}": float(np.percentile(took_ms, point)) for point in (50, 99, 99.9)}
        told["longest"] = float(took_ms.max())
        return {"batches": len(took_ms), "over_10": int((took_ms > 10).sum())} | told

    def _batch(self) -> Batch:
        first = self._engine.sequence + 1
        accounts = int(self._engine.memory[0]["account_count"][0]) - FIRST_CUSTOMER
        half = BATCH_COMMANDS // 2
        commands = np.zeros(BATCH_COMMANDS, COMMAND)
        ids = FIRST_CUSTOMER + self._dice.integers(0, accounts, half)
        commands["account_id"][:half] = commands["account_id"][half:] = ids
        commands["symbol_id"] = symbol_of(commands["account_id"], SYMBOLS)
        commands["kind"][:half], commands["kind"][half:] = (
            CommandKind.PLACE_ORDER,
            CommandKind.CANCEL_ORDER,
        )
        commands["order_type"][:half] = OrderType.LIMIT
        commands["price_ticks"][:half] = MIDDLE_TICKS - 1 - self._dice.integers(0, WIDTH, half)
        commands["quantity_lots"][:half] = 1
        commands["order_id"][half:] = first + np.arange(half)
        return Batch(first, 0, commands)
