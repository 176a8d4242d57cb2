"""Whatever happens on the exchange, the projections are the exchange as its own books have it.

The twin judges long random flows with attackers among them; after every batch of any length what
the fold remembers is compared with what the twin remembers.
"""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.projection import Projections
from tests.twin.markets import ACCOUNTS, LISTINGS
from tests.unit.projection.random_story import RandomStory

LENGTHS = st.lists(st.integers(1, 200), min_size=1, max_size=12)


def balances_of(projections):
    """Return every balance that is not nothing, as the twin states it."""
    return {
        (account_id, asset_id): pair
        for account_id in sorted(projections.balances.accounts())
        for asset_id, pair in sorted(projections.balances.of(account_id).items())
        if pair != (0, 0)
    }


def open_orders_of(projections):
    """Return (account, symbol, side, price, whole, open) of every open order, by id.

    The whole is what may trade: self-trade prevention may have lessened what was ordered.
    """
    return {
        order.order_id: (
            order.account_id,
            order.symbol_id,
            order.side,
            order.limit_ticks,
            order.quantity_lots - order.prevented_lots,
            order.open_lots,
        )
        for account_id in ACCOUNTS
        for order in projections.orders.open_orders(account_id)
    }


def resting(twin):
    return {
        order.order_id: (
            order.account_id,
            order.symbol_id,
            order.side,
            order.asked_ticks if order.peg else order.price_ticks,
            order.quantity_lots,
            order.open_lots,
        )
        for order in twin.exchange.orders.values()
    }


def levels(twin, symbol_id):
    """Return (bids, asks) of the twin's book, best first."""
    book = twin.exchange.symbols[symbol_id]
    sides = []
    for side in (0, 1):
        lots = defaultdict(int)
        for order in book.sides[side].in_priority():
            lots[order.price_ticks] += order.shown_lots
        sides.append(list(lots.items()))
    return tuple(sides)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32), lengths=LENGTHS)
def test_balances_orders_and_books_are_the_exchanges_own(seed, lengths):
    story, projections = RandomStory(seed), Projections()
    projections.fold(story.opening())
    for length in lengths:
        projections.fold(story.batch(length))

        assert balances_of(projections) == story.twin.exchange.balances()
        assert open_orders_of(projections) == resting(story.twin)
        for symbol_id in range(len(LISTINGS)):
            snapshot = projections.depth.snapshot(symbol_id, 5_000)
            assert snapshot == (story.twin.sequence, *levels(story.twin, symbol_id))
