"""When the house decides that two classes may trade, what stands crossed between them must end.

Nobody trades because the house said so: a trade needs an order that comes in. So of two resting
orders that now could trade, the one that has waited less expires, and says why.
"""

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.book.queue import best_level
from glassbook.core.kernel import kernel
from glassbook.core.matching.contingencies import end_list_around
from glassbook.core.matching.self_trade import expire_maker
from glassbook.core.state import NOBODY
from glassbook.protocol.accounts import ALL_CLASSES
from glassbook.protocol.orders import Side
from glassbook.protocol.reject import DoneReason


@kernel
def uncross(state, ledger, scratch, symbol_id):
    """Expire orders until no two of a symbol's book that may trade with each other cross.

    While orders are collected for an auction they may.
    Terminates: every turn of the inner loop takes one order out of a finite book.
    """
    symbol = state.symbols[symbol_id]
    if symbol.may_cross:
        return
    buying = symbol.waiting[Side.BUY] & ALL_CLASSES
    while buying != 0:
        buyer = lowest_bit(buying)
        selling = symbol.waiting[Side.SELL] & (ALL_CLASSES ^ symbol.barred[buyer])
        while selling != 0:
            uncross_pair(state, ledger, scratch, symbol_id, buyer, lowest_bit(selling))
            selling &= selling - 1
        buying &= buying - 1


@kernel
def uncross_pair(state, ledger, scratch, symbol_id, buyer, seller):
    """The same for the bids of one class and the asks of another."""
    while True:
        bid = best_level(state, symbol_id, buyer, Side.BUY)
        ask = best_level(state, symbol_id, seller, Side.SELL)
        if bid == NOBODY or ask == NOBODY:
            return
        if state.levels[bid].price_ticks < state.levels[ask].price_ticks:
            return
        slot, other = state.levels[bid].oldest, state.levels[ask].oldest
        newer = slot if state.places[slot] > state.places[other] else other
        order_id = state.orders[newer].order_id
        expire_maker(state, ledger, scratch, newer, DoneReason.LEFT_CROSSED)
        if state.symbols[symbol_id].list_count > 0:
            end_list_around(state, ledger, scratch, order_id)
