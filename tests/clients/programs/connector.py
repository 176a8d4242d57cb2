"""binance-connector: REST, a stream, the events of an account by listen key, the WebSocket API."""

from typing import Any

from binance.spot import Spot
from binance.websocket.spot.websocket_api import SpotWebsocketAPIClient
from binance.websocket.spot.websocket_stream import SpotWebsocketStreamClient
from story import SYMBOL, TOLD, Heard, again, run, say

KEYS = {"api_key": TOLD["key"], "api_secret": TOLD["secret"]}
LIMIT = {"symbol": SYMBOL, "type": "LIMIT", "timeInForce": "GTC", "quantity": 1}


def streams(name: str) -> Heard:
    """Return what is heard on a connection to the streams."""
    heard = Heard()
    client = SpotWebsocketStreamClient(
        stream_url=TOLD["ws"],
        on_message=lambda _, text: heard.take(text),
        on_error=lambda *_: None,
    )
    client.subscribe(name)
    assert heard.next()["result"] is None
    return heard


class Api:
    """A connection to the WebSocket API that asks one thing after the other."""

    def __init__(self) -> None:
        self._heard = Heard()
        self.client = SpotWebsocketAPIClient(
            stream_url=TOLD["wsApi"],
            on_message=lambda _, text: self._heard.take(text),
            on_error=lambda *_: None,
            **KEYS,
        )

    def answer(self) -> Any:
        told = self._heard.next()
        assert told["status"] == 200, told
        return told["result"]


def events(client: Spot) -> Heard:
    return streams(client.new_listen_key()["listenKey"])


def main() -> None:
    client = Spot(base_url=TOLD["http"], **KEYS)
    symbols = [each["symbol"] for each in client.exchange_info()["symbols"]]
    say("connected", time=client.time()["serverTime"], symbols=symbols)
    say("book", **client.depth(SYMBOL, limit=5))
    own, market, api = events(client), streams(f"{SYMBOL.lower()}@trade"), Api()

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
    found = again(lambda: again_after_restart(client, left), OSError)
    say("again", **found)


def again_after_restart(client: Spot, left: int) -> dict[str, Any]:
    """Cancel the order that was left over a new connection, place another, and hear of both."""
    client.ping()
    own, api = events(client), Api()
    is_open = [each["orderId"] for each in client.get_open_orders(SYMBOL)] == [left]
    api.client.cancel_order(symbol=SYMBOL, orderId=left)
    status, cancelled = api.answer()["status"], own.next("executionReport")["x"]
    api.client.new_order(side="BUY", price=1002, **LIMIT)
    placed, renewed = api.answer()["status"], own.next("executionReport")["x"]
    return {"found": is_open, "status": status, "placed": placed, "events": [cancelled, renewed]}


run(main)
