"""DEPOSIT and WITHDRAW: the only door between the exchange and the outside world."""

from glassbook.core.kernel import kernel
from glassbook.core.ledger.postings import pay_available, pay_in
from glassbook.core.ledger.wallets import available_units, can_open, open_wallet, wallet_of
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.protocol.accounts import WORLD
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.reject import RejectCode


@kernel
def move_money(state, ledger, scratch, command):
    """Move money in or out."""
    code = check_movement(state, ledger, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the money moves.
    open_wallet(ledger, WORLD, command.asset_id)
    open_wallet(ledger, command.account_id, command.asset_id)
    world = wallet_of(ledger, WORLD, command.asset_id)
    customer = wallet_of(ledger, command.account_id, command.asset_id)
    told = emit(state, scratch, EventKind.BALANCE_MOVED, command.account_id, 0)
    told.asset_id = command.asset_id
    if command.kind == CommandKind.DEPOSIT:
        pay_in(world, customer, command.amount_units)
        told.amount_units = command.amount_units
    else:
        pay_available(customer, world, command.amount_units)
        told.amount_units = -command.amount_units


@kernel
def check_movement(state, ledger, command):
    if command.amount_units <= 0:
        return RejectCode.AMOUNT_NOT_POSITIVE
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if command.asset_id >= state.asset_count:
        return RejectCode.ASSET_UNKNOWN
    if command.kind == CommandKind.DEPOSIT:
        return check_deposit(ledger, command)
    if command.amount_units > available_units(ledger, command.account_id, command.asset_id):
        return RejectCode.FUNDS_INSUFFICIENT
    return RejectCode.NONE


@kernel
def check_deposit(ledger, command):
    """Is there a place for the money, and would no more than fits 64 bits be inside?"""
    if not can_open(ledger, WORLD, command.asset_id):
        return RejectCode.BALANCES_FULL
    if not can_open(ledger, command.account_id, command.asset_id):
        return RejectCode.BALANCES_FULL
    inside_units = -available_units(ledger, WORLD, command.asset_id)
    if command.amount_units > AMOUNT_UNITS_MAX - inside_units:
        return RejectCode.BALANCE_OVERFLOWS
    return RejectCode.NONE
