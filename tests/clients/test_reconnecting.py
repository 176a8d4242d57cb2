"""The venue is killed and opened again on the same data and port: clients with an open connection
to the WebSocket API find it again, each in its own way, and hear of their accounts as before.

Binance's own SDK drops a connection that was lost; its user opens another with the same client. But
when it is told of a shutdown it waits five seconds and connects again by itself.
"""

import asyncio
import signal
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import ccxt
from binance.exceptions import BinanceWebsocketUnableToConnect

from tests.clients.pointing import (
    binance_async_client,
    binance_sockets,
    ccxt_pro_client,
    sdk_client,
)
from tests.clients.polling import SECONDS_MAX, until_async
from tests.clients.venue import RunningVenue, running

ETH = "ETH/USD"
SDK_ORDER = {"symbol": "ETHUSD", "side": "BUY", "type": "LIMIT", "time_in_force": "GTC"}


async def placed_by_ccxt(alice: Any) -> Any:
    with suppress(ccxt.NetworkError):
        return await alice.create_order_ws(ETH, "limit", "buy", 1, 1100)


async def placed_by_python_binance(bob: Any) -> Any:
    with suppress(BinanceWebsocketUnableToConnect):
        return await bob.ws_order_limit_sell(symbol="ETHUSD", quantity="1", price="9000")


async def placed_by_sdk(client: Any) -> Any:
    """Open a connection and trade over it. Return the order, and all open ones."""
    connection = await client.websocket_api.create_connection()
    placed = await connection.order_place(**SDK_ORDER, quantity=1, price=1000)
    listed = await connection.open_orders_status(symbol="ETHUSD")
    return placed.data().result, listed.data().result, connection


async def killed_and_opened_again(
    venue: RunningVenue, data: Path
) -> tuple[RunningVenue, AbstractContextManager[RunningVenue]]:
    """Return the venue opened again, and the context to be left at the end."""
    await asyncio.to_thread(venue.kill)
    opened = running(data, "--replay", "none", "--drain", "600", port=venue.port)
    return await asyncio.to_thread(opened.__enter__), opened


async def moved_on_by_itself(venue: RunningVenue, connection: Any) -> None:
    """Tell the venue to stop, and wait until the SDK has connected again: it is still let in."""
    opened: asyncio.Queue[None] = asyncio.Queue()
    connection.on_connection("open", lambda *_: opened.put_nowait(None))
    await opened.get()  # it is open, says the SDK at once
    venue.process.send_signal(signal.SIGTERM)
    await opened.get()


def test_clients_with_open_connections_go_on_after_kill_9(tmp_path: Path):
    data = tmp_path / "data"

    async def story(venue: RunningVenue) -> None:
        alice, bob = ccxt_pro_client(venue, "alice"), await binance_async_client(venue, "bob")
        watching = asyncio.create_task(alice.watch_balance())
        before = [await placed_by_ccxt(alice), await placed_by_python_binance(bob)]
        key = venue.keys["alice"]
        by_sdk = sdk_client(venue, api_key=key["api_key"], api_secret=key["secret"])
        kept, _, _ = await placed_by_sdk(by_sdk)
        while not watching.done():  # ccxt subscribes in its own time: some order comes after that
            await placed_by_ccxt(alice)
        again, opened = await killed_and_opened_again(venue, data)
        try:
            async with asyncio.timeout(SECONDS_MAX):
                after = [
                    await until_async(lambda: placed_by_ccxt(alice)),
                    await until_async(lambda: placed_by_python_binance(bob)),
                ]
                assert int(after[0]["id"]) > int(before[0]["id"])
                assert after[1]["orderId"] > before[1]["orderId"]
                assert before[0]["id"] in {e["id"] for e in await alice.fetch_open_orders_ws(ETH)}
                newer, listed, connection = await placed_by_sdk(by_sdk)
                assert kept.order_id < newer.order_id
                assert {kept.order_id, newer.order_id} <= {each.order_id for each in listed}
                async with binance_sockets(venue, bob).user_socket() as events:
                    await bob.ws_cancel_order(symbol="ETHUSD", orderId=before[1]["orderId"])
                    assert (await events.recv())["i"] == before[1]["orderId"]
                await moved_on_by_itself(again, connection)
                await connection.close_connection(close_session=True)
        finally:
            await alice.close()
            await bob.close_connection()
            await asyncio.to_thread(opened.__exit__, None, None, None)

    with running(data, "--replay", "none") as venue:
        asyncio.run(story(venue))
