"""Self-trade prevention: what happens when both sides of a match are one account, or one group.

The taker's mode rules. Source: Binance Spot documentation, "Self Trade Prevention (STP) FAQ".
"""

import numpy as np

from glassbook.core.book.queue import dequeue, give_order, leave
from glassbook.core.book.terms import hidden_lots, stage_of
from glassbook.core.clearing.holds import (
    release_lots,
    release_taker,
    release_waiting,
    release_whole,
)
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.matching.decrement import decrement
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY, RESTING
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import SelfTradePrevention
from glassbook.protocol.reject import DoneReason


@hot_kernel
def is_prevented(state, taker, slot):
    """Would `taker` meet an order of its own kind that its mode keeps it from meeting?"""
    if taker.self_trade_prevention == SelfTradePrevention.NONE:
        return False
    account_id = state.orders[slot].account_id
    if account_id == taker.account_id:
        return True
    return taker.trade_group != 0 and state.accounts[account_id].trade_group == taker.trade_group


@hot_kernel
def are_one(state, account_id, other_id):
    """Are two accounts one, or of one trade group?"""
    group = state.accounts[account_id].trade_group
    return account_id == other_id or (group != 0 and group == state.accounts[other_id].trade_group)


@kernel
def mode_between(state, taker, slot):
    """Return the mode that rules between `taker` and a maker; NONE when they may trade."""
    mode = np.int64(taker.self_trade_prevention)
    if not is_prevented(state, taker, slot):
        mode = np.int64(SelfTradePrevention.NONE)
    elif mode == SelfTradePrevention.TRANSFER:
        maker = state.orders[slot]
        wants = maker.self_trade_prevention == SelfTradePrevention.TRANSFER
        if not wants or maker.account_id == taker.account_id:
            mode = np.int64(SelfTradePrevention.DECREMENT)
    return mode


@kernel
def is_decrement(mode):
    return mode == SelfTradePrevention.DECREMENT or mode == SelfTradePrevention.TRANSFER


@kernel
def prevent(state, ledger, scratch, taker, slot):
    """Instead of letting them meet expire the maker, the taker or both, or lessen both."""
    told = tell_prevented(state, scratch, taker, slot)
    if is_decrement(told.self_trade_prevention):
        decrement(state, ledger, scratch, taker, slot, told)
        if taker.open_lots == 0:
            expire_taker(state, ledger, scratch, taker, DoneReason.SELF_TRADE_PREVENTED)
        return
    if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_TAKER:
        expire_maker(state, ledger, scratch, slot, DoneReason.SELF_TRADE_PREVENTED)
    if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_MAKER:
        expire_taker(state, ledger, scratch, taker, DoneReason.SELF_TRADE_PREVENTED)


@kernel
def tell_prevented(state, scratch, taker, slot):
    symbol = state.symbols[taker.symbol_id]
    maker = state.orders[slot]
    symbol.prevented_count += 1
    told = emit(state, scratch, EventKind.MATCH_PREVENTED, taker.account_id, taker.order_id)
    told.counter_order_id = maker.order_id
    told.trade_id = symbol.prevented_count
    told.price_ticks = state.levels[maker.level].price_ticks
    told.quantity_lots = min(taker.open_lots, maker.open_lots)
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.self_trade_prevention = mode_between(state, taker, slot)
    return told


@kernel
def expire_maker(state, ledger, scratch, slot, reason):
    """Take a resting order out of the book without anybody having asked for it."""
    order = state.orders[slot]
    told = emit(state, scratch, EventKind.ORDER_EXPIRED, order.account_id, order.order_id)
    told.is_maker = 1
    told.reason = reason
    end_resting(state, ledger, scratch, slot, told)


@hot_kernel
def end_resting(state, ledger, scratch, slot, told):
    """Release the hold of an open order, complete the event that tells its end, and remove it."""
    order = state.orders[slot]
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
    if order.terms != NOBODY:
        end_with_terms(state, ledger, scratch, slot, told)
        return
    level = state.levels[order.level]
    symbol = state.symbols[level.symbol_id]
    told.price_ticks = level.price_ticks
    told.quantity_lots = order.open_lots
    told.symbol_id = level.symbol_id
    told.hold_units = -release_whole(ledger, symbol, order, level.price_ticks)
    dequeue(state, scratch, slot)
    give_order(state, slot)


@kernel
def end_with_terms(state, ledger, scratch, slot, told):
    order = state.orders[slot]
    told.price_ticks = limit_of(state, order)
    told.quantity_lots = order.open_lots + hidden_lots(state, order)
    told.symbol_id = traded_symbol(state, order)
    told.hold_units = -release(state, ledger, order, told.quantity_lots)
    leave(state, scratch, slot)


@hot_kernel
def traded_symbol(state, order):
    """Return the symbol of an open order, wherever it is."""
    if order.terms != NOBODY:
        return int(state.terms[order.terms].symbol_id)
    return int(state.levels[order.level].symbol_id)


@kernel
def limit_of(state, order):
    """Return the price of an open order, wherever it is; 0 when it will have none."""
    if stage_of(state, order) != RESTING:
        return state.terms[order.terms].limit_ticks
    return state.levels[order.level].price_ticks


@kernel
def release(state, ledger, order, lots):
    """Give back what is locked for `lots` of an open order that will not trade; return it."""
    symbol = state.symbols[traded_symbol(state, order)]
    if stage_of(state, order) != RESTING:
        return release_waiting(state, ledger, symbol, order, lots)
    return release_lots(state, ledger, symbol, order, lots)


@hot_kernel
def expire_taker(state, ledger, scratch, taker, reason):
    """End the order being entered: what is open of it will not trade."""
    symbol = state.symbols[taker.symbol_id]
    told = emit(state, scratch, EventKind.ORDER_EXPIRED, taker.account_id, taker.order_id)
    told.quantity_lots = taker.open_lots
    told.symbol_id = taker.symbol_id
    told.side = taker.side
    told.order_type = taker.order_type
    told.time_in_force = taker.time_in_force
    told.reason = reason
    told.hold_units = -release_taker(ledger, symbol, taker)
    taker.open_lots = 0
    taker.is_in_money = 0  # its end is told
