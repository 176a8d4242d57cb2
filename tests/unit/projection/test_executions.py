"""What is noted of the accounts that somebody watches."""

from glassbook.projection.order import OrderStatus
from glassbook.protocol import commands as pack
from glassbook.protocol.events import EventKind
from tests.unit.projection.market import (
    ALICE,
    BOB,
    BTC,
    Market,
    buy,
    cancel,
    reduce,
    replace,
    sell,
)


def noted(market, account_id=ALICE):
    return market.projections.executions.latest.get(account_id, [])


def watched():
    market = Market()
    market.projections.executions.watch(ALICE)
    return market


def test_each_execution_tells_how_the_order_stood_at_its_own_event():
    market = watched()
    market.do(sell(ALICE, 100, 5), buy(BOB, 100, 2), buy(BOB, 100, 3))
    assert [
        (OrderStatus(e.status).name, e.executed_lots, e.quote_units) for e in noted(market)
    ] == [
        ("NEW", 0, 0),
        ("PARTIALLY_FILLED", 2, 2 * 10**6),
        ("FILLED", 5, 5 * 10**6),
    ]


def test_only_watched_accounts_are_noted_and_only_the_last_batch():
    market = watched()
    market.do(buy(BOB, 90, 1), buy(ALICE, 90, 1))
    assert set(market.projections.executions.latest) == {ALICE}
    market.do(buy(BOB, 91, 1))
    assert noted(market) == []


def test_who_unwatches_as_often_as_he_watched_is_told_no_more():
    market = watched()
    market.projections.executions.watch(ALICE)
    market.projections.executions.unwatch(ALICE)
    market.do(buy(ALICE, 90, 1))
    assert len(noted(market)) == 1
    market.projections.executions.unwatch(ALICE)
    market.do(buy(ALICE, 91, 1))
    assert noted(market) == []


def test_a_cancel_carries_its_own_id_and_names_the_order_it_ended():
    market = watched()
    order_id = market.do(buy(ALICE, 90, 1, name="mine"))
    market.do(cancel(ALICE, order_id, name="away"))
    (told,) = noted(market)
    assert (told.client_order_id, told.original_client_order_id) == ("away", "mine")
    assert OrderStatus(told.status) is OrderStatus.CANCELED


def test_a_cancel_without_an_id_repeats_the_orders():
    market = watched()
    order_id = market.do(buy(ALICE, 90, 1, name="mine"))
    market.do(cancel(ALICE, order_id))
    assert noted(market)[0].client_order_id == "mine"


def test_a_replacement_is_a_cancel_and_a_new_order():
    market = watched()
    order_id = market.do(buy(ALICE, 90, 1, name="one"))
    market.do(replace(order_id, buy(ALICE, 91, 1, name="two"), cancel_name="x"))
    kinds = [(e.event.kind, e.client_order_id, e.original_client_order_id) for e in noted(market)]
    assert kinds == [
        (EventKind.ORDER_CANCELLED, "x", "one"),
        (EventKind.ORDER_ACCEPTED, "two", ""),
    ]


def test_a_reduction_names_the_order_as_it_was_called_before():
    market = watched()
    order_id = market.do(buy(ALICE, 90, 5, name="one"))
    market.do(reduce(ALICE, order_id, 2, name="two"))
    (told,) = noted(market)
    assert (told.client_order_id, told.original_client_order_id) == ("two", "one")
    assert (told.quantity_lots, told.executed_lots) == (2, 0)


def test_money_that_came_in_is_noted_without_an_order():
    market = watched()
    market.do(pack.deposit(ALICE, BTC, 5))
    (told,) = noted(market)
    assert told.order is None
    assert told.event.amount_units == 5
