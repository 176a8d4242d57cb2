"""A venue small enough to hold in one's hand: the real core, the real projections, the real doors.

No journal, no threads, no sockets: what is submitted is applied at once. `ask` is a client that
sends bytes as a client would, and reads back what it is sent, which must be as it is described.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from glassbook.core.engine import Engine
from glassbook.gateway.access.limit_profiles import PROFILES
from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.application import Application
from glassbook.gateway.rest.venue import Venue
from glassbook.identity.api_keys import ApiKey
from glassbook.identity.key_store import KeyStore
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.sealing import MasterKey
from glassbook.identity.vault import Vault
from glassbook.projection import Projections
from glassbook.protocol import commands
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome, Sent
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.gateway.rest.described import PLACES, require_described

SECOND_NS = 1_000_000_000
START_NS = 1_700_000_000 * SECOND_NS  # 2023-11-14 22:13:20 UTC
WHOLE = 10**8
BTC, ETH, USD = 0, 1, 2
BTCUSD, ETHUSD, ETHBTC = 0, 1, 2
MAKER_PPM, TAKER_PPM = 1_000, 1_500
CALLER = "203.0.113.7"

RULES = {
    SymbolRule.TICK_UNITS: 10**6,  # 0.01
    SymbolRule.LOT_UNITS: 10**3,  # 0.00001
    SymbolRule.PRICE_TICKS_MIN: 1,
    SymbolRule.PRICE_TICKS_MAX: 10**9,
    SymbolRule.QUANTITY_LOTS_MIN: 1,
    SymbolRule.QUANTITY_LOTS_MAX: 9 * 10**8,
    SymbolRule.MARKET_QUANTITY_LOTS_MAX: 10**7,
    SymbolRule.NOTIONAL_UNITS_MIN: 10**8,  # one whole quote coin
}


class Clock:
    """The time, when we say so."""

    def __init__(self) -> None:
        self.now_ns = START_NS

    def __call__(self) -> int:
        return self.now_ns

    def wait(self, seconds: int) -> None:
        self.now_ns += seconds * SECOND_NS


class Exchange:
    """Core and projections, one command after another: a `Submitter` without a journal."""

    def __init__(self, projections: Projections, clock: Clock) -> None:
        self.engine = Engine()
        self.projections = projections
        self.trouble: Exception | None = None
        self.listeners: list[Callable[[AppliedBatch], None]] = []
        self._clock = clock

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        if self.trouble is not None:
            raise self.trouble
        return self.apply(command, label)

    async def submit_many(self, commands: bytes, labels: dict[int, Label] | None = None) -> Outcome:
        if self.trouble is not None:
            raise self.trouble
        return self.apply_all(commands, labels or {})

    def send(self, command: bytes, label: Label, done: Sent) -> None:
        done(self.trouble or self.apply(command, label))

    def apply(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        return self.apply_all(command, {0: label})

    def apply_all(self, commands: bytes, labels: dict[int, Label]) -> Outcome:
        sequence = self.engine.sequence + 1
        batch = Batch(sequence, self._clock(), commands_of(commands), labels)
        applied = AppliedBatch(batch, self.engine.apply(batch))
        self.projections.fold(applied)
        for listener in self.listeners:
            listener(applied)
        return Outcome(sequence, batch.time_ns, applied.facts)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").startswith("application/json")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> tuple[int, int, str]:
        """Status, code, text."""
        return self.status, self.json["code"], self.json["msg"]


class House:
    """A venue with alice, bob and a market."""

    def __init__(self, folder: Path, profile: str = "us") -> None:
        self.clock = Clock()
        projections = Projections()
        self.exchange = Exchange(projections, self.clock)
        master = MasterKey(b"m" * 32)
        self.keys = KeyStore(folder / "identity.db", master)
        self.vault = Vault(folder / "vault.db", master, self._publish)
        self.own_keys = OwnKeys(self.keys, self.vault)
        self.documents: list[Document] = []
        self.venue = Venue(
            projections=projections,
            submitter=self.exchange,
            keys=self.keys,
            own_keys=self.own_keys,
            limiter=RateLimiter(PROFILES[profile], self.clock, projections.orders.first_fills),
            listen_keys=ListenKeys(self.clock),
            clock=self.clock,
        )
        self.health: dict[str, Any] = {"status": "running", "is_accepting": True}
        self.application = Application(
            self.venue,
            streams=self._no_streams,
            health=lambda: self.health,
            metrics=lambda: b"glassbook_commands_total 1.0\n",
        )
        self._furnish()
        self.alice = self._open("alice")
        self.bob = self._open("bob")

    async def _no_streams(self, scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("no story here opens a stream")

    async def _publish(self, document: Document) -> Outcome:
        self.documents.append(document)
        return Outcome(len(self.documents), self.clock(), [])

    def close(self) -> None:
        self.vault.close()
        self.keys.close()

    def _furnish(self) -> None:
        apply = self.exchange.apply
        for name in ("BTC", "ETH", "USD"):
            apply(commands.define_asset(WHOLE), Label(name=name))
        for name, base, quote in (("BTCUSD", BTC, USD), ("ETHUSD", ETH, USD), ("ETHBTC", ETH, BTC)):
            apply(commands.list_symbol(base, quote), Label(name=name))
        for symbol_id in (BTCUSD, ETHUSD, ETHBTC):
            for rule, value in RULES.items():
                apply(commands.set_symbol_rule(symbol_id, rule, value))
            self.set_status(symbol_id, SymbolStatus.TRADING)

    def set_status(self, symbol_id: int, status: SymbolStatus) -> None:
        self.exchange.apply(commands.set_symbol_status(symbol_id, status))

    def _open(self, handle: str) -> ApiKey:
        reference = self.keys.register(handle)
        command = commands.open_account(MAKER_PPM, TAKER_PPM)
        told = self.exchange.apply(command, Label(name=reference)).events[0]
        for asset_id, whole in ((BTC, 100), (ETH, 1_000), (USD, 5_000_000)):
            self.exchange.apply(commands.deposit(told.account_id, asset_id, whole * WHOLE))
        return self.keys.create(handle)

    # --- clients

    def ask(
        self,
        method: str,
        path: str,
        *,
        key: ApiKey | None = None,
        body: bytes = b"",
        query: bytes = b"",
        headers: dict[str, str] | None = None,
        address: str = CALLER,
        **parameters: Any,
    ) -> Answer:
        """Send a request; one with a key and parameters is stamped and signed."""
        if parameters or (key is not None and not query and not body):
            query = self.signed(key, parameters) if key else urlencode(parameters).encode()
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if key is not None:
            sent["x-mbx-apikey"] = key.api_key
        if body:
            sent.setdefault("content-length", str(len(body)))
        answer = request(self.application, method, path, query, body, sent, address)
        if answer.is_json and answer.status == 200 and (method, path) in PLACES:
            require_described(method, path, answer.json)
        return answer

    def signed(self, key: ApiKey, parameters: dict[str, Any]) -> bytes:
        """Return a stamped and signed query string."""
        stamped = {**parameters}
        stamped.setdefault("timestamp", self.clock() // 1_000_000)
        query = urlencode(stamped)
        return f"{query}&signature={sign(key, query)}".encode()

    def stream_key(self, method: str, key: ApiKey, **parameters: Any) -> Answer:
        """Ask for a listen key: with the key alone, unsigned."""
        query = urlencode(parameters).encode() or b""
        sent = {"x-mbx-apikey": key.api_key}
        path = "/api/v3/userDataStream"
        return request(self.application, method, path, query, b"", sent, CALLER)

    def place(self, key: ApiKey, side: str, quantity: Any, price: Any, **more: Any) -> Answer:
        """Place a LIMIT order on BTCUSD."""
        order = {
            "symbol": "BTCUSD",
            "side": side,
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": quantity,
            "price": price,
            **more,
        }
        sent = {name: value for name, value in order.items() if value is not None}
        return self.ask("POST", "/api/v3/order", key=key, **sent)

    def remembered(self) -> tuple[Any, ...]:
        """Return all that the exchange remembers, but which command was the last and when; and what
        it shows: the balances and the open orders of both, and the books.
        """
        tables = self.exchange.engine.snapshot()
        shown: list[Any] = [
            self.exchange.projections.depth.snapshot(each, 5_000)[1:] for each in range(3)
        ]
        for key in (self.alice, self.bob):
            shown.append(self.ask("GET", "/api/v3/account", key=key).json["balances"])
            shown.append(self.ask("GET", "/api/v3/openOrders", key=key).json)
        return tables.pop("counters")[16:], tables, shown

    def balance(self, key: ApiKey, asset: str) -> tuple[str, str]:
        """Return what is free and what is locked."""
        account = self.ask("GET", "/api/v3/account", key=key).json
        return next((b["free"], b["locked"]) for b in account["balances"] if b["asset"] == asset)


def sign(key: ApiKey, payload: str) -> str:
    return hmac.new(key.secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def request(
    application: Application,
    method: str,
    path: str,
    query: bytes,
    body: bytes,
    headers: dict[str, str],
    address: str,
) -> Answer:
    """Send one HTTP request straight into the application."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 50_000),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    start, rest = sent[0], sent[1:]
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], told, b"".join(message["body"] for message in rest))
