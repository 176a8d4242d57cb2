"""Orders in the book: the queue at each price, the chain of each account, and the arena of both.

A queue is first in, first out; an order leaves it from anywhere at the cost of its two neighbours.
"""

import numpy as np

from glassbook.core.book import index
from glassbook.core.book.due import dequeue_due
from glassbook.core.book.ids import forget_id, remember_id
from glassbook.core.book.ladder import (
    add_level,
    find_level,
    is_better,
    ladder_of,
    remove_level,
    side_of,
    symbol_of,
    trigger_ladder,
)
from glassbook.core.book.terms import free_terms, show_part
from glassbook.core.book.trailing import link_trailing, unlink_trailing
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import DUE, NOBODY, PENDING, WAITING
from glassbook.protocol.maxima import ORDERS_MAX


@hot_kernel
def best_level(state, symbol_id, class_id, side):
    """Return the best level of a class of accounts, or NOBODY when none of them waits."""
    return state.ladders[ladder_of(symbol_id, class_id, side)].best


@hot_kernel
def has_order_room(state):
    return state.free_order != NOBODY or state.order_slots <= ORDERS_MAX


@hot_kernel
def rest(state, scratch, taker):
    """Rest what is open of `taker` at the back of the queue of its price."""
    class_id = state.accounts[taker.account_id].class_id
    ladder = ladder_of(taker.symbol_id, class_id, taker.side)
    level_slot = level_at(state, scratch, taker.symbol_id, ladder, taker.limit_ticks)
    settle_down(state, taker, level_slot)


@kernel
def wait(state, scratch, taker, is_rising, trigger_ticks):
    """Let `taker` wait for the price to rise, or fall, to a trigger."""
    terms = state.terms[taker.terms]
    terms.stage = WAITING
    terms.held_units = taker.held_units
    ladder = trigger_ladder(taker.symbol_id, is_rising)
    level_slot = level_at(state, scratch, taker.symbol_id, ladder, trigger_ticks)
    settle_down(state, taker, level_slot)
    if terms.trailing_bips > 0:
        link_trailing(state, state.levels[level_slot].newest)


@kernel
def wait_anew(state, scratch, slot, is_rising, trigger_ticks):
    """Let an order that waits already wait at another trigger, behind all that wait there."""
    dequeue(state, scratch, slot)
    terms = state.terms[state.orders[slot].terms]
    terms.trigger_ticks = trigger_ticks
    ladder = trigger_ladder(terms.symbol_id, is_rising)
    level_slot = level_at(state, scratch, terms.symbol_id, ladder, trigger_ticks)
    enqueue(state, level_slot, slot)


@hot_kernel
def level_at(state, scratch, symbol_id, ladder, price_ticks):
    """Return the level of a ladder at a price, made if need be."""
    depth = state.symbols[symbol_id].depth
    level_slot = find_level(state, ladder, depth, price_ticks)
    if level_slot == NOBODY:
        level_slot = add_level(state, scratch, ladder, depth, price_ticks)
    return level_slot


@hot_kernel
def settle_down(state, taker, level_slot):
    """Make an open order of `taker`, at the back of the queue of a level."""
    enqueue(state, level_slot, take_in(state, taker))


@kernel
def stand_by(state, taker):
    """Make an open order of `taker`, in no queue until the first order of its list is filled."""
    terms = state.terms[taker.terms]
    terms.stage = PENDING
    terms.held_units = taker.held_units
    order = state.orders[take_in(state, taker)]
    order.level = NOBODY
    order.older = NOBODY
    order.newer = NOBODY


@hot_kernel
def take_in(state, taker):
    """Return the slot of a new open order, which stands in no queue yet."""
    slot = take_order(state)
    order = state.orders[slot]
    order.order_id = taker.order_id
    order.open_lots = taker.open_lots
    order.filled_lots = taker.filled_lots
    order.client_key = taker.client_key
    order.account_id = taker.account_id
    order.order_type = taker.order_type
    order.time_in_force = taker.time_in_force
    order.self_trade_prevention = taker.self_trade_prevention
    order.side = taker.side
    order.terms = taker.terms
    if taker.terms != NOBODY:
        taker.terms = NOBODY
        show_part(state, order)
    chain(state, slot)
    remember_id(state, slot)
    remember_client_key(state, slot)
    return slot


@hot_kernel
def remember_client_key(state, slot):
    """Make an order findable by its account and client key, if it has one."""
    order = state.orders[slot]
    if order.client_key != 0:
        key = account_key(order.account_id, order.client_key)
        index.insert(state.by_client_key, key, slot)


@hot_kernel
def forget_client_key(state, slot):
    order = state.orders[slot]
    if order.client_key != 0:
        key = account_key(order.account_id, order.client_key)
        index.remove(state.by_client_key, key, slot)


@hot_kernel
def leave(state, scratch, slot):
    """Take an order, filled or not, out of wherever it is, and free its slot."""
    if state.orders[slot].terms != NOBODY:
        leave_with_terms(state, scratch, slot)
    else:
        dequeue(state, scratch, slot)
    give_order(state, slot)


@kernel
def leave_with_terms(state, scratch, slot):
    order = state.orders[slot]
    if state.terms[order.terms].stage == DUE:
        dequeue_due(state, slot)
    elif state.terms[order.terms].stage != PENDING:
        if state.terms[order.terms].stage == WAITING:
            unlink_trailing(state, slot)
        dequeue(state, scratch, slot)
    free_terms(state, order.terms)


@hot_kernel
def give_order(state, slot):
    """Free the slot of an order that stands in no queue any more."""
    order = state.orders[slot]
    forget_id(state, slot)
    forget_client_key(state, slot)
    unchain(state, slot)
    order.order_id = 0
    order.newer = state.free_order
    state.free_order = slot


@hot_kernel
def enqueue(state, level_slot, slot):
    """Put an order at the back of the queue of a level, and note its place in time."""
    state.place_count += 1
    state.places[slot] = state.place_count
    level = state.levels[level_slot]
    order = state.orders[slot]
    order.level = level_slot
    order.older = level.newest
    order.newer = NOBODY
    if level.newest == NOBODY:
        level.oldest = slot
    else:
        state.orders[level.newest].newer = slot
    level.newest = slot


@kernel
def move(state, scratch, slot, class_id):
    """Let a resting order wait among those of another class, at its price and its place in time."""
    ladder = state.levels[state.orders[slot].level].ladder
    price_ticks = state.levels[state.orders[slot].level].price_ticks
    symbol_id = symbol_of(ladder)
    dequeue(state, scratch, slot)
    ladder = ladder_of(symbol_id, class_id, side_of(ladder))
    insert_in_time(state, level_at(state, scratch, symbol_id, ladder, price_ticks), slot)


@kernel
def insert_in_time(state, level_slot, slot):
    """Put an order into the queue of a level, behind whoever has waited longer."""
    level, order = state.levels[level_slot], state.orders[slot]
    newer, older = NOBODY, level.newest
    while older != NOBODY and state.places[older] > state.places[slot]:
        newer, older = older, state.orders[older].older
    order.level = level_slot
    order.older = older
    order.newer = newer
    if older == NOBODY:
        level.oldest = slot
    else:
        state.orders[older].newer = slot
    if newer == NOBODY:
        level.newest = slot
    else:
        state.orders[newer].older = slot


@kernel
def goes_before(state, level_slot, other_slot):
    """Is the oldest order of a level served before that of another level of the same side?

    At a better price, or at the same one with the longer wait: only then are orders looked at.
    """
    level, other = state.levels[level_slot], state.levels[other_slot]
    if level.price_ticks != other.price_ticks:
        return is_better(side_of(level.ladder), level.price_ticks, other.price_ticks)
    return state.places[level.oldest] < state.places[other.oldest]


@hot_kernel
def dequeue(state, scratch, slot):
    order = state.orders[slot]
    level = state.levels[order.level]
    if order.older == NOBODY:
        level.oldest = order.newer
    else:
        state.orders[order.older].newer = order.newer
    if order.newer == NOBODY:
        level.newest = order.older
    else:
        state.orders[order.newer].older = order.older
    if level.oldest == NOBODY:
        depth = state.symbols[level.symbol_id].depth
        remove_level(state, scratch, level.ladder, depth, order.level)


@hot_kernel
def chain(state, slot):
    """Add an order to its account's open orders, newest first."""
    order = state.orders[slot]
    account = state.accounts[order.account_id]
    order.account_newer = NOBODY
    order.account_older = account.newest_order
    state.orders[account.newest_order].account_newer = slot
    account.newest_order = slot
    account.open_order_count += 1
    state.open_order_count += 1


@hot_kernel
def unchain(state, slot):
    order = state.orders[slot]
    account = state.accounts[order.account_id]
    newer, older = order.account_newer, order.account_older
    account.newest_order = older if newer == NOBODY else account.newest_order
    # An end of the chain is linked to nobody, whose links nobody reads: cheaper than to ask.
    state.orders[newer].account_older = older
    state.orders[older].account_newer = newer
    account.open_order_count -= 1
    state.open_order_count -= 1


@hot_kernel
def take_order(state):
    slot = state.free_order
    if slot != NOBODY:
        state.free_order = state.orders[slot].newer
        return slot
    slot = state.order_slots
    state.order_slots += 1
    return slot


@hot_kernel
def account_key(account_id, client_key):
    """Return the key of a client id across all accounts, never 0.

    Every account mixes in another constant, so that two accounts' equal texts have different keys.
    Whoever looks for long enough finds two of which the mixtures are one: `find_own` goes on to
    the right one.
    """
    mixed = client_key ^ ((np.int64(account_id) * 0x9E3779B1) << 20)
    return mixed if mixed != 0 else 1


@hot_kernel
def find_own(state, account_id, client_key):
    """Return the open order of an account that carries a client key, or NOBODY."""
    keys = state.by_client_key
    key = account_key(account_id, client_key)
    place = index.first_place(keys, key)
    while place >= 0:
        slot = keys.entries[place].slot
        order = state.orders[slot]
        if order.account_id == account_id and order.client_key == client_key:
            return slot
        place = index.next_place(keys, key, place)
    return NOBODY
