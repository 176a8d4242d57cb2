"""REDUCE_ORDER: less quantity, same place in the queue (Binance: order amend keep priority).

Of an order list any order may be reduced; but two of which only one can ever trade have the same
quantity, and keep it: reducing either reduces both. What is left must keep the symbol's filters.
Where a symbol limits how often one order may be reduced, each time is counted in the order's terms,
which it is given if it has none. Source: filters.md, "MAX_NUM_ORDER_AMENDS";
faqs/order_amend_keep_priority.md.
"""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order, list_of
from glassbook.core.book.queue import find_own, forget_client_key, remember_client_key
from glassbook.core.book.terms import has_terms_room, hidden_lots, stage_of, take_terms
from glassbook.core.clearing.holds import held_asset, hold_units
from glassbook.core.commands.cancel import target_of
from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import unlock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.core.matching.self_trade import limit_of, release, traded_symbol
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.limits import check_size
from glassbook.core.risk.lists import pair_of
from glassbook.core.risk.standing import check_open_for_reductions, check_standing
from glassbook.core.state import NOBODY, RESTING
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType
from glassbook.protocol.reject import RejectCode


@kernel
def reduce_order(state, ledger, scratch, command):
    """Reduce the whole quantity of an open order, and of the one that it is paired with."""
    code = check_reduction(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.CANCEL_REJECTED, command, code)
        return

    # From here on the order is reduced.
    slot = target_of(state, command)
    order = state.orders[slot]
    partner = partner_of(state, slot)
    lots = whole_lots(state, order) - command.quantity_lots
    hold_change = 0
    if partner == NOBODY:
        hold_change = -release(state, ledger, order, lots)
        take_away(state, order, lots)
    else:
        hold_change = reduce_pair(state, ledger, order, state.orders[partner], lots)
    rename(state, slot, command.client_key)
    tell_reduced(state, scratch, slot, command)
    scratch.events[scratch.event_count - 1].hold_units = hold_change
    if partner != NOBODY:
        tell_reduced(state, scratch, partner, command)
        scratch.events[scratch.event_count - 1].counter_order_id = order.order_id


@kernel
def tell_reduced(state, scratch, slot, command):
    """Count and tell that an order has less."""
    order = state.orders[slot]
    if state.symbols[command.symbol_id].amends_max > 0:
        count_amend(state, order, command.symbol_id)
    told = emit(state, scratch, EventKind.ORDER_REDUCED, order.account_id, order.order_id)
    told.price_ticks = limit_of(state, order)
    told.quantity_lots = command.quantity_lots
    told.open_lots = order.open_lots + hidden_lots(state, order)
    told.symbol_id = command.symbol_id
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
    told.is_maker = 1


@kernel
def partner_of(state, slot):
    """Return the open order of which an order cancels, or is cancelled by, the other; or NOBODY."""
    list_slot = list_of(state, slot)
    if list_slot == NOBODY:
        return NOBODY
    order_list = state.lists[list_slot]
    first = pair_of(order_list.kind)
    place = state.orders[slot].order_id - first_order(order_list)
    if first < 0 or place < first:
        return NOBODY
    return find_by_id(state, first_order(order_list) + 2 * first + 1 - place)


@kernel
def reduce_pair(state, ledger, order, partner, lots):
    """Take lots from both of a pair, and return the change of what they hold together.

    Both hold for one in full and for the other what it needs beyond that: in full for the one that
    is, or will be, on the book, or else for the first.
    """
    full, rest = order, partner
    is_later = partner.order_id < order.order_id and order.order_type != OrderType.LIMIT_MAKER
    if partner.order_type == OrderType.LIMIT_MAKER or is_later:
        full, rest = partner, order
    before_units = held_of(state, full) + held_of(state, rest)
    take_away(state, full, lots)
    take_away(state, rest, lots)
    full_units = needed_for(state, full)
    rest_units = max(0, needed_for(state, rest) - full_units)
    state.terms[full.terms].held_units = full_units if stage_of(state, full) != RESTING else 0
    state.terms[rest.terms].held_units = rest_units
    change = full_units + rest_units - before_units
    symbol = state.symbols[traded_symbol(state, full)]
    unlock(wallet_of(ledger, full.account_id, held_asset(symbol, full.side)), -change)
    return change


@kernel
def held_of(state, order):
    """Return what is locked for one of a pair."""
    if stage_of(state, order) == RESTING:
        return needed_for(state, order)
    return state.terms[order.terms].held_units


@kernel
def needed_for(state, order):
    """Return what an order needs if it is the one of its pair that trades."""
    symbol = state.symbols[traded_symbol(state, order)]
    lots = order.open_lots + hidden_lots(state, order)
    return hold_units(symbol, order.side, weighed_at(state, order), lots)


@kernel
def weighed_at(state, order):
    """Return the price at which an open order is held for."""
    if stage_of(state, order) == RESTING:
        return state.levels[order.level].price_ticks
    return state.terms[order.terms].hold_ticks


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
    if not order.filled_lots < command.quantity_lots < whole_lots(state, order):
        return RejectCode.QUANTITY_NOT_REDUCED
    code = check_reduced(state, symbol, order, command.quantity_lots)
    partner = partner_of(state, slot)
    if code == RejectCode.NONE and partner != NOBODY:
        code = check_reduced(state, symbol, state.orders[partner], command.quantity_lots)
    if code != RejectCode.NONE:
        return code
    if command.client_key != 0:
        namesake = find_own(state, command.account_id, command.client_key)
        if namesake != NOBODY and namesake != slot:
            return RejectCode.CLIENT_KEY_REUSED
    return check_amends(state, order, symbol.amends_max)


@kernel
def check_reduced(state, symbol, order, lots):
    """Would an order of so much less still keep the symbol's filters? What an iceberg shows at a
    time may be more than it then has, and is all of it.
    """
    return check_size(symbol, order.order_type, weighed_at(state, order), lots, 0)


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
