"""User data on the connection that trades: by session, by signature, and side by side."""

import pytest

from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.profile import US
from glassbook.gateway.streams.server import StreamServer
from glassbook.gateway.wsapi import session as session_room
from glassbook.gateway.wsapi.session import Settings
from glassbook.identity.api_keys import Permission
from tests.unit.gateway.streams.venue import Client
from tests.unit.gateway.wsapi.client import LIMIT, Api, Ed25519, Hmac

BY_SIGNATURE = "userDataStream.subscribe.signature"
ACTIVE = (400, -2035, "User Data Stream subscription already active.")
INACTIVE = (400, -2036, "User Data Stream subscription not active.")


@pytest.fixture
def alice(house):
    return Hmac(house.alice)


@pytest.fixture
def bob(house):
    return Hmac(house.bob)


@pytest.fixture
def edna(house):
    """Alice, with an Ed25519 key."""
    return Ed25519(house, "alice")


def kinds(heard):
    return [(each["subscriptionId"], each["event"]["e"]) for each in heard]


@pytest.mark.operation("ws userDataStream.subscribe.signature")
def test_a_subscription_tells_an_order_and_the_balance_it_holds(api, alice):
    assert api.result(BY_SIGNATURE, alice) == {"subscriptionId": 0}
    placed = api.result("order.place", alice, **LIMIT)
    report, position = api.heard()
    assert kinds([report, position]) == [(0, "executionReport"), (0, "outboundAccountPosition")]
    assert report["event"]["i"] == placed["orderId"]
    assert position["event"]["B"] == [{"a": "USD", "f": "4985000.00000000", "l": "15000.00000000"}]


def test_one_is_told_of_what_he_did_elsewhere_and_not_of_what_others_did(house, api, alice):
    api.result(BY_SIGNATURE, alice)
    house.place(house.bob, "SELL", 1, 31_000)
    assert api.heard() == []
    house.place(house.alice, "BUY", 1, 29_000)
    assert len(api.heard()) == 2


@pytest.mark.operation("ws userDataStream.subscribe")
def test_the_session_subscribes_without_signing_again(api, edna):
    api.result("session.logon", edna)
    assert api.result("userDataStream.subscribe") == {"subscriptionId": 0}
    assert api.result("session.status")["userDataStream"] is True
    api.result("order.place", **LIMIT)
    assert len(api.heard()) == 2


def test_without_a_session_nobody_subscribes_as_one(api, alice):
    assert api.refusal("userDataStream.subscribe")[:2] == (401, -2015)
    assert api.refusal("userDataStream.subscribe", apiKey=alice.api_key)[:2] == (401, -2015)


def test_a_key_that_may_not_read_subscribes_to_nothing(house, api):
    trader = Ed25519(house, "alice", permissions=Permission.TRADE)
    assert api.refusal(BY_SIGNATURE, trader)[:2] == (401, -2015)
    api.result("session.logon", trader)
    assert api.refusal("userDataStream.subscribe")[:2] == (401, -2015)


@pytest.mark.operation("ws session.subscriptions")
def test_several_accounts_are_told_side_by_side(house, api, edna, bob):
    api.result("session.logon", edna)
    assert api.result("userDataStream.subscribe") == {"subscriptionId": 0}
    assert api.result(BY_SIGNATURE, bob) == {"subscriptionId": 1}
    house.place(house.alice, "BUY", 1, 30_000)
    house.place(house.bob, "SELL", 1, 30_000)
    told = kinds(api.heard())
    assert told.count((0, "executionReport")) == 2  # placed, and filled by bob
    assert told.count((1, "executionReport")) == 2
    assert api.result("session.subscriptions") == [{"subscriptionId": 0}, {"subscriptionId": 1}]


def test_two_connections_are_told_the_same_each_under_its_own_number(house, api, alice, bob):
    other = Api(house, service=api.service)
    other.result(BY_SIGNATURE, bob)
    other.result(BY_SIGNATURE, alice)
    api.result(BY_SIGNATURE, alice)
    house.place(house.alice, "BUY", 1, 30_000)
    mine, theirs = api.heard(), other.heard()
    assert {number for number, _ in kinds(mine)} == {0}
    assert {number for number, _ in kinds(theirs)} == {1}
    assert [each["event"] for each in mine] == [each["event"] for each in theirs]


def test_a_listen_key_tells_the_same_events_bare(house, api, alice):
    venue = house.venue
    streams = StreamServer(venue.projections, venue.listen_keys, US, house.clock)
    house.exchange.listeners.append(streams.on_batch)
    key = api.result("userDataStream.start", apiKey=alice.api_key)["listenKey"]
    bare = Client(streams, f"/ws/{key}", "")
    api.result(BY_SIGNATURE, alice)
    house.place(house.alice, "BUY", 1, 30_000)
    assert bare.heard() == [each["event"] for each in api.heard()]


def test_an_account_is_subscribed_to_once_by_whatever_key(api, alice, edna):
    api.result(BY_SIGNATURE, alice)
    assert api.refusal(BY_SIGNATURE, edna) == ACTIVE
    api.result("session.logon", edna)
    assert api.refusal("userDataStream.subscribe") == ACTIVE


@pytest.mark.operation("ws userDataStream.unsubscribe", "event eventStreamTerminated")
def test_unsubscribing_says_so_and_ends_it(house, api, alice):
    api.result(BY_SIGNATURE, alice)
    assert api.result("userDataStream.unsubscribe", subscriptionId=0) == {}
    now_ms = house.clock() // 1_000_000
    ended = {"e": "eventStreamTerminated", "E": now_ms}
    assert api.heard() == [{"subscriptionId": 0, "event": ended}]
    house.place(house.alice, "BUY", 1, 30_000)
    assert api.heard() == []
    assert api.result(BY_SIGNATURE, alice) == {"subscriptionId": 1}  # numbers are not used twice


def test_unsubscribing_without_a_number_ends_all(house, api, alice, bob):
    api.result(BY_SIGNATURE, alice)
    api.result(BY_SIGNATURE, bob)
    assert api.result("userDataStream.unsubscribe") == {}
    assert len(api.heard()) == 2
    assert api.result("session.subscriptions") == []


@pytest.mark.parametrize("params", [{}, {"subscriptionId": 0}, {"subscriptionId": 7}])
def test_what_is_not_subscribed_to_cannot_be_ended(api, params):
    assert api.refusal("userDataStream.unsubscribe", **params) == INACTIVE


def test_logging_out_ends_only_what_the_session_subscribed_to(api, edna, bob):
    api.result("session.logon", edna)
    api.result("userDataStream.subscribe")
    api.result(BY_SIGNATURE, bob)
    assert api.result("session.logout")["userDataStream"] is True
    assert kinds(api.heard()) == [(0, "eventStreamTerminated")]
    assert api.result("session.subscriptions") == [{"subscriptionId": 1}]


def test_logging_on_as_somebody_else_ends_what_the_former_subscribed_to(house, api, edna):
    api.result("session.logon", edna)
    api.result("userDataStream.subscribe")
    api.result("session.logon", edna)
    assert api.heard() == []
    api.result("session.logon", Ed25519(house, "bob"))
    assert kinds(api.heard()) == [(0, "eventStreamTerminated")]


def test_a_subscription_ends_with_the_key_that_made_it(house, api, alice):
    api.result(BY_SIGNATURE, alice)
    api.session.look_at_keys()
    assert api.heard() == []
    house.keys.revoke(alice.api_key)
    api.session.look_at_keys()
    assert kinds(api.heard()) == [(0, "eventStreamTerminated")]


def test_there_is_an_end_to_subscriptions(monkeypatch, api, alice, bob):
    monkeypatch.setattr(session_room, "ACTIVE_MAX", 1)
    monkeypatch.setattr(session_room, "IDS_MAX", 2)
    api.result(BY_SIGNATURE, alice)
    too_many = "Too many subscriptions. Connection may create up to '1' subscriptions at a time."
    assert api.refusal(BY_SIGNATURE, bob) == (400, -1191, too_many)
    api.result("userDataStream.unsubscribe")
    api.result(BY_SIGNATURE, bob)
    api.result("userDataStream.unsubscribe")
    used_up = "Maximum subscription ID reached for this connection."
    assert api.refusal(BY_SIGNATURE, bob) == (400, -2042, used_up)


def test_events_have_their_times_in_the_unit_of_the_connection(house, alice):
    coarse = Api(house)
    fine = Api(house, Settings(unit=TimeUnit.MICROSECOND), service=coarse.service)
    for api in (coarse, fine):
        api.result(BY_SIGNATURE, alice)
    house.place(house.alice, "BUY", 1, 30_000)
    now_ns = house.clock()
    assert {each["event"]["E"] for each in coarse.heard()} == {now_ns // 1_000_000}
    assert {each["event"]["E"] for each in fine.heard()} == {now_ns // 1_000}


def test_who_has_gone_is_told_nothing_and_can_subscribe_to_nothing(house, api, alice):
    api.result(BY_SIGNATURE, alice)
    api.session.close()
    house.place(house.alice, "BUY", 1, 30_000)
    assert api.heard() == []
    assert api.service.accounts.is_deserted
    assert api.refusal(BY_SIGNATURE, alice)[:2] == (503, -1016)
    assert api.result("session.subscriptions") == []
