"""What is told to everybody: each stream's payload, and when it is told."""

import pytest

from glassbook.gateway.streams.catalogue import ENTRIES
from glassbook.protocol import commands as pack
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.gateway.streams.venue import (
    ALICE,
    BEGIN_NS,
    BOB,
    BTCUSD,
    CAROL,
    ETHUSD,
    MS_NS,
    SmallVenue,
    buy,
    sell,
)

BEGIN_MS = BEGIN_NS // MS_NS


@pytest.fixture
def venue():
    return SmallVenue()


def data_of(events):
    return [event["data"] for event in events]


# --- trades -------------------------------------------------------------------------------------


@pytest.mark.operation("stream <symbol>@trade")
def test_a_trade_names_both_orders_and_the_maker(venue):
    client = venue.client("/ws/btcusd@trade")
    maker = venue.place(sell(BOB, 100, 15_000))
    taker = venue.place(buy(ALICE, 101, 5_000))
    assert client.heard() == [
        {
            "e": "trade",
            "E": BEGIN_MS,
            "s": "BTCUSD",
            "t": 1,
            "p": "100.00000000",
            "q": "0.50000000",
            "b": taker,
            "a": maker,
            "T": BEGIN_MS,
            "m": False,
            "M": True,
        }
    ]
    venue.place(buy(ALICE, 90, 1))
    venue.place(sell(BOB, 90, 1))
    (event,) = client.heard()
    assert (event["t"], event["m"]) == (2, True)


@pytest.mark.operation("stream <symbol>@aggTrade", "stream <symbol>@trade")
def test_every_trade_is_told_and_those_of_one_order_at_one_price_make_one_aggregate(venue):
    client = venue.client("/stream", "streams=btcusd@trade/btcusd@aggTrade")
    venue.place(sell(BOB, 100, 1), sell(CAROL, 100, 2), sell(BOB, 101, 4))
    venue.place(buy(ALICE, 101, 7), sell(BOB, 101, 1), buy(ALICE, 101, 1))
    told = data_of(client.heard())
    assert [event["t"] for event in told if event["e"] == "trade"] == [1, 2, 3, 4]
    aggregates = [event for event in told if event["e"] == "aggTrade"]
    assert [(e["a"], e["p"], e["q"], e["f"], e["l"]) for e in aggregates] == [
        (1, "100.00000000", "0.00030000", 1, 2),
        (2, "101.00000000", "0.00040000", 3, 3),
        (3, "101.00000000", "0.00010000", 4, 4),
    ]
    assert aggregates[0] == {
        "e": "aggTrade",
        "E": BEGIN_MS,
        "s": "BTCUSD",
        "a": 1,
        "p": "100.00000000",
        "q": "0.00030000",
        "f": 1,
        "l": 2,
        "T": BEGIN_MS,
        "m": False,
        "M": True,
    }


def test_trades_of_another_symbol_are_not_told(venue):
    client = venue.client("/ws/ethusd@trade/ethusd@aggTrade")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    assert client.heard() == []


# --- books --------------------------------------------------------------------------------------


@pytest.mark.operation("stream <symbol>@bookTicker")
def test_a_book_ticker_is_told_at_once_when_the_touch_changed_and_only_then(venue):
    client = venue.client("/ws/btcusd@bookTicker")
    bid = venue.place(buy(ALICE, 99, 10))
    venue.place(sell(BOB, 101, 20), sell(BOB, 102, 20))
    venue.place(buy(ALICE, 98, 10))
    first, second = client.heard()
    assert (first["u"], first["b"], first["a"]) == (bid, "99.00000000", "0.00000000")
    assert second == {
        "u": bid + 2,
        "s": "BTCUSD",
        "b": "99.00000000",
        "B": "0.00100000",
        "a": "101.00000000",
        "A": "0.00200000",
    }


def test_who_comes_to_a_quiet_market_is_told_how_it_stands(venue):
    venue.place(buy(ALICE, 99, 10))
    venue.wait(1000)
    early = venue.client("/ws/btcusd@bookTicker/btcusd@ticker")
    venue.wait(1000)
    assert len(early.heard()) == 2
    late = venue.client("/ws/btcusd@bookTicker/btcusd@ticker")
    venue.wait(1000)
    assert len(late.heard()) == 2
    assert early.heard() == []


def test_a_book_that_changed_and_lost_its_last_listener_before_the_beat_is_passed_over(venue):
    client = venue.client("/ws/btcusd@depth5/ethusd@depth5")
    venue.wait(1000)
    client.heard()
    venue.place(buy(ALICE, 99, 10), buy(ALICE, 99, 10, symbol_id=ETHUSD))
    client.ask("UNSUBSCRIBE", "btcusd@depth5")
    venue.wait(1000)
    assert len(client.heard()) == 1


def test_a_book_whose_only_listener_left_before_the_first_beat_is_passed_over(venue):
    client = venue.client("/ws/btcusd@bookTicker/ethusd@bookTicker")
    client.ask("UNSUBSCRIBE", "btcusd@bookTicker")
    venue.wait(1000)
    assert [event["s"] for event in client.heard()] == ["ETHUSD"]


@pytest.mark.operation("stream <symbol>@depth")
def test_differences_join_and_remove_levels_with_zero(venue):
    venue.place(sell(BOB, 105, 1))
    snapshot_id, *_ = venue.projections.depth.snapshot(BTCUSD, 100)
    client = venue.client("/ws/btcusd@depth@100ms")
    bid = venue.place(buy(ALICE, 99, 10), buy(ALICE, 98, 10))
    assert client.heard() == []
    venue.wait(100)
    (first,) = client.heard()
    assert first == {
        "e": "depthUpdate",
        "E": BEGIN_MS + 100,
        "s": "BTCUSD",
        "U": snapshot_id + 1,
        "u": bid + 1,
        "b": [["99.00000000", "0.00100000"], ["98.00000000", "0.00100000"]],
        "a": [],
    }
    venue.wait(5_000)
    assert client.heard() == []
    venue.do(pack.deposit(ALICE, 1, 1))
    venue.do(pack.cancel_order(ALICE, BTCUSD, bid))
    venue.wait(100)
    (second,) = client.heard()
    assert second["U"] == first["u"] + 1
    assert second["u"] == bid + 3
    assert second["b"] == [["99.00000000", "0.00000000"]]


def test_one_difference_a_second_holds_all_that_changed_in_it(venue):
    client = venue.client("/stream", "streams=btcusd@depth/btcusd@depth@1000ms/btcusd@depth@100ms")
    for price in range(90, 100):
        venue.place(buy(ALICE, price, 1))
        venue.wait(100)
    told = client.heard()
    by_stream = {name: [e["data"] for e in told if e["stream"] == name] for name in NAMES}
    assert [len(by_stream[name]) for name in NAMES] == [1, 1, 10]
    assert by_stream["btcusd@depth"] == by_stream["btcusd@depth@1000ms"]
    assert len(by_stream["btcusd@depth"][0]["b"]) == 10


NAMES = ("btcusd@depth", "btcusd@depth@1000ms", "btcusd@depth@100ms")


@pytest.mark.operation("stream <symbol>@depth<levels>")
def test_the_best_levels_are_told_whole_at_every_beat(venue):
    prices = range(90, 98)
    venue.place(*[buy(ALICE, price, 1) for price in prices], sell(BOB, 101, 3))
    client = venue.client("/ws/btcusd@depth5@100ms")
    venue.wait(100)
    (first,) = client.heard()
    assert first["lastUpdateId"] == venue.twin.sequence
    assert [price for price, _ in first["bids"]] == [f"{p}.00000000" for p in (97, 96, 95, 94, 93)]
    assert first["asks"] == [["101.00000000", "0.00030000"]]
    deeper = venue.place(buy(ALICE, 90, 1))
    venue.wait(100)
    assert client.heard() == [{**first, "lastUpdateId": deeper}]
    venue.place(buy(ALICE, 93, 1))
    venue.wait(100)
    assert client.heard()[0]["bids"][-1] == ["93.00000000", "0.00020000"]


def test_the_best_levels_of_a_quiet_book_are_told_again_with_the_id_of_its_last_change(venue):
    bid = venue.place(buy(ALICE, 99, 10))
    client = venue.client("/ws/btcusd@depth5/btcusd@depth20@100ms/ethusd@depth10@100ms")
    venue.wait(1_000)
    client.heard()
    venue.place(buy(ALICE, 50, 10, symbol_id=ETHUSD))
    venue.wait(3_000)
    told = client.heard()
    ours = [event for event in told if event["bids"][0][0] == "99.00000000"]
    assert len(ours) == 3 + 30
    assert {event["lastUpdateId"] for event in ours} == {bid}
    assert len(told) == 3 + 30 + 30


# --- tickers ------------------------------------------------------------------------------------


@pytest.mark.operation("stream <symbol>@ticker")
def test_a_ticker_shows_the_day_and_the_touch(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.place(sell(BOB, 110, 3), buy(ALICE, 110, 2), buy(ALICE, 90, 5))
    client = venue.client("/ws/btcusd@ticker")
    venue.wait(1000)
    (event,) = client.heard()
    now_ms = BEGIN_MS + 1000
    assert event == {
        "e": "24hrTicker",
        "E": now_ms,
        "s": "BTCUSD",
        "p": "10.00000000",
        "P": "10.000",
        "w": "106.66666666",
        "x": "0.00000000",
        "c": "110.00000000",
        "Q": "0.00020000",
        "b": "90.00000000",
        "B": "0.00050000",
        "a": "110.00000000",
        "A": "0.00010000",
        "o": "100.00000000",
        "h": "110.00000000",
        "l": "100.00000000",
        "v": "0.00030000",
        "q": "0.03200000",
        "O": now_ms - 86_400_000 - (now_ms % 60_000),
        "C": now_ms,
        "F": 1,
        "L": 2,
        "n": 2,
    }


def test_a_ticker_is_told_again_only_when_something_changed(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    client = venue.client("/ws/btcusd@ticker/btcusd@miniTicker/btcusd@ticker_1h/btcusd@avgPrice")
    venue.wait(1000)
    assert sorted(event["e"] for event in client.heard()) == [
        "1hTicker",
        "24hrMiniTicker",
        "24hrTicker",
        "avgPrice",
    ]
    venue.wait(120_000)
    assert client.heard() == []
    venue.place(sell(BOB, 101, 1), buy(ALICE, 101, 1))
    venue.wait(1000)
    assert len(client.heard()) == 4


@pytest.mark.operation(
    "stream <symbol>@miniTicker", "stream <symbol>@ticker_<window>", "stream <symbol>@avgPrice"
)
def test_the_small_tickers_show_what_the_documents_list(venue):
    venue.place(sell(BOB, 100, 2), buy(ALICE, 100, 2))
    venue.place(sell(BOB, 95, 2), buy(ALICE, 95, 2))
    streams = "streams=btcusd@miniTicker/btcusd@ticker_4h/btcusd@avgPrice"
    client = venue.client("/stream", streams)
    venue.wait(1000)
    told = {event["stream"]: event["data"] for event in client.heard()}
    now_ms = BEGIN_MS + 1000
    assert told["btcusd@miniTicker"] == {
        "e": "24hrMiniTicker",
        "E": now_ms,
        "s": "BTCUSD",
        "c": "95.00000000",
        "o": "100.00000000",
        "h": "100.00000000",
        "l": "95.00000000",
        "v": "0.00040000",
        "q": "0.03900000",
    }
    assert told["btcusd@ticker_4h"] == {
        "e": "4hTicker",
        "E": now_ms,
        "s": "BTCUSD",
        "p": "-5.00000000",
        "P": "-5.000",
        "o": "100.00000000",
        "h": "100.00000000",
        "l": "95.00000000",
        "c": "95.00000000",
        "w": "97.50000000",
        "v": "0.00040000",
        "q": "0.03900000",
        "O": now_ms - 4 * 3_600_000 - (now_ms % 60_000),
        "C": now_ms,
        "F": 1,
        "L": 2,
        "n": 2,
    }
    assert told["btcusd@avgPrice"] == {
        "e": "avgPrice",
        "E": now_ms,
        "s": "BTCUSD",
        "i": "5m",
        "w": "97.50000000",
        "T": BEGIN_MS,
    }


def test_an_average_without_trades_in_its_minutes_is_the_last_price(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.place(sell(BOB, 90, 1), buy(ALICE, 90, 1))
    client = venue.client("/ws/btcusd@avgPrice")
    venue.wait(3_600_000)
    first, *_, last = client.heard()
    assert (first["w"], last["w"]) == ("95.00000000", "90.00000000")


@pytest.mark.operation("stream !miniTicker@arr")
def test_an_array_holds_every_ticker_at_first_and_then_those_that_changed(venue):
    client = venue.client("/ws/!miniTicker@arr")
    venue.wait(1000)
    (first,) = client.heard()
    assert [ticker["s"] for ticker in first] == ["BTCUSD", "ETHUSD"]
    venue.wait(1000)
    assert client.heard() == []
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(1000)
    (second,) = client.heard()
    assert [ticker["s"] for ticker in second] == ["BTCUSD"]


def test_who_comes_late_to_an_array_is_told_all_of_it(venue):
    venue.client("/ws/!miniTicker@arr")
    venue.wait(1000)
    late = venue.client("/ws/!miniTicker@arr")
    venue.wait(1000)
    assert [len(event) for event in late.heard()] == [2]


def test_the_last_trade_of_an_average_is_told_to_the_microsecond(venue):
    venue.now_ns += 123_456_789
    venue.place(sell(BOB, 100, 2), buy(ALICE, 100, 2))
    client = venue.client("/ws/btcusd@avgPrice", "timeUnit=MICROSECOND")
    venue.wait(2000)
    assert client.heard()[0]["T"] == BEGIN_MS * 1_000 + 123_456


def test_before_the_first_trade_there_is_no_average(venue):
    client = venue.client("/ws/btcusd@avgPrice")
    venue.wait(3_000)
    assert client.heard() == []


def test_an_array_may_be_told_every_three_seconds(venue):
    client = venue.client("/ws/!ticker@arr@3000ms")
    for _ in range(6):
        venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
        venue.wait(1000)
    assert len(client.heard()) == 2


@pytest.mark.operation("stream <symbol>@referencePrice")
def test_the_reference_price_is_the_last_trades_until_the_house_sets_one(venue):
    client = venue.client("/ws/btcusd@referencePrice")
    venue.wait(2000)
    assert client.heard() == [
        {"e": "referencePrice", "s": "BTCUSD", "r": None, "t": BEGIN_MS + 1000}
    ]
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(2000)
    (traded,) = client.heard()
    assert (traded["r"], traded["t"]) == ("100.00000000", BEGIN_MS + 3000)
    venue.do(pack.set_symbol_rule(BTCUSD, SymbolRule.REFERENCE_PRICE_TICKS, 9_900))
    venue.wait(2000)
    assert [told["r"] for told in client.heard()] == ["99.00000000"]


@pytest.mark.operation("stream <symbol>@blockTrade", lacks="no trade is ever made outside the book")
def test_a_stream_of_block_trades_is_open_and_silent(venue):
    client = venue.client("/ws/btcusd@blockTrade")
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))
    venue.wait(2000)
    assert client.heard() == []


# --- all of them --------------------------------------------------------------------------------

ALL = [what for entry in ENTRIES for what in entry.streams if what not in {"auction", "blockTrade"}]


def test_while_orders_collect_the_auction_tells_what_it_would_come_to(venue):
    client = venue.client("/ws/btcusd@auction")
    venue.do(pack.set_symbol_status(BTCUSD, SymbolStatus.PRE_TRADING))
    venue.place(sell(BOB, 100, 1), buy(ALICE, 103, 3))
    venue.wait(2000)
    told = client.heard()[-1]
    assert (told["e"], told["s"], told["p"]) == ("auction", "BTCUSD", "100.00000000")
    assert float(told["Q"]) == 2 * float(told["q"])
    assert told["b"]
    venue.do(pack.set_symbol_status(BTCUSD, SymbolStatus.AUCTION_MATCH))
    venue.wait(2000)
    assert client.heard() == []


def test_a_halt_is_told_to_those_who_listen_and_to_those_who_come(venue):
    client = venue.client("/ws/btcusd@status")
    venue.wait(1000)
    venue.do(pack.set_symbol_status(BTCUSD, SymbolStatus.HALT))
    venue.wait(3000)
    assert [(told["e"], told["s"], told["S"]) for told in client.heard()] == [
        ("status", "BTCUSD", "TRADING"),
        ("status", "BTCUSD", "HALT"),
    ]
    newcomer = venue.client("/ws/btcusd@status")
    venue.wait(1000)
    assert [told["S"] for told in newcomer.heard()] == ["HALT"]


@pytest.mark.operation("stream !ticker@arr", "stream !ticker_<window>@arr")
@pytest.mark.parametrize("what", ALL)
def test_every_stream_of_the_table_says_something_in_a_market_that_trades(venue, what):
    name = what if what.startswith("!") else f"btcusd@{what}"
    client = venue.client("/stream", f"streams={name}")
    for price in (100, 101, 102, 103):
        venue.place(sell(BOB, price, 2), buy(ALICE, price, 1))
        venue.wait(1000)
    told = client.heard()
    assert told
    assert {event["stream"] for event in told} == {name}


def test_the_table_has_every_stream_that_clients_know():
    known = {
        *["trade", "aggTrade", "bookTicker", "ticker", "miniTicker", "avgPrice"],
        *["depth", "depth@100ms", "depth@1000ms", "depth5", "depth10@100ms", "depth20@1000ms"],
        *["kline_1s", "kline_1m", "kline_1w", "kline_1M", "kline_1d@+08:00"],
        *["ticker_1h", "ticker_4h", "ticker_1d", "!ticker@arr", "!miniTicker@arr"],
        *["!miniTicker@arr@1000ms", "!ticker@arr@3000ms", "!ticker_1h@arr", "!ticker_4h@arr"],
    }
    assert known <= set(ALL)
    assert len(ALL) == len(set(ALL))
