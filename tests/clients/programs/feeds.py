"""cryptofeed: orders by REST, trades by stream, the account's events by listen key, and books."""

import asyncio
import json
import os
from contextlib import suppress
from decimal import Decimal
from typing import Any

from cryptofeed import FeedHandler
from cryptofeed.connection import RestEndpoint, Routes, WebsocketEndpoint
from cryptofeed.defines import BUY, GOOD_TIL_CANCELED, LIMIT, ORDER_INFO, TRADES
from cryptofeed.exchanges import Binance
from story import TOLD, run, say

SYMBOL = "ETH-USD"
ONE = Decimal(1)
CONFIG = {"binance": {"key_id": TOLD["key"], "key_secret": TOLD["secret"]}}
QUIET = {"log": {"disabled": True}, "uvloop": False, "backend_multiprocessing": False}
PAUSE_S = 0.1


class Pointed(Binance):  # type: ignore[misc]  # it has no types
    """The exchange at another address."""

    api = f"{TOLD['http']}/api/v3/"
    websocket_endpoints = [WebsocketEndpoint(os.environ["STREAMS"])]  # noqa: RUF012 - its way
    rest_endpoints = [  # noqa: RUF012
        RestEndpoint(
            TOLD["http"],
            routes=Routes(
                "/api/v3/exchangeInfo",
                l2book="/api/v3/depth?symbol={}&limit={}",
                authentication="/api/v3/userDataStream",
            ),
        )
    ]


async def pause() -> None:
    """Let the others have their turn, and a moment of time."""
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), PAUSE_S)


async def again(ask: Any) -> Any:
    """Ask until it is answered with something that is true."""
    while True:
        try:
            if answer := await ask():
                return answer
        except (OSError, ValueError):
            pass
        await pause()


async def connected(feeds: FeedHandler) -> None:
    """Return when every feed is connected."""
    handlers = [each for feed in feeds.feeds for each in feed.connection_handlers]
    while not all(each.conn.is_open for each in handlers):
        await pause()


class Account:
    """Orders, and what is told of them."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.events: asyncio.Queue[str] = asyncio.Queue()

    async def hear(self, order: Any, _received: float) -> None:
        self.events.put_nowait(order.raw["x"])

    async def buy(self, price: int) -> Any:
        return await self._client.place_order(
            SYMBOL, BUY, LIMIT, ONE, price=price, time_in_force=GOOD_TIL_CANCELED
        )

    async def cancel(self, order_id: int) -> Any:
        return await self._client.cancel_order(str(order_id), SYMBOL)

    async def opened(self) -> list[int]:
        return [each["orderId"] for each in await self._client.orders(SYMBOL)]

    async def kinds(self, count: int) -> list[str]:
        return [await self.events.get() for _ in range(count)]


async def tell() -> None:
    client = Pointed(config=CONFIG)
    info = json.loads(await client.http_conn.read(f"{client.api}exchangeInfo"))
    symbols = [each["symbol"] for each in info["symbols"]]
    say("connected", time=info["serverTime"], symbols=symbols)
    book = json.loads(await client.http_conn.read(f"{client.api}depth?symbol=ETHUSD&limit=5"))
    say("book", asks=book["asks"])
    prices: asyncio.Queue[str] = asyncio.Queue()

    async def trade(told: Any, _received: float) -> None:
        prices.put_nowait(f"{told.price:.8f}")

    account = Account(client)
    feeds = FeedHandler(config=QUIET)
    feeds.add_feed(Pointed(symbols=[SYMBOL], channels=[TRADES], callbacks={TRADES: trade}))
    own = {"channels": [ORDER_INFO], "callbacks": {ORDER_INFO: account.hear}}
    feeds.add_feed(Pointed(config=CONFIG, symbols=[SYMBOL], **own))
    feeds.run(start_loop=False, install_signal_handlers=False)
    await connected(feeds)
    placed = await account.buy(1000)
    say("placed", status=placed["status"])
    cancelled = await account.cancel(placed["orderId"])
    say("cancelled", status=cancelled["status"], same=placed["orderId"] == cancelled["orderId"])
    say("filled", status=(await account.buy(3000))["status"])
    say("events", kinds=await account.kinds(4))
    say("streamed", price=await prices.get())

    left = (await account.buy(1001))["orderId"]
    await account.kinds(1)
    say("waiting")
    found = await again(account.opened) == [left]
    await connected(feeds)
    status = (await account.cancel(left))["status"]
    placed = (await account.buy(1002))["status"]
    say("again", found=found, status=status, placed=placed, events=await account.kinds(2))


run(lambda: asyncio.run(tell()))
