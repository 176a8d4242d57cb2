"""The core as a function: the same commands give the same events and the same state."""

from collections import deque
from collections.abc import Iterable

import numpy as np
import pytest

from glassbook.core.engine import Engine, apply_batches, warm_usual
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import SPAN, Batch, Part, Stretch
from glassbook.protocol.maxima import EVENTS_SOFT_MAX
from glassbook.protocol.orders import OrderType, Side
from tests.stories import OPENING
from tests.twin.flow import commands

COUNT = 3_000 if IS_COMPILED else 300


def feed(engine: Engine, flow: np.ndarray, sizes: list[int]) -> bytes:
    """Apply a flow in batches of these sizes, over and over. Return its events as bytes."""
    events, at, turn = [], 0, 0
    while at < len(flow):
        size = sizes[turn % len(sizes)]
        events.append(engine.apply(Batch(at + 1, 0, flow[at : at + size])).tobytes())
        at, turn = at + size, turn + 1
    return b"".join(events)


def test_batches_of_any_size_make_no_difference():
    flow = commands(1, COUNT)
    whole, parts = Engine(), Engine()
    assert feed(whole, flow, [len(flow)]) == feed(parts, flow, [1, 7, 64, 1_000])
    assert whole.digest() == parts.digest()


def stretch(flow: np.ndarray, sizes: list[int]) -> Stretch:
    """Return a flow as batches of these sizes, over and over, with other things between them."""
    rows, spans, at = [], [], 0
    while at < len(flow):
        batch = flow[at : at + sizes[len(spans) % len(sizes)]]
        start = sum(map(len, rows)) + 3
        spans.append((start, start + len(batch), at, 0))
        rows += [np.frombuffer(b"\xff" * 3 * pack.COMMAND.itemsize, pack.COMMAND), batch]
        at += len(batch)
    return Stretch(1, len(flow), np.concatenate(rows), np.array(spans, SPAN))


def one_by_one(engine: Engine, stretch: Stretch) -> list[bytes]:
    """Apply the batches of a stretch by themselves. Return their events as bytes."""
    return [
        engine.apply(Batch(engine.sequence + 1, time_ns, stretch.rows[start:end])).tobytes()
        for start, end, time_ns, _ in stretch.spans.tolist()
    ]


def by_batch(parts: Iterable[Part]) -> list[bytes]:
    """Put the events of each batch together that were told in parts."""
    batches, rest = [], b""
    for part in parts:
        at = 0
        for end in part.ends.tolist():
            batches.append(rest + part.events[at:end].tobytes())
            rest, at = b"", end
        rest += part.events[at:].tobytes()
    assert not rest, "no event lies behind the last batch"
    return batches


@pytest.mark.parametrize("sizes", [[1], [7, 64, 1], [COUNT // 2]])
def test_batches_in_one_stretch_are_the_batches_one_by_one(sizes):
    together, single = Engine(), Engine()
    whole = stretch(commands(1, COUNT), sizes)
    expected = one_by_one(single, whole)
    assert by_batch(together.parts(whole)) == expected
    assert together.digest() == single.digest()


@pytest.mark.parametrize("full", [1, 2, 50, 333])
def test_a_full_outbox_is_emptied_within_a_batch_and_between_batches(full, monkeypatch):
    together, single = Engine(), Engine()
    whole = stretch(commands(1, COUNT), [7, 64, 1])
    expected = one_by_one(single, whole)
    monkeypatch.setattr("glassbook.core.engine.EVENTS_SOFT_MAX", full)
    parts = [Part(part.events.copy(), part.ends) for part in together.parts(whole)]
    assert len(parts) > 2
    assert by_batch(parts) == expected
    assert together.digest() == single.digest()


def test_each_part_holds_until_so_many_more_are_asked_for(monkeypatch):
    whole = stretch(commands(1, COUNT), [64])
    monkeypatch.setattr("glassbook.core.engine.EVENTS_SOFT_MAX", 50)
    kept: deque[tuple[bytes, Part]] = deque(maxlen=3)
    for part in Engine().parts(whole, 3):
        kept.append((part.events.tobytes(), part))
        assert all(part.events.tobytes() == told for told, part in kept)
    assert len(kept) == 3


def test_a_different_history_has_a_different_digest():
    flow = commands(1, COUNT)
    whole, shorter = Engine(), Engine()
    feed(whole, flow, [500])
    feed(shorter, flow[:-1], [500])
    assert whole.digest() != shorter.digest()


@pytest.mark.parametrize("cut", [0, 1, 133, COUNT // 2, COUNT])
def test_a_snapshot_and_the_rest_of_the_journal_equal_the_whole_journal(cut):
    flow = commands(2, COUNT)
    whole, first = Engine(), Engine()
    expected = feed(whole, flow, [250])
    before = feed(first, flow[:cut], [250])
    second = Engine.restore(first.snapshot())
    assert second.digest() == first.digest()
    after = b"".join(
        second.apply(Batch(at + 1, 0, flow[at : at + 250])).tobytes()
        for at in range(cut, len(flow), 250)
    )
    assert before + after == expected
    assert second.digest() == whole.digest()


def test_a_snapshot_is_a_copy():
    flow = commands(3, COUNT)
    engine = Engine()
    feed(engine, flow[:200], [200])
    tables, digest = engine.snapshot(), engine.digest()
    engine.apply(Batch(201, 0, flow[200:]))
    assert Engine.restore(tables).digest() == digest


def test_a_snapshot_of_another_layout_is_refused():
    tables = Engine().snapshot()
    for name in tables:
        with pytest.raises(ValueError, match=name):
            Engine.restore({**tables, name: tables[name] + bytes(8)})
        with pytest.raises(ValueError, match=name):
            Engine.restore({other: tables[other] for other in tables if other != name})


def test_a_document_takes_its_place_and_changes_nothing_else():
    engine = Engine()
    engine.pass_over(1, 77)
    assert engine.sequence == 1
    assert len(engine.apply(Batch(2, 78, commands(1, 0)))) == len(commands(1, 0))


@pytest.mark.parametrize("first", [0, 2, 10])
def test_a_batch_out_of_place_stops_the_core_before_it_does_anything(first):
    engine = Engine()
    with pytest.raises(AssertionError, match="follows"):
        engine.apply(Batch(first, 0, commands(1, 0)))
    assert engine.sequence == 0


def test_more_events_than_the_outbox_is_meant_for_all_come_out():
    """Ten thousand orders cancelled by one command, over and over, in one batch."""
    bid = pack.place_order(
        account_id=2,
        symbol_id=0,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=1,
        quantity_lots=1,
    )
    turns, orders = 8, 10_000 if IS_COMPILED else 20
    turn = bid * orders + pack.cancel_all(2, 0)
    flow = np.frombuffer(
        b"".join(OPENING) + pack.deposit(2, 1, 10**6) + turn * turns, dtype=pack.COMMAND
    )
    events = Engine().apply(Batch(1, 0, flow))
    assert len(events) == len(OPENING) + 1 + 2 * orders * turns
    assert (np.diff(events["sequence"]) >= 0).all()
    assert not IS_COMPILED or len(events) > 2 * EVENTS_SOFT_MAX


def test_the_events_handed_out_are_the_callers_own():
    flow = commands(1, 200)
    engine = Engine()
    events = engine.apply(Batch(1, 0, flow[:100]))
    before = events.tobytes()
    engine.apply(Batch(101, 0, flow[100:]))
    assert events.tobytes() == before


@pytest.mark.skipif(not IS_COMPILED, reason="the interpreter compiles nothing")
def test_the_core_is_compiled_once_whoever_owns_the_commands():
    warm_usual()
    flow = commands(1, 100)
    Engine().apply(Batch(1, 0, flow))
    Engine().apply(Batch(1, 0, flow.copy()))
    assert len(apply_batches.signatures) == 1
