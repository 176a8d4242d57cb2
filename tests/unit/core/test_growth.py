"""What orders are found by grows with them, a little at each command: nobody waits for all of it.

It begins small here, so that it doubles a few times under some hundred orders. The counter of the
sequence is moved on, as if other commands had come between them.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.core.book import ids
from glassbook.core.engine import Engine
from glassbook.core.invariants.every_order_is_found import every_order_is_found
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import OrderFlag, OrderType, Side
from tests.growing import begin_small
from tests.stories import OPENING

ALICE, USD = 2, 1
PLACES = 1_024
STEP = 4  # from an order's id to the next
COUNT = 1_500
ONCE = ids.PLACES_AT_ONCE


class Customer:
    """Alice, who places orders under names of her own, and cancels them by id or by name."""

    def __init__(self, places: int) -> None:
        self.engine = begin_small(Engine(), places)
        self._apply(*OPENING)
        self._apply(pack.deposit(ALICE, USD, 10**6))
        self.open: dict[int, int] = {}  # client key by id
        self._names = np.random.Generator(np.random.PCG64(7))

    def _apply(self, *commands: bytes) -> list[Event]:
        batch = Batch(self.engine.sequence + 1, 0, commands_of(b"".join(commands)))
        return [Event._make(event) for event in self.engine.apply(batch).tolist()]

    def place(self, step: int = STEP) -> None:
        self.engine.state.sequence += step - 1
        name = int(self._names.integers(1, 2**62))
        (event,) = self._apply(
            pack.place_order(
                account_id=ALICE,
                symbol_id=0,
                side=Side.BUY,
                order_type=OrderType.LIMIT,
                price_ticks=1,
                quantity_lots=1,
                client_key=name,
            )
        )
        assert event.kind == EventKind.ORDER_ACCEPTED
        self.open[event.order_id] = name

    def cancel(self, order_id: int, *, by_name: bool) -> None:
        name = self.open.pop(order_id)
        target, flags = (name, OrderFlag.TARGET_BY_CLIENT_KEY) if by_name else (order_id, 0)
        (event,) = self._apply(pack.cancel_order(ALICE, 0, target, flags))
        assert (event.kind, event.order_id) == (EventKind.ORDER_CANCELLED, order_id)

    def is_whole(self) -> bool:
        return every_order_is_found(self.engine.state, self.engine.ledger) == ""


def entries_of(engine: Engine) -> list[np.ndarray]:
    """Return views of all places by which orders are found now."""
    state = engine.state
    return [
        state.by_order_id["entries"][: int(state.by_order_id["places"])]["slot"],
        state.elders["entries"][: 2 * int(state.elders["places"])]["slot"],
        state.by_client_key["entries"][: 2 * int(state.by_client_key["places"])]["slot"],
    ]


@pytest.mark.parametrize(("step", "grown"), [(STEP, "window and names"), (PLACES, "all three")])
def test_no_command_moves_more_than_a_few(step, grown):
    alice = Customer(PLACES)
    before = [entries.copy() for entries in entries_of(alice.engine)]
    for _ in range(COUNT):
        alice.place(step)
        now = entries_of(alice.engine)
        for was, entries in zip(before, now, strict=True):
            assert np.count_nonzero(entries[: len(was)] != was) <= 2 * ONCE
            assert np.count_nonzero(entries[len(was) :]) <= 2 * ONCE
        before = [entries.copy() for entries in now]
    window, elders, names = map(len, before)
    assert min(window, names // 2) >= 4 * PLACES
    assert (elders // 2 >= 4 * PLACES) == (grown == "all three")


def most_lines(act: Callable[[], Any], times: int) -> int:
    """Do something so often; return how many lines of the book at most it took at once."""
    book, count, most = str(Path(ids.__file__).parent), 0, 0

    def traced(frame: FrameType, event: str, _value: Any) -> Any:
        nonlocal count
        count += event == "line"
        return traced if frame.f_code.co_filename.startswith(book) else None

    for _ in range(times):
        count = 0
        sys.settrace(traced)
        try:
            act()
        finally:
            sys.settrace(None)
        most = max(most, count)
    return most


@pytest.mark.skipif(IS_COMPILED, reason="compiled lines are not counted")
def test_no_command_looks_at_more_than_a_few():
    """Two thousand lines run while an order is placed; in the end there are ten thousand places."""
    alice = Customer(PLACES)
    assert most_lines(alice.place, COUNT) < 20 * ONCE
    assert int(alice.engine.state.by_client_key["places"]) >= 64 * ONCE
    assert int(alice.engine.state.by_order_id["places"]) >= 32 * ONCE


def test_a_window_that_has_grown_is_settled_though_nobody_makes_way():
    """Ids that follow each other have places of their own for as long as the new half lasts."""
    alice = Customer(PLACES)
    window = alice.engine.state.by_order_id
    while int(window.unsettled) == 0:
        alice.place()
    places, elders = int(window.places), int(alice.engine.state.elders["count"])
    for _ in range(places // 2 // 16):
        alice.place(step=1)
    assert (int(window.places), int(window.unsettled)) == (places, 0)
    assert int(alice.engine.state.elders["count"]) <= elders
    assert alice.is_whole()


def test_everybody_is_found_at_every_stage_of_growing():
    alice, stages = Customer(PLACES), 0
    for turn in range(COUNT):
        alice.place()
        state = alice.engine.state
        growing = [state.by_order_id, state.elders, state.by_client_key]
        stages += sum(int(one["unsettled"]) > 0 for one in growing)
        if turn % 25 == 0:
            assert alice.is_whole()
    assert stages > 100, "they were looked for while something grew"


def test_the_state_does_not_tell_how_far_anything_has_grown():
    small, large = Customer(64), Customer(2**14)
    for customer in (small, large):
        for _ in range(300):
            customer.place()
        for order_id in list(customer.open)[::2]:
            customer.cancel(order_id, by_name=order_id % 4 == 0)
    assert small.engine.digest() == large.engine.digest()
    assert small.is_whole()
    assert large.is_whole()


@settings(max_examples=30 if IS_COMPILED else 5, deadline=None)
@given(st.data())
def test_orders_come_and_go_while_everything_grows(data):
    alice = Customer(data.draw(st.sampled_from([64, 256, 512])))
    for _ in range(data.draw(st.integers(1, 12))):
        if alice.open and data.draw(st.booleans()):
            share = data.draw(st.integers(1, 4))
            for order_id in sorted(alice.open)[data.draw(st.integers(0, 3)) :: share]:
                alice.cancel(order_id, by_name=data.draw(st.booleans()))
        else:
            step = data.draw(st.sampled_from([1, 2, 63, 64, 512, 513]))
            for _ in range(data.draw(st.integers(1, 150))):
                alice.place(step)
        assert alice.is_whole()
    again = Engine.restore(alice.engine.snapshot())
    assert every_order_is_found(again.state, again.ledger) == ""
    assert again.digest() == alice.engine.digest()
