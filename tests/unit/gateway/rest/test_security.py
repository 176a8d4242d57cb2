"""Who is let in, in which order the door asks, and what a stranger learns: that he is one."""

import asyncio
import json
from base64 import b64encode
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.identity.api_keys import Permission
from tests.unit.gateway.rest.house import START_NS, request, sign

ACCOUNT = "/api/v3/account"
NOW_MS = START_NS // 1_000_000
REFUSED_KEY = (401, -2015, "Invalid API-key, IP, or permissions for action.")


def ask(house, query, key=None, headers=None, path=ACCOUNT, method="GET", body=b""):
    sent = {"x-mbx-apikey": key} if key is not None else {}
    sent.update(headers or {})
    if body:
        sent["content-length"] = str(len(body))
    return request(house.application, method, path, query, body, sent, "203.0.113.7")


def signed(house, text):
    return f"{text}&signature={sign(house.alice, text)}".encode()


@pytest.mark.parametrize("key", [None, "", "short", "ä" * 64, "-" * 64])
def test_what_is_no_key_at_all_is_called_ill_formed(house, key):
    answer = ask(house, b"timestamp=1", key)
    assert answer.refusal == (401, -2014, "API-key format invalid.")


def test_an_unknown_key_is_refused(house):
    query = signed(house, f"timestamp={NOW_MS}")
    assert ask(house, query, "x" * 64).refusal == REFUSED_KEY


@pytest.mark.parametrize("missing", ["timestamp", "signature"])
def test_a_signed_request_needs_a_time_and_a_signature(house, missing):
    query = b"signature=ab" if missing == "timestamp" else f"timestamp={NOW_MS}".encode()
    assert ask(house, query, house.alice.api_key).refusal == (
        400,
        -1102,
        f"Mandatory parameter '{missing}' was not sent, was empty/null, or malformed.",
    )


def test_a_wrong_signature_is_refused_whatever_else_is_wrong(house):
    query = f"timestamp=1&foo=bar&signature={'0' * 64}".encode()
    answer = ask(house, query, house.alice.api_key)
    assert answer.refusal == (400, -1022, "Signature for this request is not valid.")


def test_another_accounts_signature_is_refused(house):
    query = signed(house, f"timestamp={NOW_MS}")
    assert ask(house, query, house.bob.api_key).refusal[1] == -1022


@pytest.mark.parametrize(
    ("shift_ms", "text"),
    [
        (-5001, "Timestamp for this request is outside of the recvWindow."),
        (1000, "Timestamp for this request was 1000ms ahead of the server's time."),
    ],
)
def test_a_request_of_another_time_is_refused(house, shift_ms, text):
    query = signed(house, f"timestamp={NOW_MS + shift_ms}")
    assert ask(house, query, house.alice.api_key).refusal == (400, -1021, text)


def test_a_longer_window_lets_an_older_request_in(house):
    query = signed(house, f"recvWindow=60000&timestamp={NOW_MS - 60_000}")
    assert ask(house, query, house.alice.api_key).status == 200
    query = signed(house, f"recvWindow=60001&timestamp={NOW_MS}")
    assert ask(house, query, house.alice.api_key).refusal == (
        400,
        -1131,
        "recvWindow must be less than 60000.",
    )


def test_the_signature_may_stand_anywhere(house):
    text = f"timestamp={NOW_MS}"
    signature = sign(house.alice, f"{text}&recvWindow=5000")
    query = f"{text}&signature={signature}&recvWindow=5000".encode()
    assert ask(house, query, house.alice.api_key).status == 200


def test_the_signature_covers_query_and_body_as_they_came(house):
    query = "symbol=BTCUSD&side=BUY&type=LIMIT_MAKER"
    body = f"quantity=1&price=30000&newClientOrderId=%61bc&timestamp={NOW_MS}"
    body = f"{body}&signature={sign(house.alice, query + body)}"
    answer = ask(
        house,
        query.encode(),
        house.alice.api_key,
        path="/api/v3/order",
        method="POST",
        body=body.encode(),
    )
    assert answer.json["clientOrderId"] == "abc"


def test_a_changed_byte_of_the_body_breaks_the_signature(house):
    body = signed(house, f"symbol=BTCUSD&side=BUY&type=MARKET&quantity=1&timestamp={NOW_MS}")
    body = body.replace(b"quantity=1", b"quantity=9")
    answer = ask(house, b"", house.alice.api_key, path="/api/v3/order", method="POST", body=body)
    assert answer.refusal[1] == -1022


def test_what_should_have_been_encoded_before_signing_is_refused(house):
    text = f"omitZeroBalances=ja&symbol=１&timestamp={NOW_MS}"
    answer = ask(house, signed(house, text), house.alice.api_key)
    assert answer.refusal == (400, -1022, "Signature for this request is not valid.")
    open_door = ask(house, "symbol=１".encode(), path="/api/v3/ticker/price")
    assert open_door.refusal == (400, -1100, "Illegal characters found in a parameter.")


def test_what_was_encoded_only_after_signing_is_refused(house):
    """The signature covers what is sent, not what it means."""
    text = f"symbol=BTC/USD&timestamp={NOW_MS}"
    encoded = text.replace("/", "%2F")
    late = f"{encoded}&signature={sign(house.alice, text)}".encode()
    answer = ask(house, late, house.alice.api_key, path="/api/v3/openOrders")
    assert answer.refusal == (400, -1022, "Signature for this request is not valid.")
    in_time = signed(house, encoded)
    assert ask(house, in_time, house.alice.api_key, path="/api/v3/openOrders").refusal[1] == -1100


def test_an_ed25519_key_signs_as_well(house):
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = house.keys.create("alice", pem.decode())
    text = f"timestamp={NOW_MS}"
    signature = quote(b64encode(private.sign(text.encode())).decode(), safe="")
    assert ask(house, f"{text}&signature={signature}".encode(), key.api_key).status == 200
    wrong = quote(b64encode(private.sign(b"other")).decode(), safe="")
    assert ask(house, f"{text}&signature={wrong}".encode(), key.api_key).refusal[1] == -1022


def test_a_key_opens_only_what_it_was_made_for(house):
    reading = house.keys.create("alice", permissions=Permission.READ)
    trading = house.keys.create("alice", permissions=Permission.TRADE)
    assert house.ask("GET", ACCOUNT, key=reading).status == 200
    assert house.place(reading, "BUY", "1", "30000").refusal == REFUSED_KEY
    assert house.place(trading, "BUY", "1", "30000").status == 200
    assert house.ask("GET", ACCOUNT, key=trading).refusal == REFUSED_KEY
    assert house.stream_key("POST", trading).refusal == REFUSED_KEY


def test_what_a_key_opens_can_change_while_it_is_in_use(house):
    assert house.place(house.alice, "BUY", "1", "30000").status == 200
    house.keys._file.execute("UPDATE api_keys SET permissions = 1")
    house.keys._found.clear()
    assert house.place(house.alice, "BUY", "1", "30000").refusal == REFUSED_KEY


def test_a_key_bound_to_addresses_is_refused_from_any_other(house):
    bound = house.keys.create("alice", networks=("203.0.113.0/24",))
    assert house.ask("GET", ACCOUNT, key=bound).status == 200
    assert house.ask("GET", ACCOUNT, key=bound, address="198.51.100.1").refusal == REFUSED_KEY


def test_a_key_that_has_expired_is_refused(house):
    ending = house.keys.create("alice", expires_ns=house.clock() + 10 * 10**9)
    assert house.ask("GET", ACCOUNT, key=ending).status == 200
    house.clock.wait(10)
    assert house.ask("GET", ACCOUNT, key=ending).refusal == REFUSED_KEY
    assert house.stream_key("POST", ending).refusal == REFUSED_KEY


def test_a_revoked_key_is_refused(house):
    house.keys.revoke(house.alice.api_key)
    assert house.ask("GET", ACCOUNT, key=house.alice).refusal == REFUSED_KEY


def test_a_key_of_an_account_that_was_never_opened_is_refused(house):
    house.keys.register("carol")
    assert house.ask("GET", ACCOUNT, key=house.keys.create("carol")).refusal == REFUSED_KEY


def test_public_data_needs_no_key_and_minds_none(house):
    assert ask(house, b"", "nonsense", path="/api/v3/ping").status == 200


# --- the door itself


def test_every_answer_tells_the_weight_used(house):
    assert house.ask("GET", "/api/v3/ping").headers["x-mbx-used-weight"] == "1"
    assert house.ask("GET", "/api/v3/exchangeInfo").headers["x-mbx-used-weight-1m"] == "11"
    refused = house.ask("GET", "/api/v3/ticker/price", symbol="XYZUSD")
    assert refused.headers["x-mbx-used-weight"] == "12"


@pytest.mark.parametrize(
    ("path", "parameters", "weight"),
    [
        ("depth", {"symbol": "BTCUSD"}, 1),
        ("depth", {"symbol": "BTCUSD", "limit": 500}, 5),
        ("depth", {"symbol": "BTCUSD", "limit": 5001}, 50),
        ("ticker/24hr", {}, 40),
        ("ticker/price", {}, 2),
        ("ticker", {"symbols": '["BTCUSD","ETHUSD"]'}, 4),
    ],
)
def test_a_request_weighs_what_it_asks_for(house, path, parameters, weight):
    answer = house.ask("GET", f"/api/v3/{path}", **parameters)
    assert answer.status == 200
    assert answer.headers["x-mbx-used-weight"] == str(weight)


def test_over_the_limit_nothing_is_answered_but_when_to_come_back(house):
    for _ in range(24):
        house.ask("GET", "/api/v3/depth", symbol="BTCUSD", limit=5000)
    answer = house.ask("GET", "/api/v3/ping")
    assert answer.refusal[:2] == (429, -1003)
    assert int(answer.headers["retry-after"]) == 60 - START_NS // 10**9 % 60
    assert house.ask("GET", "/api/v3/ping", address="203.0.113.8").status == 200
    for _ in range(10):
        answer = house.ask("GET", "/api/v3/ping")
    assert answer.refusal[:2] == (418, -1003)
    assert answer.headers["retry-after"] == "120"


@pytest.mark.parametrize("path", ["/api/v3/nothing", "/api/v3", "/api/v3/order/", "/wapi", "//"])
def test_an_unknown_path_is_not_found(house, path):
    assert house.ask("GET", path).refusal == (404, -1020, "This operation is not supported.")


def test_an_unknown_method_is_told_the_ones_there_are(house):
    answer = house.ask("PATCH", "/api/v3/order")
    assert answer.refusal[:2] == (405, -1020)
    assert answer.headers["allow"] == "DELETE, GET, POST"


def test_a_head_is_the_answer_without_its_body(house):
    answer = house.ask("HEAD", "/api/v3/time")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) == len(json.dumps({"serverTime": NOW_MS})) - 1


def test_an_unknown_unit_of_time_is_refused(house):
    answer = house.ask("GET", "/api/v3/time", headers={"X-MBX-TIME-UNIT": "FORTNIGHT"})
    assert answer.refusal == (
        400,
        -1194,
        "Invalid value for time unit; expected either MICROSECOND or MILLISECOND.",
    )


def test_a_body_that_says_it_is_too_large_is_refused_and_the_connection_closed(house):
    answer = ask(
        house,
        b"",
        house.alice.api_key,
        headers={"content-length": "100000000"},
        path="/api/v3/order",
        method="POST",
    )
    assert answer.status == 413
    assert answer.headers["connection"] == "close"


def test_a_body_that_grows_without_end_is_refused_once_it_is_too_large(house):
    pieces, sent = [], []

    async def receive():
        pieces.append(b"x" * 10_000)
        return {"type": "http.request", "body": pieces[-1], "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v3/order",
        "query_string": b"",
        "headers": [(b"transfer-encoding", b"chunked")],
        "client": None,
    }
    asyncio.run(house.application(scope, receive, send))
    assert sent[0]["status"] == 413
    assert len(pieces) == 7


def test_a_key_opens_its_account_also_when_the_doors_were_built_before_the_recovery(house):
    projections = house.venue.projections
    projections.restore(projections.save())
    carol = house._open("carol")
    assert house.ask("GET", "/api/v3/account", key=carol).status == 200
