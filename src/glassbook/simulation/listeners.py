"""Those who listen: to their own account, to the trades, to the book, and to the feed inside.

may      sleep, fall behind, be cut off, come back, and begin anywhere
may not  be waited for by anybody
survive  each of them: what he heard on one line is whole from its beginning, and in order
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from glassbook.publisher.feed import CutOff, Feed, TooLate
from glassbook.simulation.customers import Customer
from glassbook.simulation.house import SYMBOL_NAME
from glassbook.simulation.network import Hearing, Lost, Network, Request
from glassbook.simulation.witness import Followed, KeptBook, Violation, Witness

GLANCE_S = 0.05
NOTED_CHANCE = 0.2


class Listeners:
    """Everybody who listens from outside."""

    def __init__(self, network: Network, witness: Witness, dice: random.Random) -> None:
        self.is_over = False
        self._network = network
        self._witness = witness
        self._dice = dice

    async def hear_privately(self, customer: Customer, *, is_slow: bool) -> None:
        """Listen to one account, again and again."""
        while not self.is_over:
            try:
                key = await customer.listen_key()
            except Lost:
                await asyncio.sleep(self._dice.random())
                continue
            hearing = Hearing(key)
            self._witness.private.append((customer.account_id, hearing))
            await self._hear(hearing, is_slow=is_slow)

    async def hear_trades(self) -> None:
        """Listen to the trades of the market."""
        while not self.is_over:
            hearing = Hearing(f"{SYMBOL_NAME.lower()}@trade")
            self._witness.trades.append(hearing)
            await self._hear(hearing, is_slow=False)

    async def keep_books(self) -> None:
        """Keep a copy of the book, as the venue's documents say how."""
        while not self.is_over:
            copy = BookCopy(f"{SYMBOL_NAME.lower()}@depth@100ms")
            copy.note = self._note
            self._network.connect(copy, is_slow=False)
            while copy.is_open and not copy.is_begun:
                if copy.waiting:
                    await self._begin(copy)
                await asyncio.sleep(GLANCE_S)
            await copy.ended.wait()
            await asyncio.sleep(self._dice.random() / 2)

    async def _hear(self, hearing: Hearing, *, is_slow: bool) -> None:
        self._network.connect(hearing, is_slow=is_slow)
        await hearing.ended.wait()
        await asyncio.sleep(self._dice.random() / 2)

    async def _begin(self, copy: "BookCopy") -> None:
        query = f"symbol={SYMBOL_NAME}&limit=5000".encode()
        try:
            answer = await self._network.ask(Request("GET", "/api/v3/depth", query))
        except Lost:
            return
        if answer.is_done:
            copy.begin(answer.json)

    def _note(self, book: KeptBook) -> None:
        if self._dice.random() < NOTED_CHANCE:
            self._witness.books.append(KeptBook(book.update_id, dict(book.bids), dict(book.asks)))


@dataclass(eq=False)
class BookCopy(Hearing):
    """A copy of the book. *Source*: "How to manage a local order book correctly"."""

    is_begun: bool = False
    waiting: list[dict[str, Any]] = field(default_factory=list)
    note: Callable[[KeptBook], None] = lambda _: None
    _book: KeptBook = field(default_factory=lambda: KeptBook(0, {}, {}))
    _heard_id: int = 0

    def hear(self, told: dict[str, Any]) -> None:
        if told["e"] != "depthUpdate":
            return  # the server says goodbye
        if self._heard_id and told["U"] != self._heard_id + 1:
            raise Violation(f"depth updates {self._heard_id} and {told['U']} do not join")
        self._heard_id = told["u"]
        if not self.is_begun:
            self.waiting.append(told)
        elif told["u"] > self._book.update_id:
            self._apply(told)

    def begin(self, snapshot: dict[str, Any]) -> None:
        """Take up a snapshot, unless it is older than everything that was heard."""
        update_id = snapshot["lastUpdateId"]
        if update_id < self.waiting[0]["U"] - 1:
            return
        bids, asks = _levels(snapshot["bids"]), _levels(snapshot["asks"])
        self._book = KeptBook(update_id, bids, asks)
        self.is_begun = True
        for update in self.waiting:
            if update["u"] > update_id:
                self._apply(update)

    def _apply(self, update: dict[str, Any]) -> None:
        book = self._book
        book.bids = _changed(book.bids, update["b"])
        book.asks = _changed(book.asks, update["a"])
        book.update_id = update["u"]
        self.note(book)


def _changed(side: dict[int, int], levels: list[list[str]]) -> dict[int, int]:
    """Return a side of the book with other levels; a level without lots is gone."""
    changed = side | _levels(levels)
    return {price: lots for price, lots in changed.items() if lots}


def _levels(levels: list[list[str]]) -> dict[int, int]:
    """Return lots by ticks."""
    return {_ticks(price): _lots(quantity) for price, quantity in levels}


def _ticks(text: str) -> int:
    return int(text.replace(".", "")) // 10**6


def _lots(text: str) -> int:
    return int(text.replace(".", "")) // 10**3


async def follow(feed: Feed, followed: Followed, dice: random.Random) -> None:
    """Read the feed as a replica would: slowly at times, resuming where it was cut off."""
    reader, sequence = feed.reader(3), followed.begins_after
    while True:
        try:
            applied = await reader.next()
        except CutOff:
            reader, missed = _resumed(feed, sequence)
            if missed is None:
                sequence = feed.sequence
                followed.batches.append((sequence + 1, sequence, b""))  # begins anew behind it
                continue
        else:
            missed = [applied]
        for one in missed:
            if one.batch.last_sequence > sequence:
                followed.note(one)
                sequence = one.batch.last_sequence
        if dice.random() < 0.2:
            await asyncio.sleep(dice.random() / 20)


def _resumed(feed: Feed, sequence: int) -> tuple[Any, list[Any] | None]:
    reader = feed.reader(3)
    try:
        return reader, feed.since(sequence)
    except TooLate:
        return reader, None
