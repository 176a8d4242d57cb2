"""The UNICORN suite: streams, and orders over the WebSocket API. It reconnects by itself."""

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from queue import Empty
from typing import Any

from story import SYMBOL, TOLD, Heard, again, run, say, until
from unicorn_binance_rest_api.manager import BinanceRestApiManager
from unicorn_binance_websocket_api.manager import BinanceWebSocketApiManager

logging.disable()
KEYS = {"api_key": TOLD["key"], "api_secret": TOLD["secret"]}
SECONDS = 1
PATIENCE_S = 5
QUIET = {"warn_on_update": False, "disable_colorama": True}


class Rest(BinanceRestApiManager):
    """UBRA, which knows of no other address than Binance's."""

    def _init_session(self) -> Any:
        self.API_URL, self.MARGIN_API_URL = f"{TOLD['http']}/api", f"{TOLD['http']}/sapi"
        return super()._init_session()


def streams_of(rest: Rest) -> BinanceWebSocketApiManager:
    return BinanceWebSocketApiManager(
        exchange="binance.com",
        restful_base_uri=f"{TOLD['http']}/api",
        websocket_base_uri=f"{TOLD['ws']}/",
        websocket_api_base_uri=TOLD["wsApi"],
        ubra_manager=rest,
        **QUIET,
    )


class Account:
    """A connection to the WebSocket API, and one that hears the account's events."""

    def __init__(self, streams: BinanceWebSocketApiManager) -> None:
        self.events = Heard()
        self._api = streams.api.spot
        self._stream = streams.create_stream(api=True, output="dict", **KEYS)
        self._events = streams.create_stream(
            "arr", "!userData", process_stream_data=self.events.take, **KEYS
        )
        for each in (self._stream, self._events):
            streams.wait_till_stream_has_started(each)

    def place(self, price: int) -> tuple[int, str]:
        _, answered = self._api.create_order(
            stream_id=self._stream, symbol=SYMBOL, side="BUY", order_type="LIMIT",
            time_in_force="GTC", quantity=1, price=price, new_order_resp_type="RESULT",
            return_response=True,
        )  # fmt: skip
        return answered["result"]["orderId"], answered["result"]["status"]

    def cancel(self, order_id: int) -> tuple[int, str]:
        cancelled = self._api.cancel_order(
            stream_id=self._stream, symbol=SYMBOL, order_id=order_id, return_response=True
        )["result"]
        return cancelled["orderId"], cancelled["status"]

    def opened(self) -> list[int]:
        """Ask what is open. *Raises* NoAnswer: for what was asked over a connection that is lost
        the client waits for ever, so its user must have the patience.
        """
        asked = ThreadPoolExecutor(1).submit(
            self._api.get_open_orders, stream_id=self._stream, symbol=SYMBOL, return_response=True
        )
        return [each["orderId"] for each in asked.result(PATIENCE_S)["result"]]

    def is_heard(self) -> bool:
        """Place one more: is it heard of? The connection for events comes back in its own time."""
        order_id, _ = self.place(1003)
        try:
            while self.events.next("executionReport", SECONDS)["i"] != order_id:
                pass
        except Empty:
            return False
        return True

    def kinds(self, count: int) -> list[str]:
        return [self.events.next("executionReport")["x"] for _ in range(count)]


def main() -> None:
    rest = Rest(exchange="binance.com", **KEYS, **QUIET)
    symbols = [each["symbol"] for each in rest.get_exchange_info()["symbols"]]
    say("connected", time=rest.get_server_time()["serverTime"], symbols=symbols)
    say("book", asks=rest.get_order_book(symbol=SYMBOL, limit=5)["asks"])
    streams = streams_of(rest)
    prices = Heard()
    watched = streams.create_stream("trade", SYMBOL.lower(), process_stream_data=prices.take)
    streams.wait_till_stream_has_started(watched)
    account = Account(streams)
    order_id, status = account.place(1000)
    say("placed", status=status)
    cancelled_id, status = account.cancel(order_id)
    say("cancelled", status=status, same=order_id == cancelled_id)
    say("filled", status=account.place(3000)[1])
    say("events", kinds=account.kinds(4))
    say("streamed", price=prices.next("trade")["p"])

    left, _ = account.place(1001)
    account.kinds(1)
    say("waiting")
    again(rest.ping, OSError)
    found = until(lambda: again(account.opened, TypeError, OSError, NoAnswer)) == [left]
    until(account.is_heard)
    status = account.cancel(left)[1]
    placed = account.place(1002)[1]
    say("again", found=found, status=status, placed=placed, events=account.kinds(2))


run(main)
