"""FREEZE_ACCOUNT and UNFREEZE_ACCOUNT: an account that may not trade has no orders in any book.

Its money stays where it is; what is cancelled is released to it. A halted symbol is no shelter.
"""

from glassbook.core.commands.cancel import cancel
from glassbook.core.kernel import kernel
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.risk.standing import is_customer
from glassbook.core.state import FROZEN, LIMITED, NOBODY
from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import DoneReason, RejectCode


@kernel
def freeze_account(state, ledger, scratch, command):
    """Cancel every order of the account, the newest first, and refuse new ones from now on."""
    code = check_freeze(state, command, 0)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the account is frozen.
    account = state.accounts[command.account_id]
    account.restrictions |= FROZEN
    emit(state, scratch, EventKind.ACCOUNT_FROZEN, command.account_id, 0)
    while account.newest_order != NOBODY:
        cancel(state, ledger, scratch, account.newest_order, DoneReason.ACCOUNT_FROZEN)


@kernel
def unfreeze_account(state, scratch, command):
    """Let the account place orders again."""
    code = check_freeze(state, command, FROZEN)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the account is free.
    state.accounts[command.account_id].restrictions &= LIMITED
    emit(state, scratch, EventKind.ACCOUNT_UNFROZEN, command.account_id, 0)


@kernel
def check_freeze(state, command, is_frozen):
    """Is the account a customer's, and as it must be before?"""
    if not is_customer(state, command.account_id):
        return RejectCode.ACCOUNT_UNKNOWN
    if state.accounts[command.account_id].restrictions & FROZEN == is_frozen:
        return RejectCode.NONE
    return RejectCode.ACCOUNT_NOT_FROZEN if is_frozen else RejectCode.ACCOUNT_FROZEN
