"""What one account may not do as others may: trade at all, have many orders, or large ones."""

from glassbook.core.clearing.holds import notional_fits, notional_units
from glassbook.core.kernel import kernel
from glassbook.core.risk.limits import limit_of
from glassbook.core.state import FROZEN
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import OrderType
from glassbook.protocol.reject import RejectCode


@kernel
def check_restrictions(state, command, order_count):
    """May the account have so many more orders, of which this is one?"""
    account = state.accounts[command.account_id]
    if account.restrictions & FROZEN:
        return RejectCode.ACCOUNT_FROZEN
    if 0 < account.open_orders_max < account.open_order_count + order_count:
        return RejectCode.OPEN_ORDERS_MAX
    if 0 < account.order_units_max < worth_of(state.symbols[command.symbol_id], command):
        return RejectCode.ORDER_UNITS_MAX
    return RejectCode.NONE


@kernel
def worth_of(symbol, command):
    """Return what an order is worth in quote units; more than any amount if it does not fit one.

    What goes to market is weighed at the last price: without one at nothing.
    """
    if command.order_type == OrderType.MARKET and command.amount_units > 0:
        return command.amount_units
    price_ticks = limit_of(symbol, command)
    if command.order_type == OrderType.MARKET:
        price_ticks = symbol.last_price_ticks
    if price_ticks == 0:
        return 0
    if not notional_fits(symbol, price_ticks, command.quantity_lots):
        return AMOUNT_UNITS_MAX + 1
    return notional_units(symbol, price_ticks, command.quantity_lots)
