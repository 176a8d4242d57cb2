"""TRANSFER: money goes from one account to another, and the outside world has no part in it.

Who may send to whom is not known here: whoever submits the command has seen to it.
"""

from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import pay_available
from glassbook.core.ledger.wallets import available_units, can_open, open_wallet, wallet_of
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.protocol.accounts import FEES
from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import RejectCode


@kernel
def transfer_money(state, ledger, scratch, command):
    """Move what the payer has available; the payee stands in the field of the order's id."""
    code = check_transfer(state, ledger, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the money moves.
    payer_id, payee_id, asset_id = command.account_id, command.order_id, command.asset_id
    open_wallet(ledger, payee_id, asset_id)
    payer = wallet_of(ledger, payer_id, asset_id)
    pay_available(payer, wallet_of(ledger, payee_id, asset_id), command.amount_units)
    tell_side(state, scratch, payer_id, payee_id, asset_id, -command.amount_units)
    tell_side(state, scratch, payee_id, payer_id, asset_id, command.amount_units)


@kernel
def tell_side(state, scratch, account_id, other_id, asset_id, amount_units):
    told = emit(state, scratch, EventKind.BALANCE_TRANSFERRED, account_id, other_id)
    told.asset_id = asset_id
    told.amount_units = amount_units


@kernel
def can_pay(state, account_id):
    """The house pays from what it earned, too."""
    return account_id == FEES or is_customer(state, account_id)


@kernel
def check_transfer(state, ledger, command):
    if command.amount_units <= 0:
        return RejectCode.AMOUNT_NOT_POSITIVE
    if command.order_id == command.account_id:
        return RejectCode.COMBINATION_NOT_ALLOWED
    if not can_pay(state, command.account_id) or not is_customer(state, command.order_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if command.asset_id >= state.asset_count:
        return RejectCode.ASSET_UNKNOWN
    if command.amount_units > available_units(ledger, command.account_id, command.asset_id):
        return RejectCode.FUNDS_INSUFFICIENT
    if not can_open(ledger, command.order_id, command.asset_id):
        return RejectCode.BALANCES_FULL
    return RejectCode.NONE
