"""Who asks: by a signature over the request, or by a session that has logged on."""

import hashlib
import hmac
import json
from dataclasses import replace

import pytest

from glassbook.gateway.wsapi.authorise import signed_payload
from glassbook.gateway.wsapi.requests import read_request
from glassbook.identity.api_keys import Permission
from tests.unit.gateway.wsapi.client import LIMIT, Api, Ed25519, Hmac, refusal_of

KEY_REFUSED = (401, -2015, "Invalid API-key, IP, or permissions for action.")
BAD_SIGNATURE = (400, -1022, "Signature for this request is not valid.")


def missing(name):
    said = f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."
    return (400, -1102, said)


@pytest.fixture
def alice(house):
    return Hmac(house.alice)


@pytest.fixture
def edna(house):
    """Alice, with an Ed25519 key."""
    return Ed25519(house, "alice")


# --- signatures


@pytest.mark.parametrize(
    ("order", "signature"),
    [
        (
            {"side": "SELL", "quantity": "0.01000000", "price": "52000.00", "recvWindow": 100},
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24",
        ),
        (
            {
                "symbol": "１２３４５６",
                "side": "BUY",
                "quantity": "1.00000000",
                "price": "0.10000000",
            },
            "b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd",
        ),
    ],
)
def test_the_documented_examples_are_signed_as_documented(order, signature):
    params = {
        "symbol": "BTCUSDT",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "recvWindow": 5000,
        "timestamp": 1645423376532,
        "apiKey": "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
        "signature": signature,
        **order,
    }
    secret = b"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
    text = json.dumps({"id": 1, "method": "order.place", "params": params}, ensure_ascii=False)
    payload = signed_payload(read_request(text.encode()).sent)
    assert hmac.new(secret, payload, hashlib.sha256).hexdigest() == signature


def test_every_kind_of_value_is_signed_as_it_is_written(api, alice):
    params = {"omitZeroBalances": True, "recvWindow": 5000.5, "returnRateLimits": False}
    assert api.result("account.status", alice, **params)["accountType"] == "SPOT"


def test_hmac_and_ed25519_keys_sign(api, alice, edna):
    asked = {"symbol": "BTCUSD", "orderId": 1}
    for key in (alice, edna):
        assert api.refusal("order.status", key, **asked)[1] == -2013  # the order, not the key


@pytest.mark.parametrize("kind", ["alice", "edna"])
def test_a_changed_parameter_breaks_the_signature(api, request, kind):
    key = request.getfixturevalue(kind)
    params = api.signed(key, LIMIT) | {"quantity": "5"}
    assert api.refusal("order.place", **params) == BAD_SIGNATURE


def test_the_limits_flag_is_signed_too(api, alice):
    params = api.signed(alice, {}) | {"returnRateLimits": False}
    assert api.refusal("account.status", **params) == BAD_SIGNATURE


@pytest.mark.parametrize("name", ["apiKey", "timestamp", "signature"])
@pytest.mark.parametrize("value", [None, ""])
def test_what_a_signed_request_must_have(api, alice, name, value):
    params = api.signed(alice, {})
    without = {k: v for k, v in params.items() if k != name}
    assert api.refusal("account.status", **without) == missing(name)
    assert api.refusal("account.status", **(params | {name: value})) == missing(name)


def test_a_stranger_learns_nothing_but_that_he_is_one(api, alice):
    params = api.signed(alice, LIMIT)
    stranger = params | {"apiKey": "A" * 64, "symbol": "NOSUCH"}
    assert api.refusal("order.place", **stranger) == KEY_REFUSED
    malformed = params | {"apiKey": "short"}
    assert api.refusal("order.place", **malformed) == (401, -2014, "API-key format invalid.")


def test_a_request_has_its_time(house, api, alice):
    params = api.signed(alice, {"recvWindow": 100})
    house.clock.now_ns += 101_000_000
    assert api.refusal("account.status", **params)[1] == -1021
    house.clock.now_ns -= 2_000_000_000
    assert api.refusal("account.status", **params)[1] == -1021


def test_a_key_opens_no_more_here_than_elsewhere(house, api):
    reader = Ed25519(house, "alice", permissions=Permission.READ)
    assert api.result("account.status", reader)["canTrade"] in {True, False}
    assert api.refusal("order.place", reader, **LIMIT) == KEY_REFUSED
    api.result("session.logon", reader)
    assert api.refusal("order.place", **LIMIT) == KEY_REFUSED


@pytest.mark.operation(
    "ws userDataStream.start", "ws userDataStream.ping", "ws userDataStream.stop"
)
def test_listen_keys_need_the_key_alone(api, alice):
    key = api.result("userDataStream.start", apiKey=alice.api_key)["listenKey"]
    assert api.result("userDataStream.ping", apiKey=alice.api_key, listenKey=key) == {}
    assert api.result("userDataStream.stop", apiKey=alice.api_key, listenKey=key) == {}
    gone = api.refusal("userDataStream.ping", apiKey=alice.api_key, listenKey=key)
    assert gone == (400, -1125, "This listenKey does not exist.")
    assert api.refusal("userDataStream.start") == missing("apiKey")


# --- sessions


@pytest.mark.operation("ws session.logon")
def test_after_logging_on_requests_need_only_their_time(house, api, edna):
    status = api.result("session.logon", edna)
    now_ms = house.clock() // 1_000_000
    assert status == {
        "apiKey": edna.api_key,
        "authorizedSince": now_ms,
        "connectedSince": now_ms,
        "returnRateLimits": True,
        "serverTime": now_ms,
        "userDataStream": False,
    }
    assert api.result("order.place", **LIMIT)["status"] == "NEW"
    untimed = api.say(json.dumps({"id": 1, "method": "account.status"}))
    assert refusal_of(untimed) == missing("timestamp")


def test_a_session_has_its_requests_in_time_too(house, api, edna):
    api.result("session.logon", edna)
    house.clock.wait(60)
    late = house.clock() // 1_000_000 - 5_001
    assert api.refusal("account.status", timestamp=late)[1] == -1021
    assert api.refusal("account.status", timestamp=late, recvWindow=60_001)[1] == -1131
    assert api.result("account.status", timestamp=late, recvWindow=60_000)


def test_only_an_ed25519_key_can_log_on(api, alice):
    said = (400, -4056, "HMAC_SHA256 API key is not supported.")
    assert api.refusal("session.logon", alice) == said
    assert api.result("session.status")["apiKey"] is None


def test_logging_on_needs_key_time_and_signature_even_twice(api, edna):
    api.result("session.logon", edna)
    for name in ("apiKey", "timestamp", "signature"):
        params = {k: v for k, v in api.signed(edna, {}).items() if k != name}
        text = json.dumps({"id": 1, "method": "session.logon", "params": params})
        assert refusal_of(api.say(text)) == missing(name)
    forged = api.signed(edna, {}) | {"recvWindow": 1}
    assert api.refusal("session.logon", **forged) == BAD_SIGNATURE


def test_any_permission_will_do_to_log_on(house, api):
    trader = Ed25519(house, "alice", permissions=Permission.TRADE)
    assert api.result("session.logon", trader)["apiKey"] == trader.api_key
    assert api.refusal("account.status") == KEY_REFUSED


def test_a_request_may_name_another_key_than_the_sessions(house, api, edna):
    api.result("session.logon", edna)
    bob = Hmac(house.bob)
    placed = api.result("order.place", bob, **LIMIT)["orderId"]
    assert [each["orderId"] for each in api.result("openOrders.status", bob)] == [placed]
    assert api.result("openOrders.status") == []


@pytest.mark.operation("ws session.logout", "ws session.status")
def test_logging_out_forgets_the_key_and_keeps_the_connection(api, edna):
    api.result("session.logon", edna)
    assert api.result("session.logout")["apiKey"] is None
    assert api.result("session.logout")["authorizedSince"] is None
    assert api.refusal("account.status", timestamp=1) == missing("apiKey")


def test_a_revoked_key_revokes_the_session(house, api, edna):
    api.result("session.logon", edna)
    house.keys.revoke(edna.api_key)
    assert api.refusal("account.status", timestamp=1) == missing("apiKey")
    error = {"code": KEY_REFUSED[1], "msg": KEY_REFUSED[2]}
    assert api.heard() == [{"id": None, "status": 401, "error": error}]
    assert api.result("session.status")["apiKey"] is None


def test_a_key_that_expires_revokes_the_session(house, api, edna):
    api.result("session.logon", edna)
    ending = replace(house.keys.find(edna.api_key), expires_ns=house.clock() + 10**10)
    house.keys.change(ending)
    api.result("session.logon", edna)
    house.clock.wait(10)
    assert api.result("session.status")["apiKey"] is None
    assert api.refusal("session.logon", edna) == KEY_REFUSED


def test_two_connections_log_on_apart(house, api, edna):
    other = Api(house, service=api.service)
    api.result("session.logon", edna)
    assert other.result("session.status")["apiKey"] is None
