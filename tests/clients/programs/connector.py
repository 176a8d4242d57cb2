"""binance-connector: REST, a stream, the events of an account by listen key, the WebSocket API."""

import json
import queue
import sys
import threading
from typing import Any

from binance.spot import Spot
from binance.websocket.spot.websocket_api import SpotWebsocketAPIClient
from binance.websocket.spot.websocket_stream import SpotWebsocketStreamClient

TOLD = json.loads(sys.argv[1])
KEYS = {"api_key": TOLD["key"], "api_secret": TOLD["secret"]}
SYMBOL = "ETHUSD"
LIMIT = {"symbol": SYMBOL, "type": "LIMIT", "timeInForce": "GTC", "quantity": 1}
SECONDS_MAX = 20
PAUSE = threading.Event()


def say(said: str, **what: Any) -> None:
    print(json.dumps({"said": said, **what}), flush=True)


class Streams:
    """A connection to the streams, and what was heard on it."""

    def __init__(self, name: str) -> None:
        self._heard: queue.Queue[Any] = queue.Queue()
        self.client = SpotWebsocketStreamClient(
            stream_url=TOLD["ws"], on_message=self._hear, on_error=lambda *_: None
        )
        self.client.subscribe(name)
        assert self.next()["result"] is None

    def _hear(self, _: Any, text: str) -> None:
        self._heard.put(json.loads(text))

    def next(self, kind: str = "") -> Any:
        """Return the next that was heard, or the next of a kind."""
        while True:
            told = self._heard.get(timeout=SECONDS_MAX)
            if not kind or told.get("e") == kind:
                return told


class Api:
    """A connection to the WebSocket API that asks one thing after the other."""

    def __init__(self) -> None:
        self._heard: queue.Queue[Any] = queue.Queue()
        self.client = SpotWebsocketAPIClient(
            stream_url=TOLD["wsApi"],
            on_message=lambda _, text: self._heard.put(json.loads(text)),
            on_error=lambda *_: None,
            **KEYS,
        )

    def answer(self) -> Any:
        told = self._heard.get(timeout=SECONDS_MAX)
        assert told["status"] == 200, told
        return told["result"]


def again(make: Any) -> Any:
    """Do what fails as long as the venue is away."""
    while True:
        try:
            return make()
        except OSError:  # requests' errors of connections are such, too
            PAUSE.wait(0.2)


def events(client: Spot) -> Streams:
    return Streams(client.new_listen_key()["listenKey"])


def main() -> None:
    client = Spot(base_url=TOLD["http"], **KEYS)
    symbols = [each["symbol"] for each in client.exchange_info()["symbols"]]
    say("connected", time=client.time()["serverTime"], symbols=symbols)
    say("book", **client.depth(SYMBOL, limit=5))
    own, market, api = events(client), Streams(f"{SYMBOL.lower()}@trade"), Api()

    placed = client.new_order(side="BUY", price=1000, **LIMIT)
    say("placed", status=placed["status"])
    cancelled = client.cancel_order(SYMBOL, orderId=placed["orderId"])
    say("cancelled", status=cancelled["status"], same=placed["orderId"] == cancelled["orderId"])
    api.client.new_order(side="BUY", price=3000, **LIMIT)
    say("filled", status=api.answer()["status"])
    say("events", kinds=[own.next("executionReport")["x"] for _ in range(4)])
    say("streamed", price=market.next("trade")["p"])

    left = client.new_order(side="BUY", price=1001, **LIMIT)["orderId"]
    own.next("executionReport")
    say("waiting")
    found = again(lambda: again_after_restart(client, left))
    say("again", **found)


def again_after_restart(client: Spot, left: int) -> dict[str, Any]:
    """Find the order that was left, cancel it over a new connection, and hear of it."""
    client.ping()
    own, api = events(client), Api()
    is_open = [each["orderId"] for each in client.get_open_orders(SYMBOL)] == [left]
    api.client.cancel_order(symbol=SYMBOL, orderId=left)
    status, event = api.answer()["status"], own.next("executionReport")["x"]
    return {"found": is_open, "status": status, "event": event}


main()
