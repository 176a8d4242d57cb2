"""What an order is beyond a price and a quantity: icebergs, and orders that wait for a trigger.

Few orders have terms, so they lie apart, and a plain order's `terms` say NOBODY. Slot 0 is nobody's
and all zero: what a plain order hides is read there without asking first.
"""

from glassbook.core.book.lists import leave_list
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY, RESTING
from glassbook.protocol.maxima import ICEBERGS_MAX, TERMS_MAX


@kernel
def has_terms_room(state):
    return state.free_terms != NOBODY or state.terms_slots <= TERMS_MAX


@kernel
def has_iceberg_room(state):
    return state.iceberg_count < ICEBERGS_MAX


@kernel
def take_terms(state, symbol_id, visible_lots):
    """Return new terms, blank but for where their order trades and how much of it will be shown."""
    slot = state.free_terms
    if slot != NOBODY:
        state.free_terms = state.terms[slot].next_free
    else:
        slot = state.terms_slots
        state.terms_slots += 1
    state.terms_count += 1
    terms = state.terms[slot]
    terms.hidden_lots = 0
    terms.visible_lots = visible_lots
    terms.limit_ticks = 0
    terms.trigger_ticks = 0
    terms.hold_ticks = 0
    terms.held_units = 0
    terms.symbol_id = symbol_id
    terms.stage = RESTING
    terms.is_tracking = 0
    terms.extreme_ticks = 0
    terms.trailing_bips = 0
    terms.is_pending = 0
    terms.amend_count = 0
    terms.list = NOBODY
    terms.peg = 0
    terms.peg_levels = 0
    if visible_lots > 0:
        state.iceberg_count += 1
    return slot


@kernel
def free_terms(state, slot):
    """Take back the terms of an order that is over."""
    terms = state.terms[slot]
    if terms.visible_lots > 0:
        state.iceberg_count -= 1
    if terms.list != NOBODY:
        leave_list(state, terms)
    terms.next_free = state.free_terms
    state.free_terms = slot
    state.terms_count -= 1


@hot_kernel
def hidden_lots(state, order):
    """Return what of an open order is not shown."""
    return state.terms[order.terms].hidden_lots


@hot_kernel
def stage_of(state, order):
    """Return where an open order is."""
    return RESTING if order.terms == NOBODY else state.terms[order.terms].stage


@kernel
def show_part(state, order):
    """Hide all of an order that comes to the book but its part to show, if it is an iceberg."""
    terms = state.terms[order.terms]
    if terms.stage != RESTING or terms.visible_lots == 0:
        return
    shown = min(terms.visible_lots, order.open_lots)
    terms.hidden_lots = order.open_lots - shown
    order.open_lots = shown


@kernel
def refill(state, slot):
    """Show the next part of an iceberg whose shown part is used up, at the back of its queue."""
    order = state.orders[slot]
    level = state.levels[order.level]
    terms = state.terms[order.terms]
    order.open_lots = min(terms.visible_lots, terms.hidden_lots)
    terms.hidden_lots -= order.open_lots
    state.place_count += 1
    state.places[slot] = state.place_count
    if order.newer == NOBODY:
        return
    if order.older == NOBODY:
        level.oldest = order.newer
    else:
        state.orders[order.older].newer = order.newer
    state.orders[order.newer].older = order.older
    state.orders[level.newest].newer = slot
    order.older = level.newest
    order.newer = NOBODY
    level.newest = slot
