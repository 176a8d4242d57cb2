"""An exchange small enough to see through: it adds up deposits. And a venue around it for tests.

Wherever the claim is about the node and not about matching, the tally stands in for the core: it is
a pure fold over commands like the real one, and says so when it is fed out of order.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np

from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Core
from glassbook.node.venue import Venue
from glassbook.protocol.batches import Batch, Part
from glassbook.protocol.commands import deposit
from glassbook.protocol.events import EVENT, EventKind

BALANCE = np.dtype([(name, "<i8") for name in ("asset_id", "account_id", "available", "locked")])
ORDER = np.dtype([("order_id", "<i8")])
UNLUCKY = 13  # a deposit of so many units is more than the tally can bear


class Tally:
    """Adds up the units of every command; one BALANCE_MOVED event for each."""

    bonus = 0  # what another build of the core might add

    def __init__(self, sequence=0, total=0):
        self.sequence, self.total = sequence, total

    def apply(self, batch):
        assert batch.first_sequence == self.sequence + 1, "a batch follows the one before it"
        amounts = batch.commands["amount_units"]
        self.sequence += 1
        assert UNLUCKY not in amounts, "nobody deposits thirteen"
        self.total += int(amounts.sum()) + self.bonus
        self.sequence = batch.last_sequence
        events = np.zeros(len(amounts), EVENT)
        events["sequence"] = range(batch.first_sequence, batch.last_sequence + 1)
        events["amount_units"] = amounts
        events["kind"] = EventKind.BALANCE_MOVED
        return events

    def parts(self, stretch, outboxes=1):
        assert outboxes >= 1
        told = [
            self.apply(Batch(self.sequence + 1, time_ns, stretch.rows[start:end]))
            for start, end, time_ns, _ in stretch.spans.tolist()
        ]
        yield Part(np.concatenate(told), np.cumsum([len(events) for events in told]))

    def pass_over(self, sequence, time_ns):
        assert sequence == self.sequence + 1, "a document follows what came before it"
        self.sequence = sequence

    def digest(self):
        return hashlib.sha256(f"{self.sequence} {self.total}".encode()).digest()

    def holdings(self):
        balance = np.array([(1, 2, self.total, 0)], BALANCE)
        return {"balances": balance[: self.total > 0], "orders": np.empty(0, ORDER)}

    def held(self):
        tables = self.holdings()
        return lambda: tables

    def tables(self):
        return self.snapshot()

    def snapshot(self):
        return {"total": f"{self.sequence} {self.total}".encode()}

    @classmethod
    def restore(cls, tables):
        return cls(*map(int, bytes(tables["total"]).split()))


class GenerousTally(Tally):
    """Another build: it computes something else from the same commands."""

    bonus = 1


class Ledger:
    """A projection: every amount that was folded, by sequence."""

    def __init__(self):
        self.amounts = {}

    def fold(self, applied):
        for event in applied.facts:
            assert event.sequence not in self.amounts, "no event is folded twice"
            self.amounts[event.sequence] = event.amount_units

    def follow(self, entry):
        """No document moves an amount."""

    def save(self):
        return {"amounts": " ".join(f"{k}:{v}" for k, v in self.amounts.items()).encode()}

    def restore(self, tables):
        if "amounts" not in tables:
            raise ValueError("these are not the tables of a ledger")
        pairs = (pair.split(":") for pair in bytes(tables["amounts"]).decode().split())
        self.amounts = {int(sequence): int(amount) for sequence, amount in pairs}


TALLY = Core(Tally, Tally.restore, "tally-1")
GENEROUS = Core(GenerousTally, GenerousTally.restore, "tally-2")


def configuration(data: Path, **options) -> Configuration:
    return Configuration(data=data, **{"segment_bytes": 65_536, **options})


def venue(
    data: Path,
    core=TALLY,
    projections=None,
    *,
    files=None,
    report=None,
    notary=None,
    start=None,
    copied_bytes_max=None,
    **options,
):
    given = {"files": files, "start": start, "copied_bytes_max": copied_bytes_max}
    extra = {name: value for name, value in given.items() if value is not None}
    clock = itertools.count(1_000).__next__
    chosen = configuration(data, **options)
    return Venue(chosen, core, projections, clock=clock, report=report, notary=notary, **extra)


def run(one: Venue, story: Callable[[Venue], Awaitable[object]]):
    """Start a venue, tell it a story, stop it, and return what the story returned."""

    async def told():
        await one.start()
        try:
            return await story(one)
        finally:
            await one.stop()

    return asyncio.run(told())


def deposits(*amounts: int) -> bytes:
    return b"".join(deposit(2, 1, amount) for amount in amounts)


def amounts_of(outcome) -> list[int]:
    return [event.amount_units for event in outcome.events]


def submits(*batches):
    """Return a story: submit these one after the other."""

    async def story(one):
        return [await one.submit_many(deposits(*batch)) for batch in batches]

    return story
