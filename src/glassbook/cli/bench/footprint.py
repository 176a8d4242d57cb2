"""What an account costs beyond the core: projections, journal, store, keys; and saving it all.

Accounts are opened under references as long as a venue's, and get two assets each, in batches that
the core applies and the projections fold as they do in a venue, without its threads. After each
batch the kernel is asked what is resident, so core and projections are told apart in one process.
What the journal, the store of history and the keys take are bytes of their files.

Then the projections are saved, as for a snapshot. A venue does that on its loop, with the
interpreter's lock: beside it runs a thread that wants the lock every millisecond, as the pipeline
does that matches, and `longest_wait_ms` is how long it went without.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from glassbook.cli.bench.memory import resident_bytes
from glassbook.cli.identity_files import key_store
from glassbook.core.engine import Engine
from glassbook.journal.framing import GENESIS, encode
from glassbook.projection import Projections
from glassbook.projection.store.sqlite import SqliteHistory
from glassbook.protocol import commands as build
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.labels import Label

ACCOUNTS_A_BATCH = 1_000
KEYS_MAX = 200  # each is a transaction of its own
FUNDS_UNITS = 10**12


def measure_footprint(accounts: int, folder: Path | None) -> dict[str, Any]:
    """Return bytes an account by where they are, and what saving the projections takes."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        data = Path(made)
        store = SqliteHistory(data / "history.db")
        with closing(store):
            projections = Projections(store)
            answer: dict[str, Any] = {"accounts": accounts}
            answer |= _opened(accounts, projections)
            store.sync()
            answer["store_bytes_an_account"] = _size(data) / accounts
            answer |= _saved(projections)
        keys = data / "keys"
        keys.mkdir()
        answer["keys_bytes_an_account"] = _keys_bytes(keys, min(accounts, KEYS_MAX))
    return answer


def _opened(accounts: int, projections: Projections) -> dict[str, float]:
    """Open the accounts; return bytes an account of core, projections and journal."""
    engine, head = Engine(), GENESIS
    core = folded = journaled = 0
    for batch in _batches(accounts):
        before = resident_bytes()
        applied = AppliedBatch(batch, engine.apply(batch))
        between = resident_bytes()
        projections.fold(applied)
        after = resident_bytes()
        core, folded = core + between - before, folded + after - between
        frame = encode(batch, head)
        head, journaled = frame.head, journaled + frame.size
    assert len(projections.directory.accounts) == accounts, "none was refused"
    return {
        "core_bytes_an_account": core / accounts,
        "projection_bytes_an_account": folded / accounts,
        "journal_bytes_an_account": journaled / accounts,
    }


def _batches(accounts: int) -> Iterator[Batch]:
    """Yield the batches: two assets, then accounts and what each is given of both."""
    assets = commands_of(build.define_asset(10**8) * 2)
    yield Batch(1, 1, assets, {0: Label(name="BTC"), 1: Label(name="USD")})
    sequence = 1 + len(assets)
    for first in range(0, accounts, ACCOUNTS_A_BATCH):
        count = min(ACCOUNTS_A_BATCH, accounts - first)
        opened = np.repeat(commands_of(build.open_account(1_000, 1_000)), count)
        given = np.repeat(commands_of(build.deposit(FIRST_CUSTOMER, 0, FUNDS_UNITS)), 2 * count)
        given["account_id"] = FIRST_CUSTOMER + first + np.repeat(np.arange(count), 2)
        given["asset_id"] = np.tile([0, 1], count)
        names = {each: Label(name=f"{first + each:032x}") for each in range(count)}
        yield Batch(sequence, sequence, np.concatenate([opened, given]), names)
        sequence += 3 * count


def _saved(projections: Projections) -> dict[str, float]:
    """Save the projections beside a thread that wants the interpreter's lock."""
    waiter = _Waiter()
    waiter.start()
    began = time.perf_counter()
    tables = projections.save()
    seconds = time.perf_counter() - began
    return {
        "saving_s": seconds,
        "saved_bytes": sum(map(len, tables.values())),
        "longest_wait_ms": waiter.stopped(),
    }


class _Waiter(threading.Thread):
    """Wants the interpreter every millisecond, and notes the longest that it went without."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._is_over = threading.Event()
        self._longest_s = 0.0

    def run(self) -> None:
        before = time.perf_counter()
        while not self._is_over.is_set():
            time.sleep(0.001)
            now = time.perf_counter()
            self._longest_s = max(self._longest_s, now - before)
            before = now

    def stopped(self) -> float:
        """End it, and return milliseconds."""
        self._is_over.set()
        self.join()
        return 1e3 * self._longest_s


def _keys_bytes(data: Path, count: int) -> float:
    """Return bytes of the files for an account with one key."""
    with closing(key_store(data)) as store:
        begun = _size(data)
        for number in range(count):
            handle = f"customer-{number}@example.com"
            store.register(handle)
            store.create(handle)
    return (_size(data) - begun) / count


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
