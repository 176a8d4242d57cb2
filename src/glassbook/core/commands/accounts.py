"""OPEN_ACCOUNT, SET_COMMISSION, SET_SYMBOL_COMMISSION and SET_TRADE_GROUP."""

from glassbook.core.commands.account_limits import limit_account
from glassbook.core.kernel import kernel
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.core.state import FROZEN
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import ACCOUNTS_MAX, COMMISSION_PPM_MAX, TRADE_GROUP_MAX
from glassbook.protocol.reject import RejectCode


@kernel
def open_account(state, scratch, command):
    """Open the next account, with the commission it will pay; a sub-account names its master.

    A master who is frozen opens none.
    """
    code = check_rates(command)
    if code == RejectCode.NONE and command.account_id != 0:
        code = check_master(state, command)
    if code == RejectCode.NONE and state.account_count >= ACCOUNTS_MAX:
        code = RejectCode.ACCOUNTS_FULL
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    account_id = state.account_count
    state.account_count += 1
    set_rates(state, scratch, command, EventKind.ACCOUNT_OPENED, account_id, command.account_id)
    if command.account_id != 0:
        inherit(state, scratch, account_id, command.account_id)


@kernel
def inherit(state, scratch, account_id, master_id):
    """Hold a sub-account to what its master is held to: nobody gets around that by another account
    of his own.
    """
    master = state.accounts[master_id]
    if master.class_id != 0:
        state.accounts[account_id].class_id = master.class_id
        told = emit(state, scratch, EventKind.ACCOUNT_CLASS_SET, account_id, 0)
        told.reason = master.class_id
    if master.trade_group != 0:
        join_group(state, scratch, account_id, master.trade_group)
    if master.open_orders_max > 0:
        most = master.open_orders_max
        limit_account(state, scratch, account_id, AccountLimit.OPEN_ORDERS_MAX, most)
    if master.order_units_max > 0:
        most = master.order_units_max
        limit_account(state, scratch, account_id, AccountLimit.ORDER_UNITS_MAX, most)


@kernel
def set_commission(state, scratch, command):
    """Change what an account pays from the next fill on, resting orders included."""
    code = check_rates(command)
    if code == RejectCode.NONE and not is_customer(state, command.account_id):
        code = RejectCode.ACCOUNT_UNKNOWN
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    set_rates(state, scratch, command, EventKind.COMMISSION_SET, command.account_id, 0)


@kernel
def set_symbol_commission(state, scratch, command):
    """Change what a symbol adds to every account's rate from the next fill on, resting orders
    included.
    """
    code = check_rates(command)
    if code == RejectCode.NONE and command.symbol_id >= state.symbol_count:
        code = RejectCode.SYMBOL_UNKNOWN
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    symbol = state.symbols[command.symbol_id]
    symbol.maker_ppm = command.price_ticks
    symbol.taker_ppm = command.quantity_lots
    told = emit(state, scratch, EventKind.SYMBOL_COMMISSION_SET, command.account_id, 0)
    told.symbol_id = command.symbol_id
    told.price_ticks = command.price_ticks
    told.quantity_lots = command.quantity_lots


@kernel
def check_rates(command):
    """The maker's rate stands in the field of the price, the taker's in that of the quantity."""
    for rate_ppm in (command.price_ticks, command.quantity_lots):
        if not 0 <= rate_ppm <= COMMISSION_PPM_MAX:
            return RejectCode.VALUE_OUT_OF_RANGE
    return RejectCode.NONE


@kernel
def check_master(state, command):
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if state.accounts[command.account_id].restrictions & FROZEN:
        return RejectCode.ACCOUNT_FROZEN
    return RejectCode.NONE


@kernel
def set_rates(state, scratch, command, kind, account_id, master_id):
    account = state.accounts[account_id]
    account.maker_ppm = command.price_ticks
    account.taker_ppm = command.quantity_lots
    told = emit(state, scratch, kind, account_id, master_id)
    told.price_ticks = command.price_ticks
    told.quantity_lots = command.quantity_lots


@kernel
def set_trade_group(state, scratch, command):
    """Let an account count as one with others, from its next order on, resting makers included."""
    code = RejectCode.NONE
    if not is_customer(state, command.account_id):
        code = RejectCode.ACCOUNT_UNKNOWN
    elif not 0 <= command.amount_units <= TRADE_GROUP_MAX:
        code = RejectCode.VALUE_OUT_OF_RANGE
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    join_group(state, scratch, command.account_id, command.amount_units)


@kernel
def join_group(state, scratch, account_id, trade_group):
    state.accounts[account_id].trade_group = trade_group
    told = emit(state, scratch, EventKind.TRADE_GROUP_SET, account_id, 0)
    told.amount_units = trade_group
