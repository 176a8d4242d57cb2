"""ccxt's raw methods: replacing an order with partial failures, and reducing one in its place."""

import json
from collections.abc import Iterator
from typing import Any

import ccxt
import pytest

from tests.clients.pointing import ccxt_client
from tests.clients.venue import RunningVenue

ETH = "ETH/USD"
TERMS = {
    "symbol": "ETHUSD",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "1",
    "price": "2900",
}
FAR_TOO_MUCH = {"quantity": "9000", "price": "900000"}
NEVER_WAS = 999_999_999


@pytest.fixture
def carol(venue: RunningVenue) -> Iterator[Any]:
    client = ccxt_client(venue, "carol")
    yield client
    for order in client.fetch_open_orders(ETH):
        client.cancel_order(order["id"], ETH)


@pytest.fixture
def order_id(alice: Any) -> int:
    """An order of alice's for 2 ETH at 3000."""
    return int(alice.create_order(ETH, "limit", "buy", 2, 3000)["id"])


def replace(client: Any, order_id: int, mode: str, **changed: str) -> Any:
    """Cancel one order and place another, by ccxt's own method for the path."""
    return client.privatePostOrderCancelReplace(
        {**TERMS, "cancelReplaceMode": mode, "cancelOrderId": order_id, **changed}
    )


def amend(client: Any, order_id: int, quantity: str) -> Any:
    """Reduce an order. ccxt has no method for the path yet; it is asked for by name."""
    terms = {"symbol": "ETHUSD", "orderId": order_id, "newQty": quantity}
    return client.request("order/amend/keepPriority", ["private"], "PUT", terms)


def results(refused: pytest.ExceptionInfo[ccxt.ExchangeError]) -> tuple[int, str, str]:
    """Return the code of a refusal, and what became of each half. The body is in the text."""
    refusal = body(refused)
    return refusal["code"], refusal["data"]["cancelResult"], refusal["data"]["newOrderResult"]


def body(refused: pytest.ExceptionInfo[ccxt.ExchangeError]) -> dict[str, Any]:
    refusal: dict[str, Any] = json.loads(str(refused.value).partition(" ")[2])
    return refusal


def open_prices(client: Any) -> list[float]:
    return [order["price"] for order in client.fetch_open_orders(ETH)]


def test_one_order_goes_and_the_other_comes(alice: Any, order_id: int):
    told = replace(alice, order_id, "STOP_ON_FAILURE")
    assert (told["cancelResult"], told["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    assert int(told["cancelResponse"]["orderId"]) == order_id
    assert told["newOrderResponse"]["status"] == "NEW"
    assert open_prices(alice) == [2900]


@pytest.mark.usefixtures("order_id")
def test_without_the_first_order_the_other_is_not_tried(alice: Any):
    with pytest.raises(ccxt.ExchangeError, match="-2022") as refused:
        replace(alice, NEVER_WAS, "STOP_ON_FAILURE")
    assert results(refused) == (-2022, "FAILURE", "NOT_ATTEMPTED")
    assert open_prices(alice) == [3000]


@pytest.mark.usefixtures("order_id")
def test_the_other_order_comes_all_the_same_when_that_is_allowed(alice: Any):
    with pytest.raises(ccxt.ExchangeError, match="-2021") as refused:
        replace(alice, NEVER_WAS, "ALLOW_FAILURE")
    assert results(refused) == (-2021, "FAILURE", "SUCCESS")
    assert sorted(open_prices(alice)) == [2900, 3000]


def test_an_order_is_gone_though_the_other_cannot_be_paid(alice: Any, order_id: int):
    with pytest.raises(ccxt.ExchangeError, match="-2021") as refused:
        replace(alice, order_id, "STOP_ON_FAILURE", **FAR_TOO_MUCH)
    assert results(refused) == (-2021, "SUCCESS", "FAILURE")
    assert body(refused)["data"]["newOrderResponse"]["code"] == -2010
    assert open_prices(alice) == []


def test_by_the_name_of_binances_host_a_partial_failure_is_a_bad_response(
    venue: RunningVenue, alice: Any
):
    """ccxt keeps some of its error classes for hosts it knows: here ours is called by that name."""
    by_url = alice.get_exceptions_by_url
    host = f"https://api.{alice.hostname or 'binance.com'}"
    alice.get_exceptions_by_url = lambda url, kind: by_url(url.replace(venue.http, host), kind)
    with pytest.raises(ccxt.BadResponse, match="-2021"):
        replace(alice, NEVER_WAS, "ALLOW_FAILURE")


def test_a_reduced_order_keeps_its_id_and_its_place_in_the_queue(
    alice: Any, bob: Any, carol: Any, order_id: int
):
    behind = carol.create_order(ETH, "limit", "buy", 1, 3000)
    told = amend(alice, order_id, "1.5")
    assert told["amendedOrder"]["orderId"] == order_id
    assert told["amendedOrder"]["qty"] == "1.50000000"

    bob.create_order(ETH, "limit", "sell", 1.5, 3000)
    assert alice.fetch_order(order_id, ETH)["status"] == "closed"
    assert carol.fetch_order(behind["id"], ETH)["filled"] == 0


def test_a_reduction_gives_back_what_it_no_longer_locks(alice: Any, order_id: int):
    before = alice.fetch_balance()["USD"]["used"]
    amend(alice, order_id, "0.5")
    assert before - alice.fetch_balance()["USD"]["used"] == 4500


def test_an_order_is_not_amended_to_more(alice: Any, order_id: int):
    with pytest.raises(ccxt.ExchangeError, match="-2038"):
        amend(alice, order_id, "2.5")
    assert alice.fetch_order(order_id, ETH)["amount"] == 2
