"""What is told of the market is what follows from its trades, counted again in the plainest way.

Trades at random times and prices are put through the projections as fills; then candles, windows,
averages and aggregates are computed from the whole list of trades, and compared.
"""

from itertools import groupby, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.projection.intervals import Interval
from glassbook.projection.pages import Page
from glassbook.protocol.orders import Side, TimeInForce
from tests.unit.projection.market import ALICE, BOB, BTCUSD, Market, buy, order, sell

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
STEPS_MS = st.sampled_from(
    [0, 1, 400, 1_000, 61_000, HOUR_MS, 7 * HOUR_MS, 2 * DAY_MS, 33 * DAY_MS]
)
TRADES = st.lists(
    st.tuples(
        STEPS_MS, st.sampled_from(Side), st.lists(st.integers(90, 110), min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=25,
)
INTERVALS = st.sampled_from(Interval)
OFFSETS_MS = st.sampled_from([0, 0, 8 * HOUR_MS, -HOUR_MS, 345 * MINUTE_MS])


def traded(trades):
    """Return a market in which takers traded so: (time passed, taker's side, makers' prices)."""
    market = Market()
    for step_ms, side, prices in trades:
        market.pass_ms(step_ms)
        resting = sell if side == Side.BUY else buy
        market.do(*[resting(ALICE, price, 3) for price in prices])
        worst = max(prices) if side == Side.BUY else min(prices)
        lots = 3 * len(prices)
        market.do(order(BOB, side, worst, lots, time_in_force=TimeInForce.IOC))
    return market


def tape(market):
    """Return every trade there was."""
    return market.projections.trades.since(BTCUSD, 1, 10_000)


@settings(max_examples=60)
@given(TRADES, INTERVALS, OFFSETS_MS, st.integers(1, 12), st.booleans())
def test_candles_are_counted_from_the_trades(trades, interval, offset_ms, limit, is_forward):
    market = traded(trades)
    market.pass_ms(90_000)
    first_ms = tape(market)[0].time_ns // 10**6
    expected = plain_candles(tape(market), interval, offset_ms, market.now_ms, limit, is_forward)
    got = market.projections.candles.klines(
        BTCUSD,
        interval,
        now_ms=market.now_ms,
        limit=limit,
        offset_ms=offset_ms,
        start_ms=first_ms + 1 if is_forward else None,
    )
    assert [tuple(candle) for candle in got] == expected


def plain_candles(trades, interval, offset_ms, now_ms, limit, is_forward):
    """Return the candles, one interval after the other from the first trade on."""
    first_ms = trades[0].time_ns // 10**6
    begin, opens = interval.open_ms(first_ms, offset_ms), []
    if is_forward and begin <= first_ms:
        begin = interval.next_ms(begin, offset_ms)
    elif not is_forward:
        begin = latest_begin(interval, offset_ms, begin, now_ms, limit)
    while begin <= now_ms and len(opens) < limit:
        opens.append(begin)
        begin = interval.next_ms(begin, offset_ms)
    return [plain_candle(trades, o, interval.next_ms(o, offset_ms) - 1) for o in opens]


def latest_begin(interval, offset_ms, begin, now_ms, limit):
    opens = [interval.open_ms(now_ms, offset_ms)]
    while len(opens) < limit and opens[-1] > begin:
        opens.append(interval.open_ms(opens[-1] - 1, offset_ms))
    return opens[-1]


def plain_candle(trades, open_ms, close_ms):
    inside = [t for t in trades if open_ms <= t.time_ns // 10**6 <= close_ms]
    if not inside:
        price = [t for t in trades if t.time_ns // 10**6 < open_ms][-1].price_ticks
        return (open_ms, close_ms, price, price, price, price, 0, 0, 0, 0, 0, -1, -1)
    prices = [t.price_ticks for t in inside]
    bought = [t for t in inside if not t.is_buyer_maker]
    return (
        open_ms,
        close_ms,
        prices[0],
        max(prices),
        min(prices),
        prices[-1],
        sum(t.quantity_lots for t in inside),
        sum(t.amount_units for t in inside),
        len(inside),
        sum(t.quantity_lots for t in bought),
        sum(t.amount_units for t in bought),
        inside[0].trade_id,
        inside[-1].trade_id,
    )


@settings(max_examples=60)
@given(TRADES, st.sampled_from([MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS]), STEPS_MS)
def test_a_window_holds_every_trade_since_the_minute_it_begins_in(trades, window_ms, later_ms):
    market = traded(trades)
    market.pass_ms(later_ms)
    start_ms = (market.now_ms - window_ms) // MINUTE_MS * MINUTE_MS
    inside = [t for t in tape(market) if t.time_ns // 10**6 >= start_ms]
    before = [t for t in tape(market) if t.time_ns // 10**6 < start_ms]

    got = market.projections.tickers.rolling(BTCUSD, window_ms, market.now_ms).statistics

    assert got.open_time_ms == start_ms
    assert got.trade_count == len(inside)
    assert got.volume_lots == sum(t.quantity_lots for t in inside)
    assert got.quote_units == sum(t.amount_units for t in inside)
    assert got.last_ticks == tape(market)[-1].price_ticks
    if inside:
        prices = [t.price_ticks for t in inside]
        assert (got.open_ticks, got.high_ticks) == (prices[0], max(prices))
        assert (got.low_ticks, got.last_ticks) == (min(prices), prices[-1])
        assert (got.first_trade_id, got.last_trade_id) == (inside[0].trade_id, inside[-1].trade_id)
    else:
        assert (got.first_trade_id, got.last_trade_id) == (-1, -1)
    if before and before[-1].time_ns // 10**6 > start_ms - 7 * DAY_MS:
        assert got.previous_close_ticks == before[-1].price_ticks


@settings(max_examples=40)
@given(TRADES)
def test_trades_of_one_taker_at_one_price_are_one_aggregate(trades):
    market = traded(trades)
    makers_first = [
        list(group)
        for _, group in groupby(
            tape(market), lambda t: (max(t.buyer_order_id, t.seller_order_id), t.price_ticks)
        )
    ]
    got = market.projections.trades.aggregated(BTCUSD, Page(10_000, from_id=1))
    assert [a.aggregate_id for a in got] == list(range(1, len(makers_first) + 1))
    assert [(a.first_trade_id, a.last_trade_id) for a in got] == [
        (group[0].trade_id, group[-1].trade_id) for group in makers_first
    ]
    assert [a.quantity_lots for a in got] == [
        sum(t.quantity_lots for t in group) for group in makers_first
    ]


ORDERS = st.lists(
    st.tuples(st.sampled_from(Side), st.integers(95, 105), st.integers(1, 9)), max_size=6
)


@settings(max_examples=60)
@given(st.lists(st.tuples(ORDERS, st.booleans()), min_size=1, max_size=15), st.integers(0, 14))
def test_a_local_book_kept_by_the_documented_rule_is_the_book(batches, snapshot_at):
    """Buffer differences, take a snapshot, drop old ones, apply the rest: ids join, books agree."""
    market = Market()
    reader = market.projections.depth.reader(BTCUSD)
    differences, snapshot = [], None
    for place, (orders, is_told) in enumerate(batches):
        sent = [order(ALICE if side else BOB, side, price, lots) for side, price, lots in orders]
        if sent:
            market.do(*sent)
        if is_told and (difference := reader.take()):
            differences.append(difference)
        if place == min(snapshot_at, len(batches) - 1):
            snapshot = market.projections.depth.snapshot(BTCUSD, 5_000)
    if last := reader.take():
        differences.append(last)
    assert all(d.first_update_id == c.last_update_id + 1 for c, d in pairwise(differences))
    assert local_book(snapshot, differences) == market.projections.depth.snapshot(BTCUSD, 5_000)[1:]


def local_book(snapshot, differences):
    """Return (bids, asks) as a client of the documented rule would have them."""
    last_update_id, *sides = snapshot
    books = [dict(side) for side in sides]
    news = [d for d in differences if d.last_update_id > last_update_id]
    assert not news or news[0].first_update_id <= last_update_id + 1
    for difference in news:
        for book, levels in zip(books, (difference.bids, difference.asks), strict=True):
            book.update(levels)
    kept = [[(p, lots) for p, lots in book.items() if lots] for book in books]
    return sorted(kept[0], reverse=True), sorted(kept[1])
