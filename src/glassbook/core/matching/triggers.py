"""Triggers: orders that wait until the last price has risen, or fallen, to theirs.

A trade's price triggers whoever waited for it. The trades of one taker lead away from where the
price was in one direction, so its first and its last price tell all that lay between. Who is
triggered becomes due: nearest trigger first, at one trigger who came first, and all that the first
price reached before what the last did. They are entered after the command, one by one; what they
trade can trigger more, who queue up behind.

It ends: whoever is triggered never waits again, and what is triggered places nothing new.
Source: Binance Spot documentation, "STOP_LOSS", "TAKE_PROFIT": by the last price.
"""

from glassbook.core.book.due import enqueue_due
from glassbook.core.book.ladder import trigger_ladder
from glassbook.core.book.queue import dequeue
from glassbook.core.kernel import kernel, rare_kernel
from glassbook.core.order_types import FALLING, RISING
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind


@kernel
def is_reached(last_price_ticks, trigger_ticks, is_rising):
    """Has the last price, if there is one, come to a trigger?"""
    if last_price_ticks == 0:
        return False
    if is_rising:
        return last_price_ticks >= trigger_ticks
    return last_price_ticks <= trigger_ticks


@kernel
def is_awaited(state, symbol_id):
    """Does anybody wait for a price of this symbol?"""
    falling = state.ladders[trigger_ladder(symbol_id, FALLING)].best
    rising = state.ladders[trigger_ladder(symbol_id, RISING)].best
    return falling != NOBODY or rising != NOBODY


@rare_kernel
def trigger(state, scratch, symbol_id):
    """Make due whom the trades of the order that was just entered triggered."""
    first_ticks = first_price(scratch)
    last_ticks = state.symbols[symbol_id].last_price_ticks
    reach(state, scratch, symbol_id, first_ticks)
    if last_ticks != first_ticks:
        reach(state, scratch, symbol_id, last_ticks)


@kernel
def first_price(scratch):
    """Return the price of the first fill since the order being entered was announced."""
    place = scratch.accepted_event
    while scratch.events[place].kind != EventKind.ORDER_FILLED:
        place += 1
    return scratch.events[place].price_ticks


@kernel
def reach(state, scratch, symbol_id, price_ticks):
    """Make due all who wait for this price or one that lies before it."""
    for is_rising in range(2):
        ladder = trigger_ladder(symbol_id, is_rising)
        level_slot = state.ladders[ladder].best
        while level_slot != NOBODY and is_reached(
            price_ticks, state.levels[level_slot].price_ticks, is_rising
        ):
            slot = state.levels[level_slot].oldest
            dequeue(state, scratch, slot)
            enqueue_due(state, slot)
            level_slot = state.ladders[ladder].best
