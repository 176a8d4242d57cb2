"""What an order locks: exactly what its open part could cost, and nothing once it is done.

A buy locks quote, rounded up, at its limit; a sell locks base. Rounded up, because then whatever
the fills cost, each rounded down, is there: ceil(a + b) - ceil(b) >= floor(a).
"""

from glassbook.core.arithmetic import ceil_scaled, floor_scaled
from glassbook.core.book.terms import hidden_lots
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.ledger.postings import lock, unlock
from glassbook.core.ledger.wallets import wallet_of
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import Side


@hot_kernel
def notional_units(symbol, price_ticks, lots):
    """Return what a trade is worth in quote units, rounded down: toward the buyer."""
    return floor_scaled(price_ticks * symbol.numerator, lots, symbol.denominator)


@hot_kernel
def notional_fits(symbol, price_ticks, lots):
    """Is the notional an amount that the ledger can hold?"""
    factor = price_ticks * symbol.numerator
    if factor < 2**31 and lots < 2**31:
        return True
    whole = lots // symbol.denominator
    if whole > AMOUNT_UNITS_MAX // factor:
        return False
    rest = lots - whole * symbol.denominator
    return factor * rest // symbol.denominator <= AMOUNT_UNITS_MAX - factor * whole


@hot_kernel
def hold_units(symbol, side, price_ticks, open_lots):
    """Return what an order with this limit must have locked for its open lots."""
    # By side out of tables, and the price, or 1, by arithmetic: sides come in no order, and a
    # processor would guess in vain.
    factor = symbol.hold_weights[side] * (1 + (price_ticks - 1) * (1 - side))
    return ceil_scaled(factor, open_lots, symbol.hold_divisors[side])


@hot_kernel
def held_asset(symbol, side):
    """Return the asset that an order of this side locks: what it will pay with."""
    return symbol.quote_asset_id if side == Side.BUY else symbol.base_asset_id


@hot_kernel
def take_hold(ledger, symbol, taker, units):
    """Lock what the order being entered could cost."""
    lock(wallet_of(ledger, taker.account_id, held_asset(symbol, taker.side)), units)
    taker.held_units = units


@kernel
def release_taker(ledger, symbol, taker):
    """Give back all that is still locked for the order being entered. Return how much."""
    units = taker.held_units
    unlock(wallet_of(ledger, taker.account_id, held_asset(symbol, taker.side)), units)
    taker.held_units = 0
    return units


@hot_kernel
def release_whole(ledger, symbol, order, price_ticks):
    """Give back all that is locked for a plain resting order; return it."""
    units = hold_units(symbol, order.side, price_ticks, order.open_lots)
    unlock(wallet_of(ledger, order.account_id, held_asset(symbol, order.side)), units)
    return units


@kernel
def release_lots(state, ledger, symbol, order, lots):
    """Give back what is locked for `lots` of a resting order that will not trade; return it."""
    price_ticks = state.levels[order.level].price_ticks
    open_lots = order.open_lots + hidden_lots(state, order)
    units = hold_units(symbol, order.side, price_ticks, open_lots) - hold_units(
        symbol, order.side, price_ticks, open_lots - lots
    )
    unlock(wallet_of(ledger, order.account_id, held_asset(symbol, order.side)), units)
    return units


@kernel
def release_waiting(state, ledger, symbol, order, lots):
    """The same for an order that is not on the book."""
    terms = state.terms[order.terms]
    left_units = hold_units(symbol, order.side, terms.hold_ticks, order.open_lots - lots)
    units = terms.held_units - left_units
    terms.held_units = left_units
    unlock(wallet_of(ledger, order.account_id, held_asset(symbol, order.side)), units)
    return units
