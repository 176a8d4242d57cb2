"""How each client is told where the venue is. Addresses and keys, and nothing else.

ccxt's own pacing is switched off for speed: the venue under test has no limits.
"""

from typing import Any

import ccxt
import ccxt.async_support
import ccxt.pro

from tests.clients.venue import RunningVenue, Who

CCXT_IDS = ("binanceus", "binance")

#: What the global id would ask of hosts that are not ours: futures and margin.
SPOT_ONLY = {"fetchMarkets": {"types": ["spot"]}, "fetchMargins": False}


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
                "ws": {"spot": f"{venue.ws}/ws"},
            }
        },
        "options": dict(SPOT_ONLY),
        "enableRateLimit": False,
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
