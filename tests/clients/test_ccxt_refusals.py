"""ccxt, both ids, doing it wrong: which exception each refusal becomes in a bot, and that nothing
else became of it.
"""

from typing import Any

import ccxt
import pytest

from tests.clients.pointing import ccxt_client
from tests.clients.venue import RunningVenue

ETH = "ETH/USD"
MINUTE_MS = 60_000
LIMIT = {
    "symbol": "ETHUSD",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "1",
    "price": "3000",
}


def place(client: Any, **changed: str) -> Any:
    """Place a limit order as written: ccxt's own methods would round it to the market's steps."""
    return client.privatePostOrder({**LIMIT, **changed})


@pytest.fixture(autouse=True)
def nothing_else_changes(alice: Any) -> Any:
    """After each story alice has what she had, and no order open."""
    before = alice.fetch_balance()["total"]
    yield
    for order in alice.fetch_open_orders(ETH):
        alice.cancel_order(order["id"], ETH)
    assert alice.fetch_balance()["total"] == before


def test_more_than_the_account_has_is_insufficient_funds(alice: Any):
    with pytest.raises(ccxt.InsufficientFunds, match="insufficient balance"):
        alice.create_order(ETH, "limit", "buy", 9000, 900_000)
    with pytest.raises(ccxt.InsufficientFunds):
        alice.create_order(ETH, "limit", "sell", 9000, 3000)
    assert alice.fetch_open_orders(ETH) == []


def test_an_order_that_never_was_is_not_found(alice: Any):
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        alice.cancel_order("999999999", ETH)
    with pytest.raises(ccxt.OrderNotFound, match="-2013"):
        alice.fetch_order("999999999", ETH)


def test_an_order_is_not_cancelled_twice(alice: Any):
    order = alice.create_order(ETH, "limit", "buy", 1, 3000)
    alice.cancel_order(order["id"], ETH)
    with pytest.raises(ccxt.OrderNotFound):
        alice.cancel_order(order["id"], ETH)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quantity": "1.00001"},  # off the lot
        {"quantity": "9000.0001"},
        {"price": "3000.001"},  # off the tick
        {"price": "1000000.01"},
    ],
    ids=str,
)
def test_a_number_that_breaks_a_filter_is_an_invalid_order(alice: Any, wrong: dict[str, str]):
    with pytest.raises(ccxt.InvalidOrder, match="-1013"):
        place(alice, **wrong)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quantity": "0.0001"}, "-1013"),  # 30 cents: under the least notional
        ({"quantity": "0"}, "-1013"),
        ({"quantity": "-1"}, "-1100"),
        ({"quantity": "1e1"}, "-1100"),
        ({"quantity": "NaN"}, "-1100"),
        ({"price": "٣٠٠٠"}, "-1100"),
        ({"price": "3000.000000001"}, "-1111"),
        ({"price": ""}, "-1105"),
        ({"side": "HOLD"}, "-1117"),
        ({"type": "ICEBERG"}, "-1116"),
        ({"timeInForce": "DAY"}, "-1115"),
        ({"type": "MARKET"}, "-1106"),
        ({"unheard": "of"}, "-1104"),
        ({"newClientOrderId": "with space"}, "-1100"),
    ],
    ids=str,
)
def test_a_parameter_that_is_not_what_it_should_be_is_a_bad_request(
    alice: Any, wrong: dict[str, str], code: str
):
    with pytest.raises(ccxt.BadRequest, match=code):
        place(alice, **wrong)


def test_a_missing_parameter_is_a_bad_request_that_names_it(alice: Any):
    with pytest.raises(ccxt.BadRequest, match="'price'"):
        alice.privatePostOrder({name: text for name, text in LIMIT.items() if name != "price"})


def test_a_symbol_that_is_not_listed_is_a_bad_symbol(alice: Any):
    with pytest.raises(ccxt.BadSymbol, match="-1121"):
        place(alice, symbol="DOGEUSD")
    with pytest.raises(ccxt.BadSymbol, match="-1121"):
        alice.publicGetDepth({"symbol": "DOGEUSD"})


def test_a_name_of_an_open_order_is_not_used_again(alice: Any):
    place(alice, newClientOrderId="twice")
    with pytest.raises(ccxt.InvalidOrder, match="Duplicate order sent"):
        place(alice, newClientOrderId="twice")
    assert len(alice.fetch_open_orders(ETH)) == 1


def test_a_wrong_secret_is_an_authentication_error(venue: RunningVenue, alice: Any, ccxt_id: str):
    forger = ccxt_client(venue, "alice", ccxt_id)
    forger.secret = venue.keys["bob"]["secret"]
    with pytest.raises(ccxt.AuthenticationError, match="-1022"):
        forger.create_order(ETH, "limit", "buy", 1, 3000)
    assert alice.fetch_open_orders(ETH) == []


@pytest.mark.parametrize(("key", "code"), [("A" * 64, "-2015"), ("not a key", "-2014")])
def test_an_unknown_key_is_an_authentication_error(
    venue: RunningVenue, ccxt_id: str, key: str, code: str
):
    stranger = ccxt_client(venue, "alice", ccxt_id)
    stranger.apiKey = key
    with pytest.raises(ccxt.AuthenticationError, match=code):
        stranger.fetch_balance()


def test_a_clock_that_is_wrong_is_an_invalid_nonce_until_it_is_adjusted(alice: Any):
    alice.options["timeDifference"] = MINUTE_MS  # a minute late
    with pytest.raises(ccxt.InvalidNonce, match="outside of the recvWindow"):
        alice.create_order(ETH, "limit", "buy", 1, 3000)
    alice.options["timeDifference"] = -MINUTE_MS  # a minute early
    with pytest.raises(ccxt.InvalidNonce, match="ahead of the server's time"):
        alice.create_order(ETH, "limit", "buy", 1, 3000)
    assert abs(alice.load_time_difference()) < MINUTE_MS
    alice.create_order(ETH, "limit", "buy", 1, 3000)


def test_a_path_that_is_not_there_is_said_to_be_not_supported(alice: Any):
    with pytest.raises(ccxt.BadRequest, match="not supported"):
        alice.request("nowhere", ["private"], "GET")
