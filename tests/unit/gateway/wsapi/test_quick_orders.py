"""The usual order, taken on at once: told as on the plain way, and left to it whenever in doubt."""

import asyncio
import json

import pytest

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.wsapi.session import Settings
from glassbook.identity.api_keys import Permission
from glassbook.protocol.submission import QueueFull, VenueStopped
from tests.unit.gateway.wsapi.client import LIMIT, Api, Ed25519, Hmac, refusal_of

MARKET = {"symbol": "BTCUSD", "side": "BUY", "type": "MARKET", "quantity": "0.25"}
MAKER = {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT_MAKER", "quantity": 1, "price": 20000}


@pytest.fixture
def alice(house):
    return Hmac(house.alice)


@pytest.fixture
def plain(house, api):
    """A second connection, on which everything takes the plain way."""
    return Api(house, service=api.service, is_plain=True)


def without_ids(answer):
    """Return an answer without what no two orders share."""
    result = {n: v for n, v in answer["result"].items() if n not in {"orderId", "clientOrderId"}}
    fills = [{n: v for n, v in each.items() if n != "tradeId"} for each in result.get("fills", [])]
    return answer["status"], result | {"fills": fills}


@pytest.mark.parametrize(
    "order",
    [
        LIMIT,
        LIMIT | {"price": 30000, "newClientOrderId": "mine", "recvWindow": 60000},
        LIMIT | {"timeInForce": "IOC", "newOrderRespType": "RESULT"},
        LIMIT | {"selfTradePreventionMode": "EXPIRE_BOTH", "newOrderRespType": "ACK"},
        LIMIT | {"price": 50000},
        MARKET,
        MAKER,
    ],
)
def test_a_usual_order_is_told_as_on_the_plain_way(house, api, plain, alice, order):
    house.place(house.bob, "SELL", 2, 40_000)
    told = [api.ask("order.place", alice, **order)]
    named = {"newClientOrderId": "other"} if "newClientOrderId" in order else {}
    told.append(plain.ask("order.place", alice, **order | named))
    assert api.taken_on == 1
    assert without_ids(told[0]) == without_ids(told[1])
    used = [answer["rateLimits"][-1]["count"] for answer in told]
    assert used == [2, 3]  # the first was the order in the book


def test_settings_of_the_connection_hold(house, alice):
    api = Api(house, Settings(shows_limits=False, unit=TimeUnit.MICROSECOND))
    answer = api.ask("order.place", alice, **LIMIT)
    assert api.taken_on == 1
    assert answer.keys() == {"id", "status", "result"}
    assert answer["result"]["transactTime"] == house.clock() // 1_000


@pytest.mark.parametrize("request_id", [7, -1, "7", "\u00e9", 2**70])
def test_ids_are_given_back_as_they_came(house, api, alice, request_id):
    params = api.signed(alice, LIMIT)
    asked = {"id": request_id, "method": "order.place", "params": params}
    assert api.say(json.dumps(asked))["id"] == request_id
    assert api.taken_on == 1


def test_an_ed25519_key_signs_or_logs_on_once(house, api):
    key = Ed25519(house, "alice")
    api.result("order.place", key, **LIMIT)
    api.result("session.logon", key)
    api.result("order.place", **LIMIT)
    assert api.taken_on == 2


def test_a_session_whose_key_was_revoked_is_told_so_and_places_nothing(house, api):
    key = Ed25519(house, "alice")
    api.result("session.logon", key)
    house.keys.revoke(key.api_key)
    assert api.refusal("order.place", **LIMIT)[:2] == (400, -1102)
    assert api.taken_on == 0
    assert [each["error"]["code"] for each in api.heard()] == [-2015]


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 0.5},
        {"price": "3e4"},
        {"price": "-1"},
        {"stopPrice": "29000"},
        {"returnRateLimits": False},
        {"newClientOrderId": "x&newOrderRespType=ACK"},
        {"newClientOrderId": ""},
        {"symbol": "NOSUCH"},
        {"recvWindow": 70000},
        {"quantity": "0.000000001"},
    ],
)
def test_what_is_not_plainly_usual_goes_the_plain_way(house, api, plain, alice, changes):
    order = LIMIT | changes
    told = [way.ask("order.place", alice, **order) for way in (api, plain)]
    assert api.taken_on == 0
    assert told[0]["status"] == told[1]["status"]
    assert told[0].get("error") == told[1].get("error")
    if "rateLimits" in told[0]:
        assert told[0]["rateLimits"][-1]["count"] == 1, "it was counted once"


@pytest.mark.parametrize("wrong", ["signature", "apiKey", "timestamp"])
def test_whoever_is_not_plainly_who_he_says_is_refused_on_the_plain_way(house, api, alice, wrong):
    params = api.signed(alice, LIMIT)
    params[wrong] = {"signature": "0" * 64, "apiKey": "x" * 64, "timestamp": 1}[wrong]
    answer = api.say(json.dumps({"id": 1, "method": "order.place", "params": params}))
    assert answer["status"] in {400, 401}
    assert api.taken_on == 0


def test_a_key_that_may_not_trade_is_refused(house, api):
    known = house.keys.create("alice", permissions=Permission.READ)
    assert api.refusal("order.place", Hmac(known), **LIMIT)[:2] == (401, -2015)
    assert api.taken_on == 0


def test_too_many_orders_are_refused_at_once_with_when_to_come_again(house, api, alice):
    order = LIMIT | {"quantity": "0.001"}
    for _ in range(100):
        api.result("order.place", alice, **order)
    answer = api.ask("order.place", alice, **order)
    assert api.taken_on == 101
    assert refusal_of(answer)[:2] == (429, -1015)
    assert answer["error"]["data"]["retryAfter"] > house.clock() // 1_000_000


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (QueueFull(), (503, -1008)),
        (VenueStopped("stopping"), (503, -1016)),
        (VenueStopped("stopping", is_unknown=True), (503, -1007)),
        (RuntimeError("ours"), (500, -1000)),
    ],
)
def test_what_the_venue_cannot_do_is_said_at_once(house, api, alice, trouble, refusal):
    house.exchange.trouble = trouble
    assert api.refusal("order.place", alice, **LIMIT)[:2] == refusal
    assert api.taken_on == 1


def test_what_the_core_refuses_is_said_with_its_code(house, api, alice):
    house.place(house.bob, "SELL", 1, 20_000)
    refused = api.refusal("order.place", alice, **MAKER)
    assert refused[:2] == (400, -2010)
    assert api.taken_on == 1


def placing(api, alice, request_id=1, **changes):
    params = api.signed(alice, LIMIT | changes)
    return json.dumps({"id": request_id, "method": "order.place", "params": params})


def test_orders_of_one_turn_are_one_run_and_each_is_told_its_own(house, api, alice):
    batches = []
    house.exchange.listeners.append(lambda applied: batches.append(len(applied.batch.commands)))
    house.place(house.bob, "SELL", 1, 40_000)
    batches.clear()
    texts = [
        placing(api, alice, "rests"),
        placing(api, alice, "takes", price="40000", newClientOrderId="first"),
        placing(api, alice, "is plain", price="3e4"),
        placing(api, alice, "is left", price="40000", newClientOrderId="second"),
        placing(api, alice, "rests, too"),
    ]
    answers = {answer["id"]: answer for answer in api.say_all(texts)}
    assert api.taken_on == 4
    assert batches == [4]
    assert answers["is plain"]["status"] == 400
    told = {name: each["result"]["status"] for name, each in answers.items() if "result" in each}
    assert told == {"rests": "NEW", "takes": "FILLED", "is left": "FILLED", "rests, too": "NEW"}
    assert answers["is left"]["result"]["clientOrderId"] == "second"


def test_no_request_of_a_session_overtakes_an_order(house, api, alice):
    """An order, its cancel, another of that name: as they came, though the orders are taken up."""
    name = {"newClientOrderId": "mine"}
    cancel = {"symbol": "BTCUSD", "origClientOrderId": "mine"}
    for unusual in (
        {"method": "order.cancel", "params": api.signed(alice, cancel)},
        {"method": "openOrders.cancelAll", "params": api.signed(alice, {"symbol": "BTCUSD"})},
    ):
        texts = [
            placing(api, alice, **name),
            json.dumps({"id": 2, **unusual}),
            placing(api, alice, **name),
        ]
        answers = api.say_all(texts)
        assert [answer["status"] for answer in answers] == [200] * 3, answers
        api.result("order.cancel", alice, **cancel)


def test_sessions_of_one_turn_are_told_apart(house, api, alice):
    """One logs on, one signs, one has a key that was revoked: all in the turn of one loop."""
    key, gone = Ed25519(house, "alice"), Ed25519(house, "alice")
    mine, signs, lost = (Api(house, service=api.service) for _ in range(3))
    mine.result("session.logon", key)
    lost.result("session.logon", gone)
    house.keys.revoke(gone.api_key)
    bare = LIMIT | {"timestamp": house.clock() // 1_000_000}
    unsigned = json.dumps({"id": 1, "method": "order.place", "params": bare})

    async def all_at_once():
        said = [
            mine._say_all([unsigned.encode()]),
            signs._say_all([placing(signs, alice).encode()]),
        ]
        said.append(lost._say_all([unsigned.encode()]))
        return await asyncio.gather(*said)

    answers = [several[0] for several in asyncio.run(all_at_once())]
    assert [answer["status"] for answer in answers] == [200, 200, 400]
    assert (mine.taken_on, signs.taken_on, lost.taken_on) == (2 - 1, 1, 0)
