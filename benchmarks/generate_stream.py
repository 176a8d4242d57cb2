"""Order flows that others publish their figures on, drawn anew by their stated models.

    python benchmarks/generate_stream.py OUT STREAM COMMANDS SEED [--random-ids]

STREAM is one of

    static, normal, swing-25, swing-40, flash-crash   the five regimes of Flash One's benchmark
    exchange-core                                     exchange-core's mix for a single pair
    exchange-core-reducing                            the same as it became, with reductions

Files are of the layout in `plain_book`, and carry the sums that the plain reference comes to. The
draws are ours, so figures compare with those of the same file only. Ids count up in the order of
arrival, as an exchange gives them out; with --random-ids they are shuffled, as a venue sees that
takes its customers' own.

The regimes: a middle of 33,504 ticks takes a driftless walk of total deviation 0, 2, 25, 40 or
60 %. Buys are priced below its first half, sells above its second, at 1 to 800 ticks by a power law
of exponent 2.23 with a hump eight ticks out; then all are shuffled. Of the orders 15 % are
immediate or cancel. Of the others 20 % are modified (one lot more, mostly a tick nearer) and 95 %
cancelled; 2 % of cancels come twice, and 2 % of modifications once more when the order is gone. An
order's messages follow each other directly: the book is what is never cancelled. Whether anything
trades hangs on the seed: where the walk falls (23, 5), sells come among the buys and there are 35
trades for 1,000 messages; where it rises (20261121), hardly any.

exchange-core's: some 500 orders a side, looked at every 512 commands. A side that has them is sent
5 % immediate orders at any price, 2.5 % cancels and 92.5 % moves; one that lacks them 20 % new
orders, 10 % cancels and 70 % moves; one that lacks many, new orders alone. It settles between, near
the mix that is published: 9 % new, 3 % immediate, 6 % cancels, 82 % moves. Of the immediate orders
one of 32 is to be filled whole or not at all. New prices lie at the mean of four draws within a
deviation of the last trade's price, small ones more often; a move goes 1 % toward that price and
may trade; cancels and moves choose among the 512 oldest orders. After the mix was published, the
model got reductions: one of seven moves on a side that lacks orders, one of 37 on one that has
them, is a reduction by a part or by all of what is open, and all of it is a cancel here. Then fewer
orders stay, more are new, and fewer are moved.
"""

import argparse
from itertools import islice
from pathlib import Path

import numpy as np
from plain_book import (
    BUY,
    CANCEL,
    MODIFY,
    NEW,
    RECORD,
    REDUCE,
    SELL,
    TAKE,
    TAKE_WHOLE,
    USERS,
    Market,
    Order,
    Row,
    run,
    write,
)

SWINGS = {"static": 0.0, "normal": 0.02, "swing-25": 0.25, "swing-40": 0.4, "flash-crash": 0.6}
EXCHANGE_CORE = {"exchange-core": False, "exchange-core-reducing": True}
MIDDLE_TICKS = 33_504
LEVELS = 800
IMMEDIATE, MODIFIED, MOVED, CANCELLED, AGAIN = 0.15, 0.2, 0.8, 0.95, 0.02

TARGET_A_SIDE = 500
LOOK_EVERY = 512
MANY = TARGET_A_SIDE // 16
OLDEST = 512
WHOLE = 1 / 32  # of the immediate orders
START_TICKS, DEVIATION_TICKS, PRICE_MAX = 8_000, 400, 16_000


def regime(name: str, command_count: int, dice: np.random.Generator) -> np.ndarray:
    """Return RECORD[command_count] of one of the regimes; ids are the places on the path."""
    orders = _orders_on_path(SWINGS[name], command_count // 2 + command_count // 8 + 8, dice)
    dice.shuffle(orders)
    chances = dice.random((len(orders), 5))
    stays = chances[:, 0] >= IMMEDIATE
    modified = stays & (chances[:, 1] < MODIFIED)
    cancelled = stays & (chances[:, 2] < CANCELLED)
    messages = np.repeat(orders[:, None], 5, axis=1)
    messages["op"] = NEW, MODIFY, CANCEL, CANCEL, MODIFY
    messages["op"][~stays, 0] = TAKE
    messages["aux"][:, 1] = orders["price"]
    nearer = np.where(orders["side"] == BUY, 1, -1) * (dice.random(len(orders)) < MOVED)
    messages["price"][:, 1] += nearer
    messages["quantity"][:, 1] += 1
    is_sent = np.ones(messages.shape, bool)
    is_sent[:, 1], is_sent[:, 2] = modified, cancelled
    is_sent[:, 3] = cancelled & (chances[:, 3] < AGAIN)
    is_sent[:, 4] = modified & cancelled & (chances[:, 4] < AGAIN)
    records = messages[is_sent]
    assert len(records) >= command_count, "an order has two messages, about"
    return records[:command_count]


def _orders_on_path(swing: float, count: int, dice: np.random.Generator) -> np.ndarray:
    """Return RECORD[count], all NEW: buys below the path's first half, sells above the second."""
    step = swing / count**0.5
    walk = np.cumsum(dice.standard_normal(count) * step - step * step / 2)
    middle = np.rint(MIDDLE_TICKS * np.exp(walk)).astype(np.int64)
    away = np.arange(LEVELS)
    weight = (away + 1.0) ** -2.23 + 5 * np.exp(-0.5 * (away - 8.0) ** 2)
    level = np.searchsorted(np.cumsum(weight) / weight.sum(), dice.random(count))
    orders = np.zeros(count, RECORD)
    orders["side"] = np.where(np.arange(count) < count // 2, BUY, SELL)
    sign = np.where(orders["side"] == BUY, -1, 1)
    orders["price"] = np.maximum(middle + sign * (np.minimum(level, LEVELS - 1) + 1), 1)
    orders["quantity"] = dice.integers(1, 101, count)
    orders["user"] = dice.integers(1, USERS + 1, count)
    orders["id"] = np.arange(1, count + 1)
    return orders


class ExchangeCore(Market):
    """Draws exchange-core's mix, and trades it as it goes."""

    def __init__(self, dice: np.random.Generator, reduces: bool) -> None:
        super().__init__(1)
        self.last_price = START_TICKS
        self.rows: list[Row] = []
        self._dice = dice
        self._reduces = reduces
        self._last_id = 0
        self._lack = [TARGET_A_SIDE, TARGET_A_SIDE]
        self._chances: list[list[float]] = []

    def fill(self) -> int:
        """Rest orders until both sides have enough; return how many commands that took."""
        counts = self.books[0].counts
        while min(counts) < TARGET_A_SIDE:
            self._place(BUY if counts[BUY] < TARGET_A_SIDE else SELL, self._draw())
        return len(self.rows)

    def command(self, number: int) -> None:
        """Draw one command."""
        if number % LOOK_EVERY == 0:
            self._lack = [TARGET_A_SIDE - count for count in self.books[0].counts]
        chances = self._draw()
        side = BUY if chances[0] < 0.5 else SELL
        lacks = self._lack[side] > 0
        kinds = 2 if self._lack[side] > MANY else 10 if lacks else 40
        choice = int(chances[1] * kinds)
        if choice < 2 and lacks:
            self._place(side, chances)
        elif choice < 2:
            price = PRICE_MAX if side == BUY else 1
            quantity = 1 + int(chances[3] * 6) * int(chances[4] * 6) * int(chances[5] * 6)
            op = TAKE_WHOLE if chances[2] < WHOLE else TAKE
            self._emit(op, side, quantity, self._next_id(), price, self._user(chances))
        elif self.by_id:
            place = min(int(chances[2] * OLDEST), len(self.by_id) - 1)
            self._change(next(islice(self.by_id.values(), place, None)), choice, chances)
        else:
            self._place(side, chances)

    def _place(self, side: int, chances: list[float]) -> None:
        deviation = 1 + chances[2] ** 2 * DEVIATION_TICKS
        mean = sum(chances[6:10]) / 4
        away = 1 + int(abs(2 * mean - 1) * deviation)
        price = self.last_price + (-away if side == BUY else away)
        quantity = 1 + int(chances[3] * 6) * int(chances[4] * 6) * int(chances[5] * 6)
        price = min(max(price, 1), PRICE_MAX)
        self._emit(NEW, side, quantity, self._next_id(), price, self._user(chances))

    def _change(self, order: Order, choice: int, chances: list[float]) -> None:
        reduces = self._reduces and choice == 3
        lots = 1 + int(chances[3] * order.quantity)
        if choice == 2 or (reduces and lots == order.quantity):
            self._emit(CANCEL, order.side, order.quantity, order.id, order.price, order.user)
        elif reduces:
            self._emit(REDUCE, order.side, lots, order.id, order.price, order.user)
        else:
            gap = self.last_price - order.price
            step = max(1, abs(gap) // 100) * (1 if gap > 0 else -1)
            price = min(max(order.price + step, 1), PRICE_MAX)
            self._emit(MODIFY, order.side, order.quantity, order.id, price, order.user)

    def _emit(
        self, op: int, side: int, quantity: int, order_id: int, price: int, user: int
    ) -> None:
        row = (op, side, 0, quantity, order_id, price, user, 0)
        self.rows.append(row)
        self.apply(row)

    def _draw(self) -> list[float]:
        if not self._chances:
            self._chances = self._dice.random((2**14, 11)).tolist()
        return self._chances.pop()

    def _user(self, chances: list[float]) -> int:
        return 1 + int(chances[10] * USERS)

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id


def exchange_core(
    command_count: int, dice: np.random.Generator, reduces: bool
) -> tuple[np.ndarray, int]:
    """Return RECORD[n] of exchange-core's mix, and how many of them are the prefill."""
    flow = ExchangeCore(dice, reduces)
    prefilled = flow.fill()
    for number in range(command_count):
        flow.command(number)
    return np.array(flow.rows, RECORD), prefilled


def renumbered(ids: np.ndarray, dice: np.random.Generator | None) -> np.ndarray:
    """Return other ids: counting up in the order of arrival, or shuffled by `dice`."""
    _, first, which = np.unique(ids, return_index=True, return_inverse=True)
    new = np.empty(len(first), np.int64)
    new[np.argsort(first)] = np.arange(1, len(first) + 1)
    if dice is not None:
        dice.shuffle(new)
    return new[which]


def main() -> None:
    """Write the stream that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("stream", choices=(*SWINGS, *EXCHANGE_CORE))
    parser.add_argument("commands", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("--random-ids", action="store_true")
    asked = parser.parse_args()
    dice = np.random.Generator(np.random.PCG64(asked.seed))
    if asked.stream in EXCHANGE_CORE:
        reduces = EXCHANGE_CORE[asked.stream]
        records, prefilled = exchange_core(asked.commands, dice, reduces)
    else:
        records, prefilled = regime(asked.stream, asked.commands, dice), 0
    records["id"] = renumbered(records["id"], dice if asked.random_ids else None)
    write(asked.out, records, prefilled, asked.seed, run(1, records, prefilled))


if __name__ == "__main__":
    main()
