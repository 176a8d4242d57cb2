"""A venue of dicts and lists: a Submitter that keeps one price-time book, and money is no object.

It knows LIMIT, LIMIT_MAKER, MARKET by quantity, cancels by client key and CANCEL_ALL, which is all
that a replay sends; it answers with the events the core would, filled in as far as a replay reads.
"""

from glassbook.protocol.batches import commands_of
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.submission import Outcome, QueueFull

NOTHING = Event._make([0] * len(Event._fields))


class Order:
    def __init__(self, order_id, command):
        self.order_id = order_id
        self.account_id = int(command["account_id"])
        self.key = int(command["client_key"])
        self.side = int(command["side"])
        self.price = int(command["price_ticks"])
        self.open_lots = int(command["quantity_lots"])
        self.order_type = int(command["order_type"])

    def accepts(self, price):
        if self.order_type == OrderType.MARKET:
            return True
        return price <= self.price if self.side == Side.BUY else price >= self.price


class PlainVenue:
    """Answers at once. `submissions` remembers what was submitted together."""

    def __init__(self, *, full_for=0):
        self.sequence = 0
        self.full_for = full_for  # so many submissions find the queue full
        self.levels = ({}, {})  # by side: price → {order_id: Order}, oldest first
        self.by_key = {}
        self.submissions = []

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        return await self.submit_many(command)

    async def submit_many(self, commands: bytes, labels=None) -> Outcome:
        if self.full_for:
            self.full_for -= 1
            raise QueueFull("no room")
        records = commands_of(commands)
        self.submissions.append(records)
        first, events = self.sequence + 1, []
        for command in records:
            self.sequence += 1
            events += self.apply(command)
        return Outcome(first, 0, events)

    def apply(self, command):
        kind = command["kind"]
        if kind == CommandKind.PLACE_ORDER:
            return self.place(Order(self.sequence, command))
        assert kind == CommandKind.CANCEL_ORDER, f"a replay sends no {CommandKind(kind).name}"
        order = self.by_key.get((int(command["account_id"]), int(command["order_id"])))
        if order is None:
            return [self.event(EventKind.CANCEL_REJECTED, reason=RejectCode.ORDER_UNKNOWN)]
        self.take_off(order)
        return [self.event(EventKind.ORDER_CANCELLED, order_id=order.order_id)]

    def place(self, order):
        if refusal := self.refusal(order):
            return [self.event(EventKind.ORDER_REJECTED, reason=refusal)]
        fills = self.match(order)
        if order.open_lots and order.order_type != OrderType.MARKET:
            self.levels[order.side].setdefault(order.price, {})[order.order_id] = order
            self.by_key[order.account_id, order.key] = order
        return [self.event(EventKind.ORDER_ACCEPTED, order_id=order.order_id), *fills]

    def refusal(self, order):
        if order.open_lots <= 0:
            return RejectCode.QUANTITY_NOT_POSITIVE
        if order.price <= 0 and order.order_type != OrderType.MARKET:
            return RejectCode.PRICE_NOT_POSITIVE
        best = self.best(1 - order.side)
        if order.order_type == OrderType.LIMIT_MAKER and best is not None and order.accepts(best):
            return RejectCode.WOULD_TAKE
        return RejectCode.NONE

    def match(self, taker):
        fills = []
        while taker.open_lots:
            price = self.best(1 - taker.side)
            if price is None or not taker.accepts(price):
                break
            maker = next(iter(self.levels[1 - taker.side][price].values()))
            lots = min(taker.open_lots, maker.open_lots)
            taker.open_lots -= lots
            maker.open_lots -= lots
            if not maker.open_lots:
                self.take_off(maker)
            fills += [
                self.fill(taker, maker, price, lots, 0),
                self.fill(maker, taker, price, lots, 1),
            ]
        return fills

    def best(self, side):
        prices = self.levels[side]
        return (min(prices) if side == Side.SELL else max(prices)) if prices else None

    def take_off(self, order):
        level = self.levels[order.side][order.price]
        del level[order.order_id]
        if not level:
            del self.levels[order.side][order.price]
        del self.by_key[order.account_id, order.key]

    def fill(self, order, counter, price, lots, is_maker):
        return self.event(
            EventKind.ORDER_FILLED,
            order_id=order.order_id,
            counter_order_id=counter.order_id,
            price_ticks=price,
            quantity_lots=lots,
            open_lots=order.open_lots,
            is_maker=is_maker,
        )

    def event(self, kind, **fields):
        return NOTHING._replace(sequence=self.sequence, kind=kind, **fields)

    @property
    def open_orders(self):
        return len(self.by_key)
