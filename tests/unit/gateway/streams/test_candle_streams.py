"""Candles as they are told: the open one, each closed one once, and nothing after it."""

from itertools import groupby

import pytest

from tests.unit.gateway.streams.venue import (
    ALICE,
    BEGIN_NS,
    BOB,
    MS_NS,
    SmallVenue,
    buy,
    sell,
)

BEGIN_MS = BEGIN_NS // MS_NS
DAY_MS = 86_400_000


@pytest.fixture
def venue():
    return SmallVenue()


@pytest.mark.operation("stream <symbol>@kline_<interval>")
def test_an_open_candle_is_told_to_newcomers_and_every_two_seconds_when_it_changed(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    client = venue.client("/ws/btcusd@kline_1m")
    venue.wait(100)
    assert [event["k"]["n"] for event in client.heard()] == [1]
    venue.place(sell(BOB, 90, 1), buy(ALICE, 90, 1))
    venue.wait(1_800)
    assert client.heard() == []
    venue.wait(100)
    (event,) = client.heard()
    kline = event.pop("k")
    assert event == {"e": "kline", "E": BEGIN_MS + 2_000, "s": "BTCUSD"}
    assert kline == {
        "t": BEGIN_MS - 20_000,
        "T": BEGIN_MS + 39_999,
        "s": "BTCUSD",
        "i": "1m",
        "f": 1,
        "L": 2,
        "o": "100.00000000",
        "c": "90.00000000",
        "h": "100.00000000",
        "l": "90.00000000",
        "v": "0.00020000",
        "n": 2,
        "x": False,
        "q": "0.01900000",
        "V": "0.00020000",
        "Q": "0.01900000",
        "B": "0",
    }
    venue.wait(10_000)
    assert client.heard() == []


def closed(events):
    return [event["k"] for event in events if event["k"]["x"]]


def test_a_closed_candle_is_told_exactly_once_whether_or_not_anything_traded_in_it(venue):
    client = venue.client("/ws/btcusd@kline_1m")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(180_000)
    events = client.heard()
    assert [key for key, _ in groupby(event["k"]["t"] for event in events)] == [
        BEGIN_MS - 20_000 + n * 60_000 for n in range(4)
    ]
    told = closed(events)
    assert [kline["t"] for kline in told] == [BEGIN_MS - 20_000 + n * 60_000 for n in range(3)]
    assert [kline["n"] for kline in told] == [1, 0, 0]
    assert [kline["c"] for kline in told] == ["100.00000000"] * 3
    assert (told[1]["f"], told[1]["L"]) == (-1, -1)


def test_before_the_first_trade_there_are_no_candles(venue):
    client = venue.client("/ws/btcusd@kline_1s")
    venue.wait(10_000)
    assert client.heard() == []


def test_a_trade_of_the_last_moment_that_is_folded_late_is_in_the_closed_candle(venue):
    client = venue.client("/ws/btcusd@kline_1m")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(39_900)
    stamped = venue.now_ns
    venue.wait(400)
    assert closed(client.heard()) == []
    now, venue.now_ns = venue.now_ns, stamped
    venue.place(sell(BOB, 120, 1), buy(ALICE, 120, 1))
    venue.now_ns = now
    venue.wait(1_000)
    (kline,) = closed(client.heard())
    assert (kline["h"], kline["n"]) == ("120.00000000", 2)


def test_nothing_is_told_of_a_candle_after_it_was_closed_even_when_the_clock_lags(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(39_700)
    early = venue.client("/ws/btcusd@kline_1m")
    now, venue.now_ns = venue.now_ns, venue.now_ns + 400 * MS_NS
    venue.place(sell(BOB, 101, 1), buy(ALICE, 101, 1))
    venue.now_ns = now
    venue.wait(100)
    assert len(closed(early.heard())) == 1
    late = venue.client("/ws/btcusd@kline_1m")
    venue.wait(100)
    assert early.heard() == late.heard() == []
    venue.wait(200)
    assert {event["k"]["o"] for event in late.heard()} == {"101.00000000"}


def test_a_batch_of_the_next_minute_closes_the_candle_at_the_next_beat(venue):
    client = venue.client("/ws/btcusd@kline_1m")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(40_000)
    venue.place(sell(BOB, 101, 1), buy(ALICE, 101, 1))
    venue.wait(100)
    (kline,) = closed(client.heard())
    assert (kline["c"], kline["n"]) == ("100.00000000", 1)


def test_seconds_are_told_every_second(venue):
    client = venue.client("/ws/btcusd@kline_1s")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(3_100)
    told = client.heard()
    assert [kline["t"] for kline in closed(told)] == [BEGIN_MS, BEGIN_MS + 1_000]
    assert [kline["n"] for kline in closed(told)] == [1, 0]


@pytest.mark.operation("stream <symbol>@kline_<interval>@+08:00")
def test_a_day_may_begin_and_end_eight_hours_earlier(venue):
    client = venue.client("/ws/btcusd@kline_1d@+08:00")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(2_000)
    end_ms = (BEGIN_MS // DAY_MS * 24 + 40) * 3_600_000  # 16:00 UTC of the next day
    venue.now_ns = (end_ms - 100) * MS_NS
    venue.wait(100)
    assert closed(client.heard()) == []
    venue.wait(1_000)
    (kline,) = closed(client.heard())
    assert (kline["t"], kline["T"]) == (end_ms - DAY_MS, end_ms - 1)
