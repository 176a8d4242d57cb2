"""A book as plain as can be, and the file that order flow is written to.

It draws the flows, and it is the reference for their sums: `Market.apply` runs any record by price
and time, and whoever replays a file must come to the same trades, quantity and notional. A file is
a header and then records of 32 bytes, little-endian, as our peers were measured with:

    header   u8 × 16   magic, version, symbols, prefill, commands, seed, lowest price, highest
                       price, trades, quantity, notional (of the timed part), open orders at the
                       end, their quantity, sum of id × quantity modulo 2^64, highest id, users
    record             op u1, side u1, symbol u2, quantity u4, id u8, price i8, user u4, aux u4

    NEW      a limit order that stays: it trades with what it crosses, and the rest of it rests
    CANCEL   of an open order; side, price and quantity are what is open of it
    MODIFY   of an open order to another price or a larger quantity: it leaves, and comes in anew
             behind all others with `quantity`; aux is the old price
    TAKE     a limit order, immediate or cancel
    REDUCE   of an open order by `quantity`, less than is open of it: it keeps its place
    TAKE_WHOLE  a limit order, filled whole at once or not at all

A CANCEL, MODIFY or REDUCE of an order that is gone changes nothing: some flows have such.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

MAGIC = 0x3130_4C57_424F
RECORD = np.dtype(
    [
        ("op", "u1"),
        ("side", "u1"),
        ("symbol", "<u2"),
        ("quantity", "<u4"),
        ("id", "<u8"),
        ("price", "<i8"),
        ("user", "<u4"),
        ("aux", "<u4"),
    ]
)
NEW, CANCEL, MODIFY, TAKE, REDUCE, TAKE_WHOLE = range(6)
BUY, SELL = 0, 1
USERS = 1_000

Row = tuple[int, int, int, int, int, int, int, int]


@dataclass(slots=True)
class Order:
    """An order on the book: `place` is where its symbol lists it."""

    id: int
    side: int
    price: int
    quantity: int
    user: int
    place: int


class Book:
    """One symbol's open orders: queues by price, and a list to choose from by chance."""

    def __init__(self) -> None:
        self.queues: tuple[dict[int, dict[int, Order]], ...] = ({}, {})
        self.prices: tuple[list[int], ...] = ([], [])  # heaps; may name prices that are gone
        self.counts = [0, 0]
        self.open: list[Order] = []

    def best(self, side: int) -> int | None:
        """Return the best price of a side; None when nobody is there."""
        heap, queues = self.prices[side], self.queues[side]
        while heap:
            price = -heap[0] if side == BUY else heap[0]
            if price in queues:
                return price
            heapq.heappop(heap)
        return None

    def oldest_within(self, side: int, limit: int) -> Order | None:
        """Return whom an order of the other side with this limit meets first; None if nobody."""
        best = self.best(side)
        if best is None or (best < limit if side == BUY else best > limit):
            return None
        return next(iter(self.queues[side][best].values()))

    def open_within(self, side: int, limit: int) -> int:
        """Return how much is open that an order of the other side with this limit would accept."""
        return sum(
            order.quantity
            for order in self.open
            if order.side == side
            and (order.price >= limit if side == BUY else order.price <= limit)
        )

    def rest(self, order: Order) -> None:
        order.place = len(self.open)
        self.open.append(order)
        self.counts[order.side] += 1
        self.enqueue(order)

    def enqueue(self, order: Order) -> None:
        queue = self.queues[order.side].get(order.price)
        if queue is None:
            queue = self.queues[order.side][order.price] = {}
            sign = -1 if order.side == BUY else 1
            heapq.heappush(self.prices[order.side], sign * order.price)
        queue[order.id] = order

    def dequeue(self, order: Order) -> None:
        queues = self.queues[order.side]
        del queues[order.price][order.id]
        if not queues[order.price]:
            del queues[order.price]

    def forget(self, order: Order) -> None:
        """Take an order that is in no queue off the list; the last one takes its place there."""
        last = self.open.pop()
        if last is not order:
            self.open[order.place] = last
            last.place = order.place
        self.counts[order.side] -= 1


class Market:
    """All books, the sums of what was traded, and the open orders by id, the oldest first."""

    def __init__(self, symbol_count: int) -> None:
        self.books = [Book() for _ in range(symbol_count)]
        self.by_id: dict[int, Order] = {}
        self.trades = self.quantity = self.notional = 0
        self.last_price = 0  # of the last trade

    def apply(self, row: Row) -> None:
        """Do what a record says."""
        op, side, symbol, quantity, order_id, price, user, _ = row
        book = self.books[symbol]
        if op in {NEW, TAKE, TAKE_WHOLE}:
            taker = Order(order_id, side, price, quantity, user, 0)
            if op != TAKE_WHOLE or book.open_within(1 - side, price) >= quantity:
                self._meet(book, taker)
            if op == NEW and taker.quantity > 0:
                book.rest(taker)
                self.by_id[order_id] = taker
            return
        order = self.by_id.get(order_id)
        if order is None:
            return
        if op == MODIFY:
            book.dequeue(order)
            order.price, order.quantity = price, quantity
            self._meet(book, order)
            if order.quantity > 0:
                book.enqueue(order)
            else:
                self._forget(book, order)
        elif op == REDUCE:
            assert quantity < order.quantity, "something of it stays open"
            order.quantity -= quantity
        else:
            book.dequeue(order)
            self._forget(book, order)

    def _meet(self, book: Book, taker: Order) -> None:
        """Trade with whom an order meets, at their prices, the best and oldest first."""
        while taker.quantity > 0:
            maker = book.oldest_within(1 - taker.side, taker.price)
            if maker is None:
                return
            traded = min(taker.quantity, maker.quantity)
            self.trades += 1
            self.quantity += traded
            self.notional += traded * maker.price
            self.last_price = maker.price
            taker.quantity -= traded
            maker.quantity -= traded
            if maker.quantity == 0:
                book.dequeue(maker)
                self._forget(book, maker)

    def _forget(self, book: Book, order: Order) -> None:
        book.forget(order)
        del self.by_id[order.id]

    def resting(self) -> list[Order]:
        return [order for book in self.books for order in book.open]


def run(symbol_count: int, records: np.ndarray, prefilled: int) -> Market:
    """Run records; return the market, with the sums of the timed part."""
    market = Market(symbol_count)
    for number, row in enumerate(rows(records)):
        if number == prefilled:
            market.trades = market.quantity = market.notional = 0
        market.apply(row)
    return market


def rows(records: np.ndarray, block: int = 2**16) -> Iterator[Row]:
    """Yield records as plain tuples, a block at a time: all at once take ten times the memory."""
    for start in range(0, len(records), block):
        yield from records[start : start + block].tolist()


def write(path: Path, records: np.ndarray, prefilled: int, seed: int, market: Market) -> None:
    """Write a file, with the sums that `market` came to, and say what is in it."""
    resting, last_id = market.resting(), int(records["id"].max())
    timed = len(records) - prefilled
    header = [MAGIC, 1, len(market.books), prefilled, timed, seed]
    header += [int(records["price"].min()), int(records["price"].max())]
    header += [market.trades, market.quantity, market.notional]
    header += [len(resting), sum(order.quantity for order in resting)]
    header += [sum(order.id * order.quantity for order in resting) % 2**64, last_id, USERS]
    path.write_bytes(np.array(header, "<u8").tobytes() + records.tobytes())
    shares = np.bincount(records["op"][prefilled:], minlength=6) / timed
    mix = " ".join(f"{share:.4f}" for share in shares.tolist())
    print(f"{path}: {len(records)} records, mix {mix}, {market.trades} trades of {market.quantity}")
