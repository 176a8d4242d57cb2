"""What anybody may see: the book, the tape, candles, tickers, and the rules of the venue."""

import pytest

from glassbook.protocol.symbols import SymbolStatus
from tests.unit.gateway.rest.house import BTCUSD, ETHUSD, START_NS

NOW_MS = START_NS // 1_000_000
MINUTE_MS = 60_000


@pytest.fixture
def traded(house):
    """Bought at once: 1 and 0.5 BTC; a minute later 0.25 sold. 1 BTC rests on each side."""
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.alice, "SELL", "1.5", "30010")
    house.place(house.bob, "BUY", "1.5", "30010")
    house.place(house.bob, "BUY", "1.25", "29990")
    house.clock.wait(60)
    house.place(house.alice, "SELL", "0.25", "29990")
    return house


def get(house, path, **parameters):
    return house.ask("GET", f"/api/v3/{path}", **parameters)


def test_the_venue_answers_and_tells_the_time(house):
    assert get(house, "ping").body == b"{}"
    assert get(house, "time").json == {"serverTime": NOW_MS}
    micro = house.ask("GET", "/api/v3/time", headers={"X-MBX-TIME-UNIT": "MICROSECOND"})
    assert micro.json == {"serverTime": NOW_MS * 1000}


def test_the_book_is_shown_best_first_in_eight_decimals(traded):
    told = get(traded, "depth", symbol="BTCUSD").json
    assert told["bids"] == [["29990.00000000", "1.00000000"]]
    assert told["asks"] == [["30010.00000000", "1.00000000"]]
    assert told["lastUpdateId"] == traded.exchange.engine.sequence


def test_the_book_is_cut_at_the_limit(house):
    for price in range(30_000, 30_010):
        house.place(house.alice, "SELL", "0.1", str(price))
    told = get(house, "depth", symbol="BTCUSD", limit=3).json
    assert [price for price, _ in told["asks"]] == [f"{p}.00000000" for p in (30000, 30001, 30002)]


def test_what_an_auction_would_come_to_is_shown_while_orders_collect(house):
    house.set_status(BTCUSD, SymbolStatus.PRE_TRADING)
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.bob, "BUY", "1.5", "30010")
    assert house.ask("GET", "/glassbook/v1/auction", symbol="BTCUSD").json == {
        "symbol": "BTCUSD",
        "status": "PRE_TRADING",
        "lastUpdateId": house.exchange.engine.sequence,
        "indicativePrice": "30000.00000000",
        "indicativeQty": "1.00000000",
        "surplusQty": "0.50000000",
        "surplusSide": "BUY",
    }
    house.set_status(BTCUSD, SymbolStatus.AUCTION_MATCH)
    told = house.ask("GET", "/glassbook/v1/auction", symbol="BTCUSD").json
    assert (told["indicativePrice"], told["surplusSide"]) == (None, None)
    assert get(house, "trades", symbol="BTCUSD").json[0]["price"] == "30000.00000000"


def test_before_an_auction_only_orders_that_can_wait_are_taken(house):
    house.set_status(BTCUSD, SymbolStatus.PRE_TRADING)
    told = house.place(house.bob, "BUY", "1", "30000", timeInForce="IOC")
    assert told.refusal[1:] == (
        -1013,
        "Before an auction only LIMIT orders with timeInForce GTC are accepted.",
    )


def test_trades_are_shown_oldest_first(traded):
    told = get(traded, "trades", symbol="BTCUSD").json
    assert told[0] == {
        "id": 1,
        "price": "30000.00000000",
        "qty": "1.00000000",
        "quoteQty": "30000.00000000",
        "time": NOW_MS,
        "isBuyerMaker": False,
        "isBestMatch": True,
    }
    assert [each["id"] for each in told] == [1, 2, 3]
    assert told[2]["isBuyerMaker"] is True
    assert [each["id"] for each in get(traded, "trades", symbol="BTCUSD", limit=1).json] == [3]


def test_older_trades_are_shown_from_an_id_on(traded):
    told = get(traded, "historicalTrades", symbol="BTCUSD", fromId=2, limit=1).json
    assert [each["id"] for each in told] == [2]


def test_trades_of_one_order_at_one_price_are_shown_as_one(house):
    for _ in range(2):
        house.place(house.alice, "SELL", "0.5", "30000")
    house.place(house.bob, "BUY", "1", "30000")
    assert get(house, "aggTrades", symbol="BTCUSD").json == [
        {
            "a": 1,
            "p": "30000.00000000",
            "q": "1.00000000",
            "f": 1,
            "l": 2,
            "T": NOW_MS,
            "m": False,
            "M": True,
        }
    ]


def test_aggregated_trades_are_asked_for_by_id_or_by_time_not_both(traded):
    answer = get(traded, "aggTrades", symbol="BTCUSD", fromId=1, startTime=1)
    assert answer.refusal == (400, -1128, "Combination of optional parameters invalid.")
    later = get(traded, "aggTrades", symbol="BTCUSD", startTime=NOW_MS + 1).json
    assert [each["a"] for each in later] == [3]


def test_candles_have_twelve_fields_and_the_open_one_is_among_them(traded):
    told = get(traded, "klines", symbol="BTCUSD", interval="1m").json
    open_ms = NOW_MS - NOW_MS % MINUTE_MS
    assert told[0] == [
        open_ms,
        "30000.00000000",
        "30010.00000000",
        "30000.00000000",
        "30010.00000000",
        "1.50000000",
        open_ms + MINUTE_MS - 1,
        "45005.00000000",
        2,
        "1.50000000",
        "45005.00000000",
        "0",
    ]
    assert [candle[8] for candle in told] == [2, 1]
    assert told == get(traded, "uiKlines", symbol="BTCUSD", interval="1m").json


def test_candles_in_microseconds_end_with_the_last_of_them(traded):
    told = traded.ask(
        "GET",
        "/api/v3/klines",
        headers={"X-MBX-TIME-UNIT": "MICROSECOND"},
        symbol="BTCUSD",
        interval="1m",
    ).json
    assert told[0][6] - told[0][0] == MINUTE_MS * 1000 - 1


def test_a_day_of_candles_begins_where_its_zone_says(traded):
    told = get(traded, "klines", symbol="BTCUSD", interval="1d", timeZone="-5:00").json
    assert told[0][0] % 86_400_000 == 5 * 3_600_000


@pytest.mark.parametrize("interval", ["2m", "1min", "1S"])
def test_an_unknown_interval_is_refused(house, interval):
    answer = get(house, "klines", symbol="BTCUSD", interval=interval)
    assert answer.refusal == (400, -1120, "Invalid interval.")


def test_the_last_day_is_summed_up(traded):
    told = get(traded, "ticker/24hr", symbol="BTCUSD").json
    assert told["openPrice"] == "30000.00000000"
    assert told["lastPrice"] == "29990.00000000"
    assert told["priceChange"] == "-10.00000000"
    assert told["priceChangePercent"] == "-0.033"
    assert told["highPrice"] == "30010.00000000"
    assert told["lowPrice"] == "29990.00000000"
    assert told["volume"] == "1.75000000"
    assert told["quoteVolume"] == "52502.50000000"
    assert told["weightedAvgPrice"] == "30001.42857142"
    assert (told["bidPrice"], told["askPrice"]) == ("29990.00000000", "30010.00000000")
    assert (told["lastQty"], told["count"]) == ("0.25000000", 3)
    assert (told["firstId"], told["lastId"]) == (1, 3)
    mini = get(traded, "ticker/24hr", symbol="BTCUSD", type="MINI").json
    assert set(mini) < set(told)
    assert "priceChange" not in mini


def test_one_symbol_is_an_object_several_are_a_list_and_none_are_all(traded):
    for path in ("ticker/price", "ticker/bookTicker", "ticker/24hr"):
        one = get(traded, path, symbol="BTCUSD").json
        assert get(traded, path, symbols='["BTCUSD"]').json == [one]
        assert [each["symbol"] for each in get(traded, path).json] == ["BTCUSD", "ETHUSD", "ETHBTC"]
        both = get(traded, path, symbol="BTCUSD", symbols='["BTCUSD"]')
        assert both.json["code"] == -1128


def test_a_market_without_trades_or_orders_shows_zeros(house):
    assert get(house, "ticker/price", symbol="ETHUSD").json == {
        "symbol": "ETHUSD",
        "price": "0.00000000",
    }
    assert get(house, "ticker/bookTicker", symbol="ETHUSD").json["askQty"] == "0.00000000"
    assert get(house, "ticker/24hr", symbol="ETHUSD").json["count"] == 0
    assert get(house, "klines", symbol="ETHUSD", interval="1m").json == []


def test_windows_roll_and_days_are_the_calendars(traded):
    minute = get(traded, "ticker", symbol="BTCUSD", windowSize="1m").json
    assert minute["openTime"] % MINUTE_MS == 0
    assert minute["closeTime"] == NOW_MS + MINUTE_MS
    assert get(traded, "ticker", symbols='["BTCUSD"]').json[0]["count"] == 3
    assert get(traded, "ticker/tradingDay", symbol="BTCUSD").json["openTime"] % 86_400_000 == 0
    missing = (400, -1102, "Param 'symbol' or 'symbols' must be sent, but both were empty/null!")
    assert get(traded, "ticker").refusal == missing
    assert get(traded, "ticker/tradingDay").refusal == missing
    assert get(traded, "ticker", symbol="BTCUSD", windowSize="60m").json["code"] == -1130
    assert get(traded, "ticker", symbol="BTCUSD", type="HUGE").refusal == (
        400,
        -1139,
        "Invalid ticker type.",
    )


def test_the_average_price_is_of_five_minutes(traded):
    assert get(traded, "avgPrice", symbol="BTCUSD").json == {
        "mins": 5,
        "price": "30001.42857142",
        "closeTime": NOW_MS + MINUTE_MS,
    }


def test_the_venue_shows_its_rules_with_the_price_filter_first(house):
    told = get(house, "exchangeInfo").json
    assert [each["symbol"] for each in told["symbols"]] == ["BTCUSD", "ETHUSD", "ETHBTC"]
    symbol = told["symbols"][0]
    assert symbol["status"] == "TRADING"
    assert symbol["orderTypes"] == [
        "LIMIT",
        "LIMIT_MAKER",
        "MARKET",
        "STOP_LOSS",
        "STOP_LOSS_LIMIT",
        "TAKE_PROFIT",
        "TAKE_PROFIT_LIMIT",
    ]
    assert symbol["icebergAllowed"]
    assert (symbol["permissions"], symbol["permissionSets"]) == (["SPOT"], [["SPOT"]])
    assert symbol["filters"] == [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": "0.01000000",
            "maxPrice": "10000000.00000000",
            "tickSize": "0.01000000",
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": "0.00001000",
            "maxQty": "9000.00000000",
            "stepSize": "0.00001000",
        },
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": "0.00000000",
            "maxQty": "100.00000000",
            "stepSize": "0.00000000",
        },
        {"filterType": "ICEBERG_PARTS", "limit": 50},
        {
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": 10,
            "maxTrailingAboveDelta": 2000,
            "minTrailingBelowDelta": 10,
            "maxTrailingBelowDelta": 2000,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": "1.00000000",
            "applyMinToMarket": True,
            "maxNotional": "92233720368.54775807",
            "applyMaxToMarket": True,
            "avgPriceMins": 0,
        },
    ]
    assert {each["rateLimitType"]: each["limit"] for each in told["rateLimits"][:1]} == {
        "REQUEST_WEIGHT": 1200
    }


def test_the_rules_of_some_symbols_can_be_asked_for(house):
    house.set_status(ETHUSD, SymbolStatus.HALT)

    def ask(**named):
        return [each["symbol"] for each in get(house, "exchangeInfo", **named).json["symbols"]]

    assert ask(symbol="ETHBTC") == ["ETHBTC"]
    assert ask(symbols='["ETHUSD","BTCUSD"]') == ["ETHUSD", "BTCUSD"]
    assert ask(symbolStatus="HALT") == ["ETHUSD"]
    assert ask(permissions="SPOT") == ask(permissions='["SPOT","MARGIN"]') == ask()
    assert ask(permissions="MARGIN") == []
    assert get(house, "exchangeInfo", symbol="BTCUSD", permissions="SPOT").json["code"] == -1128
    answer = get(house, "exchangeInfo", symbols='["BTCUSD","XYZUSD"]')
    assert answer.refusal == (400, -1121, "Invalid symbol.")


def test_a_symbol_in_another_state_than_asked_for_is_refused_or_left_out(house):
    house.set_status(ETHUSD, SymbolStatus.HALT)
    answer = get(house, "ticker/price", symbol="ETHUSD", symbolStatus="TRADING")
    assert answer.refusal == (
        400,
        -1220,
        "The symbol's status does not match the requested symbolStatus.",
    )
    answer = get(house, "referencePrice/calculation", symbol="ETHUSD", symbolStatus="TRADING")
    assert answer.refusal[1] == -1220
    left = get(house, "ticker/price", symbolStatus="TRADING").json
    assert [each["symbol"] for each in left] == ["BTCUSD", "ETHBTC"]
    bad = get(house, "ticker/price", symbolStatus="ASLEEP")
    assert bad.refusal == (400, -1122, "Invalid symbolStatus.")
