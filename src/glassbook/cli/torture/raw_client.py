"""A program of ours: nothing but the standard library, and a WebSocket for the user data stream."""

import contextlib
import hashlib
import hmac
import http.client
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

from glassbook.cli.torture.client import (
    TIMEOUT_S,
    Refused,
    Unanswered,
    limit_order,
    orders_page,
    trades_page,
)
from glassbook.cli.torture.process import Keys
from glassbook.cli.torture.views import SYMBOL, Json, View


class Raw:
    """It trades on the same account as ccxt.pro: each hears of the other's fills."""

    name, account = "raw", "carol"

    def __init__(self, address: str, keys: Keys, view: View) -> None:
        self._address = address
        self._keys = keys
        self._view = view

    def place(self, side: str, price: str, quantity: str, client_id: str) -> Json:
        told: Json = self._signed("POST", "order", limit_order(side, price, quantity, client_id))
        return told

    def cancel(self, order_id: int) -> None:
        self._signed("DELETE", "order", {"symbol": SYMBOL, "orderId": order_id})

    def orders(self, first_id: int) -> list[Json]:
        return list(self._signed("GET", "allOrders", orders_page(first_id)))

    def trades(self, first_id: int) -> list[Json]:
        return list(self._signed("GET", "myTrades", trades_page(first_id)))

    def money(self) -> list[Json]:
        return list(self._signed("GET", "account", {})["balances"])

    def listen(self) -> None:
        """Hear the user data stream in a thread, until the venue is gone."""
        threading.Thread(target=self._hear, daemon=True).start()

    def close(self) -> None:
        """Every connection ended with its answer."""

    def _hear(self) -> None:
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        with contextlib.suppress(OSError, Unanswered, WebSocketException):
            header = {"X-MBX-APIKEY": self._keys.api_key}
            key = asked(self._address, "POST", "userDataStream", header)["listenKey"]
            with connect(f"ws://{self._address}/ws/{key}", proxy=None) as line:
                for text in line:
                    told = json.loads(text)
                    if told["e"] == "executionReport" and told["x"] == "TRADE":
                        self._view.hear_event(told)

    def _signed(self, method: str, what: str, parameters: dict[str, Any]) -> Any:
        query = urlencode({**parameters, "timestamp": time.time_ns() // 1_000_000})
        secret = self._keys.secret.encode()
        signature = hmac.new(secret, query.encode(), hashlib.sha256).hexdigest()
        header = {"X-MBX-APIKEY": self._keys.api_key}
        return asked(self._address, method, f"{what}?{query}&signature={signature}", header)


def touch(address: str) -> tuple[str, str]:
    """Return the best bid and ask. *Raises* Unanswered, Refused."""
    told = asked(address, "GET", f"ticker/bookTicker?symbol={SYMBOL}", {})
    return told["bidPrice"], told["askPrice"]


def asked(address: str, method: str, what: str, headers: dict[str, str]) -> Any:
    """Return the answer to one request. *Raises* Unanswered, Refused."""
    connection = http.client.HTTPConnection(address, timeout=TIMEOUT_S)
    try:
        connection.request(method, f"/api/v3/{what}", headers=headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unanswered(str(error)) from error
    finally:
        connection.close()
    if answer.status >= 400:
        raise (Unanswered if answer.status >= 500 else Refused)(str(told))
    return told
