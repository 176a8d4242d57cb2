"""python-binance's sockets: each market stream it can open, and the events of an account by its
listen key, as they happen.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from decimal import Decimal
from queue import Queue
from typing import Any

import pytest
from binance import AsyncClient, BinanceSocketManager, ThreadedWebsocketManager
from binance.base_client import BaseClient
from websockets.asyncio.client import ClientConnection, connect

from tests.clients.pointing import binance_async_client, binance_sockets, close_binance
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue

SYMBOL = "ETHBTC"  # where nobody trades but these stories

OPENED = {
    "trade": lambda sockets: sockets.trade_socket("BTCUSD"),
    "aggTrade": lambda sockets: sockets.aggtrade_socket("BTCUSD"),
    "kline": lambda sockets: sockets.kline_socket("BTCUSD"),
    "depthUpdate": lambda sockets: sockets.depth_socket("BTCUSD"),
    "24hrTicker": lambda sockets: sockets.symbol_ticker_socket("BTCUSD"),
    "24hrMiniTicker": lambda sockets: sockets.symbol_miniticker_socket("BTCUSD"),
}


def first(
    venue: RunningVenue,
    opened: Callable[[BinanceSocketManager], Any],
    symbol_wanted: str | None = None,
) -> Any:
    """Return the first thing that a socket is told, or the first list that has a symbol in it."""

    async def listen() -> Any:
        async with AsyncExitStack() as stack, asyncio.timeout(SECONDS_MAX):
            client = await binance_async_client(venue)
            stack.push_async_callback(close_binance, client)
            socket = await stack.enter_async_context(opened(binance_sockets(venue, client)))
            while True:
                told = await socket.recv()
                if symbol_wanted is None or symbol_wanted in {each["s"] for each in told}:
                    return told

    return asyncio.run(listen())


@pytest.mark.parametrize("event", OPENED)
def test_a_stream_of_one_symbol_is_told_in_its_own_form(venue: RunningVenue, event: str):
    told = first(venue, OPENED[event])
    assert (told["e"], told["s"]) == (event, "BTCUSD")
    assert told["E"] > 0


def test_the_top_of_the_book_is_streamed_whole(venue: RunningVenue):
    told = first(venue, lambda sockets: sockets.depth_socket("BTCUSD", depth="10", interval=100))
    assert (len(told["bids"]), len(told["asks"])) == (10, 10)
    assert told["lastUpdateId"] > 0


def test_the_best_prices_are_streamed_without_a_name_of_their_event(venue: RunningVenue):
    told = first(venue, lambda sockets: sockets.symbol_book_ticker_socket("BTCUSD"))
    assert set(told) == {"u", "s", "b", "B", "a", "A"}


@pytest.mark.parametrize("every_ms", [1000, 3000])
def test_small_tickers_of_all_symbols_are_one_list(venue: RunningVenue, every_ms: int):
    told = first(venue, lambda sockets: sockets.miniticker_socket(every_ms), "BTCUSD")
    assert {each["e"] for each in told} == {"24hrMiniTicker"}


def test_tickers_of_all_symbols_are_one_list(venue: RunningVenue):
    told = first(venue, lambda sockets: sockets.ticker_socket(), "BTCUSD")
    assert {each["e"] for each in told} == {"24hrTicker"}


def test_several_streams_over_one_connection_name_themselves(venue: RunningVenue):
    streams = ["btcusd@depth@100ms", "btcusd@bookTicker"]
    told = first(venue, lambda sockets: sockets.multiplex_socket(streams))
    assert told["stream"] in streams
    assert told["data"]["s"] == "BTCUSD"


def test_the_threaded_manager_calls_back(venue: RunningVenue, monkeypatch: pytest.MonkeyPatch):
    """It makes its own client, so the address is set where the guide sets it."""
    monkeypatch.setattr(BaseClient, "API_URL", f"{venue.http}/api")
    monkeypatch.setattr(BinanceSocketManager, "STREAM_URL", f"{venue.ws}/")
    told: Queue[dict[str, Any]] = Queue()
    manager = ThreadedWebsocketManager()
    manager.start()
    try:
        manager.start_trade_socket(callback=told.put, symbol="BTCUSD")
        manager.start_multiplex_socket(callback=told.put, streams=["btcusd@bookTicker"])
        kinds = set()
        while len(kinds) < 2:
            kinds.add("stream" in told.get(timeout=SECONDS_MAX))
    finally:
        manager.stop()
        manager.join(SECONDS_MAX)


# --- what happens to an account


class Account:
    """Somebody who trades and listens to his own events, through a plain WebSocket."""

    def __init__(self, client: AsyncClient, events: ClientConnection) -> None:
        self.client = client
        self._events = events

    async def limit(self, side: str, quantity: str, price: str) -> int:
        """Place a limit order and return its id."""
        place = self.client.order_limit_buy if side == "BUY" else self.client.order_limit_sell
        told = await place(symbol=SYMBOL, quantity=quantity, price=price)
        return int(told["orderId"])

    async def told(self, event: str) -> dict[str, Any]:
        """Return the next event of this name."""
        while True:
            told: dict[str, Any] = json.loads(await self._events.recv())
            if told["e"] == event:
                return told

    async def report(self) -> tuple[int, str, str]:
        """Return what the next execution report says: which order, what happened, how it is now."""
        told = await self.told("executionReport")
        return told["i"], told["x"], told["X"]

    async def free(self, asset: str) -> Decimal:
        return Decimal((await self.client.get_asset_balance(asset=asset))["free"])


def listening(
    venue: RunningVenue, story: Callable[[Account, Account], Awaitable[None]], path: str = "/ws/{}"
) -> None:
    """Tell a story of alice and bob, who trade and listen."""

    async def enter(stack: AsyncExitStack, who: Any) -> Account:
        client = await binance_async_client(venue, who)
        stack.push_async_callback(close_binance, client)
        key = await client.stream_get_listen_key()
        stack.push_async_callback(client.stream_close, key)
        events = await stack.enter_async_context(connect(venue.ws + path.format(key)))
        stack.push_async_callback(cancel_everything, client)
        return Account(client, events)

    async def tell() -> None:
        async with AsyncExitStack() as stack, asyncio.timeout(SECONDS_MAX):
            await story(await enter(stack, "alice"), await enter(stack, "bob"))

    asyncio.run(tell())


async def cancel_everything(client: AsyncClient) -> None:
    if await client.get_open_orders(symbol=SYMBOL):
        await client.cancel_all_open_orders(symbol=SYMBOL)


def test_each_step_of_an_orders_life_is_reported_to_its_owner(venue: RunningVenue):
    async def story(alice: Account, bob: Account) -> None:
        resting = await alice.limit("SELL", "2", "0.05")
        assert await alice.report() == (resting, "NEW", "NEW")
        taking = await bob.limit("BUY", "0.5", "0.05")
        assert await alice.report() == (resting, "TRADE", "PARTIALLY_FILLED")
        assert await bob.report() == (taking, "NEW", "NEW")
        assert await bob.report() == (taking, "TRADE", "FILLED")
        await alice.client.cancel_order(symbol=SYMBOL, orderId=resting)
        assert await alice.report() == (resting, "CANCELED", "CANCELED")

    listening(venue, story)


def test_a_fill_is_reported_with_its_price_and_commission(venue: RunningVenue):
    async def story(alice: Account, bob: Account) -> None:
        await alice.limit("SELL", "2", "0.05")
        await bob.limit("BUY", "0.5", "0.06")
        assert (await bob.told("executionReport"))["x"] == "NEW"
        told = await bob.told("executionReport")
        assert (told["l"], told["L"], told["z"]) == ("0.50000000", "0.05000000", "0.50000000")
        assert (told["n"], told["N"]) == ("0.00050000", "ETH")
        assert not told["m"]  # it was not the maker

    listening(venue, story)


def test_balances_are_told_as_they_become_and_equal_what_rest_shows(venue: RunningVenue):
    async def story(alice: Account, _bob: Account) -> None:
        before = await alice.free("BTC")
        await alice.limit("BUY", "2", "0.05")
        told = await alice.told("outboundAccountPosition")
        [btc] = [balance for balance in told["B"] if balance["a"] == "BTC"]
        assert Decimal(btc["f"]) == before - Decimal("0.1") == await alice.free("BTC")

    listening(venue, story)


def test_events_of_an_account_come_in_a_combined_stream_as_well(venue: RunningVenue):
    async def story(alice: Account, _bob: Account) -> None:
        placed = await alice.limit("BUY", "2", "0.05")
        told = json.loads(await alice._events.recv())
        assert set(told) == {"stream", "data"}
        assert told["data"]["i"] == placed

    listening(venue, story, "/stream?streams={}")
