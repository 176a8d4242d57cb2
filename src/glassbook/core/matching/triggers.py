"""Triggers: orders that wait until the last price has risen, or fallen, to theirs.

A trade's price triggers whoever waited for it: price by price, nearest trigger first, at one
trigger who came first. They become due, and are entered after the command, one by one; what they
trade can trigger more, who queue up behind.

A trailing trigger begins to follow the price when that reaches the order's own trigger, or without
one at the next trade. From then on it stays at its distance from the best price since, the lowest
for a buy and the highest for a sell, and never goes back. A new extreme moves all that trail: at
most TRAILING_MAX of a symbol.

It ends: whoever is triggered never waits again, and what is triggered places nothing new.
Source: Binance Spot documentation, "STOP_LOSS", "TAKE_PROFIT"; faqs/trailing-stop-faq.md.
"""

from glassbook.core.book.due import enqueue_due
from glassbook.core.book.ladder import trigger_ladder
from glassbook.core.book.queue import dequeue, wait_anew
from glassbook.core.book.trailing import unlink_trailing
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.matching.contingencies import is_listed, stand_alone
from glassbook.core.order_types import FALLING, RISING
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import Side

BIPS = 10_000


@kernel
def is_reached(last_price_ticks, trigger_ticks, is_rising):
    """Has the last price, if there is one, come to a trigger?"""
    if last_price_ticks == 0:
        return False
    if is_rising:
        return last_price_ticks >= trigger_ticks
    return last_price_ticks <= trigger_ticks


@hot_kernel
def is_awaited(state, symbol_id):
    """Does anybody wait for a price of this symbol?"""
    falling = state.ladders[trigger_ladder(symbol_id, FALLING)].best
    rising = state.ladders[trigger_ladder(symbol_id, RISING)].best
    return falling != NOBODY or rising != NOBODY


@kernel
def trigger(state, ledger, scratch, symbol_id):
    """Make due whom the trades of the order that was just entered triggered, price by price."""
    for place in range(scratch.accepted_event, scratch.event_count):
        told = scratch.events[place]
        if told.kind == EventKind.ORDER_FILLED and told.is_maker == 0:
            reach(state, ledger, scratch, symbol_id, told.price_ticks)


@kernel
def trigger_at_opening(state, ledger, scratch, symbol_id):
    """Make due whom the price of an auction reached while nothing else traded."""
    last_ticks = state.symbols[symbol_id].last_price_ticks
    if last_ticks != 0:
        reach(state, ledger, scratch, symbol_id, last_ticks)


@kernel
def reach(state, ledger, scratch, symbol_id, price_ticks):
    """Make due all who wait for this price or one that lies before it; let the others follow it."""
    for is_rising in range(2):
        ladder = trigger_ladder(symbol_id, is_rising)
        level_slot = state.ladders[ladder].best
        while level_slot != NOBODY and is_reached(
            price_ticks, state.levels[level_slot].price_ticks, is_rising
        ):
            slot = state.levels[level_slot].oldest
            if trails_later(state, slot):
                track(state, scratch, slot, price_ticks)
            else:
                unlink_trailing(state, slot)
                dequeue(state, scratch, slot)
                enqueue_due(state, slot)
                if is_listed(state, slot):
                    stand_alone(state, ledger, scratch, slot)
            level_slot = state.ladders[ladder].best
    if state.symbols[symbol_id].trailing_count > 0:
        follow(state, scratch, symbol_id, price_ticks)


@kernel
def trails_later(state, slot):
    """Has the order a trigger that will trail the price, but does not yet?"""
    terms = state.terms[state.orders[slot].terms]
    return terms.trailing_bips > 0 and terms.is_tracking == 0


@kernel
def track(state, scratch, slot, price_ticks):
    """Begin to follow the price, and say so."""
    order = state.orders[slot]
    terms = state.terms[order.terms]
    terms.is_tracking = 1
    move_trigger(state, scratch, slot, price_ticks)
    told = emit(state, scratch, EventKind.ORDER_TRACKING, order.account_id, order.order_id)
    told.price_ticks = price_ticks
    told.symbol_id = terms.symbol_id
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force


@kernel
def follow(state, scratch, symbol_id, price_ticks):
    """Move every trigger that trails to its distance from the price, if that is a new extreme."""
    slot = state.symbols[symbol_id].trailing_oldest
    while slot != NOBODY:
        order = state.orders[slot]
        terms = state.terms[order.terms]
        newer = terms.newer_trailing
        is_better = price_ticks < terms.extreme_ticks
        if order.side == Side.SELL:
            is_better = price_ticks > terms.extreme_ticks
        if terms.is_tracking and is_better:
            move_trigger(state, scratch, slot, price_ticks)
        slot = newer


@kernel
def move_trigger(state, scratch, slot, price_ticks):
    """Let an order wait at its distance from a price: below it to sell, above it to buy.

    Away from the price the distance is rounded up, so that the price itself is never reached. No
    product here passes 2^56.
    """
    order = state.orders[slot]
    terms = state.terms[order.terms]
    terms.extreme_ticks = price_ticks
    distance = (price_ticks * terms.trailing_bips + BIPS - 1) // BIPS
    if order.side == Side.SELL:
        wait_anew(state, scratch, slot, FALLING, price_ticks - distance)
    else:
        highest = state.symbols[terms.symbol_id].price_ticks_max
        wait_anew(state, scratch, slot, RISING, min(price_ticks + distance, highest))
