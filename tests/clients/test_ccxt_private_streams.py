"""ccxt.pro, both ids, with a key: orders by WebSocket, and what becomes of them as it happens."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

import ccxt
import pytest

from tests.clients.pointing import ccxt_pro_client
from tests.clients.polling import SECONDS_MAX, until_async
from tests.clients.venue import RunningVenue

ETH = "ETH/USD"

Told = Callable[[Callable[[Any], Awaitable[None]]], None]


@pytest.fixture
def told(venue: RunningVenue, ccxt_id: str) -> Told:
    """Tell a story with a streaming client of alice's. Nothing of hers stays open after it."""

    async def tell(story: Callable[[Any], Awaitable[None]]) -> None:
        client = ccxt_pro_client(venue, "alice", ccxt_id)
        try:
            async with asyncio.timeout(SECONDS_MAX):
                await story(client)
                for order in await client.fetch_open_orders(ETH):
                    await client.cancel_order(order["id"], ETH)
        finally:
            await client.close()

    return lambda story: asyncio.run(tell(story))


async def watching(watch: Coroutine[Any, Any, Any], client: Any) -> asyncio.Task[Any]:
    """Begin to watch, and return once the account is subscribed to: what comes next is seen."""
    seen = asyncio.create_task(watch)
    await client.authenticate({"type": "spot"})  # waits for the subscription that is under way
    return seen


def test_an_order_is_placed_found_and_cancelled_by_websocket(told: Told):
    async def story(alice: Any) -> None:
        placed = await alice.create_order_ws(ETH, "limit", "buy", 1, 1234.56)
        assert (placed["status"], placed["price"], placed["amount"]) == ("open", 1234.56, 1)
        found = await alice.fetch_order_ws(placed["id"], ETH)
        assert found["clientOrderId"] == placed["clientOrderId"]
        assert placed["id"] in {each["id"] for each in await alice.fetch_open_orders_ws(ETH)}
        cancelled = await alice.cancel_order_ws(placed["id"], ETH)
        assert cancelled["status"] == "canceled"
        assert placed["id"] in {each["id"] for each in await alice.fetch_orders_ws(ETH)}

    told(story)


def test_an_order_is_edited_by_websocket(told: Told):
    async def story(alice: Any) -> None:
        placed = await alice.create_order_ws(ETH, "limit", "buy", 1, 1234.56)
        edited = await alice.edit_order_ws(placed["id"], ETH, "limit", "buy", 2, 1200)
        assert (edited["price"], edited["amount"], edited["status"]) == (1200, 2, "open")
        assert edited["id"] != placed["id"]

    told(story)


def test_all_orders_are_cancelled_by_websocket(told: Told):
    async def story(alice: Any) -> None:
        placed = [await alice.create_order_ws(ETH, "limit", "buy", 1, 1200 + n) for n in range(3)]
        cancelled = await alice.cancel_all_orders_ws(ETH)
        assert {each["id"] for each in cancelled} == {each["id"] for each in placed}

    told(story)


def test_many_orders_at_once_come_back_each_to_who_asked(told: Told):
    async def story(alice: Any) -> None:
        await alice.load_markets()
        prices = [1000 + n for n in range(12)]  # ccxt sends four a second
        orders = [alice.create_order_ws(ETH, "limit", "buy", 0.1, price) for price in prices]
        assert [placed["price"] for placed in await asyncio.gather(*orders)] == prices
        await alice.cancel_all_orders_ws(ETH)

    told(story)


@pytest.mark.parametrize(
    ("amount", "price", "refusal"),
    [(5_000, 1234.5, ccxt.InsufficientFunds), (0.0001, 1234.5, ccxt.BadRequest)],
)
def test_a_refusal_by_websocket_is_the_exception_it_is_by_rest(
    told: Told, amount: float, price: float, refusal: type[Exception]
):
    async def story(alice: Any) -> None:
        with pytest.raises(refusal) as by_websocket:
            await alice.create_order_ws(ETH, "limit", "buy", amount, price)
        with pytest.raises(refusal) as by_rest:
            await alice.create_order(ETH, "limit", "buy", amount, price)
        assert type(by_websocket.value) is type(by_rest.value)

    told(story)


def test_an_order_is_watched_from_its_placing_to_its_end(told: Told, bob: Any):
    async def story(alice: Any) -> None:
        await alice.load_markets()
        watched = asyncio.create_task(alice.watch_balance())
        seen = await watching(alice.watch_orders(ETH), alice)
        placed = await alice.create_order_ws(ETH, "limit", "buy", 1, 1500)
        [opened] = await seen
        assert (opened["id"], opened["status"], opened["filled"]) == (placed["id"], "open", 0)
        await watched
        seen = await watching(alice.watch_orders(ETH), alice)
        bob.create_order(ETH, "limit", "sell", 0.25, 1500)
        [filled] = await seen
        assert (filled["id"], filled["status"], filled["filled"]) == (placed["id"], "open", 0.25)
        seen = await watching(alice.watch_orders(ETH), alice)
        await alice.cancel_order_ws(placed["id"], ETH)
        [ended] = await seen
        assert (ended["id"], ended["status"]) == (placed["id"], "canceled")

    told(story)


def test_ones_own_trades_are_watched_and_are_those_that_rest_lists(told: Told, bob: Any):
    async def story(alice: Any) -> None:
        await alice.load_markets()
        watched = asyncio.create_task(alice.watch_balance())
        seen = await watching(alice.watch_my_trades(ETH), alice)
        placed = await alice.create_order_ws(ETH, "limit", "buy", 1, 1510)
        bob.create_order(ETH, "limit", "sell", 1, 1510)
        [trade] = await seen
        listed = {each["id"]: each for each in await alice.fetch_my_trades(ETH)}
        same = listed[trade["id"]]
        for name in ("order", "price", "amount", "side", "timestamp"):
            assert trade[name] == same[name], name
        assert trade["order"] == placed["id"]
        assert trade["fee"]["cost"] == same["fee"]["cost"] > 0
        await watched

    told(story)


def test_balances_are_watched_and_become_what_rest_shows(told: Told):
    async def story(alice: Any) -> None:
        await alice.load_markets()
        seen = await watching(alice.watch_balance(), alice)
        placed = await alice.create_order_ws(ETH, "limit", "buy", 1, 1000)
        watched = await seen
        assert watched["USD"] == (await alice.fetch_balance())["USD"]
        assert watched["USD"]["used"] >= 1000
        await alice.cancel_order_ws(placed["id"], ETH)

    told(story)


def test_a_client_goes_on_when_its_connection_is_lost(told: Told):
    async def story(alice: Any) -> None:
        await alice.load_markets()
        await alice.create_order_ws(ETH, "limit", "buy", 1, 1100)
        for connection in list(alice.clients.values()):
            await connection.close()

        async def placed_again() -> Any:
            with suppress(ccxt.NetworkError):
                return await alice.create_order_ws(ETH, "limit", "buy", 1, 1100)

        assert (await until_async(placed_again))["status"] == "open"

    told(story)
