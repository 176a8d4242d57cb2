"""The price of a call auction: the one at which the most trades.

Of those, the one that leaves the least unmatched; of those, the one nearest the last price; of
those, the lowest. Where some classes may not trade with others, what would trade is counted class
by class: each class of buyers, in the order of their numbers, takes of the sellers it may meet.

The walk goes down from the highest bid to the lowest ask. Between two prices at which somebody
waits nothing changes, so it goes from one such stretch to the next: its time is that of looking at
every order that takes part. Sums: the sellers' are at most what is inside of the base asset; the
buyers' stop at 2^62, which no sellers can exceed.

Source: MarketGrid, "Single-Price Auction"; of the ties, Quedex FAQ, "Auction".
"""

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.book.queue import best_level
from glassbook.core.book.terms import hidden_lots
from glassbook.core.kernel import kernel
from glassbook.core.matching.eligibility import first_among
from glassbook.core.state import NOBODY
from glassbook.protocol.accounts import ALL_CLASSES
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import Side


@kernel
def find_price(state, scratch, symbol_id):
    """Leave in `scratch.auction_ticks` the price, 0 when nobody meets anybody, and in
    `auction_lots` what would trade there.
    """
    scratch.auction_ticks = 0
    scratch.auction_lots = 0
    scratch.auction_surplus = 0
    symbol = state.symbols[symbol_id]
    highest = best_ticks(state, symbol_id, Side.BUY)
    lowest = best_ticks(state, symbol_id, Side.SELL)
    if highest == 0 or lowest == 0:
        return
    take_places(state, scratch, symbol_id, highest)
    ticks = highest
    while ticks >= lowest:
        take_in_bids(state, scratch, symbol, ticks)
        leave_out_asks(state, scratch, symbol, ticks)
        least_ticks = stretch_end(state, scratch, symbol)
        consider(scratch, symbol, least_ticks, ticks)
        ticks = least_ticks - 1


@kernel
def best_ticks(state, symbol_id, side):
    """Return the best price of a side, whatever the class; 0 when nobody waits there."""
    waiting = state.symbols[symbol_id].waiting[side]
    level_slot = first_among(state, symbol_id, side, waiting)
    return state.levels[level_slot].price_ticks if level_slot != NOBODY else 0


@kernel
def add_up(lots, more_lots):
    """Return the sum of two that are at most 2^62, or that."""
    return min(lots, AMOUNT_UNITS_MAX - more_lots) + more_lots


@kernel
def level_lots(state, level_slot):
    """Return what a level has open, icebergs whole."""
    lots = 0
    slot = state.levels[level_slot].oldest
    while slot != NOBODY:
        order = state.orders[slot]
        lots = add_up(lots, order.open_lots + hidden_lots(state, order))
        slot = order.newer
    return lots


@kernel
def take_places(state, scratch, symbol_id, highest):
    """Stand before the best bids, and behind all asks that the highest bid accepts."""
    for class_id in range(len(scratch.demand)):
        scratch.demand[class_id] = 0
        scratch.supply[class_id] = 0
        scratch.bid_fronts[class_id] = best_level(state, symbol_id, class_id, Side.BUY)
        scratch.ask_fronts[class_id] = NOBODY
        level_slot = best_level(state, symbol_id, class_id, Side.SELL)
        while level_slot != NOBODY and state.levels[level_slot].price_ticks <= highest:
            scratch.supply[class_id] = add_up(
                scratch.supply[class_id], level_lots(state, level_slot)
            )
            scratch.ask_fronts[class_id] = level_slot
            level_slot = state.levels[level_slot].worse


@kernel
def take_in_bids(state, scratch, symbol, ticks):
    """Count those who buy at this price."""
    classes = symbol.waiting[Side.BUY] & ALL_CLASSES
    while classes != 0:
        class_id = lowest_bit(classes)
        level_slot = scratch.bid_fronts[class_id]
        while level_slot != NOBODY and state.levels[level_slot].price_ticks >= ticks:
            scratch.demand[class_id] = add_up(
                scratch.demand[class_id], level_lots(state, level_slot)
            )
            level_slot = state.levels[level_slot].worse
        scratch.bid_fronts[class_id] = level_slot
        classes &= classes - 1


@kernel
def leave_out_asks(state, scratch, symbol, ticks):
    """Count those no more who want a higher price."""
    classes = symbol.waiting[Side.SELL] & ALL_CLASSES
    while classes != 0:
        class_id = lowest_bit(classes)
        level_slot = scratch.ask_fronts[class_id]
        while level_slot != NOBODY and state.levels[level_slot].price_ticks > ticks:
            scratch.supply[class_id] -= level_lots(state, level_slot)
            level_slot = state.levels[level_slot].better
        scratch.ask_fronts[class_id] = level_slot
        classes &= classes - 1


@kernel
def stretch_end(state, scratch, symbol):
    """Return the lowest price at which the same orders take part as at the present one."""
    least_ticks = 1
    for class_id in range(len(scratch.demand)):
        bid, ask = scratch.bid_fronts[class_id], scratch.ask_fronts[class_id]
        if bid != NOBODY:
            least_ticks = max(least_ticks, state.levels[bid].price_ticks + 1)
        if ask != NOBODY:
            least_ticks = max(least_ticks, state.levels[ask].price_ticks)
    return least_ticks


@kernel
def consider(scratch, symbol, least_ticks, most_ticks):
    """Take a price of a stretch for the best so far, if it is. The lower comes later, and wins."""
    volume = volume_of(scratch, symbol)
    surplus = scratch.unmatched_lots
    reference = symbol.last_price_ticks
    ticks = max(least_ticks, min(reference, most_ticks))
    is_farther = reference > 0 and abs(ticks - reference) > abs(scratch.auction_ticks - reference)
    if volume == 0 or volume < scratch.auction_lots:
        return
    if volume == scratch.auction_lots:
        if surplus > scratch.auction_surplus:
            return
        if surplus == scratch.auction_surplus and is_farther:
            return
    scratch.auction_ticks = ticks
    scratch.auction_lots = volume
    scratch.auction_surplus = surplus


@kernel
def volume_of(scratch, symbol):
    """Return the lots that would trade, class by class; leave in `unmatched_lots` those that would
    not.
    """
    unmatched = 0
    for class_id in range(len(scratch.supply)):
        scratch.unsold[class_id] = scratch.supply[class_id]
    volume = 0
    buying = symbol.waiting[Side.BUY] & ALL_CLASSES
    while buying != 0:
        buyer = lowest_bit(buying)
        wanted = scratch.demand[buyer]
        selling = symbol.waiting[Side.SELL] & (ALL_CLASSES ^ symbol.barred[buyer])
        while selling != 0:
            seller = lowest_bit(selling)
            lots = min(wanted, scratch.unsold[seller])
            scratch.unsold[seller] -= lots
            wanted -= lots
            volume += lots
            selling &= selling - 1
        unmatched = add_up(unmatched, wanted)
        buying &= buying - 1
    for class_id in range(len(scratch.supply)):
        unmatched = add_up(unmatched, scratch.unsold[class_id])
    scratch.unmatched_lots = unmatched
    return volume
