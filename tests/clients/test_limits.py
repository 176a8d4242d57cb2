"""The limits of Binance.US, which a venue has unless told otherwise, and how clients see them."""

from collections.abc import Iterator
from typing import Any

import ccxt
import pytest

from tests.clients.pointing import binance_client, ccxt_client
from tests.clients.venue import RunningVenue, running

ORDERS_IN_TEN_SECONDS = 100


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningVenue]:
    data = tmp_path_factory.mktemp("clients") / "strict"
    with running(data, "--replay", "none", "--limits", "us") as opened:
        yield opened


def place_many(client: Any, placed: list[str]) -> None:
    """Place enough orders for one window of ten seconds and, should it end in between, the next."""
    while len(placed) <= 2 * ORDERS_IN_TEN_SECONDS:
        placed.append(client.create_order("ETH/USD", "limit", "buy", 1, 1000)["id"])


def test_one_order_too_many_is_refused_with_the_time_to_wait(strict: RunningVenue, ccxt_id: str):
    client = ccxt_client(strict, "alice" if ccxt_id == "binanceus" else "bob", ccxt_id)
    placed: list[str] = []
    with pytest.raises(ccxt.DDoSProtection, match="100 orders per 10 SECOND"):
        place_many(client, placed)
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
