"""What a replacement is asked before it cancels anything: the filters of symbol and account.

"Filters and Order Count are evaluated before the processing of the cancellation and order placement
occurs": the order that would make room still counts, and a refused replacement leaves everything as
it was. What the cancel may change, such as money, names and the book, is asked after it. Source:
REST API, "Cancel an Existing Order and Send a New Order".
"""

from glassbook.core.commands.counts import check_counts
from glassbook.core.commands.place import check_funds, lay_out
from glassbook.core.kernel import kernel
from glassbook.core.order_types import has_limit
from glassbook.core.outbox import emit_reject
from glassbook.core.risk.accounts import check_restrictions
from glassbook.core.risk.form import check_combination, check_words
from glassbook.core.risk.limits import check_limits
from glassbook.core.risk.percents import check_percents
from glassbook.core.risk.standing import check_open_for_order, check_standing
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import OPEN_ORDERS_PER_ACCOUNT_MAX
from glassbook.protocol.reject import RejectCode


@kernel
def is_worth_cancelling(state, ledger, scratch, taker, command):
    """Does the new order keep every filter? Otherwise say which it breaks."""
    code = check_filters(state, ledger, scratch, taker, command)
    if code == RejectCode.NONE:
        return True
    tell_not_placed(state, scratch, command, code)
    return False


@kernel
def tell_not_placed(state, scratch, command, code):
    """Say why there is no order: one that does not exist has no id."""
    emit_reject(state, scratch, EventKind.ORDER_REJECTED, command, code)
    scratch.events[scratch.event_count - 1].order_id = 0


@kernel
def check_filters(state, ledger, scratch, taker, command):
    """Ask what does not depend on the cancel. Who and where is for the cancel itself to ask; and
    where no order may be placed for now, it is not for the filters to say so.
    """
    if check_standing(state, command) != RejectCode.NONE:
        return RejectCode.NONE
    code = check_words(command)
    if code == RejectCode.NONE:
        code = check_combination(command)
    if code != RejectCode.NONE:
        return code
    symbol = state.symbols[command.symbol_id]
    if check_open_for_order(symbol, command) != RejectCode.NONE:
        return RejectCode.NONE
    code = check_limits(symbol, command)
    if code == RejectCode.NONE and symbol.has_percents and has_limit(command.order_type):
        code = check_percents(symbol, command)
    if code == RejectCode.NONE:
        code = check_own_filters(state, command)
    if code == RejectCode.NONE and symbol.has_counts:
        lay_out(state, command, taker)
        check_funds(state, ledger, scratch, command, taker)  # for the lots of an order in money
        code = check_counts(state, ledger, taker)
    return code


@kernel
def check_own_filters(state, command):
    """May the account trade, and have one more open order beside all that it has now?"""
    account = state.accounts[command.account_id]
    if account.restrictions != 0:
        code = check_restrictions(state, command, 1)
        if code != RejectCode.NONE:
            return code
    if account.open_order_count >= OPEN_ORDERS_PER_ACCOUNT_MAX:
        return RejectCode.OPEN_ORDERS_MAX
    return RejectCode.NONE
