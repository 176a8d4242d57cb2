"""The call auction: one price for everyone who can trade at it.

While orders are collected nothing matches, and the book may cross. Then it is cleared at one price
(matching/auction_price), best price first and longest wait first on both sides; whom a buyer may
not trade with he passes over. What then still stands crossed could not trade at that price, for the
sake of its classes: there the order that has waited less expires, as in matching/uncross.
"""

import numpy as np

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.book.ladder import class_of
from glassbook.core.book.queue import best_level
from glassbook.core.clearing.settlement import settle_resting
from glassbook.core.kernel import kernel
from glassbook.core.matching.auction_price import find_price
from glassbook.core.matching.eligibility import first_among
from glassbook.core.matching.icebergs import use_up
from glassbook.core.matching.self_trade import are_one, expire_maker
from glassbook.core.matching.uncross import uncross
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY
from glassbook.protocol.accounts import ALL_CLASSES
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import SelfTradePrevention, Side
from glassbook.protocol.reject import DoneReason


@kernel
def clear(state, ledger, scratch, symbol_id):
    """Trade what can be traded at one price, uncross the rest, and tell the price."""
    find_price(state, scratch, symbol_id)
    price_ticks = scratch.auction_ticks
    lots = 0
    if price_ticks != 0:
        lots = match_at(state, ledger, scratch, symbol_id, price_ticks)
    state.symbols[symbol_id].may_cross = 0
    uncross(state, ledger, scratch, symbol_id)
    told = emit(state, scratch, EventKind.AUCTION_CLEARED, 0, 0)
    told.symbol_id = symbol_id
    told.price_ticks = price_ticks if lots > 0 else 0
    told.quantity_lots = lots


@kernel
def match_at(state, ledger, scratch, symbol_id, price_ticks):
    """Match at one price until no two who accept it may trade. Return the lots that did.

    Terminates: every turn uses up an order, or a part of one, or rules out a class of buyers.
    """
    symbol = state.symbols[symbol_id]
    buying = symbol.waiting[Side.BUY] & ALL_CLASSES
    traded_lots = 0
    while buying != 0:
        bid = first_among(state, symbol_id, Side.BUY, buying)
        if state.levels[bid].price_ticks < price_ticks:
            break
        class_id = class_of(state.levels[bid].ladder)
        selling = symbol.waiting[Side.SELL] & (ALL_CLASSES ^ symbol.barred[class_id])
        ask = first_among(state, symbol_id, Side.SELL, selling)
        if ask == NOBODY or state.levels[ask].price_ticks > price_ticks:
            buying &= ALL_CLASSES ^ (1 << class_id)
        else:
            bidder, asker = state.levels[bid].oldest, state.levels[ask].oldest
            traded_lots += meet(state, ledger, scratch, symbol_id, bidder, asker, price_ticks)
            buying &= symbol.waiting[Side.BUY]
    return traded_lots


@kernel
def meet(state, ledger, scratch, symbol_id, bidder, asker, price_ticks):
    """Let two resting orders trade, or keep them from it. Return the lots that traded."""
    newer, older = bidder, asker
    if state.places[bidder] < state.places[asker]:
        newer, older = asker, bidder
    one, other = state.orders[newer], state.orders[older]
    lots = min(one.open_lots, other.open_lots)
    if one.self_trade_prevention != SelfTradePrevention.NONE and are_one(
        state, one.account_id, other.account_id
    ):
        keep_apart(state, ledger, scratch, symbol_id, newer, older, price_ticks)
        return 0
    settle_resting(state, ledger, scratch, symbol_id, one, other, price_ticks, lots)
    use_up(state, scratch, newer)
    use_up(state, scratch, older)
    return lots


@kernel
def keep_apart(state, ledger, scratch, symbol_id, newer, older, price_ticks):
    """Self-trade prevention between two resting orders: the newer counts as the taker, and what
    would lessen both ends it.
    """
    one, other = state.orders[newer], state.orders[older]
    mode = np.int64(one.self_trade_prevention)
    if mode > SelfTradePrevention.EXPIRE_BOTH:
        mode = np.int64(SelfTradePrevention.EXPIRE_TAKER)
    symbol = state.symbols[symbol_id]
    symbol.prevented_count += 1
    told = emit(state, scratch, EventKind.MATCH_PREVENTED, one.account_id, one.order_id)
    told.counter_order_id = other.order_id
    told.trade_id = symbol.prevented_count
    told.price_ticks = price_ticks
    told.quantity_lots = min(one.open_lots, other.open_lots)
    told.symbol_id = symbol_id
    told.side = one.side
    told.self_trade_prevention = mode
    if mode != SelfTradePrevention.EXPIRE_TAKER:
        expire_maker(state, ledger, scratch, older, DoneReason.SELF_TRADE_PREVENTED)
    if mode != SelfTradePrevention.EXPIRE_MAKER:
        expire_maker(state, ledger, scratch, newer, DoneReason.SELF_TRADE_PREVENTED)


@kernel
def is_crossed(state, symbol_id):
    """Do two resting orders of a symbol cross that may trade with each other?"""
    symbol = state.symbols[symbol_id]
    buying = symbol.waiting[Side.BUY] & ALL_CLASSES
    while buying != 0:
        buyer = lowest_bit(buying)
        bid = best_level(state, symbol_id, buyer, Side.BUY)
        selling = symbol.waiting[Side.SELL] & (ALL_CLASSES ^ symbol.barred[buyer])
        ask = first_among(state, symbol_id, Side.SELL, selling)
        if ask != NOBODY and state.levels[ask].price_ticks <= state.levels[bid].price_ticks:
            return True
        buying &= buying - 1
    return False
