"""A session from its logon to its end: transcripts of what is said and heard."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.framing import framed
from glassbook.gateway.fix.server import CLOSING, headlines
from glassbook.gateway.fix.times import stamp, time_ns
from glassbook.gateway.fix.transitions import TRANSITIONS, Happening, State
from glassbook.identity.api_keys import Permission
from tests.unit.gateway.fix.house import FixHouse
from tests.unit.gateway.fix.orders import only, place

SECOND_NS = 10**9
DOCUMENTED_KEY = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u
-----END PRIVATE KEY-----
"""
DOCUMENTED_SIGNATURE = (
    "4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA=="
)


def rejected(heard):
    """Return code and tag of the Reject that was heard first."""
    name, values = heard[0]
    assert name == "Reject", heard
    return int(values["ErrorCode"]), int(values.get("RefTagID", 0))


def names(heard):
    return [name for name, _ in heard]


def beat(house, client, seconds):
    """Let so many seconds pass for the server; return what the client hears."""
    for _ in range(seconds):
        house.clock.wait(1)
        house.server.beat()
    return client.heard()


# --- logging on


@pytest.mark.operation("fix Logon<A>")
def test_who_signs_is_let_in_and_told_the_interval_and_who_serves(house):
    ((name, values),) = house.connect().log_on(HeartBtInt=5)
    assert (name, values["EncryptMethod"], values["HeartBtInt"]) == ("Logon", "0", "5")
    assert len(values["UUID"]) == 36


def test_the_documented_signature_lets_its_key_in(house):
    private = load_pem_private_key(DOCUMENTED_KEY, None)
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    house._signers["alice"] = house.keys.create("alice", public.decode(), Permission.FIX), private
    house.clock.now_ns = time_ns("20240627-11:17:25.500")
    client = house.connect(comp_id="EXAMPLE")
    heard = client.log_on(SendingTime="20240627-11:17:25.223", RawData=DOCUMENTED_SIGNATURE)
    assert names(heard) == ["Logon"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"signed_as": "ANOTHER"}, (-1022, 96)),
        ({"private": Ed25519PrivateKey.generate()}, (-1022, 96)),
        ({"Username": "a" * 64}, (-2015, 553)),
        ({"EncryptMethod": None}, (-1102, 98)),
        ({"EncryptMethod": 1}, (-1130, 98)),
        ({"HeartBtInt": 4}, (-1130, 108)),
        ({"HeartBtInt": 61}, (-1130, 108)),
        ({"ResetSeqNumFlag": "N"}, (-1175, 141)),
        ({"MessageHandling": None}, (-1102, 25035)),
        ({"MessageHandling": 3}, (-1130, 25035)),
        ({"ResponseMode": 3}, (-1130, 25036)),
        ({"MsgSeqNum": 2}, (-1179, 34)),
        ({"TargetCompID": "ELSE"}, (-1130, 56)),
        ({"SenderCompID": "TOO-LONG-A-NAME"}, (-1100, 49)),
        ({"RecvWindow": 60001}, (-1131, 25000)),
        ({"SendingTime": "20231399-22:13:20"}, (-1130, 52)),
        ({"SendingTime": "yesterday"}, (-1100, 52)),
    ],
)
def test_a_wrong_logon_is_rejected_and_ends_the_connection(house, changed, expected):
    client = house.connect()
    heard = client.log_on(**changed)
    assert rejected(heard) == expected
    assert names(heard)[1:] == ["Logout"]
    assert client.is_cut_off


@pytest.mark.parametrize(
    ("seconds", "window", "is_good"),
    [
        (-5, None, True),
        (-6, None, False),
        (-6, "6000.5", True),
        (0, None, True),
        (1, None, False),
    ],
)
def test_a_logon_is_fresh_within_its_window(house, seconds, window, is_good):
    at = stamp(house.clock() + seconds * SECOND_NS).decode()
    heard = house.connect().log_on(SendingTime=at, RecvWindow=window)
    assert names(heard)[0] == ("Logon" if is_good else "Reject")
    assert is_good or rejected(heard) == (-1021, 52)


def test_an_hmac_key_opens_no_session(house):
    heard = house.connect().log_on(Username=house.alice.api_key)
    assert rejected(heard) == (-2015, 553)


def test_a_key_that_may_only_read_opens_drop_copies_and_market_data_alone(house):
    _, private = house.signer("bob")
    reader = only_reading(house, private)
    orders = house.connect("bob", "ORDERS")
    assert rejected(orders.log_on(Username=reader.api_key)) == (-2015, 553)
    copies = house.connect("bob", "COPIES")
    assert names(copies.log_on(Username=reader.api_key, DropCopyFlag="Y")) == ["Logon"]
    market = house.connect("bob", "MARKET", market=True)
    assert names(market.log_on(Username=reader.api_key)) == ["Logon"]


def only_reading(house, private):
    public = private.public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return house.keys.create("bob", pem, Permission.FIX_READ)


def test_a_key_that_is_revoked_ends_its_sessions(house):
    client = house.trader()
    house.keys.revoke(house.signer("alice")[0].api_key)
    assert names(beat(house, client, 1)) == ["Logout"]
    assert client.is_cut_off


def test_nothing_comes_before_the_logon(house):
    client = house.connect()
    heard = client.say("1", TestReqID="hello")
    assert rejected(heard) == (-1180, 35)
    assert client.is_cut_off


def test_a_logon_comes_once(house):
    assert rejected(house.trader().log_on()) == (-1176, 35)


def test_who_does_not_log_on_in_time_is_hung_up_on(house):
    client = house.connect()
    beat(house, client, 10)
    assert client.is_cut_off


# --- the account's sessions


def test_a_comp_id_is_used_once_at_a_time_by_an_account(house):
    first = house.trader()
    assert rejected(house.connect().log_on()) == (-1033, 49)
    assert names(house.connect("bob").log_on()) == ["Logon"]
    first.leave()
    assert names(house.connect().log_on()) == ["Logon"]


def test_who_left_without_a_word_waits_two_intervals_for_his_comp_id(house):
    house.trader(HeartBtInt=5).leave(politely=False)
    house.clock.wait(9)
    assert rejected(house.connect().log_on()) == (-1033, 49)
    house.clock.wait(1)
    assert names(house.connect().log_on()) == ["Logon"]


def test_an_account_has_ten_order_sessions(house):
    for number in range(10):
        house.trader(comp_id=f"N{number}")
    assert rejected(house.connect(comp_id="N10").log_on()) == (-1034, 0)
    assert names(house.connect("bob", "N10").log_on()) == ["Logon"]


def test_an_account_logs_on_fifteen_times_in_half_a_minute(house):
    for number in range(15):
        house.trader(comp_id=f"N{number}").leave()
    assert rejected(house.connect(comp_id="N15").log_on()) == (-1034, 0)
    house.clock.wait(30)
    assert names(house.connect(comp_id="N15").log_on()) == ["Logon"]


# --- numbers and addresses


def test_a_gap_in_the_numbers_is_rejected_and_the_number_stays_free(house):
    client = house.trader()
    heard = client.say("1", TestReqID="a", MsgSeqNum=3)
    assert rejected(heard) == (-1179, 34)
    assert "Expected: '2'" in heard[0][1]["Text"]
    assert client.say("1", TestReqID="b", MsgSeqNum=2) == [("Heartbeat", {"TestReqID": "b"})]
    assert rejected(client.say("1", TestReqID="c", MsgSeqNum=2)) == (-1179, 34)


@pytest.mark.operation("fix Reject<3>")
def test_a_rejected_message_keeps_its_number(house):
    client = house.trader()
    heard = client.say("1")
    assert heard == [
        (
            "Reject",
            {
                "RefSeqNum": "2",
                "RefTagID": "112",
                "RefMsgType": "1",
                "SessionRejectReason": "1",
                "ErrorCode": "-1102",
                "Text": "Mandatory parameter 'TestReqID' was not sent, was empty/null, "
                "or malformed.",
            },
        )
    ]
    assert names(client.say("1", TestReqID="a")) == ["Heartbeat"]


def test_the_comp_id_stays_the_same(house):
    client = house.trader()
    assert rejected(client.say("1", TestReqID="a", SenderCompID="OTHER")) == (-1178, 49)


@pytest.mark.parametrize("missing", ["MsgSeqNum", "SenderCompID", "SendingTime", "TargetCompID"])
def test_every_message_has_a_whole_header(house, missing):
    client = house.trader()
    whole = client.message("1", TestReqID="a").split(b"\x01")
    tag = BY_NAME[missing].tag
    kept = [part for part in whole[2:-2] if not part.startswith(b"%d=" % tag)]
    heard = client.send(framed(b"\x01".join(kept) + b"\x01"))
    assert rejected(heard) == (-1102, tag)


def test_a_message_with_a_window_is_refused_outside_of_it_and_one_without_is_not_asked(house):
    client = house.trader()
    long_ago = stamp(house.clock() - 10 * SECOND_NS).decode()
    heard = client.say("1", TestReqID="a", SendingTime=long_ago, RecvWindow=5000)
    assert rejected(heard) == (-1021, 52)
    assert names(client.say("1", TestReqID="a", SendingTime=long_ago)) == ["Heartbeat"]


# --- messages nobody may send


@pytest.mark.parametrize(
    ("code", "text"),
    [("2", "Resend requests"), ("4", "operation"), ("8", "operation"), ("ZZ", "operation")],
)
def test_what_is_not_supported_is_rejected(house, code, text):
    client = house.trader()
    heard = client.say(code)
    assert rejected(heard) == (-1020, 35)
    assert text in heard[0][1]["Text"]
    assert names(client.say("1", TestReqID="still here")) == ["Heartbeat"]


def test_each_kind_of_session_has_its_own_requests(house):
    query = {"InstrumentReqID": "a", "InstrumentListRequestType": 4}
    mass = {"ClOrdID": "a", "Symbol": "BTCUSD", "MassCancelRequestType": 1}
    assert rejected(house.trader().say("x", **query)) == (-1186, 35)
    assert rejected(house.trader(comp_id="DC", DropCopyFlag="Y").say("q", **mass)) == (-1183, 35)
    assert rejected(house.observer().say("q", **mass)) == (-1187, 35)


def test_there_are_no_drop_copies_at_the_market_data_door(house):
    client = house.connect(market=True)
    assert rejected(client.log_on(DropCopyFlag="Y")) == (-1184, 9406)


# --- garbled


@pytest.mark.parametrize(
    "garble",
    [
        lambda good: good[:-4] + b"999\x01",
        lambda good: good.replace(b"9=", b"9=1", 1),
        lambda good: b"\x00" + good,
        lambda good: good.replace(b"FIX.4.4", b"FIX.4.1"),
    ],
)
def test_after_garbled_bytes_nothing_more_is_believed(house, garble):
    client = house.trader()
    heard = client.send(garble(client.message("1", TestReqID="a")) + b"8=FIX.4.4\x01" * 20)
    assert rejected(heard) == (-1177, 0)
    assert names(heard) == ["Reject", "Logout"]
    assert client.is_cut_off


# --- time


@pytest.mark.operation("fix Heartbeat<0>")
def test_who_has_heard_nothing_for_an_interval_hears_a_heartbeat(house):
    client = house.trader(HeartBtInt=5)
    for second in range(1, 11):
        client.say("0")
        heard = beat(house, client, 1)
        assert names(heard) == (["Heartbeat"] if second % 5 == 0 else [])


@pytest.mark.operation("fix TestRequest<1>")
def test_who_is_silent_for_an_interval_is_asked_and_then_logged_out(house):
    client = house.trader(HeartBtInt=5)
    (asked,) = [each for each in beat(house, client, 5) if each[0] == "TestRequest"]
    assert names(client.say("0", TestReqID="something else")) == []
    heard = beat(house, client, 5)
    assert names(heard)[-1] == "Logout"
    assert client.is_cut_off
    assert asked[1]["TestReqID"]


def test_who_answers_what_he_is_asked_stays(house):
    client = house.trader(HeartBtInt=5)
    (asked,) = [each for each in beat(house, client, 5) if each[0] == "TestRequest"]
    client.say("0", **asked[1])
    beat(house, client, 4)
    assert not client.is_cut_off


def test_a_test_request_is_answered_with_its_id(house):
    heard = house.trader().say("1", TestReqID="are you there?")
    assert heard == [("Heartbeat", {"TestReqID": "are you there?"})]


# --- limits


@pytest.mark.operation("fix Logout<5>")
def test_who_says_too_much_is_logged_out(house):
    client = house.trader(DropCopyFlag="Y")
    for _ in range(59):
        assert client.say("0") == []
    heard = client.say("0")
    text = "Too many messages; current limit is '60' messages per '60 SECOND'."
    assert heard == [("Logout", {"Text": text})]
    assert client.is_cut_off


def test_the_count_begins_anew_with_each_window(house):
    client = house.trader(DropCopyFlag="Y")
    for _ in range(59):
        client.say("0")
    house.clock.wait(60)
    assert client.say("1", TestReqID="a") == [("Heartbeat", {"TestReqID": "a"})]


def test_who_does_not_read_is_cut_off(house):
    client = house.trader()
    client.transport.unread_bytes = 10**9
    client.say("1", TestReqID="a")
    assert client.is_cut_off


# --- the end


def test_a_logout_is_acknowledged(house):
    client = house.trader()
    assert client.say("5") == [("Logout", {"Text": "Logout acknowledgment."})]
    assert client.is_cut_off


@pytest.mark.operation("fix News<B>")
def test_who_is_inside_when_the_venue_closes_is_told_and_logged_out(house):
    client = house.trader()
    house.server.shut_down()
    (news, headline), (logout, _) = client.heard()
    assert (news, logout) == ("News", "Logout")
    assert headline == {"Headline": "Your connection is about to be closed. Please reconnect."}
    late = house.connect("bob")
    assert late.is_cut_off


@pytest.mark.parametrize(
    ("seconds", "pauses"), [(0, []), (5, [5]), (10, [10]), (22, [2, 10, 10]), (30, [10, 10, 10])]
)
def test_the_last_ten_seconds_are_announced_as_the_last(seconds, pauses):
    said = list(headlines(seconds))
    assert [pause_s for _, pause_s in said] == pauses
    left = [seconds - sum(pauses[:place]) for place in range(len(pauses))]
    announced = [f"You'll be disconnected in {each} seconds. Please reconnect." for each in left]
    assert [text for text, _ in said] == [*announced[:-1], CLOSING][: len(said)]


def test_the_table_leads_from_every_open_state_to_the_end():
    for state in (State.CONNECTED, State.ACTIVE, State.DOUBTFUL):
        assert TRANSITIONS[state, Happening.HUNG_UP] is State.CLOSED
        assert TRANSITIONS[state, Happening.GARBLED] is State.CLOSED
    assert not [state for state, _ in TRANSITIONS if state is State.CLOSED]


def test_without_limits_nothing_is_refused_for_its_number(tmp_path):
    house = FixHouse(tmp_path, "none")
    client = house.trader(DropCopyFlag="Y")
    for _ in range(100):
        assert client.say("0") == []
    for number in range(20):
        house.trader(comp_id=f"N{number}")
    house.close()


def test_a_fault_of_ours_ends_the_session_and_says_so(house):
    client = house.trader()
    client.connection._orders = None
    assert only(place(client, "one"), "Logout") == {"Text": "Internal error."}
    assert client.is_cut_off
