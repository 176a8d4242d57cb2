"""The asynchronous halves of ccxt and python-binance: an order's life, and many at once."""

import asyncio

from tests.clients.pointing import binance_async_client, ccxt_async_client, close_binance
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue

ORDERS = 20


def test_ccxt_places_and_cancels_many_orders_at_once(venue: RunningVenue, ccxt_id: str):
    async def story() -> None:
        alice = ccxt_async_client(venue, "alice", ccxt_id)
        try:
            await alice.load_markets()
            placed = await asyncio.gather(
                *(alice.create_order("ETH/USD", "limit", "buy", 1, 2000 - n) for n in range(ORDERS))
            )
            ids = {order["id"] for order in placed}
            assert len(ids) == ORDERS
            assert {order["id"] for order in await alice.fetch_open_orders("ETH/USD")} == ids
            await asyncio.gather(*(alice.cancel_order(each, "ETH/USD") for each in ids))
            assert await alice.fetch_open_orders("ETH/USD") == []
        finally:
            await alice.close()

    asyncio.run(asyncio.wait_for(story(), SECONDS_MAX))


def test_python_binance_trades_with_somebody_else(venue: RunningVenue):
    async def story() -> None:
        alice = await binance_async_client(venue, "alice")
        bob = await binance_async_client(venue, "bob")
        try:
            offered = await alice.order_limit_sell(symbol="ETHBTC", quantity="1", price="0.05")
            bought = await bob.order_market_buy(symbol="ETHBTC", quantity="1")
            assert bought["status"] == "FILLED"
            sold = await alice.get_order(symbol="ETHBTC", orderId=offered["orderId"])
            assert sold["status"] == "FILLED"
            [of_bob] = await bob.get_my_trades(symbol="ETHBTC", orderId=bought["orderId"])
            [of_alice] = await alice.get_my_trades(symbol="ETHBTC", orderId=offered["orderId"])
            assert of_alice["id"] == of_bob["id"]
        finally:
            await close_binance(alice)
            await close_binance(bob)

    asyncio.run(asyncio.wait_for(story(), SECONDS_MAX))


def test_python_binance_looks_at_everything_at_once(venue: RunningVenue):
    async def story() -> None:
        client = await binance_async_client(venue, "alice")
        try:
            info, book, account, ticker, trades = await asyncio.gather(
                client.get_exchange_info(),
                client.get_order_book(symbol="BTCUSD"),
                client.get_account(),
                client.get_ticker(symbol="BTCUSD"),
                client.get_recent_trades(symbol="BTCUSD"),
            )
        finally:
            await close_binance(client)
        assert len(info["symbols"]) == 6
        assert len(book["bids"]) == 100
        assert account["canTrade"]
        assert ticker["symbol"] == "BTCUSD"
        assert isinstance(trades, list)

    asyncio.run(asyncio.wait_for(story(), SECONDS_MAX))
