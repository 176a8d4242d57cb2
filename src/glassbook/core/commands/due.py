"""What a command triggered is entered after it, in the same step of the sequence.

The outbox holds what one order can cause. When it is full enough, whoever applies commands empties
it and comes again, before the next command.
"""

from glassbook.core.book.due import dequeue_due
from glassbook.core.book.ladder import has_room
from glassbook.core.book.lists import pays
from glassbook.core.book.queue import give_order, wait
from glassbook.core.book.terms import free_terms
from glassbook.core.book.trailing import has_trailing_room
from glassbook.core.clearing.holds import held_asset, release_taker, take_hold
from glassbook.core.commands.pegged import is_priced
from glassbook.core.kernel import kernel
from glassbook.core.ledger.wallets import available_units
from glassbook.core.matching.aftermath import follow_up
from glassbook.core.matching.contingencies import tell_activated
from glassbook.core.matching.continuous import match
from glassbook.core.matching.eligibility import note_company
from glassbook.core.matching.entry import crosses, enter
from glassbook.core.matching.price_range import set_reach
from glassbook.core.matching.self_trade import expire_taker
from glassbook.core.matching.survey import survey
from glassbook.core.matching.triggers import is_reached
from glassbook.core.order_types import FALLING, has_limit, has_trigger, waits_for
from glassbook.core.outbox import emit
from glassbook.core.risk.limits import check_size
from glassbook.core.state import NOBODY, RESTING
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import EVENTS_SOFT_MAX, PRICE_TICKS_LIMIT
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import DoneReason, RejectCode


@kernel
def run_due(state, ledger, scratch):
    """Enter those who are due until none is left, or the outbox is full enough."""
    while state.due_oldest != NOBODY and scratch.event_count < EVENTS_SOFT_MAX:
        taker = scratch.taker
        lift(state, taker, state.due_oldest)
        if state.terms[taker.terms].is_pending:
            activate(state, ledger, scratch, taker)
        else:
            has_price = is_priced(state, ledger, scratch, taker)
            told = tell_triggered(state, scratch, taker)
            come_priced(state, ledger, scratch, taker, told, has_price)
        if taker.terms != NOBODY:
            free_terms(state, taker.terms)
        follow_up(state, ledger, scratch, taker)


@kernel
def lift(state, taker, slot):
    """Make the order in `slot` the one that is being entered."""
    order = state.orders[slot]
    terms = state.terms[order.terms]
    taker.order_id = order.order_id
    taker.open_lots = order.open_lots
    taker.filled_lots = order.filled_lots
    taker.held_units = terms.held_units
    taker.client_key = order.client_key
    taker.account_id = order.account_id
    taker.symbol_id = terms.symbol_id
    taker.side = order.side
    taker.order_type = order.order_type
    taker.time_in_force = order.time_in_force
    taker.self_trade_prevention = order.self_trade_prevention
    taker.terms = order.terms
    taker.is_in_money = 0
    taker.trades_as = OrderType.LIMIT
    note_company(state, taker)
    taker.limit_ticks = terms.limit_ticks
    if not has_limit(order.order_type):
        taker.trades_as = OrderType.MARKET
        taker.limit_ticks = PRICE_TICKS_LIMIT if order.side == Side.BUY else 0
    set_reach(state, taker)
    terms.stage = RESTING
    terms.held_units = 0
    dequeue_due(state, slot)
    give_order(state, slot)


@kernel
def activate(state, ledger, scratch, taker):
    """Bring a pending order of a list in: to the market, or to wait for its trigger."""
    terms = state.terms[taker.terms]
    terms.is_pending = 0
    waits = has_trigger(taker.order_type)
    if pays(state.lists[terms.list].kind) and not is_sized(state, taker):
        tell_activated(state, scratch, taker)
        expire_taker(state, ledger, scratch, taker, DoneReason.NOT_ADMITTED)
        return
    has_price = waits or is_priced(state, ledger, scratch, taker)
    told = tell_activated(state, scratch, taker)
    if not waits:
        takes = taker.order_type == OrderType.LIMIT_MAKER and crosses(state, taker)
        has_price = has_price and not takes
        come_priced(state, ledger, scratch, taker, told, has_price)
        return
    symbol = state.symbols[taker.symbol_id]
    is_rising = waits_for(taker.order_type, taker.side)
    if terms.trigger_ticks != 0 and is_reached(
        symbol.last_price_ticks, terms.trigger_ticks, is_rising
    ):
        expire_taker(state, ledger, scratch, taker, DoneReason.NOT_ADMITTED)
    elif not has_room(state, symbol.depth) or (
        terms.trailing_bips > 0 and not has_trailing_room(state, symbol, 1)
    ):
        expire_taker(state, ledger, scratch, taker, DoneReason.BOOK_FULL)
    elif terms.trigger_ticks == 0:
        wait(state, scratch, taker, FALLING, symbol.price_ticks_max)
    else:
        wait(state, scratch, taker, is_rising, terms.trigger_ticks)


@kernel
def is_sized(state, taker):
    """Was there something to pay `taker` with, and may an order have so much?"""
    terms = state.terms[taker.terms]
    symbol = state.symbols[taker.symbol_id]
    lots, visible_lots = taker.open_lots, terms.visible_lots
    return lots > 0 and (
        check_size(symbol, taker.order_type, terms.hold_ticks, lots, visible_lots)
        == RejectCode.NONE
    )


@kernel
def come_priced(state, ledger, scratch, taker, told, has_price):
    """Enter an order that has waited, unless it may not have the price that it would come with."""
    if has_price:
        come_to_market(state, ledger, scratch, taker, told)
    else:
        expire_taker(state, ledger, scratch, taker, DoneReason.NOT_ADMITTED)


@kernel
def tell_triggered(state, scratch, taker):
    scratch.accepted_event = scratch.event_count
    told = emit(state, scratch, EventKind.ORDER_TRIGGERED, taker.account_id, taker.order_id)
    told.price_ticks = state.terms[taker.terms].trigger_ticks
    told.quantity_lots = taker.open_lots
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force
    return told


@kernel
def come_to_market(state, ledger, scratch, taker, told):
    """Enter an order that has waited, as far as the account's money goes."""
    if not has_room(state, state.symbols[taker.symbol_id].depth):
        expire_taker(state, ledger, scratch, taker, DoneReason.BOOK_FULL)
        return
    lots_beyond = 0
    if taker.trades_as == OrderType.MARKET and taker.side == Side.BUY:
        lots_beyond = cover(state, ledger, scratch, taker, told)
    if lots_beyond == 0:
        enter(state, ledger, scratch, taker)
        return
    match(state, ledger, scratch, taker)
    taker.open_lots += lots_beyond
    expire_taker(state, ledger, scratch, taker, DoneReason.FUNDS_EXHAUSTED)


@kernel
def cover(state, ledger, scratch, taker, told):
    """Hold what buying at any price will cost, whatever was held while the order waited.

    Where the money does not suffice the order is cut to what it buys; returns the lots cut off.
    """
    symbol = state.symbols[taker.symbol_id]
    told.hold_units = -release_taker(ledger, symbol, taker)
    units = available_units(ledger, taker.account_id, held_asset(symbol, taker.side))
    survey(state, scratch, taker, 0)
    lots_beyond = 0
    if scratch.survey_units > units:
        survey(state, scratch, taker, units)
        lots_beyond = taker.open_lots - scratch.survey_walked_lots
        taker.open_lots = scratch.survey_walked_lots
    take_hold(ledger, symbol, taker, scratch.survey_units)
    told.hold_units += taker.held_units
    return lots_beyond
