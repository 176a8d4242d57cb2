"""A small venue for stories about streams: the twin judges, the projections fold, the streams tell.

Time stands still until a story says otherwise, and everything happens when it is called.
"""

import json
from collections import deque

import numpy as np

from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.streams.door import LINE
from glassbook.gateway.streams.profile import HOUR_NS, StreamProfile
from glassbook.gateway.streams.server import StreamServer
from glassbook.projection import Projections
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.events import EVENT
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.engine import Twin
from tests.unit.gateway.streams.fake_line import FakeLine

BEGIN_NS = 1_700_000_000_000_000_000  # 2023-11-14 22:13:20 UTC
MS_NS = 1_000_000
SCALE = 10**8
ALICE, BOB, CAROL = 2, 3, 4
BTC, USD, ETH = 0, 1, 2
BTCUSD, ETHUSD = 0, 1
RULES = {
    SymbolRule.TICK_UNITS: 10**6,  # 0.01 USD
    SymbolRule.LOT_UNITS: 10**4,  # 0.0001 of a coin
    SymbolRule.PRICE_TICKS_MAX: 10**9,
    SymbolRule.QUANTITY_LOTS_MAX: 10**9,
}
PATIENT = StreamProfile(24 * HOUR_NS, 24 * HOUR_NS, messages_per_second=None)


class SmallVenue:
    """BTCUSD and ETHUSD; three customers with money; a clock that is told."""

    def __init__(self, profile=PATIENT):
        self.now_ns = BEGIN_NS
        self.twin = Twin()
        self.projections = Projections()
        self.listen_keys = ListenKeys(self.clock)
        self.server = StreamServer(self.projections, self.listen_keys, profile, self.clock)
        self._clients = []  # nobody hangs up because a story lost sight of him
        self._open()

    def clock(self):
        return self.now_ns

    def _open(self):
        names = ["BTC", "USD", "ETH", "BTCUSD", "ETHUSD"]
        sent = [pack.define_asset(SCALE)] * 3 + [pack.list_symbol(0, 1), pack.list_symbol(2, 1)]
        self.do(*sent, labels={place: Label(name=name) for place, name in enumerate(names)})
        for symbol_id in (BTCUSD, ETHUSD):
            self.do(*[pack.set_symbol_rule(symbol_id, *rule) for rule in RULES.items()])
            self.do(pack.set_symbol_status(symbol_id, SymbolStatus.TRADING))
        customers = {place: Label(name=name) for place, name in enumerate(["a", "b", "c"])}
        self.do(*[pack.open_account(1_000, 2_000)] * 3, labels=customers)
        for account_id in (ALICE, BOB, CAROL):
            units = {BTC: 100 * SCALE, USD: 10**6 * SCALE, ETH: 100 * SCALE}
            self.do(*[pack.deposit(account_id, *item) for item in units.items()])

    def do(self, *commands, labels=None):
        """Have commands applied as one batch, folded and told. Return the first one's sequence."""
        batch = Batch(
            self.twin.sequence + 1, self.now_ns, commands_of(b"".join(commands)), labels or {}
        )
        applied = AppliedBatch(batch, events_of(self.twin.apply(batch)))
        self.projections.fold(applied)
        self.server.on_batch(applied)
        return batch.first_sequence

    def place(self, *orders):
        """Have orders placed as one batch, each `order(...)`. Return the first one's id."""
        labels = {place: label for place, (_, label) in enumerate(orders)}
        return self.do(*[command for command, _ in orders], labels=labels)

    def wait(self, ms):
        """Let time pass, beat by beat."""
        end_ns = self.now_ns + ms * MS_NS
        while self.now_ns < end_ns:
            self.now_ns = min(self.now_ns - self.now_ns % (100 * MS_NS) + 100 * MS_NS, end_ns)
            self.server.beat()

    def client(self, path="/ws", query=""):
        self._clients.append(Client(self.server, path, query))
        return self._clients[-1]


def order(account_id, side, price, quantity, *, name="", symbol_id=BTCUSD, **fields):
    """Return (command, label) of an order: price in dollars, quantity in ten-thousandths."""
    fields.setdefault("order_type", OrderType.LIMIT)
    label_fields = {k: fields.pop(k) for k in ("strategy_id", "strategy_type") if k in fields}
    command = pack.place_order(
        account_id=account_id,
        symbol_id=symbol_id,
        side=side,
        price_ticks=price * 100,
        quantity_lots=quantity,
        client_key=client_key(name),
        **fields,
    )
    return command, Label(client_order_id=name, **label_fields)


def buy(account_id, price, quantity, **fields):
    return order(account_id, Side.BUY, price, quantity, **fields)


def sell(account_id, price, quantity, **fields):
    return order(account_id, Side.SELL, price, quantity, **fields)


def events_of(facts):
    """Return the twin's facts as EVENT[n]; what a kind does not document stays zero."""
    events = np.zeros(len(facts), EVENT)
    for event, fact in zip(events, facts, strict=True):
        for name, value in fact.items():
            event[name] = value
    return events


class Pause:
    """Hands control back to whoever drives a coroutine by hand."""

    def __await__(self):
        yield


class Client:
    """A client on a fake line. The server's coroutine is driven by hand: no loop, no sockets."""

    def __init__(self, server, path, query, headers=()):
        self.line = FakeLine()
        self.replies = []  # what the server sent by ASGI itself
        self.is_over = False
        self._inbox = deque([{"type": "websocket.connect"}])
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "client": ("203.0.113.7", 50_000),
            "extensions": {LINE: self.line},
        }
        self._coroutine = server(scope, self._receive, self._send)
        self._go_on()

    def ask(self, method, *params, request_id=1):
        """Send a request; return everything heard up to now."""
        return self.say(json.dumps({"method": method, "params": params, "id": request_id}))

    def say(self, text):
        return self.deliver({"type": "websocket.receive", "text": text})

    def deliver(self, message):
        self._inbox.append(message)
        self._go_on()
        return self.line.heard()

    def heard(self):
        return self.line.heard()

    def leave(self):
        self.deliver({"type": "websocket.disconnect", "code": 1000})
        assert self.is_over

    async def _receive(self):
        while not self._inbox:
            await Pause()
        return self._inbox.popleft()

    async def _send(self, message):
        self.replies.append(message)

    def _go_on(self):
        try:
            self._coroutine.send(None)
        except StopIteration:
            self.is_over = True
