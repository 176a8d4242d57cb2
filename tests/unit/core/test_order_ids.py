"""Orders of any age are found by their ids, also where many have one place in the window of ids.

Ids come from the sequence. Nobody sends thousands of commands between two orders here: the counter
of the sequence is moved on.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.core.book import ids
from glassbook.core.engine import Engine
from glassbook.core.invariants.every_order_is_found import every_order_is_found
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.maxima import WINDOW_MIN
from glassbook.protocol.orders import OrderType, Side
from tests.stories import OPENING

ALICE, USD = 2, 1
BID = pack.place_order(
    account_id=ALICE,
    symbol_id=0,
    side=Side.BUY,
    order_type=OrderType.LIMIT,
    price_ticks=1,
    quantity_lots=1,
)


def opened() -> Engine:
    engine = Engine()
    engine.apply(Batch(1, 0, commands_of(b"".join(OPENING))))
    apply(engine, pack.deposit(ALICE, USD, 100_000))
    return engine


def apply(engine: Engine, command: bytes) -> Event:
    (event,) = engine.apply(Batch(engine.sequence + 1, 0, commands_of(command))).tolist()
    return Event._make(event)


def bid_at(engine: Engine, order_id: int) -> None:
    engine.state.sequence = order_id - 1
    assert apply(engine, BID).order_id == order_id


def cancel(engine: Engine, order_id: int) -> EventKind:
    return EventKind(apply(engine, pack.cancel_order(ALICE, 0, order_id)).kind)


def everyone_is_found(engine: Engine) -> bool:
    return every_order_is_found(engine.state, engine.ledger) == ""


def test_two_orders_with_one_place_are_both_found_and_leave_in_any_order():
    for first, second in ((WINDOW_MIN, 2 * WINDOW_MIN), (2 * WINDOW_MIN, WINDOW_MIN)):
        engine = opened()
        bid_at(engine, WINDOW_MIN)
        bid_at(engine, 2 * WINDOW_MIN)
        assert everyone_is_found(engine)
        engine.state.sequence = 3 * WINDOW_MIN
        assert cancel(engine, first) == EventKind.ORDER_CANCELLED
        assert cancel(engine, first) == EventKind.CANCEL_REJECTED
        assert cancel(engine, second) == EventKind.ORDER_CANCELLED
        assert int(engine.state.elders.count) == 0


def test_many_with_one_place_widen_the_window_and_are_found_before_and_after():
    engine = opened()
    order_ids = [WINDOW_MIN * turn for turn in range(1, 1_201)]
    for order_id in order_ids:
        bid_at(engine, order_id)
    assert int(engine.state.by_order_id.places) == 8 * WINDOW_MIN
    assert everyone_is_found(engine)
    again = Engine.restore(engine.snapshot())
    assert everyone_is_found(again)
    for order_id in order_ids[::2] + order_ids[1::2]:
        assert cancel(engine, order_id) == cancel(again, order_id) == EventKind.ORDER_CANCELLED
    assert engine.digest() == again.digest()


def test_orders_left_from_long_ago_do_not_widen_the_window():
    engine = opened()
    for turn in range(1, 101):
        bid_at(engine, WINDOW_MIN * turn)
    assert int(engine.state.by_order_id.places) == WINDOW_MIN
    assert int(engine.state.elders.count) == 99


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whoever_is_open_is_found_and_nobody_else(data):
    engine, open_ids, last = opened(), set(), WINDOW_MIN
    for _ in range(data.draw(st.integers(1, 30))):
        if open_ids and data.draw(st.booleans()):
            gone = data.draw(st.sampled_from(sorted(open_ids)))
            engine.state.sequence = last = last + 1
            assert cancel(engine, gone) == EventKind.ORDER_CANCELLED
            open_ids.remove(gone)
        else:
            step = data.draw(st.sampled_from([1, 7, WINDOW_MIN - 1, WINDOW_MIN, 5 * WINDOW_MIN]))
            last = max(int(engine.state.sequence), last) + step
            bid_at(engine, last)
            open_ids.add(last)
        assert everyone_is_found(engine)
        for near in (last + 1, last - WINDOW_MIN, last + WINDOW_MIN):
            assert (int(ids.find_by_id(engine.state, near)) != 0) == (near in open_ids)
