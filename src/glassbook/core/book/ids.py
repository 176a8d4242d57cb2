"""From an order's id to its slot: a window over the latest ids, and an index of the elders.

Ids come from the sequence, so those of open orders lie mostly near each other. In the window an id
has the place that it leaves when divided by the window's size: found, entered and forgotten in one
step. Of two with one place the younger has it; the elder is found in the index `elders`.

The window doubles when more than a few are elders, as long as it is not far wider than the orders
are many: orders that are left from long ago stay elders.
"""

from glassbook.core.book import index
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import INDEX_SIZE_MIN, WINDOW_MAX, WINDOW_MIN

_FEW = 64  # of so many places one may have an elder
_WIDE = 16  # places for each open order


@hot_kernel
def place_of(window, order_id):
    """Return the place of an id; of any number that somebody takes for one, too."""
    return order_id & (window.places - 1)


@hot_kernel
def likely(state, order_id):
    """Return the slot of an id unless it is an elder's or unknown; no order is looked at."""
    window = state.by_order_id
    return window.entries[place_of(window, order_id)].slot


@hot_kernel
def find_by_id(state, order_id):
    """Return the open order of an id, or NOBODY."""
    slot = likely(state, order_id)
    if state.orders[slot].order_id != order_id:
        return find_elder(state, order_id)
    return slot


@kernel
def find_elder(state, order_id):
    elders = state.elders
    place = index.first_place(elders, order_id)
    while place >= 0:
        slot = elders.entries[place].slot
        if state.orders[slot].order_id == order_id:
            return slot
        place = index.next_place(elders, order_id, index.after(elders, place))
    return NOBODY


@hot_kernel
def remember_id(state, slot):
    """Make an order findable by its id."""
    window = state.by_order_id
    place = place_of(window, state.orders[slot].order_id)
    other = window.entries[place].slot
    window.entries[place].slot = slot
    if other != NOBODY:
        make_way(state, place, slot, other)


@hot_kernel
def forget_id(state, slot):
    """Forget an order that was remembered."""
    window = state.by_order_id
    place = place_of(window, state.orders[slot].order_id)
    if window.entries[place].slot == slot:
        window.entries[place].slot = NOBODY
    else:
        forget_elder(state, slot)


@kernel
def forget_elder(state, slot):
    index.remove(state.elders, state.orders[slot].order_id, slot)


@kernel
def make_way(state, place, slot, other):
    """Give a place to the younger of two orders, and let the elder be found elsewhere."""
    elder = younger_of(state, slot, other) ^ slot ^ other
    state.by_order_id.entries[place].slot = younger_of(state, slot, other)
    if is_too_narrow(state):
        fill(state, 2 * state.by_order_id.places)
    elif index.is_full(state.elders):
        fill_elders(state)
    else:
        index.insert(state.elders, state.orders[elder].order_id, elder)


@kernel
def younger_of(state, slot, other):
    return slot if state.orders[slot].order_id > state.orders[other].order_id else other


@kernel
def is_too_narrow(state):
    places = state.by_order_id.places
    can_widen = places < WINDOW_MAX and places < _WIDE * state.open_order_count
    return can_widen and _FEW * state.elders.count >= places


@kernel
def fill(state, places):
    """Enter every order anew into a window of `places` places, not fewer than before."""
    window = state.by_order_id
    for place in range(window.places):
        window.entries[place].slot = NOBODY
    window.places = max(places, WINDOW_MIN)
    for slot in range(1, state.order_slots):
        if state.orders[slot].order_id != 0:
            place = place_of(window, state.orders[slot].order_id)
            other = window.entries[place].slot
            window.entries[place].slot = younger_of(state, slot, other)
    fill_elders(state)


@kernel
def fill_elders(state):
    """Enter anew those who have no place in the window, with room for as many again."""
    count = 0
    for slot in range(1, state.order_slots):
        count += is_elder(state, slot)
    places = INDEX_SIZE_MIN
    while places <= 8 * count:
        places *= 2
    index.clear(state.elders, places)
    for slot in range(1, state.order_slots):
        if is_elder(state, slot):
            index.insert(state.elders, state.orders[slot].order_id, slot)


@kernel
def is_elder(state, slot):
    """Is an order open, and its place another's?"""
    order_id = state.orders[slot].order_id
    return order_id != 0 and likely(state, order_id) != slot
