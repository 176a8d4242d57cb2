"""SET_ACCOUNT_CLASS and SET_ELIGIBILITY: who may trade with whom, from the next match on.

Resting orders are ruled by it, too. What then stands crossed ends: see matching/uncross.
"""

from glassbook.core.book.ladder import nodes_left
from glassbook.core.book.queue import move
from glassbook.core.book.terms import stage_of
from glassbook.core.kernel import kernel
from glassbook.core.matching.self_trade import traded_symbol
from glassbook.core.matching.uncross import uncross
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.core.state import NOBODY, RESTING
from glassbook.protocol.accounts import ALL_CLASSES
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import CLASSES_MAX, NODES_SPARE, PRICE_TREE_DEPTH_MAX
from glassbook.protocol.reject import RejectCode


@kernel
def set_account_class(state, ledger, scratch, command):
    """Put an account into a class, and its open orders, in their places, into that class's book."""
    code = check_class_change(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the account is of the class.
    account = state.accounts[command.account_id]
    account.class_id = command.code
    told = emit(state, scratch, EventKind.ACCOUNT_CLASS_SET, command.account_id, 0)
    told.reason = command.code
    slot = account.newest_order
    while slot != NOBODY:
        if stage_of(state, state.orders[slot]) == RESTING:
            move(state, scratch, slot, command.code)
        slot = state.orders[slot].account_older
    uncross_all_of(state, ledger, scratch, account)


@kernel
def check_class_change(state, command):
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if command.code >= CLASSES_MAX:
        return RejectCode.CLASS_UNKNOWN
    open_order_count = state.accounts[command.account_id].open_order_count
    if nodes_left(state) < PRICE_TREE_DEPTH_MAX * open_order_count + NODES_SPARE:
        return RejectCode.BOOK_FULL
    return RejectCode.NONE


@kernel
def uncross_all_of(state, ledger, scratch, account):
    """Uncross every symbol on which an account has orders. Its chain is begun anew after each that
    lost an order, for that may have been one of its own.
    """
    slot = account.newest_order
    while slot != NOBODY:
        before = state.open_order_count
        symbol_id = traded_symbol(state, state.orders[slot])
        uncross(state, ledger, scratch, symbol_id)
        is_changed = state.open_order_count != before
        slot = account.newest_order if is_changed else state.orders[slot].account_older


@kernel
def set_eligibility(state, ledger, scratch, command):
    """Say whether two classes may trade with each other on a symbol."""
    code = check_eligibility(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on it is said.
    symbol = state.symbols[command.symbol_id]
    set_barred(symbol, command.code, command.asset_id, command.amount_units == 0)
    set_barred(symbol, command.asset_id, command.code, command.amount_units == 0)
    told = emit(state, scratch, EventKind.ELIGIBILITY_SET, command.account_id, 0)
    told.symbol_id = command.symbol_id
    told.reason = command.code
    told.asset_id = command.asset_id
    told.amount_units = command.amount_units
    uncross(state, ledger, scratch, command.symbol_id)


@kernel
def check_eligibility(state, command):
    if command.symbol_id >= state.symbol_count:
        return RejectCode.SYMBOL_UNKNOWN
    if command.code >= CLASSES_MAX or command.asset_id >= CLASSES_MAX:
        return RejectCode.CLASS_UNKNOWN
    if not 0 <= command.amount_units <= 1:
        return RejectCode.VALUE_OUT_OF_RANGE
    return RejectCode.NONE


@kernel
def set_barred(symbol, class_id, other_class_id, is_barred):
    """Set or clear the bit of one class in the row of another."""
    bit = 1 << other_class_id
    if is_barred:
        symbol.barred[class_id] |= bit
    else:
        symbol.barred[class_id] &= ALL_CLASSES ^ bit
