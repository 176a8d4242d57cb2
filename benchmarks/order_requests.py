"""Signed requests whose parameters stand in the query: orders with names, and their cancels."""

import hashlib
import hmac
import time
from collections.abc import Iterator
from urllib.parse import urlencode

Keys = list[dict[str, str]]


def named_orders(keys: Keys, count: int, seed: int) -> Iterator[bytes]:
    """Yield orders that rest, far from each other's side of the book."""
    for number in range(count):
        side, price = ("BUY", 2_000) if number % 2 else ("SELL", 4_000)
        form: dict[str, object] = {
            "symbol": "ETHUSD",
            "side": side,
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "0.001",
            "price": str(price + number % 50),
            "newClientOrderId": f"n-{seed}-{number}",
        }
        yield by_query("POST", keys[number % len(keys)], form)


def cancels(keys: Keys, count: int, seed: int) -> Iterator[bytes]:
    """Yield the cancel of each of `named_orders`, with the same arguments."""
    for number in range(count):
        form: dict[str, object] = {
            "symbol": "ETHUSD",
            "origClientOrderId": f"n-{seed}-{number}",
        }
        yield by_query("DELETE", keys[number % len(keys)], form)


def by_query(method: str, key: dict[str, str], form: dict[str, object]) -> bytes:
    """Return a request about an order."""
    stamped = {**form, "recvWindow": 60_000, "timestamp": time.time_ns() // 1_000_000}
    query = urlencode(stamped).encode()
    signature = hmac.new(key["secret"].encode(), query, hashlib.sha256).hexdigest()
    return (
        b"%b /api/v3/order?%b&signature=%b HTTP/1.1\r\nHost: 127.0.0.1\r\nX-MBX-APIKEY: %b\r\n\r\n"
        % (method.encode(), query, signature.encode(), key["api_key"].encode())
    )
