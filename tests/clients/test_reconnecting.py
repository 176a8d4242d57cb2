"""The venue is killed and opened again on the same data and port: clients with open connections
find it again, each in its own way, place an order, and hear of it.

ccxt and python-binance connect again by themselves. Binance's own SDK drops a connection that was
lost, and its user opens another with the same client; but when it is told of a shutdown it waits
five seconds and moves by itself, session and subscription included.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import ccxt
from binance.exceptions import BinanceAPIException, BinanceWebsocketUnableToConnect

from tests.clients.pointing import (
    binance_async_client,
    binance_sockets,
    ccxt_async_client,
    ccxt_pro_client,
    close_binance,
    sdk_client,
)
from tests.clients.polling import until_async
from tests.clients.venue import RunningVenue, make_key, running

ETH = "ETH/USD"
SDK_ORDER = {"symbol": "ETHUSD", "side": "BUY", "type": "LIMIT", "time_in_force": "GTC"}
SECONDS_MAX = 900  # a client waits longer from try to try, and a venue opens anew


async def placed_by_ccxt(alice: Any) -> Any:
    with suppress(ccxt.NetworkError):
        return await alice.create_order_ws(ETH, "limit", "buy", 1, 1100)


async def placed_by_python_binance(bob: Any) -> Any:
    with unanswered():
        return await bob.ws_order_limit_sell(symbol="ETHUSD", quantity="1", price="9000")


def unanswered() -> suppress:
    """Python-binance's way to say so: the connection was lost, or ten seconds have gone by."""
    return suppress(BinanceWebsocketUnableToConnect)


async def watched_by_ccxt(alice: Any, later_than: int) -> str:
    """Watch the account's orders, as its user does in a loop, until one is newer than this."""
    while True:
        with suppress(ccxt.NetworkError):
            for order in await alice.watch_orders(ETH):
                if int(order["id"]) > later_than:
                    return str(order["id"])


async def heard_of(place: Callable[[], Awaitable[Any]], listening: asyncio.Task[Any]) -> None:
    """Place orders until one is heard of: a client subscribes in its own time.

    Not each that was placed was answered in the client's time.
    """
    while not listening.done():
        await place()
        await asyncio.wait({listening}, timeout=1)


async def answered(place: Callable[[], Awaitable[Any]]) -> Any:
    """Place orders until one is answered in the client's time; return that one."""
    while not (order := await place()):
        pass
    return order


async def ccxt_goes_on(alice: Any, before: Any, last: int) -> None:
    """By itself: it hears of what it places after the `last` order, and finds what it left."""
    watching = asyncio.create_task(watched_by_ccxt(alice, last))
    await heard_of(lambda: placed_by_ccxt(alice), watching)
    listed = {each["id"] for each in await alice.fetch_open_orders_ws(ETH)}
    assert {before["id"], await watching} <= listed


def socket_of_listen_key(venue: RunningVenue, bob: Any, listen_key: str) -> Any:
    """Return a socket of python-binance's that hears of an account, and connects again by itself.

    It would give up after five tries and wait up to a minute in between: not on a busy machine.
    """
    socket = binance_sockets(venue, bob).multiplex_socket([listen_key])
    socket.MAX_RECONNECTS, socket.MAX_RECONNECT_SECONDS = 1_000, 1
    socket.TIMEOUT = 1  # so long it goes on listening when it is told to close
    return socket


async def reported(events: Any, later_than: int) -> int:
    """Return the next order that is reported and newer, past what is said of a lost connection."""
    while True:
        told = (await events.recv()).get("data", {})
        if told.get("e") == "executionReport" and told["i"] > later_than:
            return int(told["i"])


async def python_binance_goes_on(venue: RunningVenue, bob: Any, before: Any, kept: Any) -> None:
    """By itself, with a listen key; its user socket says that it is lost, and is opened again."""
    listening = asyncio.create_task(reported(kept, before["orderId"]))
    await heard_of(lambda: placed_by_python_binance(bob), listening)
    listed = {each["orderId"] for each in await bob.get_open_orders(symbol="ETHUSD")}
    assert {before["orderId"], await listening} <= listed
    await answered(lambda: user_socket_hears_of_a_cancel(venue, bob, before["orderId"]))


async def user_socket_hears_of_a_cancel(venue: RunningVenue, bob: Any, order_id: int) -> bool:
    """Return whether all that was asked was answered in time."""
    with unanswered():
        async with binance_sockets(venue, bob).user_socket() as events:
            with suppress(BinanceAPIException):  # it was cancelled when this was asked before
                await bob.ws_cancel_order(symbol="ETHUSD", orderId=order_id)
                assert (await events.recv())["i"] == order_id
            return True
    return False


async def sdk_goes_on(connection: Any, before: int) -> None:
    """It subscribes to its account, places an order, hears of it, and finds the one it left."""
    heard: asyncio.Queue[Any] = asyncio.Queue()
    subscribed = await connection.user_data_stream_subscribe_signature()
    subscribed.stream.on("message", heard.put_nowait)
    placed = await placed_by_sdk(connection)
    assert (await heard.get()).actual_instance.i == placed
    listed = (await connection.open_orders_status(symbol="ETHUSD")).data().result
    assert {before, placed} <= {each.order_id for each in listed}


async def placed_by_sdk(connection: Any) -> int:
    placed = await connection.order_place(**SDK_ORDER, quantity=1, price=1000)
    return int(placed.data().result.order_id)


async def sdk_moves_by_itself(venue: RunningVenue, data: Path, private_pem: str) -> None:
    """Tell the venue to stop: it logs on and subscribes over another connection, and trades on."""
    key = make_key(data, "carol", data.with_name("public.pem"))
    client = sdk_client(venue, api_key=key, private_key=private_pem, reconnect_delay=100)
    connection = await client.websocket_api.create_connection()
    await connection.session_logon()
    heard: asyncio.Queue[Any] = asyncio.Queue()
    subscribed = await connection.user_data_stream_subscribe()
    subscribed.stream.on("message", heard.put_nowait)
    opened: asyncio.Queue[None] = asyncio.Queue()
    connection.on_connection("open", lambda *_: opened.put_nowait(None))
    await opened.get()  # it is open, says the SDK at once
    first = connection.connections[0]
    venue.process.send_signal(signal.SIGTERM)
    await opened.get()

    async def has_left() -> bool:
        assert await asyncio.to_thread(venue.process.poll) is None, "the venue goes on until then"
        return first not in connection.connections

    await until_async(has_left)
    placed = await placed_by_sdk(connection)
    while getattr((await heard.get()).actual_instance, "i", None) != placed:
        pass
    await connection.close_connection(close_session=True)


async def killed_and_opened_again(
    venue: RunningVenue, data: Path, stack: AsyncExitStack
) -> RunningVenue:
    """Return the venue opened again, which is killed with the stack: it would drain for minutes."""
    await asyncio.to_thread(venue.kill)
    opened = running(data, "--replay", "none", "--drain", "600", port=venue.port)
    again = await asyncio.to_thread(opened.__enter__)
    stack.callback(opened.__exit__, None, None, None)
    stack.callback(again.process.kill)
    return again


async def traders_go_on(venue: RunningVenue, data: Path, stack: AsyncExitStack) -> RunningVenue:
    """Kill the venue under them and open it again; return it."""
    async with AsyncExitStack() as clients:
        alice, bob = ccxt_pro_client(venue, "alice"), await binance_async_client(venue, "bob")
        clients.push_async_callback(alice.close)
        clients.push_async_callback(close_binance, bob)
        key = venue.keys["alice"]
        by_sdk = sdk_client(venue, api_key=key["api_key"], api_secret=key["secret"])
        connection = await by_sdk.websocket_api.create_connection()
        by_rest = ccxt_async_client(venue, "alice")
        clients.push_async_callback(by_rest.close)
        await by_rest.create_order(ETH, "limit", "buy", 1, 1200)
        kept = socket_of_listen_key(venue, bob, await bob.stream_get_listen_key())
        await clients.enter_async_context(kept)
        watching = asyncio.create_task(watched_by_ccxt(alice, 0))
        listening = asyncio.create_task(reported(kept, 0))
        await heard_of(lambda: placed_by_ccxt(alice), watching)
        await heard_of(lambda: placed_by_python_binance(bob), listening)
        before = (
            await answered(lambda: placed_by_ccxt(alice)),
            await answered(lambda: placed_by_python_binance(bob)),
        )
        left = await placed_by_sdk(connection)
        again = await killed_and_opened_again(venue, data, stack)
        await ccxt_goes_on(alice, before[0], left)
        await python_binance_goes_on(again, bob, before[1], kept)
        placed = await by_rest.create_order(ETH, "limit", "buy", 1, 1201)
        assert placed["id"] in {each["id"] for each in await by_rest.fetch_open_orders(ETH)}
        connection = await by_sdk.websocket_api.create_connection()
        await sdk_goes_on(connection, left)
        await connection.close_connection(close_session=True)
    return again


def test_clients_with_open_connections_go_on_after_kill_9(tmp_path: Path, private_pem: str):
    data = tmp_path / "data"

    async def whole() -> None:
        with running(data, "--replay", "none") as venue:
            async with AsyncExitStack() as stack, asyncio.timeout(SECONDS_MAX):
                again = await traders_go_on(venue, data, stack)
                await sdk_moves_by_itself(again, data, private_pem)

    asyncio.run(whole())
