"""What happens when the exchange is full: a precise refusal, and nothing else changes.

Nobody fills four million places in a test: the counters of places in use are moved to their end.
"""

import numpy as np
import pytest

from glassbook.cli.bench.memory import resident_bytes
from glassbook.core.engine import Engine
from glassbook.protocol import commands as pack
from glassbook.protocol import maxima
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import ListKind, OrderType, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule
from tests.stories import OPENING

ALICE, BTC, USD = 70, 0, 1  # the house's own balances lie in another chunk than hers


def apply(engine: Engine, *commands: bytes) -> list[Event]:
    batch = Batch(engine.sequence + 1, 0, commands_of(b"".join(commands)))
    return [Event._make(row) for row in engine.apply(batch).tolist()]


def bid(price_ticks: int) -> bytes:
    return pack.place_order(
        account_id=ALICE,
        symbol_id=0,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=price_ticks,
        quantity_lots=1,
    )


def stop(trigger_ticks: int, trailing_bips: int = 0) -> bytes:
    return pack.place_order(
        account_id=ALICE,
        symbol_id=0,
        side=Side.BUY,
        order_type=OrderType.STOP_LOSS,
        trigger_ticks=trigger_ticks,
        trailing_bips=trailing_bips,
        quantity_lots=1,
    )


def order_list() -> bytes:
    """One buys at 5, and when it is filled the other at 4."""
    first = np.frombuffer(bid(5), COMMAND).copy()
    first["kind"] = CommandKind.PLACE_LEG
    last = np.frombuffer(bid(4), COMMAND).copy()
    last["kind"], last["asset_id"] = CommandKind.PLACE_LIST, ListKind.OTO
    return first.tobytes() + last.tobytes()


def iceberg(price_ticks: int) -> bytes:
    return pack.place_order(
        account_id=ALICE,
        symbol_id=0,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=price_ticks,
        quantity_lots=2,
        visible_lots=1,
    )


@pytest.fixture
def engine() -> Engine:
    """An exchange where Alice, one of many, has dollars."""
    engine = Engine()
    accounts = pack.open_account(0, 0) * ALICE
    apply(engine, *OPENING, accounts, pack.deposit(ALICE, USD, 1_000_000))
    return engine


FULL = {
    "accounts": ("state", "account_count", maxima.ACCOUNTS_MAX),
    "orders": ("state", "order_slots", maxima.ORDERS_MAX + 1),
    "open orders": ("state", "open_order_count", maxima.ORDERS_MAX),
    "counted terms": ("state", "terms_count", maxima.TERMS_MAX),
    "levels": ("state", "level_slots", maxima.LEVELS_MAX + 1),
    "nodes": ("state", "node_slots", maxima.NODES_MAX + 1 - maxima.NODES_SPARE),
    "terms": ("state", "terms_slots", maxima.TERMS_MAX + 1),
    "trailing orders": ("state", "trailing_count", maxima.TRAILING_ALL_MAX),
    "lists": ("state", "list_count", maxima.LISTS_MAX),
    "icebergs": ("state", "iceberg_count", maxima.ICEBERGS_MAX),
    "balances": ("ledger", "chunk_slots", maxima.CHUNKS_MAX + 1),
}


REFUSALS = [
    ("accounts", pack.open_account(0, 0), "ACCOUNTS_FULL"),
    ("orders", bid(5), "ORDERS_FULL"),
    ("levels", bid(5), "BOOK_FULL"),
    ("nodes", bid(5), "BOOK_FULL"),
    ("terms", stop(5), "TERMS_FULL"),
    ("trailing orders", stop(5, 10), "TRAILING_FULL"),
    ("lists", order_list(), "LISTS_FULL"),
    ("counted terms", order_list(), "TERMS_FULL"),
    ("nodes", order_list(), "BOOK_FULL"),
    ("open orders", order_list(), "ORDERS_FULL"),
    ("icebergs", iceberg(5), "ICEBERGS_FULL"),
    ("balances", pack.deposit(ALICE, BTC, 1), "BALANCES_FULL"),
    ("balances", bid(5), "BALANCES_FULL"),
]
#: Of these there are few enough to fill them in earnest.
FILLED = ["ASSETS_FULL", "SYMBOLS_FULL"]


def test_every_reason_of_a_full_exchange_has_its_story():
    told = {code for _, _, code in REFUSALS} | {*FILLED}
    assert told == {code.name for code in RejectCode if code >= RejectCode.ORDERS_FULL}


@pytest.mark.parametrize(
    ("full", "command", "code"),
    REFUSALS,
    ids=[
        "accounts",
        "orders",
        "levels",
        "nodes",
        "terms",
        "trailing orders",
        "lists",
        "terms of a list",
        "nodes of a list",
        "orders of a list",
        "icebergs",
        "balances of a deposit",
        "balances of an order",
    ],
)
def test_a_full_exchange_refuses_and_accepts_again_when_there_is_room(engine, full, command, code):
    record, counter, most = FULL[full]
    memory = getattr(engine, record)
    used = int(getattr(memory, counter))
    setattr(memory, counter, most)
    refusal = apply(engine, command)
    assert [RejectCode(event.reason).name for event in refusal] == [code]
    assert int(getattr(memory, counter)) == most
    setattr(memory, counter, used)
    assert apply(engine, command)[-1].reason == RejectCode.NONE
    assert int(getattr(memory, counter)) > used


@pytest.mark.skipif(not resident_bytes(), reason="nobody says here what memory was touched")
def test_there_is_room_for_everything_and_memory_is_touched_only_as_used(engine):
    """A second exchange is looked at: with the first one, the compiler came."""
    apply(engine, bid(5))
    before = resident_bytes()
    another = Engine()
    apply(another, *OPENING, pack.open_account(0, 0) * ALICE, pack.deposit(ALICE, USD, 1_000_000))
    assert apply(another, bid(5))[-1].kind == EventKind.ORDER_ACCEPTED
    reserved = sum(memory.nbytes for memory in another.memory)
    assert reserved > 2**31
    assert resident_bytes() - before < reserved // 20


def test_an_amendment_that_must_be_counted_needs_room_for_that(engine):
    apply(engine, pack.set_symbol_rule(0, SymbolRule.AMENDS_MAX, 1))
    three = np.frombuffer(bid(5), COMMAND).copy()
    three["quantity_lots"] = 3
    order_id = apply(engine, three.tobytes())[-1].order_id
    used, engine.state.terms_slots = int(engine.state.terms_slots), maxima.TERMS_MAX + 1
    reduction = pack.reduce_order(ALICE, 0, order_id, 2, 0, 0)
    assert RejectCode(apply(engine, reduction)[-1].reason) is RejectCode.TERMS_FULL
    engine.state.terms_slots = used
    assert apply(engine, reduction)[-1].kind == EventKind.ORDER_REDUCED


def test_there_is_room_for_so_many_assets_and_no_more(engine):
    left = maxima.ASSETS_MAX - 3
    events = apply(engine, pack.define_asset(1) * (left + 1))
    assert [event.kind for event in events[:-1]] == [EventKind.ASSET_DEFINED] * left
    assert RejectCode(events[-1].reason) == RejectCode.ASSETS_FULL


def test_there_is_room_for_so_many_symbols_and_no_more(engine):
    left = maxima.SYMBOLS_MAX - 2
    events = apply(engine, pack.list_symbol(0, 1) * (left + 1))
    assert [event.kind for event in events[:-1]] == [EventKind.SYMBOL_LISTED] * left
    assert RejectCode(events[-1].reason) == RejectCode.SYMBOLS_FULL


def test_the_slot_of_a_done_order_and_of_its_price_are_used_again(engine):
    apply(engine, bid(5))
    orders, levels = int(engine.state.order_slots), int(engine.state.level_slots)
    for _ in range(10):
        apply(engine, pack.cancel_all(ALICE, 0), bid(7), pack.cancel_all(ALICE, 0), bid(9))
    assert (int(engine.state.order_slots), int(engine.state.level_slots)) == (orders, levels)


def test_no_more_orders_of_one_symbol_trail_than_one_price_may_move(engine):
    symbol = engine.state.symbols[0]
    symbol.trailing_count = maxima.TRAILING_MAX - 1
    *accepted, refused = apply(engine, stop(5, 10) * 2)
    assert accepted[-1].kind == EventKind.ORDER_ACCEPTED
    assert RejectCode(refused.reason) is RejectCode.TRAILING_FULL
    cancel = pack.cancel_order(ALICE, 0, accepted[-1].order_id)
    assert apply(engine, cancel, stop(5, 10))[-1].kind == EventKind.ORDER_ACCEPTED
