"""Who may trade with whom: each class of accounts waits in ladders of its own.

An order asks only those classes that its own may trade with, and is given the first of their first.
So an order that may not be met is never walked past: however many there are, each turn of a match
compares at most one order of each class. What would have come first, had it been eligible, is said
to be passed over.
"""

import numpy as np

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.book.queue import best_level, goes_before
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY
from glassbook.protocol.accounts import ALL_CLASSES
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import Side


@hot_kernel
def opposite(side):
    return Side.SELL if side == Side.BUY else Side.BUY


@hot_kernel
def accepts(state, taker, level_slot):
    """Is there a level, and is its price one at which `taker` may trade?"""
    if level_slot == NOBODY:
        return False
    # One comparison for both sides: they come in no order, and a processor would guess in vain.
    beyond_ticks = state.levels[level_slot].price_ticks - taker.reach_ticks
    return beyond_ticks * sign_of(taker.side) <= 0


@hot_kernel
def sign_of(side):
    """Return 1 for a buy, to which more is worse, and -1 for a sell."""
    return 1 - 2 * np.int64(side)


@kernel
def would_accept(state, taker, level_slot):
    """Is the price of a level, if there is one, within the limit of `taker`?"""
    if level_slot == NOBODY:
        return False
    if taker.side == Side.BUY:
        return state.levels[level_slot].price_ticks <= taker.limit_ticks
    return state.levels[level_slot].price_ticks >= taker.limit_ticks


@hot_kernel
def note_company(state, taker):
    """Note whom the account of `taker` may not trade with on its symbol, and its trade group."""
    account = state.accounts[taker.account_id]
    taker.barred_classes = state.symbols[taker.symbol_id].barred[account.class_id]
    taker.told_classes = 0
    taker.trade_group = account.trade_group


@hot_kernel
def eligible_classes(state, taker):
    """Return a bit for each class that waits on the other side and may trade with `taker`."""
    waiting = state.symbols[taker.symbol_id].waiting[opposite(taker.side)]
    return waiting & (ALL_CLASSES ^ taker.barred_classes)


@hot_kernel
def best_eligible_level(state, taker):
    """Return the level of the order that `taker` would meet first, or NOBODY."""
    classes = eligible_classes(state, taker)
    if classes == 0:
        return NOBODY
    if classes & (classes - 1) == 0:
        return best_level(state, taker.symbol_id, lowest_bit(classes), opposite(taker.side))
    return first_among(state, taker.symbol_id, opposite(taker.side), classes)


@kernel
def first_among(state, symbol_id, side, classes):
    """Of classes that wait on a side, return the level whose oldest order goes before all others.

    NOBODY of none.
    """
    first = NOBODY
    while classes != 0:
        level_slot = best_level(state, symbol_id, lowest_bit(classes), side)
        if first == NOBODY or goes_before(state, level_slot, first):
            first = level_slot
        classes &= classes - 1
    return first


@hot_kernel
def pass_over(state, scratch, taker, level_slot):
    """Say which classes `taker` passes over to reach a level: each of them once."""
    if taker.barred_classes != 0:
        tell_passed_over(state, scratch, taker, level_slot)


@kernel
def tell_passed_over(state, scratch, taker, level_slot):
    side = opposite(taker.side)
    classes = state.symbols[taker.symbol_id].waiting[side] & taker.barred_classes
    classes &= ALL_CLASSES ^ taker.told_classes
    is_met = accepts(state, taker, level_slot)
    while classes != 0:
        class_id = lowest_bit(classes)
        passed = best_level(state, taker.symbol_id, class_id, side)
        if accepts(state, taker, passed) and not (
            is_met and goes_before(state, level_slot, passed)
        ):
            taker.told_classes |= 1 << class_id
            tell_one(state, scratch, taker, state.levels[passed].oldest, class_id)
        classes &= classes - 1


@kernel
def tell_one(state, scratch, taker, slot, class_id):
    order = state.orders[slot]
    told = emit(state, scratch, EventKind.MATCH_PASSED_OVER, taker.account_id, taker.order_id)
    told.counter_order_id = order.order_id
    told.price_ticks = state.levels[order.level].price_ticks
    told.quantity_lots = order.open_lots
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.reason = class_id
