"""Contingencies: what becomes of a list's other orders when something happens to one of them.

Of a pair of which one cancels the other, the other ends as soon as one of them trades or is
triggered, or ends. A first order that triggers others lets them in when it is filled whole; when it
ends otherwise, so do they. Source: REST API, "Order lists"; user-data-stream.md, "Order Expiry
Reason".

Of such a pair one order is held for in full and the other for what it needs beyond that: a rest of
0 when it needs no more. Who is triggered alone takes over the hold.
"""

from glassbook.core.book.due import enqueue_due
from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order, list_of, pays
from glassbook.core.clearing.holds import held_asset, hold_units
from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import lock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.core.matching.payments import set_aside, size_pending
from glassbook.core.matching.self_trade import expire_maker
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import LIST_ORDERS_MAX
from glassbook.protocol.orders import ListKind
from glassbook.protocol.reject import DoneReason


@kernel
def settle_lists(state, ledger, scratch):
    """Draw the consequences of what was told since the order being entered was announced."""
    for place in range(scratch.accepted_event, scratch.event_count):
        kind = scratch.events[place].kind
        if (
            kind == EventKind.ORDER_FILLED
            or kind == EventKind.ORDER_EXPIRED
            or kind == EventKind.ORDER_DECREMENTED
        ):
            order_id = scratch.events[place].order_id
            slot = list_around(state, order_id)
            if slot != NOBODY:
                open_lots = scratch.events[place].open_lots
                is_payment = kind == EventKind.ORDER_FILLED and pays(state.lists[slot].kind)
                if is_payment and order_id == first_order(state.lists[slot]):
                    set_aside(state, ledger, scratch, slot, scratch.events[place])
                settle_list(state, ledger, scratch, slot, order_id, kind, open_lots)


@kernel
def list_around(state, order_id):
    """Return the list of an order that may be over, by those of its orders that are not."""
    for near_id in range(max(1, order_id - LIST_ORDERS_MAX + 1), order_id + LIST_ORDERS_MAX):
        slot = find_by_id(state, near_id)
        if slot != NOBODY and list_of(state, slot) != NOBODY:
            order_list = state.lists[list_of(state, slot)]
            if first_order(order_list) <= order_id <= order_list.list_id:
                return list_of(state, slot)
    return NOBODY


@kernel
def settle_list(state, ledger, scratch, slot, order_id, kind, open_lots):
    """Draw the consequences of one order's fill, of its decrement, or of its end."""
    order_list = state.lists[slot]
    is_first = order_list.kind != ListKind.OCO and order_id == first_order(order_list)
    if is_first and kind != EventKind.ORDER_EXPIRED and open_lots > 0:
        return
    if is_first and kind == EventKind.ORDER_FILLED:
        if pays(order_list.kind):
            size_pending(state, ledger, scratch, slot)
        let_in(state, order_list)
        return
    reason = DoneReason.LIST_NOT_BEGUN if is_first else DoneReason.LIST_DECIDED
    end_others(state, ledger, scratch, slot, order_id, reason)


@kernel
def let_in(state, order_list):
    """Make the pending orders of a list due, in the order of their ids."""
    for order_id in range(first_order(order_list) + 1, order_list.list_id + 1):
        slot = find_by_id(state, order_id)
        if slot != NOBODY:
            enqueue_due(state, slot)


@kernel
def end_others(state, ledger, scratch, slot, order_id, reason):
    """Expire all orders of a list but one."""
    first_id, last_id = first_order(state.lists[slot]), state.lists[slot].list_id
    for other_id in range(first_id, last_id + 1):
        other = find_by_id(state, other_id)
        if other_id != order_id and other != NOBODY:
            expire_maker(state, ledger, scratch, other, reason)


@kernel
def end_list_around(state, ledger, scratch, order_id):
    """Expire what is left of the list of an order that the exchange just ended."""
    slot = list_around(state, order_id)
    if slot != NOBODY:
        settle_list(state, ledger, scratch, slot, order_id, EventKind.ORDER_EXPIRED, 0)


@kernel
def stand_alone(state, ledger, scratch, slot):
    """Expire the others of a list, one of whose orders was triggered, and pass it their hold."""
    order = state.orders[slot]
    terms = state.terms[order.terms]
    before = scratch.event_count
    end_others(state, ledger, scratch, terms.list, order.order_id, DoneReason.LIST_DECIDED)
    symbol = state.symbols[terms.symbol_id]
    needed = hold_units(symbol, order.side, terms.hold_ticks, order.open_lots) - terms.held_units
    if needed > 0:
        assert scratch.event_count > before, "who is held for in part has another beside it"
        lock(wallet_of(ledger, order.account_id, held_asset(symbol, order.side)), needed)
        terms.held_units += needed
        scratch.events[scratch.event_count - 1].hold_units += needed


@kernel
def is_listed(state, slot):
    """Is an open order one of a list?"""
    return list_of(state, slot) != NOBODY


@kernel
def tell_activated(state, scratch, taker):
    """Say that a pending order comes in, because the first order of its list was filled."""
    scratch.accepted_event = scratch.event_count
    told = emit(state, scratch, EventKind.ORDER_ACTIVATED, taker.account_id, taker.order_id)
    told.quantity_lots = taker.open_lots
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force
    return told
