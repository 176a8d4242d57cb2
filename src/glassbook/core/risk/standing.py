"""Who and where: is the account a customer's, is the symbol there, and is it open for this?"""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.protocol.accounts import FIRST_CUSTOMER
from glassbook.protocol.orders import OrderType, TimeInForce
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolStatus


@hot_kernel
def is_customer(state, account_id):
    return FIRST_CUSTOMER <= account_id < state.account_count


@hot_kernel
def check_standing(state, command):
    """Are the account and the symbol of the command known?"""
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if command.symbol_id >= state.symbol_count:
        return RejectCode.SYMBOL_UNKNOWN
    return RejectCode.NONE


@hot_kernel
def check_open_for_order(symbol, command):
    """Is the symbol open for this order? Before an auction it must be one that can wait for it."""
    if symbol.status != SymbolStatus.PRE_TRADING:
        return check_open_for_orders(symbol)
    is_limit = command.order_type == OrderType.LIMIT
    if not is_limit or command.time_in_force != TimeInForce.GTC:
        return RejectCode.ORDER_NOT_COLLECTED
    return RejectCode.NONE


@hot_kernel
def check_open_for_orders(symbol):
    if symbol.status != SymbolStatus.TRADING:
        return RejectCode.SYMBOL_NOT_TRADING
    return RejectCode.NONE


@hot_kernel
def check_open_for_cancels(symbol):
    if symbol.status == SymbolStatus.HALT:
        return RejectCode.SYMBOL_NOT_TRADING
    return RejectCode.NONE


@kernel
def check_open_for_reductions(symbol):
    if symbol.status == SymbolStatus.HALT or symbol.status == SymbolStatus.BREAK:
        return RejectCode.SYMBOL_NOT_TRADING
    return RejectCode.NONE
