"""PLACE_LEG and PLACE_LIST: two or three orders that depend on each other, all or none of them.

The legs come first, each in a record like any order's; the last order of a list brings the list
itself. Nothing may come between, and nothing is done before all of it is there and found good.
"""

from glassbook.core.book.ladder import nodes_left
from glassbook.core.book.lists import has_list_room, is_list_key_used, join_list, pays, take_list
from glassbook.core.book.queue import find_own, stand_by, wait
from glassbook.core.book.terms import free_terms
from glassbook.core.book.trailing import has_trailing_room
from glassbook.core.clearing.holds import hold_units, notional_fits, take_hold
from glassbook.core.commands.counts import check_counts, check_lists
from glassbook.core.commands.legs import keep_leg
from glassbook.core.commands.pegged import give_price, note_peg, tell_pegged
from glassbook.core.commands.place import (
    first_direction,
    first_trigger,
    lay_out,
    note_terms,
    tell_accepted,
)
from glassbook.core.kernel import kernel
from glassbook.core.ledger.wallets import available_units, can_open_both, open_both
from glassbook.core.matching.aftermath import follow_up
from glassbook.core.matching.entry import crosses, enter
from glassbook.core.order_types import has_limit, has_trigger
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.accounts import check_restrictions
from glassbook.core.risk.form import check_combination, check_words
from glassbook.core.risk.limits import check_limits, check_prices_of, limit_of
from glassbook.core.risk.lists import check_legs, check_prices, pair_of, size_of
from glassbook.core.risk.pegs import is_pegged
from glassbook.core.risk.percents import check_percents
from glassbook.core.risk.standing import check_open_for_orders, check_standing
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import (
    ICEBERGS_MAX,
    NODES_SPARE,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    ORDERS_MAX,
    TERMS_MAX,
)
from glassbook.protocol.orders import ListKind, OrderType, Side
from glassbook.protocol.reject import RejectCode


@kernel
def place_list(state, ledger, scratch, command):
    """Enter a list of orders, or say why not."""
    keep_leg(state, command)
    code = admit_list(state, ledger, scratch, command)
    state.leg_count = 0
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.ORDER_REJECTED, command, code)
        scratch.events[scratch.event_count - 1].order_id = 0
        return

    # From here on the list is accepted.
    kind = kind_of(command)
    slot = take_list(state, kind, state.sequence, size_of(kind), command.order_id)
    told = emit(state, scratch, EventKind.ORDER_LIST_ACCEPTED, command.account_id, state.sequence)
    told.symbol_id = command.symbol_id
    told.quantity_lots = size_of(kind)
    told.reason = kind
    open_both(ledger, state.symbols[command.symbol_id], command.account_id)
    if kind != ListKind.OCO:  # the pending ones first: what the working order fills comes last
        for place in range(1, size_of(kind)):
            accept_leg(state, ledger, scratch, kind, place, slot)
        accept_leg(state, ledger, scratch, kind, 0, slot)
        follow_up(state, ledger, scratch, scratch.taker)
        return
    for place in range(size_of(kind)):
        accept_leg(state, ledger, scratch, kind, place, slot)


@kernel
def kind_of(command):
    return command.asset_id & 0xFF


@kernel
def admit_list(state, ledger, scratch, command):
    """Go through every reason to refuse a list, in order."""
    kind, legs = kind_of(command), state.legs
    if size_of(kind) == 0 or state.leg_count != size_of(kind):
        return RejectCode.LIST_INCOMPLETE
    for place in range(size_of(kind)):
        code = check_leg(state, scratch, kind, place)
        if code != RejectCode.NONE:
            return code
    code = check_legs(legs, kind)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[command.symbol_id]
    for place in range(size_of(kind)):
        code = check_leg_limits(symbol, legs[place], is_paid(kind, place))
        if code != RejectCode.NONE:
            return code
    code = check_list_account(state, command, size_of(kind))
    if code != RejectCode.NONE:
        return code
    code = check_prices(symbol, legs, kind)
    if code != RejectCode.NONE:
        return code
    code = check_patience(state, scratch, kind)
    if code != RejectCode.NONE:
        return code
    code = check_list_capacity(state, ledger, symbol, kind)
    if code != RejectCode.NONE:
        return code
    code = check_list_funds(state, ledger, symbol, kind)
    if code == RejectCode.NONE and symbol.has_counts:
        code = check_list_counts(state, ledger, scratch, kind)
    if code == RejectCode.NONE and symbol.order_lists_max + state.order_lists_max > 0:
        code = check_lists(state, symbol, command)
    return code


@kernel
def check_list_counts(state, ledger, scratch, kind):
    """Would any of the orders be one too many, if it came alone?"""
    for place in range(size_of(kind)):
        lay_out(state, state.legs[place], scratch.taker)
        code = check_counts(state, ledger, scratch.taker)
        if code != RejectCode.NONE:
            return code
    return RejectCode.NONE


@kernel
def check_leg(state, scratch, kind, place):
    """Are these known words? An order that the book gives its price is given it."""
    leg = state.legs[place]
    code = check_words(leg)
    if code != RejectCode.NONE:
        return code
    code = check_standing(state, leg)
    if code != RejectCode.NONE:
        return code
    scratch.asked_ticks[place] = leg.price_ticks
    if is_pegged(leg):
        comes_at_once = not has_trigger(leg.order_type) and not is_later(kind, place)
        code = give_price(state, scratch, leg, comes_at_once)
        if code != RejectCode.NONE:
            return code
    if is_paid(kind, place):
        return check_paid(state, leg)
    return check_combination(leg)


@kernel
def check_paid(state, leg):
    """Is this, but for the quantity that it will have, an order? It must not bring one."""
    if leg.quantity_lots != 0:
        return RejectCode.LIST_MISMATCHED
    leg.quantity_lots = 1
    code = check_combination(leg)
    leg.quantity_lots = 0
    return code


@kernel
def check_leg_limits(symbol, leg, is_without_lots):
    code = check_open_for_orders(symbol)
    if code != RejectCode.NONE:
        return code
    code = check_prices_of(symbol, leg) if is_without_lots else check_limits(symbol, leg)
    if code != RejectCode.NONE:
        return code
    if symbol.has_percents and has_limit(leg.order_type):
        return check_percents(symbol, leg)
    if leg.order_type == OrderType.MARKET and not is_without_lots:
        if symbol.last_price_ticks == 0:
            return RejectCode.PRICE_UNKNOWN
        if not notional_fits(symbol, symbol.last_price_ticks, leg.quantity_lots):
            return RejectCode.NOTIONAL_OVERFLOWS
    return RejectCode.NONE


@kernel
def is_paid(kind, place):
    """Does an order of a list sell what its first has bought?"""
    return pays(kind) and place > 0


@kernel
def is_later(kind, place):
    """Does an order of a list wait until the first is filled?"""
    return kind != ListKind.OCO and place > 0


@kernel
def check_list_account(state, command, count):
    """May this account have so many more open orders, under these names?"""
    account = state.accounts[command.account_id]
    for place in range(count):
        code = check_restrictions(state, state.legs[place], count)
        if code != RejectCode.NONE:
            return code
    if account.open_order_count + count > OPEN_ORDERS_PER_ACCOUNT_MAX:
        return RejectCode.OPEN_ORDERS_MAX
    for place in range(count):
        key = state.legs[place].client_key
        if key != 0 and find_own(state, command.account_id, key) != NOBODY:
            return RejectCode.CLIENT_KEY_REUSED
        for other in range(place):
            if key != 0 and state.legs[other].client_key == key:
                return RejectCode.CLIENT_KEY_REUSED
    if command.order_id != 0 and is_list_key_used(state, command.account_id, command.order_id):
        return RejectCode.LIST_KEY_REUSED
    return RejectCode.NONE


@kernel
def check_patience(state, scratch, kind):
    """Would an order that comes to the book at once, and must not take, take?"""
    count = 2 if kind == ListKind.OCO else 1
    for place in range(count):
        if state.legs[place].order_type == OrderType.LIMIT_MAKER:
            lay_out(state, state.legs[place], scratch.taker)
            if crosses(state, scratch.taker):
                return RejectCode.WOULD_TAKE
    return RejectCode.NONE


@kernel
def check_list_capacity(state, ledger, symbol, kind):
    """Is there room for all of them? No open order has more than one level of its own."""
    count, icebergs, trailing = size_of(kind), 0, 0
    for place in range(count):
        leg = state.legs[place]
        if has_limit(leg.order_type) and leg.amount_units > 0:
            icebergs += 1
        if leg.code != 0:
            trailing += 1
    if state.open_order_count + count > ORDERS_MAX:
        return RejectCode.ORDERS_FULL
    if nodes_left(state) - NODES_SPARE < count * symbol.depth:
        return RejectCode.BOOK_FULL
    if not can_open_both(ledger, symbol, state.legs[0].account_id):
        return RejectCode.BALANCES_FULL
    if state.terms_count + count > TERMS_MAX:
        return RejectCode.TERMS_FULL
    if state.iceberg_count + icebergs > ICEBERGS_MAX:
        return RejectCode.ICEBERGS_FULL
    if trailing > 0 and not has_trailing_room(state, symbol, trailing):
        return RejectCode.TRAILING_FULL
    return RejectCode.NONE if has_list_room(state) else RejectCode.LISTS_FULL


@kernel
def check_list_funds(state, ledger, symbol, kind):
    """Is what all of them hold together available?"""
    account_id = state.legs[0].account_id
    quote_units = available_units(ledger, account_id, symbol.quote_asset_id)
    base_units = available_units(ledger, account_id, symbol.base_asset_id)
    for place in range(size_of(kind)):
        units = leg_hold(state, symbol, kind, place)
        if state.legs[place].side == Side.BUY:
            quote_units -= units
        else:
            base_units -= units
        if quote_units < 0 or base_units < 0:
            return RejectCode.FUNDS_INSUFFICIENT
    return RejectCode.NONE


@kernel
def leg_hold(state, symbol, kind, place):
    """Return what is held for one order of a list: of a pair, of which only one can trade, for one
    in full and for the other what it needs beyond that. In full for what will rest on the book.
    """
    leg = state.legs[place]
    own = whole_hold(symbol, leg)
    first = pair_of(kind)
    if first < 0 or place < first:
        return own
    other = state.legs[2 * first + 1 - place]
    is_other_maker = other.order_type == OrderType.LIMIT_MAKER
    if leg.order_type == OrderType.LIMIT_MAKER or (place == first and not is_other_maker):
        return own
    return max(0, own - whole_hold(symbol, other))


@kernel
def whole_hold(symbol, leg):
    return hold_units(symbol, leg.side, limit_of(symbol, leg), leg.quantity_lots)


@kernel
def accept_leg(state, ledger, scratch, kind, place, slot):
    """Tell one order of a list, and bring it where it belongs for now."""
    leg, taker = state.legs[place], scratch.taker
    symbol = state.symbols[leg.symbol_id]
    is_pending = is_later(kind, place)
    lay_out(state, leg, taker)
    taker.order_id = state.sequence - size_of(kind) + 1 + place
    take_hold(ledger, symbol, taker, leg_hold(state, symbol, kind, place))
    if is_pegged(leg):
        tell_pegged(state, scratch, leg, taker, scratch.asked_ticks[place])
    note_terms(state, scratch, leg, taker)
    terms = state.terms[taker.terms]
    terms.is_pending = is_pending
    terms.hold_ticks = limit_of(symbol, leg)
    join_list(state, terms, slot)
    told = scratch.events[scratch.event_count - 1]
    told.counter_order_id = state.lists[slot].list_id
    if is_pending:
        told.open_lots = taker.open_lots
    if is_pegged(leg) and (is_pending or has_trigger(leg.order_type)):
        note_peg(state, leg, taker)
    tell_accepted(state, scratch, leg, taker)
    if is_pending:
        stand_by(state, taker)
    elif has_trigger(leg.order_type):
        wait(state, scratch, taker, first_direction(leg), first_trigger(symbol, leg))
    else:
        enter(state, ledger, scratch, taker)
        if taker.terms != NOBODY:
            free_terms(state, taker.terms)
