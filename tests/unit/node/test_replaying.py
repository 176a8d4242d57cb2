"""A journal recovered with the real core: batches in one go, and their events hashed meanwhile."""

import pytest

from glassbook.core.engine import Engine
from glassbook.node import exchange
from glassbook.node.contracts import Core
from glassbook.node.exchange import Exchange
from glassbook.node.recovery import recover
from glassbook.protocol.batches import Batch
from tests.twin.flow import commands
from tests.unit.journal.small import write

COUNT = 3_000
CORE = Core(Engine, Engine.restore, "the real one")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return a journal of many batches, and the exchange that applied them one by one."""
    flow, sizes = commands(4, COUNT), (1, 7, 64, 300)
    exchange, entries = Exchange(CORE.make()), []
    while exchange.sequence < len(flow):
        first = exchange.sequence + 1
        size = sizes[len(entries) % len(sizes)]
        batch = Batch(first, first, flow[first - 1 : first - 1 + size])
        exchange.apply(batch)
        entries.append(batch)
    journal = tmp_path_factory.mktemp("told")
    write(journal, entries, segment_bytes=2**15)
    return journal, exchange


@pytest.mark.parametrize("full", [1, 100, 65_536])
def test_what_is_replayed_is_what_was_computed_live(full, told, tmp_path, monkeypatch):
    """However often the outboxes are full, and change places."""
    journal, live = told
    monkeypatch.setattr("glassbook.core.engine.EVENTS_SOFT_MAX", full)
    found = recover(journal, tmp_path, CORE)
    assert found.replayed_commands == len(commands(4, COUNT))
    assert found.exchange.events_digest == live.events_digest
    assert found.exchange.engine.digest() == live.engine.digest()


def test_events_wait_where_they_lie_until_they_are_hashed(told, tmp_path, monkeypatch):
    """The other thread does nothing until it must: then everything is still there."""
    journal, live = told
    monkeypatch.setattr("glassbook.core.engine.EVENTS_SOFT_MAX", 100)
    monkeypatch.setattr("glassbook.node.recovery.other_thread", Late)
    monkeypatch.setattr(Late, "longest", 0)
    found = recover(journal, tmp_path, CORE)
    assert found.exchange.events_digest == live.events_digest
    assert Late.longest == exchange.OUTBOXES


class Late:
    """Does what it is given when its result is asked for, and all before it."""

    longest = 0

    def __enter__(self):
        self._waiting = []
        return self

    def __exit__(self, *_):
        self._do_all()

    def submit(self, task, *arguments):
        self._waiting.append(Answer(self, task, arguments))
        hashing = [each for each in self._waiting if each.task.__name__ == "take"]
        Late.longest = max(Late.longest, len(hashing))
        return self._waiting[-1]

    def do_up_to(self, answer):
        while not answer.is_done:
            self._waiting.pop(0).do()

    def _do_all(self):
        while self._waiting:
            self._waiting.pop(0).do()


class Answer:
    """What a task came to, when it was done."""

    def __init__(self, late, task, arguments):
        self._late, self.task, self._arguments = late, task, arguments
        self.is_done = False

    def do(self):
        self._result, self.is_done = self.task(*self._arguments), True

    def result(self):
        self._late.do_up_to(self)
        return self._result
