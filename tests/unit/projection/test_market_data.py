"""Stories of the market's data, at the places where it is easily told wrong."""

from glassbook.projection.candles import flat
from glassbook.projection.intervals import Interval
from glassbook.projection.pages import Page
from glassbook.protocol.orders import TimeInForce
from tests.unit.projection.lagging import LaggingHistory
from tests.unit.projection.market import (
    ALICE,
    BEGIN_MS,
    BOB,
    BTCUSD,
    Market,
    buy,
    cancel,
    sell,
)

MINUTE_MS, DAY_MS = 60_000, 86_400_000


def trade(market, price, *, makers=1):
    """Let Bob buy one lot from each of so many offers at one price."""
    market.do(*[sell(ALICE, price, 1) for _ in range(makers)])
    market.do(buy(BOB, price, makers, time_in_force=TimeInForce.IOC))


def closes(market, interval, limit):
    candles = market.projections.candles
    return [
        candle.close_ticks // 100
        for candle in candles.klines(BTCUSD, interval, now_ms=market.now_ms, limit=limit)
    ]


def test_the_best_level_of_each_side_is_the_one_nearest_the_other():
    market = Market()
    market.do(buy(ALICE, 98, 1), buy(ALICE, 99, 2), buy(ALICE, 97, 3))
    market.do(sell(BOB, 102, 4), sell(BOB, 101, 5), sell(BOB, 103, 6))
    assert market.projections.depth.best(BTCUSD) == ((9_900, 2), (10_100, 5))
    _, bids, asks = market.projections.depth.snapshot(BTCUSD, 2)
    assert bids == [(9_900, 2), (9_800, 1)]
    assert asks == [(10_100, 5), (10_200, 4)]


def test_a_level_that_came_and_went_between_two_differences_is_told_as_gone():
    market = Market()
    reader = market.projections.depth.reader(BTCUSD)
    order_id = market.do(buy(ALICE, 98, 1))
    market.do(cancel(ALICE, order_id))
    difference = reader.take()
    assert difference.bids == [(9_800, 0)]
    assert difference.last_update_id == market.twin.sequence
    assert reader.take() is None


def test_a_closed_reader_costs_the_book_nothing_and_leaves_the_others_alone():
    market = Market()
    slow, fast = (market.projections.depth.reader(BTCUSD) for _ in range(2))
    fast.close()
    market.do(buy(ALICE, 98, 1))
    assert fast.take() is None
    assert slow.take().bids == [(9_800, 1)]


def test_the_symbols_whose_book_the_last_batch_changed_are_known():
    market = Market()
    order_id = market.do(buy(ALICE, 98, 1))
    assert market.projections.depth.changed == {BTCUSD}
    market.do(cancel(BOB, order_id))
    assert market.projections.depth.changed == set()


def test_minutes_without_trades_repeat_the_close_before_them():
    market = Market()
    for price in (100, 105, 95):
        trade(market, price)
        market.pass_ms(3 * MINUTE_MS)
    assert closes(market, Interval.M1, 100) == [100, 100, 100, 105, 105, 105, 95, 95, 95, 95]
    open_ms = Interval.M1.open_ms(market.now_ms)
    newest = market.projections.candles.at(BTCUSD, Interval.M1, market.now_ms)
    assert newest == flat(open_ms, open_ms + MINUTE_MS - 1, 9_500)


def test_there_is_no_candle_before_the_first_trade():
    market = Market()
    assert market.projections.candles.at(BTCUSD, Interval.M1, market.now_ms) is None
    trade(market, 100)
    assert closes(market, Interval.MONTH, 100) == [100]
    candles = market.projections.candles
    assert candles.klines(BTCUSD, Interval.D1, now_ms=market.now_ms, limit=5, end_ms=0) == []


def test_weeks_begin_on_monday_and_months_on_the_first():
    days = DAY_MS
    assert Interval.W1.open_ms(BEGIN_MS) == 1_699_833_600_000  # Monday, 2023-11-13
    assert Interval.MONTH.open_ms(BEGIN_MS) == 1_698_796_800_000  # 2023-11-01
    assert Interval.MONTH.next_ms(1_698_796_800_000) == 1_698_796_800_000 + 30 * days
    shifted = Interval.D1.open_ms(BEGIN_MS, 8 * 3_600_000)  # it is already Wednesday there
    assert shifted == 1_699_977_600_000


def test_seven_days_are_remembered_and_the_price_before_them():
    market = Market()
    for price in range(100, 120):
        trade(market, price)
        week = market.projections.tickers.rolling(BTCUSD, 7 * DAY_MS, market.now_ms).statistics
        assert week.trade_count == min(8, price - 99)
        if price > 107:
            assert week.open_ticks == (price - 7) * 100
            assert week.previous_close_ticks == (price - 8) * 100
        market.pass_ms(DAY_MS)


def test_a_rise_is_told_in_thousandths_of_a_percent():
    market = Market()
    trade(market, 100)
    trade(market, 110)
    day = market.projections.tickers.day(BTCUSD, market.now_ms).statistics
    assert (day.change_ticks, day.change_percent_thousandths) == (1_000, 10_000)


def test_a_fall_is_cut_toward_zero_like_a_rise():
    market = Market()
    trade(market, 300)
    trade(market, 200)
    day = market.projections.tickers.day(BTCUSD, market.now_ms).statistics
    assert (day.change_ticks, day.change_percent_thousandths) == (-10_000, -33_333)


def test_the_answer_of_a_window_moves_on_with_the_minutes():
    market = Market()
    trade(market, 100)
    tickers = market.projections.tickers
    assert tickers.rolling(BTCUSD, MINUTE_MS, market.now_ms).statistics.trade_count == 1
    market.pass_ms(2 * MINUTE_MS)
    assert tickers.rolling(BTCUSD, MINUTE_MS, market.now_ms).statistics.trade_count == 0


def test_a_symbol_that_never_traded_has_no_prices():
    market = Market()
    ticker = market.projections.tickers.day(BTCUSD, market.now_ms)
    assert (ticker.statistics.last_ticks, ticker.last_quantity_lots) == (0, 0)
    average = market.projections.tickers.average(BTCUSD, market.now_ms)
    assert (average.volume_lots, average.close_time_ns) == (0, 0)


def test_the_tape_lets_go_of_old_trades_by_whole_aggregates():
    market = Market()
    for _ in range(200):
        trade(market, 100, makers=7)
    aggregated = market.projections.trades.aggregated(BTCUSD, Page(1_000, from_id=1))
    assert [a.quantity_lots for a in aggregated] == [7] * 200
    assert [t.trade_id for t in market.projections.trades.since(BTCUSD, 1, 2_000)] == [
        *range(1, 1_401)
    ]


def test_no_trade_is_let_go_before_it_is_written():
    store = LaggingHistory()
    market = Market(store)
    for _ in range(200):
        trade(market, 100, makers=7)
    recent = market.projections.trades.since(BTCUSD, 1, 2_000)
    assert [t.trade_id for t in recent] == [*range(1, 1_401)]
    store.catch_up(40)
    trade(market, 101)
    recent = market.projections.trades.since(BTCUSD, 1, 2_000)
    assert [t.trade_id for t in recent] == [*range(1, 1_402)]


def test_no_done_order_is_forgotten_before_it_is_written():
    store = LaggingHistory()
    market = Market(store)
    first = market.do(buy(ALICE, 50, 1, name="first"))
    market.do(cancel(ALICE, first))
    for _ in range(30):
        ids = [market.do(buy(ALICE, 50, 1)) for _ in range(80)]
        market.do(*[cancel(ALICE, order_id) for order_id in ids])
        store.catch_up(1)
    assert market.projections.orders.by_id(ALICE, BTCUSD, first).order_id == first
    assert market.projections.orders.by_client_id(ALICE, BTCUSD, "first").order_id == first
    assert len(market.projections.orders.history(ALICE, BTCUSD, Page(10_000, from_id=0))) == 2_401
