"""Every operation of REST answers in the documented shape, and refuses in the documented order."""

import pytest

from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.identity.api_keys import Permission
from glassbook.projection.rebates import LABELS, Purpose
from glassbook.protocol import commands
from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER
from glassbook.protocol.symbols import SymbolRule
from tests.conformance.answers import ANSWERS
from tests.conformance.shape import mismatches
from tests.unit.gateway.rest.house import BTCUSD, START_NS, USD, House, request, sign

ALICE = FIRST_CUSTOMER

NOW_MS = START_NS // 1_000_000


@pytest.fixture
def house(tmp_path):
    """A venue where Alice has traded, prevented herself from it, amended, and waits."""
    kept = House(tmp_path)
    kept.alice = kept.keys.create("alice", permissions=Permission(127))
    for rule in (SymbolRule.RANGE_BID_UP, SymbolRule.RANGE_ASK_UP):
        kept.exchange.apply(commands.set_symbol_rule(BTCUSD, rule, 20_000))
    kept.place(kept.bob, "SELL", 2, 30_000)
    kept.place(kept.alice, "BUY", 1, 30_000)
    kept.place(kept.alice, "SELL", 1, 29_000, newClientOrderId="own")
    kept.place(kept.alice, "BUY", 1, 29_000, selfTradePreventionMode="EXPIRE_BOTH")
    kept.place(kept.alice, "BUY", 3, 20_000, newClientOrderId="resting")
    placed = kept.place(kept.alice, "BUY", 3, 19_000, newClientOrderId="amended")
    kept.amended = placed.json["orderId"]
    amended = {"symbol": "BTCUSD", "origClientOrderId": "amended", "newQty": 2}
    kept.ask("PUT", "/api/v3/order/amend/keepPriority", key=kept.alice, **amended)
    opened = {"subAccountString": "desk"}
    path = "/sapi/v1/sub-account/virtualSubAccount"
    kept.sub = kept.ask("POST", path, key=kept.alice, **opened).json["email"]
    sent = {"toEmail": kept.sub, "asset": "USD", "amount": 5}
    kept.ask("POST", "/sapi/v3/sub-account/transfer", key=kept.alice, **sent)
    kept.exchange.apply(commands.transfer(FEES, ALICE, USD, 1))
    kept.exchange.apply(commands.transfer(FEES, ALICE, USD, 1), LABELS[Purpose.REBATE])
    yield kept
    kept.close()


def ask(house, operation, example):
    method, path = operation.split()
    if example.key == "key":
        query = "&".join(f"{name}={value}" for name, value in example.parameters.items())
        headers = {"x-mbx-apikey": house.alice.api_key}
        return request(house.application, method, path, query.encode(), b"", headers, "203.0.113.7")
    key = house.alice if example.key == "signed" else None
    known = {"sub": house.sub, "amended": house.amended}
    parameters = {name: known.get(text, text) for name, text in example.parameters.items()}
    return house.ask(method, path, key=key, **parameters)


@pytest.mark.parametrize(
    "operation",
    [pytest.param(name, marks=pytest.mark.operation(name)) for name in ANSWERS],
)
def test_an_answer_has_the_documented_shape(house, operation):
    example = ANSWERS[operation]
    answer = ask(house, operation, example)
    assert answer.status == 200, answer.body
    assert list(mismatches(answer.json, example.shape)) == []


@pytest.mark.operation("PUT /api/v3/userDataStream", "DELETE /api/v3/userDataStream")
def test_a_listen_key_is_kept_alive_and_closed_with_nothing_said(house):
    key = house.stream_key("POST", house.alice).json["listenKey"]
    assert house.stream_key("PUT", house.alice, listenKey=key).json == {}
    assert house.stream_key("DELETE", house.alice, listenKey=key).json == {}


@pytest.mark.operation("GET /api/v3/myAllocations", lacks="no order is ever filled elsewhere")
def test_nothing_is_allocated_where_there_is_one_book(house):
    path = "/api/v3/myAllocations"
    assert house.ask("GET", path, key=house.alice, symbol="BTCUSD").json == []
    assert house.ask("GET", path, key=house.alice, symbol="XYZUSD").refusal[1] == -1121


@pytest.mark.operation(
    "GET /api/v3/historicalBlockTrades", lacks="no trade is ever made outside the book"
)
def test_no_trade_is_made_outside_the_book(house):
    path = "/api/v3/historicalBlockTrades"
    assert house.ask("GET", path, symbol="BTCUSD", fromId=0).json == []
    assert house.ask("GET", path, symbol="XYZUSD", fromId=0).refusal[1] == -1121
    assert house.ask("GET", path, symbol="BTCUSD").refusal[1] == -1102


SIGNED = [each for each in ENDPOINTS if each.security.is_signed]


@pytest.mark.parametrize("endpoint", SIGNED, ids=lambda each: f"{each.method} {each.path}")
def test_whoever_asks_wrongly_is_told_the_first_thing_that_is_wrong(house, endpoint):
    """Form of the key, the key, time and signature there, the signature, the time, the rest."""
    right = f"nonsense=1&timestamp={NOW_MS}"
    old = f"nonsense=1&timestamp={NOW_MS - 6_000}"
    asked = [
        ("", f"{right}&signature=00", (401, -2014)),
        ("x" * 64, f"{right}&signature=00", (401, -2015)),
        (house.alice.api_key, "nonsense=1&signature=00", (400, -1102)),
        (house.alice.api_key, right, (400, -1102)),
        (house.alice.api_key, f"{old}&signature={'0' * 64}", (400, -1022)),
        (house.alice.api_key, f"{old}&signature={sign(house.alice, old)}", (400, -1021)),
    ]
    for key, query, told in asked:
        headers = {"x-mbx-apikey": key}
        answer = request(
            house.application,
            endpoint.method,
            endpoint.path,
            query.encode(),
            b"",
            headers,
            "203.0.113.7",
        )
        assert answer.refusal[:2] == told, query
    query = f"{right}&signature={sign(house.alice, right)}".encode()
    headers = {"x-mbx-apikey": house.alice.api_key}
    answer = request(
        house.application, endpoint.method, endpoint.path, query, b"", headers, "203.0.113.7"
    )
    assert answer.refusal[1] == (-1102 if endpoint.mandatory else -1104)


@pytest.mark.parametrize(
    ("answer", "shape", "complaint"),
    [
        (1, "decimal", "$ is 1, not decimal"),
        ("1.0", "decimal", "$ is '1.0', not decimal"),
        (True, "int", "$ is True, not int"),
        ([], ["int"], "$ shows nothing: the story must make some"),
        ([1], ["int", "int"], "$ has 1 values, not 2"),
        ({}, {"a": "int", "b?": "int"}, "$.a is missing"),
        ({"a": [1, "x"]}, {"a": ["int"]}, "$.a[1] is 'x', not int"),
        ({"c": 1}, {}, "$.c is not documented"),
        (None, {}, "$ is no object"),
        (None, ["int"], "$ is no array"),
    ],
)
def test_what_departs_from_its_shape_is_said(answer, shape, complaint):
    assert list(mismatches(answer, shape)) == [complaint]
