"""Binance's own SDK over the WebSocket API: its generated models are a second reading of the
documents, and an answer that they do not fit is an exception here.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from binance_sdk_spot.websocket_api.models import ExchangeInfoResponse

from tests.clients.pointing import binance_client, sdk_client
from tests.clients.polling import SECONDS_MAX
from tests.clients.venue import RunningVenue

SYMBOL = "ETHBTC"
LIMIT = {"symbol": SYMBOL, "side": "BUY", "type": "LIMIT", "time_in_force": "GTC"}

Told = Callable[[Callable[[Any], Awaitable[None]]], None]


@pytest.fixture
def told(venue: RunningVenue, api_key: str, private_pem: str) -> Told:
    """Tell a story over a connection of carol's, who has an Ed25519 key."""
    return lambda story: tell(venue, story, api_key=api_key, private_key=private_pem)


def tell(venue: RunningVenue, story: Callable[[Any], Awaitable[None]], **keys: str) -> None:
    async def whole() -> None:
        connection = await sdk_client(venue, **keys).websocket_api.create_connection()
        try:
            async with asyncio.timeout(SECONDS_MAX):
                await story(connection)
        finally:
            await connection.close_connection(close_session=True)

    asyncio.run(whole())


def content(answer: Any) -> Any:
    """Return what an answer holds, read by the model of it."""
    return answer.data().result


def test_public_answers_fit_the_models(told: Told):
    async def story(carol: Any) -> None:
        assert content(await carol.ping()) is not None
        assert content(await carol.time()).server_time > 0
        # The model of this one answer leaves out the envelope: what is in it fits.
        enveloped = (await carol.exchange_info(symbol=SYMBOL)).data().additional_properties
        shown = ExchangeInfoResponse.model_validate(enveloped["result"])
        assert shown.symbols[0].symbol == SYMBOL
        assert content(await carol.depth(symbol=SYMBOL)).last_update_id > 0
        assert content(await carol.avg_price(symbol="BTCUSD")).mins == 5
        assert len(content(await carol.trades_recent(symbol="BTCUSD", limit=3))) == 3
        assert len(content(await carol.trades_aggregate(symbol="BTCUSD", limit=3))) == 3
        assert len(content(await carol.klines(symbol="BTCUSD", interval="1m", limit=1))) == 1

    told(story)


def test_limits_come_with_every_answer(told: Told):
    async def story(carol: Any) -> None:
        assert (await carol.ping()).rate_limits == []  # this venue has none

    told(story)


def test_an_order_is_placed_and_cancelled_by_signature(told: Told):
    async def story(carol: Any) -> None:
        placed = content(await carol.order_place(**LIMIT, quantity=1, price=0.01))
        assert placed.status == "NEW"
        found = content(await carol.order_status(symbol=SYMBOL, order_id=placed.order_id))
        assert found.client_order_id == placed.client_order_id
        cancelled = content(await carol.order_cancel(symbol=SYMBOL, order_id=placed.order_id))
        assert cancelled.status == "CANCELED"

    told(story)


def test_a_session_logs_on_trades_listens_and_logs_out(told: Told):
    async def story(carol: Any) -> None:
        logged_on = content(await carol.session_logon())
        assert logged_on.api_key == content(await carol.session_status()).api_key
        subscribed = await carol.user_data_stream_subscribe()
        heard: asyncio.Queue[Any] = asyncio.Queue()
        subscribed.stream.on("message", heard.put_nowait)
        placed = content(await carol.order_place(**LIMIT, quantity=1, price=0.01))
        report = (await heard.get()).actual_instance
        assert (report.x, report.i) == ("NEW", placed.order_id)
        assert len(content(await carol.session_subscriptions())) == 1
        await carol.open_orders_cancel_all(symbol=SYMBOL)
        assert content(await carol.session_logout()).api_key is None

    told(story)


def test_an_account_fits_the_models(told: Told):
    async def story(carol: Any) -> None:
        assert content(await carol.account_status()).account_type == "SPOT"
        assert content(await carol.account_commission(symbol=SYMBOL)).symbol == SYMBOL
        assert content(await carol.open_orders_status()) == []
        assert isinstance(content(await carol.my_trades(symbol=SYMBOL)), list)
        assert isinstance(content(await carol.all_orders(symbol=SYMBOL)), list)

    told(story)


def test_a_fill_is_answered_and_heard(told: Told, venue: RunningVenue):
    bob = binance_client(venue, "bob")

    async def story(carol: Any) -> None:
        await carol.session_logon()
        subscribed = await carol.user_data_stream_subscribe()
        heard: asyncio.Queue[Any] = asyncio.Queue()
        subscribed.stream.on("message", heard.put_nowait)
        bob.order_limit_sell(symbol=SYMBOL, quantity="1", price="0.02")
        bought = content(await carol.order_place(**LIMIT, quantity=1, price=0.02))
        assert (bought.status, bought.executed_qty) == ("FILLED", "1.00000000")
        reports = [(await heard.get()).actual_instance.x for _ in range(2)]
        assert reports == ["NEW", "TRADE"]

    told(story)


def test_an_hmac_key_subscribes_by_signature(venue: RunningVenue):
    async def story(alice: Any) -> None:
        subscribed = await alice.user_data_stream_subscribe_signature()
        heard: asyncio.Queue[Any] = asyncio.Queue()
        subscribed.stream.on("message", heard.put_nowait)
        await alice.order_place(**LIMIT, quantity=1, price=0.01)
        assert (await heard.get()).actual_instance.x == "NEW"
        await alice.open_orders_cancel_all(symbol=SYMBOL)

    key = venue.keys["alice"]
    tell(venue, story, api_key=key["api_key"], api_secret=key["secret"])
