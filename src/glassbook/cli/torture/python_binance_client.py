"""python-binance, synchronous."""

from collections.abc import Callable
from typing import Any

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


class PythonBinance:
    """A bot that only asks."""

    name, account = "python-binance", "bob"

    def __init__(self, address: str, keys: Keys, _view: View) -> None:
        import requests
        from binance import Client as Binance
        from binance.exceptions import BinanceAPIException

        pointed = type("Pointed", (Binance,), {"API_URL": f"http://{address}/api"})
        self._client: Any = pointed(keys.api_key, keys.secret, {"timeout": TIMEOUT_S}, ping=False)
        self._lost, self._refused = requests.RequestException, BinanceAPIException

    def place(self, side: str, price: str, quantity: str, client_id: str) -> Json:
        order = limit_order(side, price, quantity, client_id)
        told: Json = self._asked(lambda: self._client.create_order(**order))
        return told

    def cancel(self, order_id: int) -> None:
        self._asked(lambda: self._client.cancel_order(symbol=SYMBOL, orderId=order_id))

    def orders(self, first_id: int) -> list[Json]:
        return list(self._asked(lambda: self._client.get_all_orders(**orders_page(first_id))))

    def trades(self, first_id: int) -> list[Json]:
        return list(self._asked(lambda: self._client.get_my_trades(**trades_page(first_id))))

    def money(self) -> list[Json]:
        return list(self._asked(self._client.get_account)["balances"])

    def listen(self) -> None:
        """A bot that only asks."""

    def close(self) -> None:
        self._client.close_connection()

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except self._lost as error:
            raise Unanswered(str(error)) from error
        except self._refused as error:
            raise (Unanswered if error.status_code >= 500 else Refused)(str(error)) from error
