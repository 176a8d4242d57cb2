"""The form of an order: known words, in combinations that mean something."""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.order_types import has_limit, has_trigger
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import RejectCode


@hot_kernel
def check_words(command):
    """Is every enumeration in the command one that we know?"""
    if command.side > Side.SELL:
        return RejectCode.SIDE_UNKNOWN
    if not OrderType.LIMIT <= command.order_type <= OrderType.TAKE_PROFIT_LIMIT:
        return RejectCode.ORDER_TYPE_UNKNOWN
    if command.time_in_force > TimeInForce.FOK:
        return RejectCode.TIME_IN_FORCE_UNKNOWN
    if command.self_trade_prevention > SelfTradePrevention.TRANSFER:
        return RejectCode.SELF_TRADE_PREVENTION_UNKNOWN
    return RejectCode.NONE


@hot_kernel
def check_combination(command):
    """Do price, quantity, amount and time in force fit the order type?"""
    if has_trigger(command.order_type):
        if command.trigger_ticks < 0 or (command.trigger_ticks == 0 and command.code == 0):
            return RejectCode.TRIGGER_NOT_POSITIVE
    elif command.trigger_ticks != 0 or command.code != 0:
        return RejectCode.COMBINATION_NOT_ALLOWED
    if not has_limit(command.order_type):
        return check_market_combination(command)
    if command.price_ticks <= 0:
        return RejectCode.PRICE_NOT_POSITIVE
    if command.quantity_lots <= 0:
        return RejectCode.QUANTITY_NOT_POSITIVE
    if command.amount_units < 0:
        return RejectCode.VISIBLE_QUANTITY_NOT_POSITIVE
    is_patient = command.order_type == OrderType.LIMIT_MAKER or command.amount_units > 0
    if is_patient and command.time_in_force != TimeInForce.GTC:
        return RejectCode.COMBINATION_NOT_ALLOWED
    return RejectCode.NONE


@kernel
def check_market_combination(command):
    """An order without a price has no time in force, and either a quantity or a quote amount; one
    that waits for a trigger has a quantity.
    """
    if command.price_ticks != 0 or command.time_in_force != TimeInForce.GTC:
        return RejectCode.COMBINATION_NOT_ALLOWED
    if command.quantity_lots < 0:
        return RejectCode.QUANTITY_NOT_POSITIVE
    if command.amount_units < 0:
        return RejectCode.AMOUNT_NOT_POSITIVE
    if command.quantity_lots == 0 and command.amount_units == 0:
        return RejectCode.QUANTITY_NOT_POSITIVE
    is_twofold = command.quantity_lots > 0 and command.amount_units > 0
    if is_twofold or (command.order_type != OrderType.MARKET and command.amount_units > 0):
        return RejectCode.COMBINATION_NOT_ALLOWED
    return RejectCode.NONE
