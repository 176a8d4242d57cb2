"""How each client is told where the venue is. Addresses and keys, and nothing else."""

from typing import Any

import ccxt
import ccxt.async_support
import ccxt.pro
from binance import AsyncClient, BinanceSocketManager, Client
from binance.ws.constants import WSListenerState
from binance_common.configuration import ConfigurationWebSocketAPI, ConfigurationWebSocketStreams
from binance_sdk_spot.spot import Spot

from tests.clients.venue import RunningVenue, Who

CCXT_IDS = ("binanceus", "binance")


def ccxt_settings(venue: RunningVenue, who: Who | None) -> dict[str, Any]:
    """Return the constructor's argument for any ccxt class of the Binance family."""
    api = f"{venue.http}/api/v3"
    settings: dict[str, Any] = {
        "urls": {
            "api": {
                "public": api,
                "private": api,
                "sapi": f"{venue.http}/sapi/v1",
                "sapiV2": f"{venue.http}/sapi/v2",
                "sapiV3": f"{venue.http}/sapi/v3",
                "fapiPublic": f"{venue.http}/fapi/v1",
                "dapiPublic": f"{venue.http}/dapi/v1",
                "ws": {"spot": f"{venue.ws}/ws", "ws-api": {"spot": venue.ws_api}},
            }
        },
    }
    if who is not None:
        settings["apiKey"] = venue.keys[who]["api_key"]
        settings["secret"] = venue.keys[who]["secret"]
    return settings


def ccxt_client(venue: RunningVenue, who: Who | None = None, name: str = "binanceus") -> Any:
    """Return a synchronous ccxt client; `name` is one of CCXT_IDS."""
    return getattr(ccxt, name)(ccxt_settings(venue, who))


def ccxt_async_client(venue: RunningVenue, who: Who | None = None, name: str = "binanceus") -> Any:
    """Return an asynchronous ccxt client, to be closed with `await client.close()`."""
    return getattr(ccxt.async_support, name)(ccxt_settings(venue, who))


def ccxt_pro_client(venue: RunningVenue, who: Who | None = None, name: str = "binanceus") -> Any:
    """Return a streaming ccxt client, to be closed with `await client.close()`."""
    return getattr(ccxt.pro, name)(ccxt_settings(venue, who))


def _binance_addresses(venue: RunningVenue) -> dict[str, str]:
    return {
        "API_URL": f"{venue.http}/api",
        "MARGIN_API_URL": f"{venue.http}/sapi",
        "WS_API_URL": venue.ws_api,
    }


def _binance_keys(venue: RunningVenue, who: Who | None) -> dict[str, str]:
    if who is None:
        return {}
    return {"api_key": venue.keys[who]["api_key"], "api_secret": venue.keys[who]["secret"]}


def binance_client(venue: RunningVenue, who: Who | None = None, **settings: Any) -> Client:
    """Return a python-binance client, which has already said ping."""
    pointed = type("PointedClient", (Client,), _binance_addresses(venue))
    client: Client = pointed(**_binance_keys(venue, who), **settings)
    return client


async def binance_async_client(
    venue: RunningVenue, who: Who | None = None, **settings: Any
) -> AsyncClient:
    """Return python-binance's asynchronous client, to be closed with `close_binance`."""
    pointed = type("PointedAsyncClient", (AsyncClient,), _binance_addresses(venue))
    client: AsyncClient = await pointed.create(**_binance_keys(venue, who), **settings)
    return client


async def close_binance(client: AsyncClient) -> None:
    """Close python-binance's client at once: by itself it first hears nothing for ten seconds."""
    if client.ws_api.ws:
        client.ws_api.ws_state = WSListenerState.EXITING  # or it would connect again
        await client.ws_api.ws.close()
    await client.close_connection()


def binance_sockets(venue: RunningVenue, client: AsyncClient) -> BinanceSocketManager:
    """Return python-binance's market streams."""
    pointed = type("PointedSockets", (BinanceSocketManager,), {"STREAM_URL": f"{venue.ws}/"})
    sockets: BinanceSocketManager = pointed(client)
    return sockets


def sdk_client(venue: RunningVenue, **settings: Any) -> Spot:
    """Return Binance's own SDK, for its WebSocket API and its streams."""
    return Spot(
        config_ws_api=ConfigurationWebSocketAPI(stream_url=venue.ws_api, **settings),
        config_ws_streams=ConfigurationWebSocketStreams(stream_url=venue.ws),
    )
