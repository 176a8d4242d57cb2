"""Icebergs: of a large order only a part stands in the queue, and the rest waits behind it.

A part that is used up is followed by the next, which has waited no time yet: it goes to the back.
Source: Binance Spot documentation, "Iceberg Order".
"""

from glassbook.core.book.queue import leave
from glassbook.core.book.terms import hidden_lots, refill
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.outbox import emit
from glassbook.protocol.events import EventKind


@kernel
def show_more(state, scratch, slot):
    """Show the next part of an iceberg, and say so."""
    refill(state, slot)
    order = state.orders[slot]
    terms = state.terms[order.terms]
    told = emit(state, scratch, EventKind.ORDER_REFILLED, order.account_id, order.order_id)
    told.price_ticks = state.levels[order.level].price_ticks
    told.quantity_lots = order.open_lots
    told.open_lots = order.open_lots + terms.hidden_lots
    told.symbol_id = terms.symbol_id
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
    told.is_maker = 1


@hot_kernel
def use_up(state, scratch, slot):
    """Let an order of which nothing is shown any more show its next part, or leave the book."""
    order = state.orders[slot]
    if order.open_lots == 0:
        if hidden_lots(state, order) > 0:
            show_more(state, scratch, slot)
        else:
            leave(state, scratch, slot)


@kernel
def part_lots(state, order, turn):
    """Return what an order shows on the queue's given turn: 0 once it has shown everything.

    Turn 0 is what stands in the queue now. An iceberg's later parts come to the back in the order
    of the queue, so all orders' parts of one turn stand before those of the next.
    """
    if turn == 0:
        return order.open_lots
    terms = state.terms[order.terms]
    shown_before = (turn - 1) * terms.visible_lots
    return max(0, min(terms.visible_lots, terms.hidden_lots - shown_before))


@kernel
def has_more_parts(state, order, turn):
    """Has an order more to show after the given turn?"""
    terms = state.terms[order.terms]
    return terms.hidden_lots > turn * terms.visible_lots
