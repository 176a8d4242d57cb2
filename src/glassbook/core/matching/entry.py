"""An order comes to the market: it is matched, and what is left of it rests or expires.

The same for an order just accepted and for one that was triggered.
"""

from glassbook.core.book.queue import rest
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.matching.continuous import match
from glassbook.core.matching.eligibility import best_eligible_level, would_accept
from glassbook.core.matching.price_range import is_out_of_range
from glassbook.core.matching.self_trade import expire_taker
from glassbook.core.matching.survey import survey
from glassbook.protocol.orders import OrderType, TimeInForce
from glassbook.protocol.reject import DoneReason


@hot_kernel
def enter(state, ledger, scratch, taker):
    """Match `taker`, unless it must fill whole and would not; then rest it, or let it expire.

    `scratch.accepted_event` is where it was announced.
    """
    if is_killed(state, scratch, taker):
        expire_taker(state, ledger, scratch, taker, DoneReason.NOT_FILLED_AT_ONCE)
        return
    match(state, ledger, scratch, taker)
    finish(state, ledger, scratch, taker)


@kernel
def collect(state, scratch, taker):
    """Let an order rest without matching: it waits for an auction."""
    scratch.events[scratch.accepted_event].open_lots = taker.open_lots
    rest(state, scratch, taker)


@kernel
def crosses(state, taker):
    """Would the order trade at once?"""
    return would_accept(state, taker, best_eligible_level(state, taker))


@hot_kernel
def is_killed(state, scratch, taker):
    """Fill or kill, and the whole would not fill at once?"""
    if taker.time_in_force != TimeInForce.FOK:
        return False
    survey(state, scratch, taker, 0)
    return scratch.survey_lots < taker.open_lots


@hot_kernel
def finish(state, ledger, scratch, taker):
    """Rest what is left, or let it expire."""
    if taker.open_lots > 0 and is_out_of_range(state, taker):
        expire_taker(state, ledger, scratch, taker, DoneReason.PRICE_RANGE_EXCEEDED)
        return
    if taker.trades_as == OrderType.MARKET:
        is_in_money_without_lots = taker.is_in_money != 0 and taker.filled_lots == 0
        if taker.open_lots > 0 or is_in_money_without_lots:
            expire_taker(state, ledger, scratch, taker, DoneReason.LIQUIDITY_EXHAUSTED)
    elif taker.open_lots > 0 and taker.time_in_force == TimeInForce.GTC:
        scratch.events[scratch.accepted_event].open_lots = taker.open_lots
        rest(state, scratch, taker)
    elif taker.open_lots > 0:
        expire_taker(state, ledger, scratch, taker, DoneReason.IMMEDIATE_REMAINDER)
