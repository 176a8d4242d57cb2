"""One pays the other: what the first order of a list buys is locked for those that will sell it.

Fill by fill, until the first is filled whole: then they have their quantity, which is what lots
were received, and at most what one order of the symbol may be. Commission is paid from what the
account has besides; only where that does not suffice, from what was received. Of a pair one order
holds it for both. Source: faqs/opo.md.
"""

from glassbook.core.book.ids import find_by_id
from glassbook.core.book.lists import first_order
from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import lock, unlock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.core.outbox import emit
from glassbook.core.state import NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType


@kernel
def set_aside(state, ledger, scratch, slot, fill):
    """Lock what a fill of a list's first order brought for those that wait for it."""
    holder = holder_of(state, state.lists[slot])
    order = state.orders[holder]
    symbol = state.symbols[fill.symbol_id]
    wallet = wallet_of(ledger, order.account_id, symbol.base_asset_id)
    units = fill.quantity_lots * symbol.lot_units
    if wallet.available_units < units:
        units = min(wallet.available_units, units - fill.commission_units)
    lock(wallet, units)
    state.terms[order.terms].held_units += units
    told = emit(state, scratch, EventKind.ORDER_FUNDED, order.account_id, order.order_id)
    told.hold_units = units
    lay_out_event(state, order, told)


@kernel
def holder_of(state, order_list):
    """Return the pending order that holds for its list: of a pair the one that will rest."""
    holder = NOBODY
    for order_id in range(first_order(order_list) + 1, order_list.list_id + 1):
        slot = find_by_id(state, order_id)
        if holder == NOBODY or state.orders[slot].order_type == OrderType.LIMIT_MAKER:
            holder = slot
    assert holder != NOBODY, "while the first order of a list is open, so are the others"
    return holder


@kernel
def size_pending(state, ledger, scratch, slot):
    """Give the pending orders of a list their quantity, and back what is held beyond it."""
    order_list = state.lists[slot]
    holder = holder_of(state, order_list)
    symbol = state.symbols[state.terms[state.orders[holder].terms].symbol_id]
    lots = state.terms[state.orders[holder].terms].held_units // symbol.lot_units
    lots = min(lots, most_lots(symbol, state.orders[holder].order_type))
    for order_id in range(first_order(order_list) + 1, order_list.list_id + 1):
        pending = find_by_id(state, order_id)
        order = state.orders[pending]
        order.open_lots = lots
        told = emit(state, scratch, EventKind.ORDER_SIZED, order.account_id, order.order_id)
        told.quantity_lots = lots
        lay_out_event(state, order, told)
        if pending == holder:
            terms = state.terms[order.terms]
            beyond = terms.held_units - lots * symbol.lot_units
            unlock(wallet_of(ledger, order.account_id, symbol.base_asset_id), beyond)
            terms.held_units -= beyond
            told.hold_units = -beyond


@kernel
def most_lots(symbol, order_type):
    """Return how many lots one order of this type may have."""
    most = symbol.quantity_lots_max
    if order_type == OrderType.MARKET and symbol.market_quantity_lots_max > 0:
        most = min(most, symbol.market_quantity_lots_max)
    return most


@kernel
def lay_out_event(state, order, told):
    told.symbol_id = state.terms[order.terms].symbol_id
    told.side = order.side
    told.order_type = order.order_type
    told.time_in_force = order.time_in_force
