"""A book kept at home: a snapshot and the stream of differences, by Binance's documented rule, each
client in its own way, while the market trades at twenty times its recorded pace.

Compared with what REST shows at the same update id, level by level.
"""

import asyncio
from decimal import Decimal
from typing import Any

from binance import AsyncClient
from binance.ws.depthcache import DepthCacheManager

from tests.clients.pointing import (
    binance_async_client,
    binance_sockets,
    ccxt_pro_client,
    close_binance,
)
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue

COMPARISONS = 10
LEVELS = 100


def test_ccxts_book_equals_rest_at_the_same_update(venue: RunningVenue, ccxt_id: str):
    """ccxt checks every difference: a gap would be a ChecksumError."""

    async def story(client: Any) -> None:
        same = 0
        while same < COMPARISONS:
            await client.watch_order_book("BTC/USD")
            kept = client.orderbooks["BTC/USD"]
            bids, asks, kept_at = kept["bids"][:LEVELS], kept["asks"][:LEVELS], kept["nonce"]
            told = await client.fetch_order_book("BTC/USD", LEVELS)
            if told["nonce"] == kept_at:
                assert (bids, asks) == (told["bids"], told["asks"])
                same += 1

    async def watch() -> None:
        client = ccxt_pro_client(venue, name=ccxt_id)
        client.enableRateLimit = False  # paced, it asks REST when the next update is there already
        try:
            async with asyncio.timeout(SECONDS_MAX):
                await story(client)
        finally:
            await client.close()

    asyncio.run(watch())


def test_python_binances_depth_cache_equals_rest_at_the_same_update(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        sockets = binance_sockets(venue, client)
        keeper = DepthCacheManager(
            client, "BTCUSD", bm=sockets, limit=1000, conv_type=Decimal, ws_interval=100
        )
        async with keeper:
            same = 0
            while same < COMPARISONS:
                kept = await keeper.recv()
                told = await client.get_order_book(symbol="BTCUSD", limit=LEVELS)
                if told["lastUpdateId"] == keeper._last_update_id:
                    assert kept.get_bids()[:LEVELS] == exact(told["bids"])
                    assert kept.get_asks()[:LEVELS] == exact(told["asks"])
                    same += 1

    asyncio.run(with_client(venue, story))


def exact(levels: list[list[str]]) -> list[list[Decimal]]:
    return [[Decimal(price), Decimal(quantity)] for price, quantity in levels]


def test_differences_follow_each_other_without_a_gap(venue: RunningVenue):
    async def story(client: AsyncClient) -> None:
        async with binance_sockets(venue, client).depth_socket("BTCUSD", interval=100) as socket:
            told = [await socket.recv() for _ in range(30)]
        assert [each["U"] for each in told[1:]] == [each["u"] + 1 for each in told[:-1]]
        assert all(each["U"] <= each["u"] for each in told)

    asyncio.run(with_client(venue, story))


async def with_client(venue: RunningVenue, story: Any) -> None:
    client = await binance_async_client(venue)
    try:
        async with asyncio.timeout(SECONDS_MAX):
            await story(client)
    finally:
        await close_binance(client)
