"""Orders as their owner sees them, from acceptance to the end."""

from glassbook.projection.order import OrderStatus
from glassbook.projection.pages import Page
from glassbook.protocol import commands as pack
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import DoneReason
from tests.unit.projection.market import (
    ALICE,
    BEGIN_MS,
    BOB,
    BTCUSD,
    MS_NS,
    SCALE,
    Market,
    buy,
    cancel,
    order,
    reduce,
    replace,
    sell,
)


def status_of(market, account_id, order_id):
    return OrderStatus(market.projections.orders.by_id(account_id, BTCUSD, order_id).status).name


def test_an_order_rests_fills_in_part_and_fills():
    market = Market()
    order_id = market.do(sell(ALICE, 100, 5, name="mine"))
    assert status_of(market, ALICE, order_id) == "NEW"

    market.pass_ms(7)
    market.do(buy(BOB, 100, 2))
    assert status_of(market, ALICE, order_id) == "PARTIALLY_FILLED"

    market.do(buy(BOB, 100, 3))
    done = market.projections.orders.by_id(ALICE, BTCUSD, order_id)
    assert OrderStatus(done.status) is OrderStatus.FILLED
    assert (done.executed_lots, done.open_lots) == (5, 0)
    assert done.quote_units == 5 * 100 * SCALE // 10_000
    assert (done.time_ns, done.update_time_ns) == (BEGIN_MS * MS_NS, (BEGIN_MS + 7) * MS_NS)
    assert market.projections.orders.open_orders(ALICE) == []


def test_what_is_left_of_an_immediate_order_expires():
    market = Market()
    market.do(sell(ALICE, 100, 5))
    order_id = market.do(buy(BOB, 100, 7, time_in_force=TimeInForce.IOC))
    found = market.projections.orders.by_id(BOB, BTCUSD, order_id)
    assert OrderStatus(found.status) is OrderStatus.EXPIRED
    assert (found.executed_lots, found.quantity_lots) == (5, 7)
    assert found.done_reason == DoneReason.IMMEDIATE_REMAINDER


def test_a_market_order_in_money_is_filled_when_its_money_buys_no_more():
    market = Market()
    market.do(sell(ALICE, 100, 50_000))
    spend = {"order_type": OrderType.MARKET, "amount_units": 150 * SCALE + 1}
    order_id = market.do(order(BOB, Side.BUY, 0, 0, **spend))
    found = market.projections.orders.by_id(BOB, BTCUSD, order_id)
    assert OrderStatus(found.status) is OrderStatus.FILLED
    assert (found.quantity_lots, found.executed_lots) == (15_000, 15_000)
    assert found.amount_units == 150 * SCALE + 1


def test_a_market_order_that_meets_nobody_expires():
    market = Market()
    spend = {"order_type": OrderType.MARKET, "amount_units": SCALE}
    order_id = market.do(order(BOB, Side.BUY, 0, 0, **spend))
    assert status_of(market, BOB, order_id) == "EXPIRED"


def test_a_done_order_is_found_by_its_client_id_until_a_new_one_takes_the_name():
    market = Market()
    orders = market.projections.orders
    first = market.do(buy(ALICE, 90, 1, name="n"))
    market.do(cancel(ALICE, first))
    assert orders.by_client_id(ALICE, BTCUSD, "n").order_id == first
    second = market.do(buy(ALICE, 91, 1, name="n"))
    assert orders.by_client_id(ALICE, BTCUSD, "n").order_id == second
    market.do(cancel(ALICE, second))
    assert orders.by_client_id(ALICE, BTCUSD, "n").order_id == second
    assert orders.by_client_id(BOB, BTCUSD, "n") is None


def test_another_account_does_not_see_an_order():
    market = Market()
    order_id = market.do(buy(ALICE, 90, 1))
    assert market.projections.orders.by_id(BOB, BTCUSD, order_id) is None
    assert market.projections.orders.by_id(ALICE, BTCUSD + 1, order_id) is None
    market.do(cancel(ALICE, order_id))
    assert market.projections.orders.by_id(BOB, BTCUSD, order_id) is None


def test_a_reduced_order_keeps_its_place_and_takes_its_new_name():
    market = Market()
    order_id = market.do(buy(ALICE, 90, 5, name="old"))
    market.do(reduce(ALICE, order_id, 3, name="new"))
    orders = market.projections.orders
    found = orders.by_client_id(ALICE, BTCUSD, "new")
    assert (found.order_id, found.quantity_lots, found.open_lots) == (order_id, 3, 3)
    assert orders.by_client_id(ALICE, BTCUSD, "old") is None
    assert market.projections.depth.best(BTCUSD)[0] == (9_000, 3)


def test_a_replacement_cancels_the_one_and_places_the_other():
    market = Market()
    first = market.do(buy(ALICE, 90, 5, name="a"))
    second = market.do(replace(first, buy(ALICE, 91, 4, name="a")))
    assert status_of(market, ALICE, first) == "CANCELED"
    assert market.projections.orders.by_id(ALICE, BTCUSD, first).done_reason == DoneReason.REPLACED
    assert market.projections.orders.by_client_id(ALICE, BTCUSD, "a").order_id == second
    assert market.projections.depth.snapshot(BTCUSD, 5)[1] == [(9_100, 4)]


def test_self_trade_prevention_says_what_each_order_lost():
    market = Market()
    maker = market.do(sell(ALICE, 100, 5))
    both = {"self_trade_prevention": SelfTradePrevention.EXPIRE_BOTH}
    taker = market.do(buy(ALICE, 100, 3, **both))
    for order_id, lots in ((maker, 5), (taker, 3)):
        found = market.projections.orders.by_id(ALICE, BTCUSD, order_id)
        assert OrderStatus(found.status) is OrderStatus.EXPIRED_IN_MATCH
        assert (found.prevented_match_id, found.prevented_lots) == (1, lots)
    (match,) = market.projections.prevented.of_account(ALICE, BTCUSD, Page(10))
    assert (match.taker_order_id, match.maker_order_id) == (taker, maker)
    assert (match.taker_lots, match.maker_lots) == (3, 5)
    assert market.projections.prevented.of_account(ALICE, BTCUSD, Page(10), 999) == []


def test_a_taker_that_outlives_a_prevented_match_goes_on():
    market = Market()
    market.do(sell(ALICE, 100, 5))
    market.do(sell(BOB, 101, 2))
    mode = {"self_trade_prevention": SelfTradePrevention.EXPIRE_MAKER}
    taker = market.do(buy(ALICE, 101, 3, **mode))
    found = market.projections.orders.by_id(ALICE, BTCUSD, taker)
    assert OrderStatus(found.status) is OrderStatus.PARTIALLY_FILLED
    assert (found.executed_lots, found.prevented_lots, found.prevented_match_id) == (2, 0, 1)


def test_decrement_takes_from_both_and_ends_the_smaller():
    market = Market()
    maker = market.do(sell(ALICE, 100, 5))
    mode = {"self_trade_prevention": SelfTradePrevention.DECREMENT}
    taker = market.do(buy(ALICE, 100, 2, **mode))
    smaller = market.projections.orders.by_id(ALICE, BTCUSD, taker)
    larger = market.projections.orders.by_id(ALICE, BTCUSD, maker)
    assert OrderStatus(smaller.status) is OrderStatus.EXPIRED_IN_MATCH
    assert (larger.status, larger.open_lots, larger.prevented_lots) == (OrderStatus.NEW, 3, 2)
    assert market.projections.depth.best(BTCUSD) == (None, (10_000, 3))
    market.do(buy(ALICE, 100, 9, **mode))
    assert OrderStatus(larger.status) is OrderStatus.EXPIRED_IN_MATCH
    assert market.projections.depth.best(BTCUSD) == ((10_000, 6), None)


def test_a_transfer_within_a_group_is_seen_by_both_and_is_no_trade():
    market = Market()
    market.do(pack.set_trade_group(ALICE, 7), pack.set_trade_group(BOB, 7))
    mode = {"self_trade_prevention": SelfTradePrevention.TRANSFER}
    market.do(sell(ALICE, 100, 5, **mode))
    market.do(buy(BOB, 100, 5, **mode))
    real, kept = market.twin.exchange.balances(), market.projections.balances
    assert {key: kept.of_asset(*key) for key in real} == real
    assert market.projections.trades.recent(BTCUSD, 9) == []
    for account_id in (ALICE, BOB):
        (match,) = market.projections.prevented.of_account(account_id, BTCUSD, Page(10))
        assert (match.taker_lots, match.maker_lots) == (5, 5)


def test_history_holds_open_and_done_orders_by_id():
    market = Market()
    ids = [market.do(buy(ALICE, 90 + place, 1)) for place in range(6)]
    for place in (1, 4):
        market.do(cancel(ALICE, ids[place]))
    history = market.projections.orders.history

    def of(page):
        return [order.order_id for order in history(ALICE, BTCUSD, page)]

    assert of(Page(10)) == ids
    assert of(Page(2)) == ids[-2:]
    assert of(Page(3, from_id=ids[1])) == ids[1:4]
    assert of(Page(10, end_ns=BEGIN_MS * MS_NS - 1)) == []


def test_open_orders_are_counted_and_listed_by_id():
    market = Market()
    ids = [market.do(buy(ALICE, 90, 1)), market.do(buy(ALICE, 80, 1))]
    assert [o.order_id for o in market.projections.orders.open_orders(ALICE)] == ids
    assert market.projections.orders.open_count(ALICE, BTCUSD) == 2
    assert market.projections.orders.open_count(BOB) == 0


def test_what_the_customer_wrote_beside_an_order_is_kept():
    market = Market()
    label = Label(client_order_id="n", strategy_id=7, strategy_type=1_000_000)
    order_id = market.do(buy(ALICE, 90, 1, name="n", label=label))
    found = market.projections.orders.by_id(ALICE, BTCUSD, order_id)
    assert (found.strategy_id, found.strategy_type) == (7, 1_000_000)
