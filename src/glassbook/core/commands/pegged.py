"""PLACE_PEGGED, TEST_PEGGED, REPLACE_BY_PEGGED, and pegs in lists: the book gives an order's price.

The price is found once, when the order comes to the market, and from then on the order is as any
other. One that waits first has none until then: it is weighed, and held for, at the price that it
asked for, or else at its trigger, or at the last price. What the book then gives must keep the
symbol's limits and be within the account's money, or the order expires.
Source: faqs/pegged_orders.md.
"""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order
from glassbook.core.book.queue import wait
from glassbook.core.book.terms import free_terms
from glassbook.core.clearing.holds import (
    held_asset,
    hold_units,
    notional_fits,
    notional_units,
    take_hold,
)
from glassbook.core.commands.cancel import cancel_order
from glassbook.core.commands.legs import copy_order
from glassbook.core.commands.place import (
    admit,
    first_direction,
    first_trigger,
    has_terms,
    note_terms,
    tell_accepted,
)
from glassbook.core.commands.replace import is_worth_cancelling, tell_not_placed
from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import lock, unlock
from glassbook.core.ledger.wallets import available_units, open_both, wallet_of
from glassbook.core.matching.aftermath import follow_up
from glassbook.core.matching.entry import enter
from glassbook.core.matching.pegs import peg_ticks
from glassbook.core.matching.price_range import set_reach
from glassbook.core.order_types import has_trigger
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.form import check_combination, check_words
from glassbook.core.risk.limits import check_limits, check_notional, check_price
from glassbook.core.risk.pegs import check_peg, levels_of, peg_of
from glassbook.core.risk.percents import check_percents
from glassbook.core.risk.standing import check_open_for_orders, check_standing
from glassbook.core.state import NOBODY
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderFlag
from glassbook.protocol.reject import DoneReason, RejectCode
from glassbook.protocol.symbols import SymbolStatus

_PLACE_ANYWAY = int(OrderFlag.PLACE_ANYWAY)


@kernel
def is_about_pegged(kind):
    return CommandKind.PLACE_PEGGED <= kind <= CommandKind.REPLACE_BY_PEGGED


@kernel
def enter_pegged(state, ledger, scratch, command):
    """Place a pegged order, or try it out; or cancel another one and then place it."""
    if command.kind == CommandKind.REPLACE_BY_PEGGED:
        if not is_pegged_worth_cancelling(state, ledger, scratch, command):
            return
        is_cancelled = cancel_order(state, ledger, scratch, command, DoneReason.REPLACED)
        if not is_cancelled and command.order_flags & _PLACE_ANYWAY == 0:
            return
    place_pegged(state, ledger, scratch, command)


@kernel
def is_pegged_worth_cancelling(state, ledger, scratch, command):
    """Would the order keep every filter at the price that the book gives now? Where it gives none,
    the cancel may yet change that.
    """
    order = scratch.pegged
    copy_order(order, command)
    if check_words(order) != RejectCode.NONE or check_standing(state, order) != RejectCode.NONE:
        return is_worth_cancelling(state, ledger, scratch, scratch.taker, order)
    if state.symbols[order.symbol_id].status != SymbolStatus.TRADING:
        return True
    code = give_price(state, scratch, order, not has_trigger(order.order_type))
    if code == RejectCode.PEG_LEVEL_MISSING:
        return True
    if code != RejectCode.NONE:
        tell_not_placed(state, scratch, command, code)
        return False
    return is_worth_cancelling(state, ledger, scratch, scratch.taker, order)


@kernel
def place_pegged(state, ledger, scratch, command):
    """Enter an order at the price that the book gives, or say why not."""
    order, taker = scratch.pegged, scratch.taker
    copy_order(order, command)
    code = admit_pegged(state, ledger, scratch, order, taker)
    if code != RejectCode.NONE:
        tell_not_placed(state, scratch, command, code)
        return
    if command.kind == CommandKind.TEST_PEGGED:
        emit_reject(state, scratch, EventKind.ORDER_TESTED, command, RejectCode.NONE)
        return

    # From here on the order is accepted.
    symbol = state.symbols[taker.symbol_id]
    open_both(ledger, symbol, taker.account_id)
    take_hold(ledger, symbol, taker, taker.held_units)
    tell_pegged(state, scratch, order, taker, command.price_ticks)
    if has_terms(taker):
        note_terms(state, scratch, order, taker)
    tell_accepted(state, scratch, order, taker)
    if has_trigger(taker.order_type):
        note_peg(state, order, taker)
        wait(state, scratch, taker, first_direction(order), first_trigger(symbol, order))
        return
    enter(state, ledger, scratch, taker)
    if taker.terms != NOBODY:
        free_terms(state, taker.terms)
    follow_up(state, ledger, scratch, taker)


@kernel
def admit_pegged(state, ledger, scratch, order, taker):
    """Find the price of an order, and go through every reason to refuse it, in order."""
    code = check_words(order)
    if code != RejectCode.NONE:
        return code
    code = check_standing(state, order)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[order.symbol_id]
    if symbol.status == SymbolStatus.PRE_TRADING:
        return RejectCode.ORDER_NOT_COLLECTED
    code = check_open_for_orders(symbol)
    if code != RejectCode.NONE:
        return code
    code = give_price(state, scratch, order, not has_trigger(order.order_type))
    if code != RejectCode.NONE:
        return code
    return admit(state, ledger, scratch, order, taker)


@kernel
def give_price(state, scratch, order, comes_at_once):
    """Let the book give an order's price; or, if it waits first, find what it is weighed at."""
    code = check_peg(order)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[order.symbol_id]
    if not comes_at_once:
        if order.price_ticks == 0:
            order.price_ticks = max(order.trigger_ticks, 0)
        if order.price_ticks == 0:
            order.price_ticks = symbol.last_price_ticks
        return RejectCode.NONE if order.price_ticks > 0 else RejectCode.PRICE_UNKNOWN
    if order.price_ticks > 0:
        code = check_asked(symbol, order)
        if code != RejectCode.NONE:
            return code
    peg, levels = peg_of(order), levels_of(order)
    order.price_ticks = peg_ticks(state, scratch, order.symbol_id, order.side, peg, levels)
    return RejectCode.NONE if order.price_ticks > 0 else RejectCode.PEG_LEVEL_MISSING


@kernel
def check_asked(symbol, order):
    """Would the price that was asked for keep the symbol's limits?"""
    code = check_combination(order)
    if code == RejectCode.NONE:
        code = check_limits(symbol, order)
    if code == RejectCode.NONE and symbol.has_percents:
        code = check_percents(symbol, order)
    return code


@kernel
def tell_pegged(state, scratch, order, taker, asked_ticks):
    told = emit(state, scratch, EventKind.ORDER_PEGGED, taker.account_id, taker.order_id)
    told.price_ticks = asked_ticks
    told.quantity_lots = levels_of(order)
    told.reason = peg_of(order)
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force


@kernel
def note_peg(state, order, taker):
    """Keep what is pegged of an order that waits."""
    terms = state.terms[taker.terms]
    terms.peg = peg_of(order)
    terms.peg_levels = levels_of(order)


@kernel
def is_priced(state, ledger, scratch, taker):
    """Has `taker`, which waited, a price to come to the market with, be it that the book gives it
    now? What it and its pair hold is then drawn up to that.
    """
    terms = state.terms[taker.terms]
    if terms.peg == 0:
        return True
    peg, levels = terms.peg, terms.peg_levels
    ticks = peg_ticks(state, scratch, taker.symbol_id, taker.side, peg, levels)
    symbol = state.symbols[taker.symbol_id]
    if ticks == 0 or not keeps_limits(symbol, scratch.pegged, taker, ticks):
        return False
    units = hold_units(symbol, taker.side, ticks, taker.open_lots)
    slot = paired_with(state, taker)
    rest_units = rest_of_pair(state, symbol, slot, units)
    before_units = taker.held_units
    if slot != NOBODY:
        before_units += state.terms[state.orders[slot].terms].held_units
    change = units + rest_units - before_units
    asset_id = held_asset(symbol, taker.side)
    if change > available_units(ledger, taker.account_id, asset_id):
        return False

    # From here on it has its price.
    move_hold(wallet_of(ledger, taker.account_id, asset_id), change)
    taker.held_units = units
    if slot != NOBODY:
        state.terms[state.orders[slot].terms].held_units = rest_units
    terms.peg = 0
    terms.limit_ticks = ticks
    taker.limit_ticks = ticks
    set_reach(state, taker)
    tell_priced(state, scratch, taker, ticks, change)
    return True


@kernel
def keeps_limits(symbol, order, taker, ticks):
    """Would the symbol's limits of price and notional let `taker` have this price?"""
    order.price_ticks = ticks
    order.side = taker.side
    code = check_price(symbol, ticks)
    if code == RejectCode.NONE and symbol.has_percents:
        code = check_percents(symbol, order)
    if code != RejectCode.NONE or not notional_fits(symbol, ticks, taker.open_lots):
        return False
    units = notional_units(symbol, ticks, taker.open_lots)
    return check_notional(symbol, units) == RejectCode.NONE


@kernel
def paired_with(state, taker):
    """Return the open order of which `taker` is to cancel the other, or NOBODY."""
    list_slot = state.terms[taker.terms].list
    if list_slot != NOBODY:
        order_list = state.lists[list_slot]
        for order_id in range(first_order(order_list), order_list.list_id + 1):
            slot = find_by_id(state, order_id)
            if slot != NOBODY:
                return slot
    return NOBODY


@kernel
def rest_of_pair(state, symbol, slot, units):
    """Return what is held for an order beside one for which so much is held in full."""
    if slot == NOBODY:
        return 0
    order = state.orders[slot]
    terms = state.terms[order.terms]
    return max(0, hold_units(symbol, order.side, terms.hold_ticks, order.open_lots) - units)


@kernel
def move_hold(wallet, units):
    if units > 0:
        lock(wallet, units)
    else:
        unlock(wallet, -units)


@kernel
def tell_priced(state, scratch, taker, ticks, hold_change):
    told = emit(state, scratch, EventKind.ORDER_PRICED, taker.account_id, taker.order_id)
    told.price_ticks = ticks
    told.hold_units = hold_change
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force
