"""Methods that anybody may ask: REST's answers, with limits beside them."""

import pytest

from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.wsapi.methods import COUNTING_ORDERS, TWINS, twins
from glassbook.gateway.wsapi.session import Settings
from tests.unit.gateway.rest.house import House
from tests.unit.gateway.wsapi.client import Api, refusal_of

WEIGHT_USED = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1}
ASKED = {
    "ping": {},
    "time": {},
    "exchangeInfo": {"symbol": "BTCUSD"},
    "depth": {"symbol": "BTCUSD", "limit": 5},
    "trades.recent": {"symbol": "BTCUSD"},
    "trades.historical": {"symbol": "BTCUSD", "limit": 3},
    "trades.aggregate": {"symbol": "BTCUSD", "limit": 3},
    "blockTrades.historical": {"symbol": "BTCUSD", "fromId": 0},
    "klines": {"symbol": "BTCUSD", "interval": "1m"},
    "uiKlines": {"symbol": "BTCUSD", "interval": "1m"},
    "ticker.tradingDay": {"symbol": "BTCUSD"},
    "avgPrice": {"symbol": "BTCUSD"},
    "executionRules": {"symbols": ["BTCUSD", "ETHUSD"]},
    "referencePrice": {"symbol": "BTCUSD"},
    "referencePrice.calculation": {"symbol": "BTCUSD"},
    "ticker.24hr": {"symbols": ["BTCUSD", "ETHUSD"]},
    "ticker": {"symbol": "BTCUSD", "windowSize": "1h"},
    "ticker.price": {},
    "ticker.book": {"symbol": "BTCUSD"},
}


def rest_twin(name):
    return next(names[name] for names in TWINS.values() if name in names)


def as_text(value):
    return value if isinstance(value, str) else str(value).replace("'", '"').replace(" ", "")


@pytest.mark.parametrize("method", ASKED)
@pytest.mark.operation(
    "ws ping",
    "ws time",
    "ws exchangeInfo",
    "ws depth",
    "ws trades.recent",
    "ws trades.aggregate",
    "ws trades.historical",
    "ws uiKlines",
    "ws ticker.tradingDay",
    "ws klines",
    "ws avgPrice",
    "ws executionRules",
    "ws referencePrice",
    "ws referencePrice.calculation",
    "ws ticker.24hr",
    "ws ticker",
    "ws ticker.price",
    "ws ticker.book",
)
@pytest.mark.operation("ws blockTrades.historical", lacks="no trade is ever made outside the book")
def test_a_public_method_answers_as_its_rest_twin(house, api, method):
    house.place(house.alice, "SELL", 1, 30_000)
    house.place(house.bob, "BUY", "0.25", 30_000)
    params = ASKED[method]
    http, path = rest_twin(method)
    texts = {name: as_text(value) for name, value in params.items()}
    assert api.result(method, **params) == house.ask(http, path, **texts).json


def test_every_method_of_the_documents_is_named_once():
    names = [name for names in TWINS.values() for name in names]
    assert len(names) == len(set(names))
    assert COUNTING_ORDERS.issubset(names)


def test_a_method_whose_operation_rest_has_not_does_not_exist_here():
    without = [each for each in ENDPOINTS if each.path != "/api/v3/depth"]
    assert "depth" not in {method.name for method in twins(without, "us")}
    assert "depth" in {method.name for method in twins(ENDPOINTS, "us")}


def test_every_answer_tells_the_weight_used_so_far(house, api):
    first, second = api.ask("ping"), api.ask("exchangeInfo")
    assert first["rateLimits"] == [WEIGHT_USED | {"limit": 1_200, "count": 1}]
    assert second["rateLimits"] == [WEIGHT_USED | {"limit": 1_200, "count": 11}]
    house.ask("GET", "/api/v3/ping")
    assert api.ask("ping")["rateLimits"][0]["count"] == 13  # one limit for all doors


def test_a_refusal_tells_it_too(api):
    answer = api.ask("depth", symbol="NOSUCH")
    assert refusal_of(answer) == (400, -1121, "Invalid symbol.")
    assert answer["rateLimits"][0]["count"] == 1
    assert "result" not in answer


def test_an_order_book_of_many_levels_weighs_more(api):
    assert api.ask("depth", symbol="BTCUSD", limit=5000)["rateLimits"][0]["count"] == 50


def test_limits_can_be_left_out_of_an_answer(api):
    assert "rateLimits" not in api.ask("time", returnRateLimits=False)
    assert "rateLimits" not in api.ask("time", returnRateLimits="false")
    assert "rateLimits" in api.ask("time", returnRateLimits=True)
    assert api.refusal("time", returnRateLimits="perhaps")[1] == -1100


def test_limits_can_be_left_out_of_all_answers_but_those_that_want_them(house):
    api = Api(house, Settings(shows_limits=False))
    assert "rateLimits" not in api.ask("time")
    assert "rateLimits" not in api.ask("nothing")
    assert "rateLimits" in api.ask("time", returnRateLimits=True)


def test_a_venue_without_limits_has_none_to_tell(tmp_path):
    house = House(tmp_path, "none")
    assert Api(house).ask("ping")["rateLimits"] == []
    house.close()


def test_times_come_in_microseconds_to_who_asked_for_them(house):
    api = Api(house, Settings(unit=TimeUnit.MICROSECOND))
    assert api.result("time") == {"serverTime": house.clock() // 1_000}


def test_over_the_limit_a_request_is_told_when_to_come_again(house, api):
    for _ in range(24):
        api.result("depth", symbol="BTCUSD", limit=5000)
    house.clock.now_ns += 400_000_000
    answer = api.ask("ping")
    text = (
        "Too much request weight used; current limit is 1200 request weight per 1 MINUTE. "
        "Please use WebSocket Streams for live updates to avoid polling the API."
    )
    assert refusal_of(answer) == (429, -1003, text)
    now_ms = house.clock() // 1_000_000
    next_minute = (now_ms // 60_000 + 1) * 60_000
    assert answer["error"]["data"] == {"serverTime": now_ms, "retryAfter": next_minute}


def test_who_goes_on_is_banned_and_told_until_when(house, api):
    for _ in range(24):
        api.result("depth", symbol="BTCUSD", limit=5000)
    answers = [api.ask("ping") for _ in range(11)]
    assert [answer["status"] for answer in answers] == [429] * 10 + [418]
    until = answers[-1]["error"]["data"]["retryAfter"]
    assert str(until) in answers[-1]["error"]["msg"]
    assert until - house.clock() // 1_000_000 == 120_000


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, -1102),
        ({"symbol": ""}, -1105),
        ({"symbol": None}, -1105),
        ({"symbol": "btcusd"}, -1100),
        ({"symbol": "BTCUSD", "limit": "x"}, -1100),
        ({"symbol": "BTCUSD", "depth": 7}, -1104),
        ({"symbol": ["BTCUSD"]}, -1100),
        ({"symbol": {"name": "BTCUSD"}}, -1100),
    ],
)
def test_parameters_are_refused_as_rest_refuses_them(api, params, code):
    assert api.refusal("depth", **params)[:2] == (400, code)
