"""One story, told by ccxt's synchronous and by its asynchronous clients, under both ids."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import ccxt
import pytest

from tests.clients.awaited import awaited
from tests.clients.pointing import ccxt_async_client, ccxt_client
from tests.clients.polling import until
from tests.clients.venue import RunningVenue, Who

ETH = "ETH/USD"  # where nobody trades but the story
BTC = "BTC/USD"  # where the recorded market trades
ALL = ["BTC/USD", "BTC/USDT", "ETH/BTC", "ETH/USD", "ETH/USDT", "USDC/USD"]


@dataclass
class Traders:
    alice: Any
    bob: Any


@pytest.fixture(params=["synchronous", "asynchronous"])
def traders(request: pytest.FixtureRequest, venue: RunningVenue, ccxt_id: str) -> Iterator[Traders]:
    """Two clients of one kind. Nothing of theirs stays open on ETH/USD after the story."""
    with ExitStack() as open_clients:

        def client_of(who: Who) -> Any:
            if request.param == "synchronous":
                return ccxt_client(venue, who, ccxt_id)
            return open_clients.enter_context(awaited(ccxt_async_client(venue, who, ccxt_id)))

        both = Traders(client_of("alice"), client_of("bob"))
        yield both
        for each in (both.alice, both.bob):
            for order in each.fetch_open_orders(ETH):
                each.cancel_order(order["id"], ETH)


def test_the_market_is_looked_at(traders: Traders):
    alice = traders.alice
    assert sorted(alice.load_markets()) == ALL
    trades = until(lambda: alice.fetch_trades(BTC, limit=10))
    book = alice.fetch_order_book(BTC, 100)
    assert book["bids"][0][0] < book["asks"][0][0]
    assert sorted(alice.fetch_tickers()) == ALL
    ticker, candle = alice.fetch_ticker(BTC), alice.fetch_ohlcv(BTC, "1d")[-1]
    for price in (trades[-1]["price"], ticker["last"], candle[4]):
        assert 10_000 < price < 1_000_000


def test_orders_of_every_life_are_placed_changed_and_found_again(traders: Traders):
    alice, bob = traders.alice, traders.bob
    before = alice.fetch_balance()["USD"]["total"]
    offer = alice.create_order(ETH, "limit", "sell", 3, 3000, {"postOnly": True})
    with pytest.raises(ccxt.OrderImmediatelyFillable):
        bob.create_order(ETH, "limit", "buy", 1, 3000, {"postOnly": True})
    killed = bob.create_order(ETH, "limit", "buy", 9, 3000, {"timeInForce": "FOK"})
    bought = bob.create_order(ETH, "limit", "buy", 1, 3000, {"timeInForce": "IOC"})
    taken = bob.create_order(ETH, "market", "buy", 1)
    assert [each["status"] for each in (killed, bought, taken)] == ["expired", "closed", "closed"]
    assert alice.fetch_balance()["USD"]["total"] == before + 2 * 3000 * 0.999

    edited = alice.edit_order(offer["id"], ETH, "limit", "sell", 2, 3100)
    assert [each["id"] for each in alice.fetch_open_orders(ETH)] == [edited["id"]]
    resting = alice.create_order(ETH, "limit", "buy", 1, 2000)
    alice.cancel_order(resting["id"], ETH)
    another = alice.create_order(ETH, "limit", "buy", 1, 2000)
    cancelled = alice.cancel_all_orders(ETH)
    assert {each["id"] for each in cancelled} == {edited["id"], another["id"]}
    assert alice.fetch_open_orders(ETH) == []

    ends = {each["id"]: each["status"] for each in alice.fetch_orders(ETH)}
    assert {ends[each["id"]] for each in (offer, edited, resting, another)} == {"canceled"}
    sold = {each["order"] for each in alice.fetch_my_trades(ETH)}
    assert offer["id"] in sold
    assert {bought["id"], taken["id"]} <= {each["order"] for each in bob.fetch_my_trades(ETH)}
