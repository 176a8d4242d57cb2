"""Order lists: which open orders belong together.

The orders of a list were placed by commands in a row, so their ids are; a list is named by its last
order's. Nobody looks a list up but by its orders: whichever is open leads to it, and when none is
left the list is over.
"""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import LISTS_MAX
from glassbook.protocol.orders import ListKind


@kernel
def has_list_room(state):
    return state.list_count < LISTS_MAX


@kernel
def take_list(state, kind, list_id, order_count, client_key):
    """Return a new list, which is empty until orders join it."""
    slot = state.free_list
    if slot != NOBODY:
        state.free_list = state.lists[slot].next_free
    else:
        slot = state.list_slots
        state.list_slots += 1
    state.list_count += 1
    order_list = state.lists[slot]
    order_list.list_id = list_id
    order_list.client_key = client_key
    order_list.order_count = order_count
    order_list.open_count = 0
    order_list.kind = kind
    return slot


@kernel
def join_list(state, terms, slot):
    """Make an order, by its terms, one of a list."""
    terms.list = slot
    order_list = state.lists[slot]
    if order_list.open_count == 0:
        state.symbols[terms.symbol_id].list_count += 1
    order_list.open_count += 1


@kernel
def leave_list(state, terms):
    """Take an order that is over out of its list; the list is over with the last of them."""
    slot = terms.list
    terms.list = NOBODY
    order_list = state.lists[slot]
    order_list.open_count -= 1
    if order_list.open_count == 0:
        state.symbols[terms.symbol_id].list_count -= 1
        order_list.list_id = 0
        order_list.next_free = state.free_list
        state.free_list = slot
        state.list_count -= 1


@hot_kernel
def list_of(state, slot):
    """Return the list of an open order, or NOBODY."""
    return state.terms[state.orders[slot].terms].list


@kernel
def pays(kind):
    """Is what the first order of a list buys what the others sell?"""
    return kind == ListKind.OPO or kind == ListKind.OPOCO


@kernel
def first_order(order_list):
    """Return the id of a list's first order."""
    return order_list.list_id - order_list.order_count + 1


@kernel
def is_list_key_used(state, account_id, client_key):
    """Has the account an open list of this name? Goes through its open orders, which are few."""
    slot = state.accounts[account_id].newest_order
    while slot != NOBODY:
        order_list = state.lists[list_of(state, slot)]
        if order_list.list_id != 0 and order_list.client_key == client_key:
            return True
        slot = state.orders[slot].account_older
    return False
