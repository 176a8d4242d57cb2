"""Keys whose secret half never leaves its owner: made beside a running venue, used at once by both
libraries, each with its own way of signing.
"""

import asyncio

import ccxt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.clients.pointing import binance_client, ccxt_client, ccxt_pro_client
from tests.clients.venue import RunningVenue


def test_ccxt_trades_with_one(venue: RunningVenue, ccxt_id: str, api_key: str, private_pem: str):
    carol = ccxt_client(venue, name=ccxt_id)
    carol.apiKey, carol.secret = api_key, private_pem
    order = carol.create_order("ETH/USD", "limit", "buy", 1, 2000)
    assert carol.cancel_order(order["id"], "ETH/USD")["status"] == "canceled"


def test_ccxt_trades_with_one_by_websocket(
    venue: RunningVenue, ccxt_id: str, api_key: str, private_pem: str
):
    async def story() -> None:
        carol = ccxt_pro_client(venue, name=ccxt_id)
        carol.apiKey, carol.secret = api_key, private_pem
        try:
            order = await carol.create_order_ws("ETH/USD", "limit", "buy", 1, 2000)
            cancelled = await carol.cancel_order_ws(order["id"], "ETH/USD")
            assert cancelled["status"] == "canceled"
        finally:
            await carol.close()

    asyncio.run(story())


def test_python_binance_trades_with_one(venue: RunningVenue, api_key: str, private_pem: str):
    carol = binance_client(venue, api_key=api_key, private_key=private_pem)
    placed = carol.order_limit_buy(symbol="ETHUSD", quantity="1", price="2000")
    cancelled = carol.cancel_order(symbol="ETHUSD", orderId=placed["orderId"])
    assert cancelled["status"] == "CANCELED"


def test_another_private_key_does_not_fit(venue: RunningVenue, api_key: str):
    other = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    forger = ccxt_client(venue)
    forger.apiKey, forger.secret = api_key, other.decode()
    with pytest.raises(ccxt.AuthenticationError, match="-1022"):
        forger.fetch_balance()
