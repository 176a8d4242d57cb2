"""PLACE_ORDER and TEST_ORDER: check everything, hold, and then match or wait for a trigger.

Types and lives are settled before and after the match, never inside it.
"""

from glassbook.core.book.ladder import has_room
from glassbook.core.book.queue import find_own, has_order_room, wait
from glassbook.core.book.terms import free_terms, has_iceberg_room, has_terms_room, take_terms
from glassbook.core.book.trailing import has_trailing_room
from glassbook.core.clearing.holds import held_asset, hold_units, take_hold
from glassbook.core.commands.counts import check_counts
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.ledger.wallets import available_units, can_open_both, has_both, open_both
from glassbook.core.matching.aftermath import follow_up
from glassbook.core.matching.eligibility import note_company
from glassbook.core.matching.entry import collect, crosses, enter
from glassbook.core.matching.price_range import set_reach
from glassbook.core.matching.survey import survey
from glassbook.core.matching.triggers import is_reached
from glassbook.core.order_types import FALLING, has_limit, has_trigger, waits_for
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.accounts import check_restrictions
from glassbook.core.risk.form import check_combination, check_words
from glassbook.core.risk.limits import check_limits, limit_of
from glassbook.core.risk.percents import check_percents
from glassbook.core.risk.standing import check_open_for_order, check_standing
from glassbook.core.state import NOBODY
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import (
    AMOUNT_UNITS_MAX,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    PRICE_TICKS_LIMIT,
)
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import RejectCode


@hot_kernel
def place_order(state, ledger, scratch, taker, command):
    """Enter an order, or say why not."""
    code = admit(state, ledger, scratch, command, taker)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.ORDER_REJECTED, command, code)
        scratch.events[scratch.event_count - 1].order_id = 0
        return
    if command.kind == CommandKind.TEST_ORDER:
        emit_reject(state, scratch, EventKind.ORDER_TESTED, command, RejectCode.NONE)
        return

    # From here on the order is accepted.
    symbol = state.symbols[command.symbol_id]
    if not has_both(ledger, symbol, command.account_id):
        open_both(ledger, symbol, command.account_id)
    take_hold(ledger, symbol, taker, taker.held_units)
    if has_terms(taker):
        note_terms(state, scratch, command, taker)
    tell_accepted(state, scratch, command, taker)
    if has_trigger(taker.order_type):
        trigger_ticks = first_trigger(symbol, command)
        wait(state, scratch, taker, first_direction(command), trigger_ticks)
        return
    if symbol.may_cross:
        collect(state, scratch, taker)
        return
    enter(state, ledger, scratch, taker)
    if taker.terms != NOBODY:
        free_terms(state, taker.terms)
    follow_up(state, ledger, scratch, taker)


@hot_kernel
def admit(state, ledger, scratch, command, taker):
    """Go through every reason to refuse, in order. The order is then laid out in `taker`."""
    code = check_words(command)
    if code != RejectCode.NONE:
        return code
    code = check_standing(state, command)
    if code != RejectCode.NONE:
        return code
    code = check_combination(command)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[command.symbol_id]
    code = check_open_for_order(symbol, command)
    if code != RejectCode.NONE:
        return code
    code = check_limits(symbol, command)
    if code != RejectCode.NONE:
        return code
    if symbol.has_percents and has_limit(command.order_type):
        code = check_percents(symbol, command)
        if code != RejectCode.NONE:
            return code
    code = check_account(state, command)
    if code != RejectCode.NONE:
        return code
    lay_out(state, command, taker)
    if command.order_type == OrderType.LIMIT_MAKER and crosses(state, taker):
        return RejectCode.WOULD_TAKE
    if has_terms(taker):
        code = check_terms(state, symbol, command)
        if code != RejectCode.NONE:
            return code
    code = check_capacity(state, ledger, symbol, taker)
    if code != RejectCode.NONE:
        return code
    code = check_funds(state, ledger, scratch, command, taker)
    if code == RejectCode.NONE and symbol.has_counts:
        code = check_counts(state, ledger, taker)
    return code


@hot_kernel
def check_account(state, command):
    """May this account trade, and have one more open order, under this client id?"""
    account = state.accounts[command.account_id]
    if account.restrictions != 0:
        code = check_restrictions(state, command, 1)
        if code != RejectCode.NONE:
            return code
    if account.open_order_count >= OPEN_ORDERS_PER_ACCOUNT_MAX:
        return RejectCode.OPEN_ORDERS_MAX
    if command.client_key != 0 and find_own(state, command.account_id, command.client_key) != 0:
        return RejectCode.CLIENT_KEY_REUSED
    return RejectCode.NONE


@hot_kernel
def lay_out(state, command, taker):
    taker.order_id = state.sequence
    taker.open_lots = command.quantity_lots
    taker.filled_lots = 0
    taker.held_units = 0
    taker.client_key = command.client_key
    taker.account_id = command.account_id
    taker.symbol_id = command.symbol_id
    taker.side = command.side
    taker.order_type = command.order_type
    taker.time_in_force = command.time_in_force
    taker.self_trade_prevention = command.self_trade_prevention
    taker.trades_as = command.order_type
    taker.terms = NOBODY
    taker.visible_lots = 0
    taker.is_in_money = 0
    note_company(state, taker)
    if command.order_type != OrderType.MARKET:
        taker.limit_ticks = limit_of(state.symbols[command.symbol_id], command)
        taker.visible_lots = command.amount_units
    else:
        taker.is_in_money = command.amount_units > 0
        taker.limit_ticks = PRICE_TICKS_LIMIT if command.side == Side.BUY else 0
    set_reach(state, taker)


@hot_kernel
def has_terms(taker):
    """Is the order more than a price and a quantity?"""
    return taker.visible_lots > 0 or has_trigger(taker.order_type)


@kernel
def check_terms(state, symbol, command):
    """Would it be triggered at once; and is there room for what more there is to the order?"""
    if command.trigger_ticks != 0:
        is_rising = waits_for(command.order_type, command.side)
        if is_reached(symbol.last_price_ticks, command.trigger_ticks, is_rising):
            return RejectCode.WOULD_TRIGGER
    if command.code != 0 and not has_trailing_room(state, symbol, 1):
        return RejectCode.TRAILING_FULL
    if not has_terms_room(state):
        return RejectCode.TERMS_FULL
    if has_limit(command.order_type) and command.amount_units > 0 and not has_iceberg_room(state):
        return RejectCode.ICEBERGS_FULL
    return RejectCode.NONE


@hot_kernel
def check_capacity(state, ledger, symbol, taker):
    """Is there room for the order, its price, and the balances that it may bring?"""
    if not has_order_room(state):
        return RejectCode.ORDERS_FULL
    if not has_room(state, symbol.depth):
        return RejectCode.BOOK_FULL
    account_id = taker.account_id
    if not has_both(ledger, symbol, account_id) and not can_open_both(ledger, symbol, account_id):
        return RejectCode.BALANCES_FULL
    return RejectCode.NONE


@hot_kernel
def check_funds(state, ledger, scratch, command, taker):
    """Find what must be held, in `taker.held_units`, and whether it is available."""
    symbol = state.symbols[taker.symbol_id]
    if taker.order_type == OrderType.MARKET:
        survey(state, scratch, taker, command.amount_units)
        if command.amount_units > 0:
            taker.open_lots = scratch.survey_walked_lots
        units = scratch.survey_units
        if taker.side == Side.SELL:
            if scratch.survey_lots > AMOUNT_UNITS_MAX // symbol.lot_units:
                return RejectCode.FUNDS_INSUFFICIENT
            units = scratch.survey_lots * symbol.lot_units
    else:
        units = hold_units(symbol, taker.side, taker.limit_ticks, taker.open_lots)
    taker.held_units = units
    if units > available_units(ledger, taker.account_id, held_asset(symbol, taker.side)):
        return RejectCode.FUNDS_INSUFFICIENT
    return RejectCode.NONE


@kernel
def note_terms(state, scratch, command, taker):
    """Note what more there is to an order, and tell it."""
    taker.terms = take_terms(state, taker.symbol_id, taker.visible_lots)
    terms = state.terms[taker.terms]
    terms.limit_ticks = command.price_ticks
    terms.trigger_ticks = command.trigger_ticks
    terms.trailing_bips = command.code
    terms.hold_ticks = taker.limit_ticks
    told = emit(state, scratch, EventKind.ORDER_TERMS, taker.account_id, taker.order_id)
    told.price_ticks = command.trigger_ticks
    told.quantity_lots = taker.visible_lots
    told.open_lots = taker.open_lots if has_trigger(taker.order_type) else 0
    told.reason = command.code
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force


@kernel
def first_trigger(symbol, command):
    """Return what an order waits for first: any trade at all, if its trigger only trails."""
    return symbol.price_ticks_max if command.trigger_ticks == 0 else command.trigger_ticks


@kernel
def first_direction(command):
    """Every price is one that has fallen to the highest there can be."""
    if command.trigger_ticks == 0:
        return FALLING
    return waits_for(command.order_type, command.side)


@hot_kernel
def tell_accepted(state, scratch, command, taker):
    scratch.accepted_event = scratch.event_count
    told = emit(state, scratch, EventKind.ORDER_ACCEPTED, taker.account_id, taker.order_id)
    told.price_ticks = command.price_ticks
    told.quantity_lots = taker.open_lots
    told.amount_units = command.amount_units if taker.is_in_money != 0 else 0
    told.hold_units = taker.held_units
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force
    told.self_trade_prevention = taker.self_trade_prevention
