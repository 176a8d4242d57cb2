"""python-binance's WebSocket API: requests, orders, and the user socket that subscribes by it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from binance import AsyncClient
from binance.exceptions import BinanceAPIException

from tests.clients.pointing import binance_async_client, binance_sockets, close_binance
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue, Who

SYMBOL = "ETHBTC"
LIMIT = {"symbol": SYMBOL, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}

Story = Callable[[AsyncClient], Awaitable[None]]


def told(venue: RunningVenue, story: Story, who: Who = "alice") -> None:
    """Tell a story with a client. Nothing of it stays open on SYMBOL after it."""

    async def tell() -> None:
        async with AsyncExitStack() as stack, asyncio.timeout(SECONDS_MAX):
            client = await binance_async_client(venue, who)
            stack.push_async_callback(close_binance, client)
            stack.push_async_callback(cancel_everything, client)
            await story(client)

    asyncio.run(tell())


async def cancel_everything(client: AsyncClient) -> None:
    if await client.get_open_orders(symbol=SYMBOL):
        await client.cancel_all_open_orders(symbol=SYMBOL)


def test_the_market_is_told_as_rest_tells_it(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        assert await client.ws_ping() == {}
        before = (await client.get_server_time())["serverTime"]
        assert (await client.ws_get_time())["serverTime"] >= before
        told = await client.ws_get_exchange_info(symbol=SYMBOL)
        assert told["symbols"] == (await client.get_exchange_info())["symbols"][2:3]
        book = await client.ws_get_order_book(symbol=SYMBOL, limit=5)
        assert book | {"lastUpdateId": 0} == await client.get_order_book(symbol=SYMBOL, limit=5) | {
            "lastUpdateId": 0  # it is the venue's, and other symbols trade
        }
        for asked in (client.ws_get_recent_trades, client.ws_get_aggregate_trades):
            assert isinstance(await asked(symbol=SYMBOL), list)
        klines = {"symbol": "BTCUSD", "interval": "1d", "limit": 1}
        assert len(await client.ws_get_klines(**klines)) == 1
        assert (await client.ws_get_ticker(symbol=SYMBOL))["symbol"] == SYMBOL
        assert (await client.ws_get_orderbook_ticker(symbol=SYMBOL))["symbol"] == SYMBOL

    told(venue, story)


def test_an_order_is_tried_placed_found_replaced_and_cancelled(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        order = LIMIT | {"quantity": "1", "price": "0.01"}
        assert await client.ws_create_test_order(**order) == {}
        placed = await client.ws_create_order(**order)
        named = {"symbol": SYMBOL, "orderId": placed["orderId"]}
        assert (await client.ws_get_order(**named))["status"] == "NEW"
        replaced = await client.ws_cancel_and_replace_order(
            cancelReplaceMode="STOP_ON_FAILURE",
            cancelOrderId=placed["orderId"],
            **(order | {"price": "0.02"}),
        )
        again = replaced["newOrderResponse"]["orderId"]
        open_ids = [each["orderId"] for each in await client.ws_get_open_orders(symbol=SYMBOL)]
        assert open_ids == [again]
        cancelled = await client.ws_cancel_order(symbol=SYMBOL, orderId=again)
        assert cancelled["status"] == "CANCELED"
        history = await client.ws_get_all_orders(symbol=SYMBOL)
        assert {placed["orderId"], again} <= {each["orderId"] for each in history}
        told = await client.ws_get_account()
        assert told["balances"] == (await client.get_account())["balances"]

    told(venue, story)


def test_a_refusal_is_an_exception_with_its_code(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        with pytest.raises(BinanceAPIException) as refused:
            await client.ws_create_order(**LIMIT, quantity="5000", price="0.9")
        assert refused.value.status_code == 400
        assert "Account has insufficient balance for requested action." in str(refused.value)

    told(venue, story)


def test_the_user_socket_tells_an_order_and_then_unsubscribes(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        async with binance_sockets(venue, client).user_socket() as events:
            placed = await client.ws_create_order(**LIMIT, quantity="1", price="0.01")
            report = await events.recv()
            assert (report["e"], report["i"]) == ("executionReport", placed["orderId"])
            position = await events.recv()
            assert [balance["a"] for balance in position["B"]] == ["BTC"]
        async with binance_sockets(venue, client).user_socket() as events:
            await client.ws_cancel_all_open_orders(symbol=SYMBOL)
            assert (await events.recv())["x"] == "CANCELED"

    told(venue, story)
