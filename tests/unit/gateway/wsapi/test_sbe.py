"""A session in SBE: the same requests, and envelopes that say what JSON would have said."""

import asyncio
import json

import pytest

from glassbook.gateway.streams.address import BadAddress
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.wsapi.address import PATH, parse_address
from tests.unit.gateway.sbe.decoder import differences, read
from tests.unit.gateway.streams.fake_line import BINARY, payloads_of
from tests.unit.gateway.wsapi.client import LIMIT, Api, Ed25519, Hmac

ASKED = "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5"


class Sbe(Api):
    """A session whose answers are read by somebody who has only the schema."""

    def __init__(self, house, query=ASKED, service=None):
        super().__init__(house, parse_address(PATH, query), service)

    def say(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        assert not self.session.take_on(data, lambda _: None), "no SBE answer is composed in haste"
        name, told = read(asyncio.run(self.session.answer(data)))
        assert name == "WebSocketResponse"
        return told

    def heard(self):
        frames, self.listener._frames = self.listener._frames, []
        return [read(payload) for payload in payloads_of(b"".join(frames), BINARY)]


@pytest.fixture
def sbe(house):
    return Sbe(house)


@pytest.mark.operation("sbe ws api answers")
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("ping", {}),
        ("time", {}),
        ("exchangeInfo", {"symbol": "BTCUSD"}),
        ("depth", {"symbol": "BTCUSD"}),
        ("ticker.24hr", {"type": "MINI"}),
        ("session.status", {}),
    ],
)
def test_the_result_says_what_json_says_with_the_limits(house, method, params):
    api = Api(house, parse_address(PATH, "timeUnit=MICROSECOND"))
    plain = api.ask(method, **params)
    told = Sbe(house, service=api.service).ask(method, **params)
    assert (told["id"], told["status"]) == ("1", 200)
    assert list(differences(told["result"], plain["result"])) == []
    weights = [each["count"] for each in told["rateLimits"] + plain["rateLimits"]]
    assert weights[0] > weights[-1]
    assert told["rateLimits"][0]["rateLimitType"] == "REQUEST_WEIGHT"


def test_an_order_is_placed_and_its_owner_is_told(house, sbe):
    key = Hmac(house.alice)
    subscribed = sbe.ask("userDataStream.subscribe.signature", key)
    assert subscribed["result"] == {"subscriptionId": 0}
    placed = sbe.ask("order.place", key, **LIMIT)
    assert (placed["status"], placed["result"]["status"]) == (200, "NEW")
    events = dict(sbe.heard())
    report = events["ExecutionReportEvent"]
    assert report["i"] == placed["result"]["orderId"]
    assert [report[name] for name in ("subscriptionId", "x", "X", "S")] == [0, "NEW", "NEW", "BUY"]
    assert report["T"] == house.clock() // TimeUnit.MICROSECOND
    assert {each["a"]: each["l"] for each in events["OutboundAccountPositionEvent"]["B"]} == {
        "USD": 15_000
    }
    limits = [each["rateLimitType"] for each in placed["rateLimits"]]
    assert limits == ["ORDERS", "ORDERS", "REQUEST_WEIGHT"]


def test_a_session_is_logged_on_and_out(house, sbe):
    key = Ed25519(house, "alice")
    told = sbe.ask("session.logon", key)["result"]
    assert told["apiKey"] == key.api_key
    assert told["authorizedSince"] == house.clock() // TimeUnit.MICROSECOND
    assert sbe.ask("userDataStream.subscribe")["result"] == {"subscriptionId": 0}
    [listed] = sbe.ask("session.subscriptions")["result"]["subscriptions"]
    assert listed["subscriptionId"] == 0
    sbe.ask("session.logout")
    [(name, event)] = sbe.heard()
    assert (name, event["subscriptionId"]) == ("EventStreamTerminatedEvent", 0)


def test_a_session_whose_key_is_revoked_is_told_so(house, sbe):
    key = Ed25519(house, "alice")
    sbe.ask("session.logon", key)
    house.keys.revoke(key.api_key)
    sbe.session.look_at_keys()
    [(name, told)] = sbe.heard()
    assert (name, told["status"], told["result"]["code"]) == ("WebSocketResponse", 401, -2015)


@pytest.mark.parametrize(
    ("text", "request_id", "code"),
    [
        ("{}", "", -1135),
        ("nonsense", "", -1135),
        ('{"id":"a","method":"nothing"}', "a", -1020),
        ('{"id":7,"method":"depth"}', "7", -1102),
        ('{"id":null,"method":"depth"}', "", -1102),
        (json.dumps({"id": "x" * 300, "method": "ping"}), "", -1135),
    ],
)
def test_a_refusal_is_a_message_under_the_requests_id(sbe, text, request_id, code):
    told = sbe.say(text)
    assert (told["status"], told["result"]["code"]) == (400, code)
    assert (told["id"] if isinstance(told["id"], str) else "") == request_id


def test_who_asks_too_often_is_told_when_to_come_again(house, sbe):
    while (told := sbe.ask("exchangeInfo"))["status"] == 200:
        pass
    assert (told["status"], told["result"]["code"]) == (429, -1003)
    when = told["result"]
    assert when["retryAfter"] > when["serverTime"] == house.clock() // TimeUnit.MICROSECOND


def test_limits_are_left_out_for_whoever_does_not_want_them(house):
    assert Sbe(house, f"{ASKED}&returnRateLimits=false").ask("ping")["rateLimits"] == []


@pytest.mark.parametrize(("version", "is_deprecated"), [(5, False), (4, True), (2, True)])
def test_a_deprecated_version_is_said_in_every_answer(house, version, is_deprecated):
    query = f"responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion={version}"
    assert Sbe(house, query).ask("ping")["sbeSchemaIdVersionDeprecated"] == is_deprecated


def test_what_came_after_the_version_asked_for_is_refused(house):
    told = Sbe(house, "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=2").ask("executionRules")
    assert (told["status"], told["result"]["code"]) == (400, -1161)


@pytest.mark.parametrize(
    "query",
    [
        "responseFormat=sbe",
        "responseFormat=sbe&sbeSchemaId=3",
        "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=x",
        "responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=1",
        "responseFormat=sbe&sbeSchemaId=1&sbeSchemaVersion=0",
        f"{ASKED}&responseFormat=json",
        f"responseFormat=json&{ASKED}",
        "responseFormat=fix",
    ],
)
def test_a_form_that_cannot_be_served_is_refused_at_the_handshake(query):
    with pytest.raises(BadAddress) as refused:
        parse_address(PATH, query)
    assert refused.value.status == 400
    assert json.loads(refused.value.body).keys() == {"code", "msg"}


def test_json_is_what_is_spoken_without_being_asked_for():
    assert parse_address(PATH, "").sbe is None
    assert parse_address(PATH, "responseFormat=json&sbeSchemaId=9").sbe is None


def test_sessions_in_both_forms_hear_of_one_account_each_in_its_own(house):
    key, api = Hmac(house.alice), Api(house, parse_address(PATH, "timeUnit=MICROSECOND"))
    other = Sbe(house, service=api.service)
    for each in (api, other):
        each.ask("userDataStream.subscribe.signature", key)
    api.ask("order.place", key, **LIMIT)
    plain = {each["event"]["e"]: each["event"] for each in api.heard()}
    told = dict(other.heard())
    for name, event in (
        ("ExecutionReportEvent", "executionReport"),
        ("OutboundAccountPositionEvent", "outboundAccountPosition"),
    ):
        assert list(differences(told[name], plain[event] | {"subscriptionId": 0})) == []


def test_the_end_of_the_venue_is_announced(house, sbe):
    [payload] = payloads_of(sbe.session.farewell(house.clock()), BINARY)
    assert read(payload) == ("ServerShutdownEvent", {"E": house.clock() // TimeUnit.MICROSECOND})
