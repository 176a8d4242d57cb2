"""From an order's id to its slot: a window over the latest ids, and an index of the elders.

Ids come from the sequence, so those of open orders lie mostly near each other. In the window an id
has the place that it leaves when divided by the window's size: found, entered and forgotten in one
step. Of two with one place the younger has it; the elder is found in the index `elders`.

The window doubles when more than a few are elders, as long as it is not far wider than the orders
are many: orders that are left from long ago stay elders. Whoever belongs in the new half goes there
when another comes to his place, or when it is his turn: each time that an order comes, a few of the
first `unsettled` places are gone through, and more when another must make way for it. Until then he
is found where he stood, which takes long in a large book: nobody fetched him ahead.
"""

from glassbook.core.book import index
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import WINDOW_MAX, WINDOW_MIN

_FEW = 64  # of so many places one may have an elder
_WIDE = 16  # places for each open order
#: Places that are gone through when an order makes way, or between two that are touched: there
#: cannot be twice as many elders before both have come to their end.
PLACES_AT_ONCE = 128
_PLACES_AT_LEISURE = 16  # likewise, when nobody makes way


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
    """Return the open order of an id that has not its place in the window, or NOBODY."""
    slot = state.by_order_id.entries[former_place(state, order_id)].slot
    if state.orders[slot].order_id == order_id:
        return slot
    elders = state.elders
    place = index.first_place(elders, order_id)
    while place >= 0:
        slot = elders.entries[place].slot
        if state.orders[slot].order_id == order_id:
            return slot
        place = index.next_place(elders, order_id, place)
    return NOBODY


@kernel
def former_place(state, order_id):
    """Return where an id still stands if its place is a new one and nobody has moved it there."""
    return order_id & (state.by_order_id.places // 2 - 1)


@hot_kernel
def remember_id(state, slot):
    """Make an order findable by its id."""
    window = state.by_order_id
    place = place_of(window, state.orders[slot].order_id)
    other = window.entries[place].slot
    window.entries[place].slot = slot
    if other != NOBODY:
        make_way(state, other)
    elif window.unsettled > 0:
        settle_some(state, _PLACES_AT_LEISURE)


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
    order_id = state.orders[slot].order_id
    entry = state.by_order_id.entries[former_place(state, order_id)]
    if entry.slot == slot:
        entry.slot = NOBODY
    else:
        index.remove(state.elders, order_id, slot)


@kernel
def make_way(state, slot):
    """Let an order whose place another has taken be found elsewhere, and see that few must."""
    settle(state, slot)
    if state.by_order_id.unsettled > 0:
        settle_some(state, PLACES_AT_ONCE)
    elif is_too_narrow(state):
        widen(state)


@kernel
def settle(state, slot):
    """Give an order its place, unless a younger one has it, and likewise whoever loses his."""
    window = state.by_order_id
    while slot != NOBODY:
        order_id = state.orders[slot].order_id
        place = place_of(window, order_id)
        other = window.entries[place].slot
        if state.orders[other].order_id > order_id:
            index.insert(state.elders, order_id, slot)
            return
        window.entries[place].slot = slot
        slot = other


@kernel
def is_settled(state, slot, place):
    """Is a place of the window that of the order that stands there?"""
    return place_of(state.by_order_id, state.orders[slot].order_id) == place


@kernel
def is_too_narrow(state):
    places = state.by_order_id.places
    can_widen = places < WINDOW_MAX and places < _WIDE * state.open_order_count
    return can_widen and _FEW * state.elders.count >= places


@kernel
def widen(state):
    """Double the window; before that, touch the new half, in which nobody has ever stood.

    The machine takes its time over memory that is touched for the first time: so a little at once.
    """
    window = state.by_order_id
    if window.touched < 2 * window.places:
        window.entries[window.touched].slot = NOBODY
        window.touched += PLACES_AT_ONCE
    else:
        window.unsettled = window.places
        window.places *= 2


@kernel
def settle_some(state, count):
    """Go on with the widening: give those who stand at some of the old places their own."""
    window = state.by_order_id
    left = max(window.unsettled - count, 0)
    while window.unsettled > left:
        window.unsettled -= 1
        place = window.unsettled
        slot = window.entries[place].slot
        if slot != NOBODY and not is_settled(state, slot, place):
            window.entries[place].slot = NOBODY
            settle(state, slot)


@kernel
def fill(state, places):
    """Enter every order into a window of `places` places, and elders, in which nobody is yet."""
    window = state.by_order_id
    window.places = window.touched = max(places, WINDOW_MIN)
    for slot in range(1, state.order_slots):
        if state.orders[slot].order_id != 0:
            settle(state, slot)
