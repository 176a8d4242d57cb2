"""A book kept by the documented rule is the venue's, whatever happened and whenever one came."""

import random
from itertools import pairwise

import pytest

from glassbook.protocol import commands as pack
from glassbook.protocol.decimals import parse_decimal
from glassbook.protocol.orders import OrderType, Side, TimeInForce
from tests.unit.gateway.streams.venue import ALICE, BOB, BTCUSD, CAROL, SmallVenue, order


class LocalBook:
    """A client's own copy: *Source*: "How to manage a local order book correctly"."""

    def __init__(self):
        self.update_id = None
        self.sides = {"b": {}, "a": {}}

    def begin(self, snapshot):
        self.update_id, *sides = snapshot
        for side, levels in zip(self.sides.values(), sides, strict=True):
            side.update(levels)

    def apply(self, update):
        if update["u"] <= self.update_id:
            return
        assert update["U"] <= self.update_id + 1, "an update was missed"
        for side, levels in self.sides.items():
            for price, quantity in update[side]:
                if quantity == "0.00000000":
                    levels.pop(price, None)
                else:
                    levels[price] = quantity
        self.update_id = update["u"]

    def ranked(self):
        bids, asks = (sorted(side.items(), key=by_price) for side in self.sides.values())
        return bids[::-1], asks


def by_price(level):
    return parse_decimal(level[0])[0]


def snapshot_of(venue):
    """Return what REST depth would: (last update id, bids, asks) in wire text."""
    symbol = venue.projections.directory.symbols[BTCUSD]
    update_id, *sides = venue.projections.depth.snapshot(BTCUSD, 5_000)
    return update_id, *(
        [(symbol.price_text(price), symbol.quantity_text(lots)) for price, lots in side]
        for side in sides
    )


def something(dice, sequence):
    """Return one random command of somebody, near the touch or far from it."""
    account_id = dice.choice((ALICE, BOB, CAROL))
    what = dice.random()
    if what < 0.3:
        return pack.cancel_order(account_id, BTCUSD, sequence - dice.randrange(40)), None
    if what < 0.33:
        return pack.cancel_all(account_id, BTCUSD), None
    if what < 0.4:
        return pack.deposit(account_id, 1, 1), None
    if what < 0.45:
        quantity = dice.randrange(1, 30)
        return order(
            account_id, dice.choice((Side.BUY, Side.SELL)), 0, quantity, order_type=OrderType.MARKET
        )
    price = dice.choice((dice.randrange(95, 106), dice.randrange(50, 150)))
    lifetime = dice.choice((TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC))
    side = Side.BUY if price < 100 or dice.random() < 0.2 else Side.SELL
    return order(account_id, side, price, dice.randrange(1, 20), time_in_force=lifetime)


def a_moment(venue, dice):
    """Have a batch of random commands carried out, or let time pass, or both."""
    if dice.random() < 0.9:
        sent = [something(dice, venue.twin.sequence) for _ in range(dice.randrange(1, 8))]
        venue.do(*[command for command, _ in sent])
    if dice.random() < 0.5:
        venue.wait(dice.choice((10, 40, 100, 1_500)))


@pytest.mark.operation("stream <symbol>@depth")
@pytest.mark.parametrize("stream", ["btcusd@depth", "btcusd@depth@100ms"])
@pytest.mark.parametrize("seed", range(8))
def test_a_local_book_kept_by_the_rule_equals_the_venues(stream, seed):
    dice, venue, book = random.Random(seed), SmallVenue(), LocalBook()
    for _ in range(dice.randrange(40)):
        a_moment(venue, dice)
    others = venue.client(f"/ws/{stream}") if seed % 2 else None
    for _ in range(dice.randrange(20)):
        a_moment(venue, dice)
    client = venue.client(f"/ws/{stream}")
    for _ in range(dice.randrange(20)):
        a_moment(venue, dice)
    buffered = client.heard()
    book.begin(snapshot_of(venue))
    for _ in range(150):
        a_moment(venue, dice)
        buffered += client.heard()
    venue.wait(1_000)
    buffered += client.heard()
    for update in buffered:
        book.apply(update)
    assert book.ranked() == snapshot_of(venue)[1:]
    assert len(buffered) > 10
    assert others is None or others.heard()


@pytest.mark.parametrize("seed", range(4))
def test_updates_join_without_a_gap_and_none_is_empty(seed):
    dice, venue = random.Random(seed), SmallVenue()
    client = venue.client("/ws/btcusd@depth@100ms")
    for _ in range(300):
        a_moment(venue, dice)
    updates = client.heard()
    assert len(updates) > 50
    for before, after in pairwise(updates):
        assert after["U"] == before["u"] + 1
    assert all(update["U"] <= update["u"] and (update["b"] or update["a"]) for update in updates)
