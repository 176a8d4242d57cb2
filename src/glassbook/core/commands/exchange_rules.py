"""SET_EXCHANGE_RULE: limits of every account on all symbols together, and of one order.

Whether there is anything to count is noted with each symbol, so that the plain way asks one field.
Source: filters.md, "Exchange Filters", "MAX_ASSET".
"""

from glassbook.core.kernel import kernel
from glassbook.core.outbox import emit, emit_reject
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX, OPEN_ORDERS_PER_ACCOUNT_MAX
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import ExchangeRule


@kernel
def set_exchange_rule(state, scratch, command):
    """Set one limit, from the next order on; 0 takes it away."""
    code = check_exchange_rule(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the rule is set.
    write_exchange_rule(state, command)
    for symbol_id in range(state.symbol_count):
        note_counts(state, state.symbols[symbol_id])
    told = emit(state, scratch, EventKind.EXCHANGE_RULE_SET, command.account_id, 0)
    told.reason = command.code
    told.amount_units = command.amount_units
    told.asset_id = command.asset_id


@kernel
def check_exchange_rule(state, command):
    """Is it a rule that we know, of an asset that there is, and a value that it may have?"""
    if not ExchangeRule.ORDERS_MAX <= command.code <= ExchangeRule.ASSET_UNITS_MAX:
        return RejectCode.RULE_UNKNOWN
    most = OPEN_ORDERS_PER_ACCOUNT_MAX
    if command.code == ExchangeRule.ASSET_UNITS_MAX:
        most = AMOUNT_UNITS_MAX
        if command.asset_id >= state.asset_count:
            return RejectCode.ASSET_UNKNOWN
    elif command.asset_id != 0:
        return RejectCode.COMBINATION_NOT_ALLOWED
    return RejectCode.NONE if 0 <= command.amount_units <= most else RejectCode.VALUE_OUT_OF_RANGE


@kernel
def write_exchange_rule(state, command):
    if command.code == ExchangeRule.ORDERS_MAX:
        state.orders_max = command.amount_units
    elif command.code == ExchangeRule.ALGO_ORDERS_MAX:
        state.algo_orders_max = command.amount_units
    elif command.code == ExchangeRule.ICEBERG_ORDERS_MAX:
        state.iceberg_orders_max = command.amount_units
    elif command.code == ExchangeRule.ORDER_LISTS_MAX:
        state.order_lists_max = command.amount_units
    else:
        state.assets[command.asset_id].order_units_max = command.amount_units


@kernel
def note_counts(state, symbol):
    """Note with a symbol whether anything is counted when an order comes to it."""
    counts = symbol.orders_max + symbol.algo_orders_max + symbol.iceberg_orders_max
    counts += state.orders_max + state.algo_orders_max + state.iceberg_orders_max
    base, quote = state.assets[symbol.base_asset_id], state.assets[symbol.quote_asset_id]
    is_weighed = base.order_units_max > 0 or quote.order_units_max > 0
    symbol.has_counts = counts > 0 or symbol.position_lots_max > 0 or is_weighed
