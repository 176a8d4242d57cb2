"""ccxt.pro, both ids, watching the recorded market: what is streamed is what REST tells.

Private streams are in `test_ccxt_private_streams.py`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.clients.pointing import ccxt_pro_client
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue

BTC, ETH = "BTC/USD", "ETH/USD"

Watched = Callable[[Callable[[Any], Awaitable[Any]]], Any]


@pytest.fixture
def watched(venue: RunningVenue, ccxt_id: str) -> Watched:
    """Have somebody without a key watch, and return what it saw."""

    async def watch(story: Callable[[Any], Awaitable[Any]]) -> Any:
        client = ccxt_pro_client(venue, name=ccxt_id)
        try:
            async with asyncio.timeout(SECONDS_MAX):
                return await story(client)
        finally:
            await client.close()

    return lambda story: asyncio.run(watch(story))


def test_streamed_trades_are_the_trades_that_rest_lists(watched: Watched):
    async def story(client: Any) -> tuple[Any, Any]:
        [streamed, *_] = await client.watch_trades(BTC)
        return streamed, await client.publicGetTrades({"symbol": "BTCUSD", "limit": 1000})

    streamed, listed = watched(story)
    [same] = [trade for trade in listed if str(trade["id"]) == streamed["id"]]
    assert (float(same["price"]), float(same["qty"])) == (streamed["price"], streamed["amount"])
    assert streamed["side"] == ("sell" if same["isBuyerMaker"] else "buy")
    assert same["time"] == streamed["timestamp"]


def test_a_streamed_candle_opens_as_the_one_that_rest_tells(watched: Watched):
    async def story(client: Any) -> tuple[Any, Any]:
        streamed = await client.watch_ohlcv(BTC, "1m")
        return streamed[-1], await client.fetch_ohlcv(BTC, "1m")

    streamed, told = watched(story)
    [same] = [candle for candle in told if candle[0] == streamed[0]]
    opened, highest, lowest, volume = 1, 2, 3, 5
    assert streamed[opened] == same[opened]
    assert streamed[lowest] >= same[lowest]  # the market may have moved in between
    assert streamed[highest] <= same[highest]
    assert streamed[volume] <= same[volume]


def test_a_streamed_ticker_holds_together(watched: Watched):
    ticker = watched(lambda client: client.watch_ticker(BTC))
    assert ticker["symbol"] == BTC
    assert ticker["low"] <= ticker["last"] <= ticker["high"]
    assert ticker["baseVolume"] > 0


def test_tickers_of_all_markets_that_changed_come_in_one_stream(watched: Watched):
    async def story(client: Any) -> None:
        while BTC not in await client.watch_tickers():
            pass

    watched(story)


def test_the_best_prices_are_streamed_as_they_change(watched: Watched):
    best = watched(lambda client: client.watch_bids_asks([BTC]))[BTC]
    assert 10_000 < best["bid"] < best["ask"] < 1_000_000


def test_books_of_several_markets_are_kept_over_one_connection(watched: Watched):
    async def story(client: Any) -> int:
        await client.watch_order_book_for_symbols([BTC, ETH])
        return len(client.clients)

    assert watched(story) == 1


def test_an_order_is_seen_in_the_streamed_book_and_gone_from_it_when_cancelled(
    watched: Watched, alice: Any
):
    async def story(client: Any) -> None:
        placed = alice.create_order(ETH, "limit", "buy", 1, 1234.56)
        while [1234.56, 1] not in (await client.watch_order_book(ETH))["bids"]:
            pass
        alice.cancel_order(placed["id"], ETH)
        while [1234.56, 1] in (await client.watch_order_book(ETH))["bids"]:
            pass

    watched(story)
