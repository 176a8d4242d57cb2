"""SET_ACCOUNT_LIMIT: one account may have fewer open orders than others, or only smaller ones."""

from glassbook.core.kernel import kernel
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.core.state import FROZEN, LIMITED
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX, OPEN_ORDERS_PER_ACCOUNT_MAX
from glassbook.protocol.reject import RejectCode


@kernel
def set_account_limit(state, scratch, command):
    """Set one limit of an account's own, from its next order on; 0 takes it away."""
    code = check_limit(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    limit_account(state, scratch, command.account_id, command.code, command.amount_units)


@kernel
def limit_account(state, scratch, account_id, limit, most):
    account = state.accounts[account_id]
    if limit == AccountLimit.OPEN_ORDERS_MAX:
        account.open_orders_max = most
    else:
        account.order_units_max = most
    account.restrictions &= FROZEN
    if account.open_orders_max > 0 or account.order_units_max > 0:
        account.restrictions |= LIMITED
    told = emit(state, scratch, EventKind.ACCOUNT_LIMIT_SET, account_id, 0)
    told.reason = limit
    told.amount_units = most


@kernel
def check_limit(state, command):
    """Is it a customer's account, a limit that we know, and a value that it may have?"""
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if not AccountLimit.OPEN_ORDERS_MAX <= command.code <= AccountLimit.ORDER_UNITS_MAX:
        return RejectCode.RULE_UNKNOWN
    most = AMOUNT_UNITS_MAX
    if command.code == AccountLimit.OPEN_ORDERS_MAX:
        most = OPEN_ORDERS_PER_ACCOUNT_MAX
    return RejectCode.NONE if 0 <= command.amount_units <= most else RejectCode.VALUE_OUT_OF_RANGE
