"""The orders of a symbol whose triggers trail the price: a list of them, as they were placed."""

from glassbook.core.kernel import kernel
from glassbook.core.state import NOBODY
from glassbook.protocol.maxima import TRAILING_ALL_MAX, TRAILING_MAX


@kernel
def has_trailing_room(state, symbol, count):
    """May so many more orders of a symbol trail?"""
    if symbol.trailing_count + count > TRAILING_MAX:
        return False
    return state.trailing_count + count <= TRAILING_ALL_MAX


@kernel
def link_trailing(state, slot):
    """Add an order to its symbol's list."""
    terms = state.terms[state.orders[slot].terms]
    symbol = state.symbols[terms.symbol_id]
    terms.newer_trailing = NOBODY
    terms.older_trailing = symbol.trailing_newest
    if symbol.trailing_newest == NOBODY:
        symbol.trailing_oldest = slot
    else:
        state.terms[state.orders[symbol.trailing_newest].terms].newer_trailing = slot
    symbol.trailing_newest = slot
    symbol.trailing_count += 1
    state.trailing_count += 1


@kernel
def unlink_trailing(state, slot):
    """Take an order that waits no more out of its symbol's list, if it is in it."""
    terms = state.terms[state.orders[slot].terms]
    if terms.trailing_bips == 0:
        return
    symbol = state.symbols[terms.symbol_id]
    older, newer = terms.older_trailing, terms.newer_trailing
    if older == NOBODY:
        symbol.trailing_oldest = newer
    else:
        state.terms[state.orders[older].terms].newer_trailing = newer
    if newer == NOBODY:
        symbol.trailing_newest = older
    else:
        state.terms[state.orders[newer].terms].older_trailing = older
    symbol.trailing_count -= 1
    state.trailing_count -= 1
