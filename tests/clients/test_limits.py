"""The limits of Binance.US, which a venue has unless told otherwise, and how clients see them."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import ccxt
import pytest

from tests.clients.pointing import binance_client, ccxt_client
from tests.clients.venue import RunningVenue, Who, running

ORDERS_IN_TEN_SECONDS = 100
ORDER = "symbol=ETHUSD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1000"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningVenue]:
    data = tmp_path_factory.mktemp("clients") / "strict"
    with running(data, "--replay", "none", "--limits", "us") as opened:
        yield opened


def signed(key: dict[str, str]) -> str:
    query = f"{ORDER}&timestamp={time.time_ns() // 10**6}&recvWindow=60000"
    signature = hmac.new(key["secret"].encode(), query.encode(), hashlib.sha256).hexdigest()
    return f"{query}&signature={signature}"


def place_a_windowful(venue: RunningVenue, who: Who) -> list[str]:
    """Place the orders of ten seconds, signed beforehand, over one connection: a client that looks
    at every answer might need longer for them on a slow machine. Return the ids.
    """
    key, placed = venue.keys[who], []
    bodies = [signed(key) for _ in range(ORDERS_IN_TEN_SECONDS)]
    connection = http.client.HTTPConnection(venue.address)
    for body in bodies:
        headers = {"X-MBX-APIKEY": key["api_key"]}
        connection.request("POST", "/api/v3/order", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        if answer.status == HTTPStatus.OK:
            placed.append(str(told["orderId"]))
    connection.close()
    return placed


def place_many(venue: RunningVenue, who: Who, client: Any, placed: list[str]) -> None:
    """Place enough orders for one window of ten seconds and, should it end in between, the next."""
    while len(placed) <= 2 * ORDERS_IN_TEN_SECONDS:
        placed += place_a_windowful(venue, who)
        placed.append(client.create_order("ETH/USD", "limit", "buy", 1, 1000)["id"])


def test_one_order_too_many_is_refused_with_the_time_to_wait(strict: RunningVenue, ccxt_id: str):
    who: Who = "alice" if ccxt_id == "binanceus" else "bob"
    client = ccxt_client(strict, who, ccxt_id)
    client.load_markets()
    placed: list[str] = []
    with pytest.raises(ccxt.DDoSProtection, match="100 orders per 10 SECOND"):
        place_many(strict, who, client, placed)
    assert len(placed) >= ORDERS_IN_TEN_SECONDS
    assert 1 <= int(client.last_response_headers["Retry-After"]) <= 10
    assert [order["id"] for order in client.fetch_open_orders("ETH/USD")] == placed


def test_every_answer_says_how_much_was_used(strict: RunningVenue):
    carol = binance_client(strict, "carol")
    carol.get_exchange_info()
    before = int(carol.response.headers["x-mbx-used-weight-1m"])
    carol.get_exchange_info()
    after = int(carol.response.headers["x-mbx-used-weight-1m"])
    assert after in {before + 10, 10}  # or a new minute has begun
    carol.order_limit_buy(symbol="ETHUSD", quantity="1", price="1000")
    assert carol.response.headers["x-mbx-order-count-10s"] == "1"
    [_, of_the_day] = carol.get_current_order_count()
    assert of_the_day["count"] == 1
