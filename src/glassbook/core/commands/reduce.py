"""REDUCE_ORDER: less quantity, same place in the queue (Binance: order amend keep priority).

Where a symbol limits how often one order may be reduced, each time is counted in the order's terms,
which it is given if it has none. Source: filters.md, "MAX_NUM_ORDER_AMENDS".
"""

from glassbook.core.book.lists import list_of
from glassbook.core.book.queue import find_own, forget_client_key, remember_client_key
from glassbook.core.book.terms import has_terms_room, hidden_lots, take_terms
from glassbook.core.commands.cancel import target_of
from glassbook.core.kernel import kernel
from glassbook.core.matching.self_trade import limit_of, release
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import check_open_for_reductions, check_standing
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import RejectCode


@kernel
def reduce_order(state, ledger, scratch, command):
    """Reduce the whole quantity of an open order."""
    code = check_reduction(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
        return

    # From here on the order is reduced.
    slot = target_of(state, command)
    order = state.orders[slot]
    lots = whole_lots(state, order) - command.quantity_lots
    told = emit(state, scratch, EventKind.ORDER_REDUCED, order.account_id, order.order_id)
    told.hold_units = -release(state, ledger, order, lots)
    take_away(state, order, lots)
    rename(state, slot, command.client_key)
    if state.symbols[command.symbol_id].amends_max > 0:
        count_amend(state, order, command.symbol_id)
    told.price_ticks = limit_of(state, order)
    told.quantity_lots = command.quantity_lots
    told.open_lots = order.open_lots + hidden_lots(state, order)
    told.symbol_id = command.symbol_id
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
    told.is_maker = 1


@kernel
def whole_lots(state, order):
    return order.filled_lots + order.open_lots + hidden_lots(state, order)


@kernel
def take_away(state, order, lots):
    """Take lots from an open order: of an iceberg first what is hidden."""
    unseen_lots = min(lots, hidden_lots(state, order))
    if unseen_lots > 0:
        state.terms[order.terms].hidden_lots -= unseen_lots
    order.open_lots -= lots - unseen_lots


@kernel
def check_reduction(state, command):
    code = check_standing(state, command)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[command.symbol_id]
    code = check_open_for_reductions(symbol)
    if code != RejectCode.NONE:
        return code
    slot = target_of(state, command)
    if slot == NOBODY:
        return RejectCode.ORDER_UNKNOWN
    order = state.orders[slot]
    if list_of(state, slot) != NOBODY:
        return RejectCode.ORDER_LISTED
    if not order.filled_lots < command.quantity_lots < whole_lots(state, order):
        return RejectCode.QUANTITY_NOT_REDUCED
    if command.quantity_lots < symbol.quantity_lots_min:
        return RejectCode.QUANTITY_BELOW_MIN
    if command.client_key != 0:
        namesake = find_own(state, command.account_id, command.client_key)
        if namesake != NOBODY and namesake != slot:
            return RejectCode.CLIENT_KEY_REUSED
    return check_amends(state, order, symbol.amends_max)


@kernel
def check_amends(state, order, amends_max):
    """May the order be reduced once more, and is there room to count it? 0 is no limit."""
    if amends_max == 0:
        return RejectCode.NONE
    if state.terms[order.terms].amend_count >= amends_max:
        return RejectCode.ORDER_AMENDS_MAX
    if order.terms == NOBODY and not has_terms_room(state):
        return RejectCode.TERMS_FULL
    return RejectCode.NONE


@kernel
def count_amend(state, order, symbol_id):
    """Note that an order was reduced once more; a plain one rests, and has a level."""
    if order.terms == NOBODY:
        terms_slot = take_terms(state, symbol_id, 0)
        state.terms[terms_slot].limit_ticks = state.levels[order.level].price_ticks
        order.terms = terms_slot
    state.terms[order.terms].amend_count += 1


@kernel
def rename(state, slot, client_key):
    """Give an order another client key; 0 keeps the one it has."""
    order = state.orders[slot]
    if client_key == 0 or client_key == order.client_key:
        return
    forget_client_key(state, slot)
    order.client_key = client_key
    remember_client_key(state, slot)
