"""A small market for stories about projections: the twin judges, the projections fold.

BTCUSD with a tick of 0.01 and a lot of 0.0001; alice, bob and carol with money. Time stands still
until a story says otherwise.
"""

import numpy as np

from glassbook.projection import Projections
from glassbook.protocol import commands as pack
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EVENT
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderFlag, OrderType, Side
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.engine import Twin

BEGIN_MS = 1_700_000_000_000  # 2023-11-14 22:13:20 UTC, a Tuesday
MS_NS = 1_000_000
SCALE = 10**8
WORLD, FEES, ALICE, BOB, CAROL = range(5)
BTC, USD = 0, 1
BTCUSD = 0
RULES = {
    SymbolRule.TICK_UNITS: 10**6,
    SymbolRule.LOT_UNITS: 10**4,
    SymbolRule.PRICE_TICKS_MAX: 10**9,
    SymbolRule.QUANTITY_LOTS_MAX: 10**9,
}


class Market:
    """One symbol, three customers, and what the projections make of what they do."""

    def __init__(self, store=None, *, maker_ppm=0, taker_ppm=0, begin_ms=BEGIN_MS):
        self.now_ms = begin_ms
        self.twin = Twin()
        self.projections = Projections(store)
        self.applied = []
        names = [Label(name=name) for name in ("BTC", "USD", "BTCUSD")]
        sent = [pack.define_asset(SCALE), pack.define_asset(SCALE), pack.list_symbol(BTC, USD)]
        self.do(*zip(sent, names, strict=True))
        self.do(*[pack.set_symbol_rule(BTCUSD, *rule) for rule in RULES.items()])
        self.do(pack.set_symbol_status(BTCUSD, SymbolStatus.TRADING))
        for name in ("alice", "bob", "carol"):
            self.do((pack.open_account(maker_ppm, taker_ppm), Label(name=name)))
        for account_id in (ALICE, BOB, CAROL):
            self.do(pack.deposit(account_id, BTC, 1_000 * SCALE))
            self.do(pack.deposit(account_id, USD, 10**7 * SCALE))

    def do(self, *commands):
        """Have commands, or pairs (command, label), applied and folded as one batch. Return the
        sequence of the first.
        """
        pairs = [c if isinstance(c, tuple) else (c, None) for c in commands]
        labels = {place: label for place, (_, label) in enumerate(pairs) if label}
        body = commands_of(b"".join(command for command, _ in pairs))
        batch = Batch(self.twin.sequence + 1, self.now_ms * MS_NS, body, labels)
        applied = AppliedBatch(batch, events_of(self.twin.apply(batch)))
        self.applied.append(applied)
        self.projections.fold(applied)
        return batch.first_sequence

    def pass_ms(self, ms):
        self.now_ms += ms


def order(account_id, side, price, lots, *, name="", label=None, **fields):
    """Return (command, label) of an order: the price in dollars."""
    fields.setdefault("order_type", OrderType.LIMIT)
    command = pack.place_order(
        account_id=account_id,
        symbol_id=BTCUSD,
        side=side,
        price_ticks=price * 100,
        quantity_lots=lots,
        client_key=client_key(name),
        **fields,
    )
    return command, label or Label(client_order_id=name)


def buy(account_id, price, lots, **fields):
    return order(account_id, Side.BUY, price, lots, **fields)


def sell(account_id, price, lots, **fields):
    return order(account_id, Side.SELL, price, lots, **fields)


def cancel(account_id, order_id, *, name=""):
    return pack.cancel_order(account_id, BTCUSD, order_id), Label(cancel_client_order_id=name)


def cancel_by_name(account_id, name):
    flag = OrderFlag.TARGET_BY_CLIENT_KEY
    return pack.cancel_order(account_id, BTCUSD, client_key(name), flag)


def replace(target, new, *, cancel_name=""):
    """Return (command, label): cancel the order `target` and place `new` as one command."""
    fields = np.frombuffer(new[0], pack.COMMAND).copy()
    fields["kind"], fields["order_id"] = CommandKind.REPLACE_ORDER, target
    name = new[1].client_order_id
    return fields.tobytes(), Label(client_order_id=name, cancel_client_order_id=cancel_name)


def reduce(account_id, order_id, lots, *, name=""):
    command = pack.reduce_order(account_id, BTCUSD, order_id, lots, client_key(name), 0)
    return command, Label(client_order_id=name)


def events_of(facts):
    """Return EVENT[m] of the twin's facts."""
    events = np.zeros(len(facts), EVENT)
    for row, fact in zip(events, facts, strict=True):
        for field, value in fact.items():
            row[field] = value
    return events
