"""A client and the server: what is subscribed, refused, limited and ended, without sockets."""

import json

import pytest

from glassbook.gateway.streams.profile import (
    GLOBAL,
    HOUR_NS,
    MINUTE_NS,
    SECOND_NS,
    UNLIMITED,
    US,
    StreamProfile,
)
from tests.unit.gateway.streams.venue import ALICE, BOB, SmallVenue, buy, sell

DONE = {"result": None, "id": 1}


@pytest.fixture
def venue():
    return SmallVenue()


def trade_once(venue):
    venue.place(sell(BOB, 100, 1), buy(ALICE, 100, 1))


def refusal(msg, *, code=2, subject=None, request_id=1):
    error = {"code": code, "msg": msg}
    detail = {} if subject is None else {"data": subject}
    return {**error, "error": {**error, **detail}, "id": request_id}


def test_a_subscription_is_answered_and_then_served(venue):
    client = venue.client()
    assert client.ask("SUBSCRIBE", "btcusd@trade") == [DONE]
    trade_once(venue)
    (event,) = client.heard()
    assert event["e"] == "trade"


def test_streams_in_the_address_are_served_without_asking(venue):
    client = venue.client("/ws/btcusd@trade/ethusd@trade")
    assert client.ask("LIST_SUBSCRIPTIONS") == [
        {"result": ["btcusd@trade", "ethusd@trade"], "id": 1}
    ]


def test_a_numbered_connection_has_no_streams_of_its_own(venue):
    assert venue.client("/ws/0").ask("LIST_SUBSCRIPTIONS") == [{"result": [], "id": 1}]


def test_combined_events_are_wrapped_and_answers_are_not(venue):
    client = venue.client("/stream", "streams=")
    assert client.ask("SUBSCRIBE", "btcusd@trade") == [DONE]
    trade_once(venue)
    (event,) = client.heard()
    assert event["stream"] == "btcusd@trade"
    assert event["data"]["e"] == "trade"


def test_wrapping_can_be_switched_on_and_off(venue):
    client = venue.client("/ws/btcusd@trade")
    assert client.ask("GET_PROPERTY", "combined") == [{"result": False, "id": 1}]
    assert client.ask("SET_PROPERTY", "combined", True) == [DONE]
    assert client.ask("GET_PROPERTY", "combined") == [{"result": True, "id": 1}]
    trade_once(venue)
    assert client.heard()[0]["stream"] == "btcusd@trade"
    client.ask("SET_PROPERTY", "combined", False)
    trade_once(venue)
    assert client.heard()[0]["e"] == "trade"


def test_microseconds_are_told_to_those_who_asked_for_them(venue):
    plain, fine = (
        venue.client("/ws/btcusd@trade"),
        venue.client("/ws/btcusd@trade", "timeUnit=MICROSECOND"),
    )
    venue.now_ns += 1_234_567
    trade_once(venue)
    assert plain.heard()[0]["T"] == venue.now_ns // 1_000_000
    assert fine.heard()[0]["T"] == venue.now_ns // 1_000


def test_after_unsubscribing_nothing_more_is_heard(venue):
    client = venue.client("/ws/btcusd@trade/ethusd@trade")
    assert client.ask("UNSUBSCRIBE", "btcusd@trade", "never@subscribed") == [DONE]
    trade_once(venue)
    assert client.heard() == []
    assert client.ask("LIST_SUBSCRIPTIONS")[0]["result"] == ["ethusd@trade"]


def test_subscribing_twice_is_subscribing_once(venue):
    client = venue.client()
    client.ask("SUBSCRIBE", "btcusd@trade", "btcusd@trade")
    client.ask("SUBSCRIBE", "btcusd@trade")
    trade_once(venue)
    assert len(client.heard()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "nope@trade",
        "BTCUSD@trade",
        "btcusd@tarde",
        "btcusd",
        "btcusd@",
        "@trade",
        "",
        "btcusd@depth7",
        "btcusd@kline_7m",
        "btcusd@!ticker@arr",
        "!ticker@arrr",
        "!trade",
        "ticker@arr",
        "x" * 64,
    ],
)
def test_an_unknown_stream_is_refused_by_name_and_nothing_else_is_subscribed(venue, name):
    client = venue.client()
    assert client.ask("SUBSCRIBE", "btcusd@trade", name) == [
        refusal("Invalid request: invalid stream", subject=name)
    ]
    assert client.ask("LIST_SUBSCRIPTIONS")[0]["result"] == []


@pytest.mark.parametrize("unknown", ["nope@trade", "!trade", "k" * 64])
def test_an_unknown_stream_in_the_address_is_said_and_the_others_are_served(venue, unknown):
    client = venue.client(f"/ws/{unknown}/btcusd@trade")
    trade_once(venue)
    said, event = client.heard()
    assert said == refusal("Invalid request: invalid stream", subject=unknown, request_id=None)
    assert event["e"] == "trade"


def test_one_stream_more_than_allowed_is_refused_and_the_others_stay():
    venue = SmallVenue(StreamProfile(HOUR_NS, HOUR_NS, None, streams_max=3))
    client = venue.client("/ws/btcusd@trade/btcusd@depth")
    assert client.ask("SUBSCRIBE", "ethusd@trade", "ethusd@depth") == [
        refusal("Invalid request: a connection may listen to at most 3 streams")
    ]
    assert client.ask("SUBSCRIBE", "ethusd@trade", "btcusd@trade") == [DONE]
    assert len(client.ask("LIST_SUBSCRIPTIONS")[0]["result"]) == 3


def test_every_profile_allows_1024_streams():
    assert {profile.streams_max for profile in (US, GLOBAL, UNLIMITED)} == {1024}


def test_nonsense_is_answered_and_the_connection_goes_on(venue):
    client = venue.client("/ws/btcusd@trade")
    assert client.say("nonsense")[0]["code"] == 3
    assert client.say('{"method":"SUBSCRIBE","params":["btcusd@depth"],"id":{}}')[0]["code"] == 2
    trade_once(venue)
    assert len(client.heard()) == 1


def test_binary_frames_are_not_understood(venue):
    client = venue.client()
    client.deliver({"type": "websocket.receive", "bytes": b"{}"})
    assert client.line.goodbye == (1003, "only text is understood")


def test_the_sixth_message_of_a_second_ends_the_connection():
    client = SmallVenue(US).client()
    for _ in range(5):
        assert client.ask("LIST_SUBSCRIPTIONS")
    assert client.ask("LIST_SUBSCRIPTIONS") == []
    assert client.line.goodbye == (1008, "Too many requests")


def test_pings_and_pongs_count_as_messages():
    client = SmallVenue(US).client()
    for _ in range(3):
        client.line.on_ping()
    for _ in range(2):
        client.line.on_pong(b"")
    assert client.line.goodbye is None
    client.line.on_pong(b"")
    assert client.line.goodbye == (1008, "Too many requests")


def test_a_client_that_answers_pings_stays_and_one_that_does_not_is_hung_up_on():
    venue = SmallVenue(GLOBAL)
    lively, dead = venue.client(), venue.client()
    for _ in range(90):
        venue.wait(1000)
        for payload in lively.line.pings:
            lively.line.on_pong(payload)
        lively.line.pings.clear()
    assert lively.line.goodbye is None
    assert dead.line.goodbye == (1008, "Pong timeout")


def test_every_connection_ends_after_a_day():
    venue = SmallVenue(StreamProfile(MINUTE_NS, 2 * HOUR_NS, None, life_ns=HOUR_NS))
    client = venue.client()
    venue.now_ns += HOUR_NS - SECOND_NS
    venue.server.beat()
    assert client.line.goodbye is None
    venue.now_ns += SECOND_NS
    venue.server.beat()
    assert client.line.goodbye[0] == 1001


def test_a_reader_too_far_behind_is_cut_off_and_nobody_else_notices():
    venue = SmallVenue(StreamProfile(HOUR_NS, HOUR_NS, None, unsent_bytes_max=1_000))
    slow, quick = venue.client("/ws/btcusd@trade"), venue.client("/ws/btcusd@trade")
    for _ in range(20):
        trade_once(venue)
        assert len(quick.heard()) == 1
    assert slow.line.is_cut
    assert not quick.line.is_cut
    assert slow.line.unsent_bytes < 1_000 + 200


def test_who_leaves_is_forgotten(venue):
    client = venue.client("/ws/btcusd@trade/btcusd@depth/!ticker@arr")
    client.leave()
    trade_once(venue)
    venue.wait(5_000)
    assert venue.server.connection_count == 0
    assert client.line.sent == b""


def test_what_nobody_listens_to_is_not_even_looked_at(venue):
    client = venue.client("/stream", f"streams={'/'.join(SOME_OF_EVERYTHING)}")
    assert len(client.ask("LIST_SUBSCRIPTIONS")[0]["result"]) == len(SOME_OF_EVERYTHING)
    client.leave()
    book = venue.projections.depth._books[0]
    assert book.bids.changes == book.asks.changes == []
    venue.projections.depth = venue.projections.tickers = venue.projections.candles = None
    venue.server.on_batch(None)
    venue.wait(5_000)


SOME_OF_EVERYTHING = (
    *["btcusd@trade", "btcusd@aggTrade", "btcusd@depth", "btcusd@depth@100ms", "btcusd@depth5"],
    *["btcusd@bookTicker", "btcusd@ticker", "btcusd@kline_1m", "btcusd@avgPrice", "!ticker@arr"],
)


def test_a_stream_without_news_is_not_called_for_them(venue):
    venue.client("/ws/btcusd@depth")
    venue.server.on_batch(None)  # nobody listens to what is told with a batch


def test_who_leaves_a_stream_before_its_first_beat_is_not_told_it(venue):
    staying, leaving = venue.client("/ws/btcusd@depth5"), venue.client("/ws/btcusd@depth5")
    leaving.ask("UNSUBSCRIBE", "btcusd@depth5")
    venue.wait(1_000)
    assert len(staying.heard()) == 1
    leaving_again = venue.client("/ws/btcusd@depth5")
    leaving_again.ask("UNSUBSCRIBE", "btcusd@depth5")
    venue.wait(1_000)
    assert leaving.heard() == leaving_again.heard() == []


@pytest.mark.operation("stream !serverShutdown")
def test_a_shutdown_is_announced_in_the_form_of_each_connection(venue):
    raw, combined = venue.client("/ws"), venue.client("/stream")
    venue.server.shut_down()
    event = {"e": "serverShutdown", "E": venue.now_ns // 1_000_000}
    assert raw.heard() == [event]
    assert combined.heard() == [{"stream": "!serverShutdown", "data": event}]
    assert raw.line.goodbye[0] == combined.line.goodbye[0] == 1012
    assert venue.client("/ws").replies[0]["status"] == 503


def test_until_an_announced_end_comes_all_goes_on_and_nobody_is_told_twice(venue):
    client = venue.client("/ws/btcusd@trade")
    venue.server.announce()
    late = venue.client("/ws")
    assert [told["e"] for told in client.heard()] == ["serverShutdown"]
    assert late.heard() == []
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    assert [told["e"] for told in client.heard()] == ["trade"]
    venue.server.shut_down()
    assert [told["e"] for told in late.heard()] == ["serverShutdown"]
    assert client.heard() == []
    assert client.line.goodbye[0] == late.line.goodbye[0] == 1012


@pytest.mark.parametrize(
    ("path", "query", "status"), [("/nope", "", 404), ("/ws", "timeUnit=x", 400)]
)
def test_a_bad_address_is_answered_by_http(venue, path, query, status):
    client = venue.client(path, query)
    assert client.is_over
    start, body = client.replies
    assert start["status"] == status
    assert json.loads(body["body"])["msg"]
