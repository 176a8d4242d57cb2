"""The symbol's filters: PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE, NOTIONAL, ICEBERG_PARTS.

Steps need no check here: prices come in ticks and quantities in lots. A maximum of 0 is none.
"""

from glassbook.core.clearing.holds import notional_fits, notional_units
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.order_types import has_limit, has_trigger
from glassbook.protocol.maxima import ICEBERG_PARTS_LIMIT, TRAILING_BIPS_MAX
from glassbook.protocol.orders import TRAILING_BIPS_MIN, OrderType
from glassbook.protocol.reject import RejectCode


@hot_kernel
def check_limits(symbol, command):
    """Does the order keep the symbol's limits of price, quantity and notional?"""
    if command.order_type == OrderType.MARKET:
        return check_market(symbol, command)
    if has_trigger(command.order_type):
        code = check_trigger(symbol, command)
        if code != RejectCode.NONE:
            return code
    price_ticks = limit_of(symbol, command)
    if has_limit(command.order_type):
        code = check_price(symbol, price_ticks)
        if code != RejectCode.NONE:
            return code
    code = check_quantity(symbol, command.quantity_lots)
    if code != RejectCode.NONE:
        return code
    if command.amount_units > 0:
        code = check_parts(symbol, command.quantity_lots, command.amount_units)
        if code != RejectCode.NONE:
            return code
    if not notional_fits(symbol, price_ticks, command.quantity_lots):
        return RejectCode.NOTIONAL_OVERFLOWS
    return check_notional(symbol, notional_units(symbol, price_ticks, command.quantity_lots))


@kernel
def check_prices_of(symbol, command):
    """Does an order that has no quantity yet keep the symbol's limits of price?"""
    if has_trigger(command.order_type):
        code = check_trigger(symbol, command)
        if code != RejectCode.NONE:
            return code
    if has_limit(command.order_type):
        return check_price(symbol, command.price_ticks)
    return RejectCode.NONE


@kernel
def check_size(symbol, order_type, price_ticks, lots, visible_lots):
    """Does an order that has its quantity only now keep the symbol's limits? What goes to market is
    weighed at the price it waited for, or not at all.
    """
    code = check_quantity(symbol, lots)
    if code == RejectCode.NONE and order_type == OrderType.MARKET:
        is_below = lots < symbol.market_quantity_lots_min
        return RejectCode.MARKET_QUANTITY_BELOW_MIN if is_below else RejectCode.NONE
    if code == RejectCode.NONE and visible_lots > 0:
        code = check_parts(symbol, lots, visible_lots)
    if code != RejectCode.NONE:
        return code
    if not notional_fits(symbol, price_ticks, lots):
        return RejectCode.NOTIONAL_OVERFLOWS
    return check_notional(symbol, notional_units(symbol, price_ticks, lots))


@hot_kernel
def limit_of(symbol, command):
    """Return the price at which an order is weighed, and held for: its limit; or, of one that waits
    and has none, its trigger, or else the last price.
    """
    if has_limit(command.order_type):
        return command.price_ticks
    return command.trigger_ticks if command.trigger_ticks != 0 else symbol.last_price_ticks


@kernel
def check_trigger(symbol, command):
    """May it wait for this price, at this distance?"""
    if command.trigger_ticks != 0:
        code = check_price(symbol, command.trigger_ticks)
        if code != RejectCode.NONE:
            return code
    if command.code != 0 and not TRAILING_BIPS_MIN <= command.code <= TRAILING_BIPS_MAX:
        return RejectCode.TRAILING_OUT_OF_RANGE
    if limit_of(symbol, command) == 0:
        return RejectCode.PRICE_UNKNOWN
    return RejectCode.NONE


@hot_kernel
def check_price(symbol, price_ticks):
    if price_ticks < symbol.price_ticks_min:
        return RejectCode.PRICE_BELOW_MIN
    if price_ticks > symbol.price_ticks_max:
        return RejectCode.PRICE_ABOVE_MAX
    return RejectCode.NONE


@kernel
def check_parts(symbol, lots, visible_lots):
    """May an iceberg of so many lots show so many of them at a time?"""
    if visible_lots < symbol.quantity_lots_min:
        return RejectCode.VISIBLE_QUANTITY_BELOW_MIN
    parts_max = symbol.iceberg_parts_max
    if parts_max == 0:
        parts_max = ICEBERG_PARTS_LIMIT
    if visible_lots > lots or (lots - 1) // visible_lots >= parts_max:
        return RejectCode.ICEBERG_PARTS_ABOVE_MAX
    return RejectCode.NONE


@kernel
def check_market(symbol, command):
    """A market order in money has only its amount to be checked; one in lots has them, and their
    worth at the last price, when there is one (Binance: avgPriceMins 0).
    """
    if command.amount_units > 0:
        return check_market_amount(symbol, command.amount_units)
    code = check_quantity(symbol, command.quantity_lots)
    if code != RejectCode.NONE:
        return code
    if command.quantity_lots < symbol.market_quantity_lots_min:
        return RejectCode.MARKET_QUANTITY_BELOW_MIN
    if 0 < symbol.market_quantity_lots_max < command.quantity_lots:
        return RejectCode.MARKET_QUANTITY_ABOVE_MAX
    return check_market_worth(symbol, command.quantity_lots)


@kernel
def check_market_amount(symbol, units):
    if units < symbol.notional_units_min and not symbol.notional_min_spares_market:
        return RejectCode.NOTIONAL_BELOW_MIN
    is_above = 0 < symbol.notional_units_max < units
    if is_above and not symbol.notional_max_spares_market:
        return RejectCode.NOTIONAL_ABOVE_MAX
    return RejectCode.NONE


@kernel
def check_market_worth(symbol, lots):
    price_ticks = symbol.last_price_ticks
    if symbol.notional_min_spares_market:
        return RejectCode.NONE
    if price_ticks == 0 or not notional_fits(symbol, price_ticks, lots):
        return RejectCode.NONE  # too large a worth is no reason to refuse: the book decides
    if notional_units(symbol, price_ticks, lots) < symbol.notional_units_min:
        return RejectCode.NOTIONAL_BELOW_MIN
    return RejectCode.NONE


@hot_kernel
def check_quantity(symbol, lots):
    if lots < symbol.quantity_lots_min:
        return RejectCode.QUANTITY_BELOW_MIN
    if lots > symbol.quantity_lots_max:
        return RejectCode.QUANTITY_ABOVE_MAX
    return RejectCode.NONE


@hot_kernel
def check_notional(symbol, units):
    if units < symbol.notional_units_min:
        return RejectCode.NOTIONAL_BELOW_MIN
    if 0 < symbol.notional_units_max < units:
        return RejectCode.NOTIONAL_ABOVE_MAX
    return RejectCode.NONE
