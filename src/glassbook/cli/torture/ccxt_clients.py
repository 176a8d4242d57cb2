"""ccxt as most bots use it, and ccxt.pro, whose orders go by REST and whose fills by stream."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from glassbook.cli.torture.client import TIMEOUT_S, Refused, Unanswered, orders_page, trades_page
from glassbook.cli.torture.process import Keys
from glassbook.cli.torture.views import Json, View

CCXT_SYMBOL = "BTC/USD"
FULL = "FULL"


class Ccxt:
    """ccxt, synchronous."""

    name, account = "ccxt", "alice"

    def __init__(self, address: str, keys: Keys, _view: View) -> None:
        import ccxt

        self._errors = ccxt
        self._client = ccxt.binanceus(settings(address, keys))

    def place(self, side: str, price: str, quantity: str, client_id: str) -> Json:
        more = {"newClientOrderId": client_id, "newOrderRespType": FULL}
        order = self._asked(
            lambda: self._client.create_order(
                CCXT_SYMBOL, "limit", side.lower(), quantity, price, more
            )
        )
        told: Json = order["info"]
        return told

    def cancel(self, order_id: int) -> None:
        self._asked(lambda: self._client.cancel_order(str(order_id), CCXT_SYMBOL))

    def orders(self, first_id: int) -> list[Json]:
        return list(self._asked(lambda: self._client.privateGetAllOrders(orders_page(first_id))))

    def trades(self, first_id: int) -> list[Json]:
        return list(self._asked(lambda: self._client.privateGetMyTrades(trades_page(first_id))))

    def money(self) -> list[Json]:
        return list(self._asked(self._client.privateGetAccount)["balances"])

    def listen(self) -> None:
        """A bot that only asks."""

    def close(self) -> None:
        """Its connections go with the process."""

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except self._errors.NetworkError as error:
            raise Unanswered(str(error)) from error
        except self._errors.BaseError as error:
            raise Refused(str(error)) from error


class CcxtPro:
    """ccxt.pro: a loop in a thread of its own."""

    name, account = "ccxt.pro", "carol"

    def __init__(self, address: str, keys: Keys, view: View) -> None:
        import ccxt.pro

        self._errors = ccxt
        self._view = view
        self._loop = asyncio.new_event_loop()
        # Its streams end with the venue, and nobody waits for what they would have brought.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._make: Callable[[], Any] = lambda: ccxt.pro.binanceus(settings(address, keys))
        self._client: Any = self._asked(self._made())

    def place(self, side: str, price: str, quantity: str, client_id: str) -> Json:
        more = {"newClientOrderId": client_id, "newOrderRespType": FULL}
        order = self._asked(
            self._client.create_order(CCXT_SYMBOL, "limit", side.lower(), quantity, price, more)
        )
        told: Json = order["info"]
        return told

    def cancel(self, order_id: int) -> None:
        self._asked(self._client.cancel_order(str(order_id), CCXT_SYMBOL))

    def orders(self, first_id: int) -> list[Json]:
        return list(self._asked(self._client.privateGetAllOrders(orders_page(first_id))))

    def trades(self, first_id: int) -> list[Json]:
        return list(self._asked(self._client.privateGetMyTrades(trades_page(first_id))))

    def money(self) -> list[Json]:
        return list(self._asked(self._client.privateGetAccount())["balances"])

    def listen(self) -> None:
        """Watch its trades until the venue is gone; a bot begins anew after each restart."""
        self._asked(self._client.close())
        self._client = self._asked(self._made())
        asyncio.run_coroutine_threadsafe(self._watch(), self._loop)

    def close(self) -> None:
        self._asked(self._client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _made(self) -> Any:
        return self._make()

    async def _watch(self) -> None:
        with contextlib.suppress(Exception):  # whatever a library makes of a venue that is killed
            while True:
                for trade in await self._client.watch_my_trades(CCXT_SYMBOL):
                    self._view.hear_event(trade["info"])

    def _asked(self, work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(3 * TIMEOUT_S)
        except (self._errors.NetworkError, TimeoutError) as error:
            raise Unanswered(str(error)) from error
        except self._errors.BaseError as error:
            raise Refused(str(error)) from error


def settings(address: str, keys: Keys) -> dict[str, Any]:
    """Return what any ccxt class of the Binance family is made with."""
    rest, streams = f"http://{address}", f"ws://{address}"
    return {
        "urls": {
            "api": {
                "public": f"{rest}/api/v3",
                "private": f"{rest}/api/v3",
                "sapi": f"{rest}/sapi/v1",
                "fapiPublic": f"{rest}/fapi/v1",
                "dapiPublic": f"{rest}/dapi/v1",
                "ws": {"spot": f"{streams}/ws", "ws-api": {"spot": f"{streams}/ws-api/v3"}},
            }
        },
        "enableRateLimit": False,
        "timeout": TIMEOUT_S * 1_000,
        "apiKey": keys.api_key,
        "secret": keys.secret,
    }
