"""What a program that trades can do, whichever library it is written with.

    ccxt            alice, synchronous
    python-binance  bob, synchronous
    ccxt.pro        carol, asynchronous, with a stream of her trades
    raw             carol, the standard library and a bare user data stream

The libraries are what Glassbook is tested with (requirements/dev.in), not what it runs on: without
them the command says so.
"""

from typing import Any, Protocol

from glassbook.cli.torture.views import SYMBOL, Json

TIMEOUT_S = 3
PAGE = 1_000  # orders or trades in one answer


class Unanswered(Exception):
    """No answer came, or one that says that nobody knows."""


class Refused(Exception):
    """The venue said no."""


class Client(Protocol):
    """One program. All calls block; *raise* Unanswered, Refused."""

    name: str
    account: str

    def place(self, side: str, price: str, quantity: str, client_id: str) -> Json:
        """Place a LIMIT order, and return the answer as the venue worded it."""
        ...

    def cancel(self, order_id: int) -> None:
        """Cancel an order."""
        ...

    def orders(self, first_id: int) -> list[Json]:
        """Return a page of orders from this id on."""
        ...

    def trades(self, first_id: int) -> list[Json]:
        """Return a page of fills from this trade id on."""
        ...

    def money(self) -> list[Json]:
        """Return the balances."""
        ...

    def listen(self) -> None:
        """Hear of fills from now on, if it has ears; until the venue is gone."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def orders_page(first_id: int) -> dict[str, Any]:
    """Return the parameters that ask for orders from this id on."""
    return {"symbol": SYMBOL, "orderId": first_id, "limit": PAGE}


def trades_page(first_id: int) -> dict[str, Any]:
    """Return the parameters that ask for fills from this trade id on."""
    return {"symbol": SYMBOL, "fromId": first_id, "limit": PAGE}


def limit_order(side: str, price: str, quantity: str, client_id: str) -> dict[str, Any]:
    """Return the parameters of an order, in the venue's own words."""
    return {
        "symbol": SYMBOL,
        "side": side,
        "type": "LIMIT",
        "timeInForce": "GTC",
        "price": price,
        "quantity": quantity,
        "newClientOrderId": client_id,
        "newOrderRespType": "FULL",
    }
