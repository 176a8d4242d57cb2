"""CANCEL_ORDER and CANCEL_ALL: open orders leave on request, on the book or waiting."""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order, list_of
from glassbook.core.book.queue import find_own
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.matching.self_trade import end_resting, traded_symbol
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import check_open_for_cancels, check_standing
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import LIST_ORDERS_MAX
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.reject import DoneReason, RejectCode

_TARGET_BY_CLIENT_KEY = int(OrderFlag.TARGET_BY_CLIENT_KEY)
_ONLY_NEW = int(OrderFlag.ONLY_NEW)
_ONLY_PARTIALLY_FILLED = int(OrderFlag.ONLY_PARTIALLY_FILLED)


@hot_kernel
def cancel_order(state, ledger, scratch, command, reason):
    """Cancel the order that a command names, and return whether that was done."""
    slot = NOBODY
    code = check_open(state, command)
    if code == RejectCode.NONE:
        slot = target_of(state, command)
        code = check_target(state, command, slot)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
        return False

    # From here on the order is cancelled, and with it all of its list.
    list_slot = list_of(state, slot)
    if list_slot == NOBODY:
        cancel(state, ledger, scratch, slot, reason)
    else:
        first_id, last_id = first_order(state.lists[list_slot]), state.lists[list_slot].list_id
        cancel(state, ledger, scratch, slot, reason)
        cancel_row(state, ledger, scratch, first_id, last_id, reason)
    return True


@kernel
def cancel_row(state, ledger, scratch, first_id, last_id, reason):
    """Cancel those of a row of orders that are open: of a list, and so of one account."""
    for order_id in range(first_id, last_id + 1):
        slot = find_by_id(state, order_id)
        if slot != NOBODY:
            cancel(state, ledger, scratch, slot, reason)


@kernel
def cancel_list(state, ledger, scratch, command):
    """Cancel what is open of an order list."""
    code = check_open(state, command)
    slot = NOBODY
    if code == RejectCode.NONE:
        slot = find_list(state, command)
        if slot == NOBODY:
            code = RejectCode.LIST_UNKNOWN
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
        return

    # From here on the list is cancelled.
    first_id = first_order(state.lists[slot])
    cancel_row(state, ledger, scratch, first_id, command.order_id, DoneReason.REQUESTED)


@kernel
def find_list(state, command):
    """Return the open list that a command names, if it is its account's and on its symbol."""
    list_id = command.order_id
    if not 0 < list_id <= state.sequence:  # none has such an id, and its neighbours' might not fit
        return NOBODY
    for order_id in range(max(1, list_id - LIST_ORDERS_MAX + 1), list_id + 1):
        slot = find_by_id(state, order_id)
        if slot != NOBODY and list_of(state, slot) != NOBODY:
            is_own = state.orders[slot].account_id == command.account_id
            is_here = traded_symbol(state, state.orders[slot]) == command.symbol_id
            if is_own and is_here and state.lists[list_of(state, slot)].list_id == list_id:
                return list_of(state, slot)
    return NOBODY


@hot_kernel
def check_open(state, command):
    code = check_standing(state, command)
    if code != RejectCode.NONE:
        return code
    return check_open_for_cancels(state.symbols[command.symbol_id])


@hot_kernel
def check_target(state, command, slot):
    if slot == NOBODY:
        return RejectCode.ORDER_UNKNOWN
    is_new = state.orders[slot].filled_lots == 0
    if command.order_flags & _ONLY_NEW and not is_new:
        return RejectCode.CANCEL_RESTRICTED
    if command.order_flags & _ONLY_PARTIALLY_FILLED and is_new:
        return RejectCode.CANCEL_RESTRICTED
    return RejectCode.NONE


@hot_kernel
def target_of(state, command):
    """Return the open order that a command names, if it is its account's and on its symbol."""
    if command.order_flags & _TARGET_BY_CLIENT_KEY:
        slot = find_own(state, command.account_id, command.order_id)
    elif command.order_id == 0:
        return NOBODY
    else:
        slot = find_by_id(state, command.order_id)
    if slot == NOBODY or state.orders[slot].account_id != command.account_id:
        return NOBODY
    if traded_symbol(state, state.orders[slot]) != command.symbol_id:
        return NOBODY
    return slot


@hot_kernel
def cancel(state, ledger, scratch, slot, reason):
    order = state.orders[slot]
    told = emit(state, scratch, EventKind.ORDER_CANCELLED, order.account_id, order.order_id)
    told.is_maker = 1
    told.reason = reason
    end_resting(state, ledger, scratch, slot, told)


@kernel
def cancel_all(state, ledger, scratch, command):
    """Cancel every open order of the account on the symbol, the newest first."""
    code = check_open(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
        return
    before = scratch.event_count
    slot = state.accounts[command.account_id].newest_order
    while slot != NOBODY:
        older = state.orders[slot].account_older
        if traded_symbol(state, state.orders[slot]) == command.symbol_id:
            cancel(state, ledger, scratch, slot, DoneReason.REQUESTED)
        slot = older
    if scratch.event_count == before:
        code = RejectCode.NOTHING_TO_CANCEL
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
