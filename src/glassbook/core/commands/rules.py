"""SET_SYMBOL_RULE and SET_SYMBOL_STATUS: what may be traded, in which steps, and when.

The arithmetic of the whole core rests on what opening a symbol demands here.
"""

from glassbook.core.arithmetic import greatest_common_divisor
from glassbook.core.commands.exchange_rules import note_counts
from glassbook.core.kernel import kernel
from glassbook.core.ledger.wallets import can_open_both, open_both
from glassbook.core.matching.auction import clear, is_crossed
from glassbook.core.matching.contingencies import settle_lists
from glassbook.core.matching.triggers import trigger_at_opening
from glassbook.core.outbox import emit, emit_reject
from glassbook.core.state import MULTIPLIERS, NODE_BITS
from glassbook.protocol.accounts import FEES
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import (
    AMENDS_LIMIT,
    AMOUNT_UNITS_MAX,
    ICEBERG_PARTS_LIMIT,
    MULTIPLIER_MAX,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    PRICE_TICKS_LIMIT,
    QUANTITY_LOTS_LIMIT,
    STEP_UNITS_LIMIT,
)
from glassbook.protocol.orders import LIST_ORDERS_MIN, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus


@kernel
def set_symbol_rule(state, scratch, command):
    """Set one rule of a symbol."""
    code = check_rule(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    write_rule(state.symbols[command.symbol_id], command.code, command.amount_units)
    note_counts(state, state.symbols[command.symbol_id])
    told = emit(state, scratch, EventKind.SYMBOL_RULE_SET, command.account_id, 0)
    told.symbol_id = command.symbol_id
    told.reason = command.code
    told.amount_units = command.amount_units


@kernel
def check_rule(state, command):
    if command.symbol_id >= state.symbol_count:
        return RejectCode.SYMBOL_UNKNOWN
    rule, value = command.code, command.amount_units
    if not is_rule(rule):
        return RejectCode.RULE_UNKNOWN
    if not rule_least(rule) <= value <= rule_most(rule):
        return RejectCode.VALUE_OUT_OF_RANGE
    is_fixed = rule <= SymbolRule.LOT_UNITS or rule == SymbolRule.PRICE_TICKS_MAX
    if is_fixed and state.symbols[command.symbol_id].has_opened:
        return RejectCode.SYMBOL_ALREADY_OPENED
    symbol = state.symbols[command.symbol_id]
    is_bounded = rule == SymbolRule.QUANTITY_LOTS_MAX and symbol.has_opened
    if is_bounded and value > AMOUNT_UNITS_MAX // symbol.lot_units:
        return RejectCode.VALUE_OUT_OF_RANGE
    return RejectCode.NONE


@kernel
def is_rule(rule):
    if SymbolRule.TICK_UNITS <= rule <= SymbolRule.ICEBERG_ORDERS_MAX:
        return True
    if SymbolRule.NOTIONAL_MIN_SPARES_MARKET <= rule <= SymbolRule.ORDER_LISTS_MAX:
        return True
    return rule == SymbolRule.ICEBERG_PARTS_MAX


@kernel
def is_multiplier(rule):
    return SymbolRule.PERCENT_UP <= rule <= SymbolRule.RANGE_ASK_DOWN


@kernel
def rule_least(rule):
    """Return the least value of a rule: 1 for those that a symbol cannot be without."""
    if rule <= SymbolRule.LOT_UNITS:
        return 1
    if rule == SymbolRule.PRICE_TICKS_MAX or rule == SymbolRule.QUANTITY_LOTS_MAX:
        return 1
    return 0


@kernel
def rule_most(rule):
    if rule <= SymbolRule.LOT_UNITS:
        return STEP_UNITS_LIMIT
    if rule == SymbolRule.PRICE_TICKS_MAX:
        return PRICE_TICKS_LIMIT
    if rule == SymbolRule.QUANTITY_LOTS_MAX:
        return QUANTITY_LOTS_LIMIT
    if rule == SymbolRule.ICEBERG_PARTS_MAX:
        return ICEBERG_PARTS_LIMIT
    if is_multiplier(rule):
        return MULTIPLIER_MAX
    if rule == SymbolRule.REFERENCE_PRICE_TICKS:
        return PRICE_TICKS_LIMIT
    if SymbolRule.ORDERS_MAX <= rule <= SymbolRule.ICEBERG_ORDERS_MAX:
        return OPEN_ORDERS_PER_ACCOUNT_MAX
    if rule == SymbolRule.NOTIONAL_MIN_SPARES_MARKET:
        return 1
    if rule == SymbolRule.NOTIONAL_MAX_SPARES_MARKET:
        return 1
    if rule == SymbolRule.AMENDS_MAX:
        return AMENDS_LIMIT
    if rule == SymbolRule.ORDER_LISTS_MAX:
        return OPEN_ORDERS_PER_ACCOUNT_MAX // LIST_ORDERS_MIN
    return AMOUNT_UNITS_MAX


@kernel
def write_rule(symbol, rule, value):
    if rule == SymbolRule.TICK_UNITS:
        symbol.tick_units = value
    elif rule == SymbolRule.LOT_UNITS:
        symbol.lot_units = value
    elif rule == SymbolRule.PRICE_TICKS_MIN:
        symbol.price_ticks_min = value
    elif rule == SymbolRule.PRICE_TICKS_MAX:
        symbol.price_ticks_max = value
    elif rule == SymbolRule.QUANTITY_LOTS_MIN:
        symbol.quantity_lots_min = value
    elif rule == SymbolRule.QUANTITY_LOTS_MAX:
        symbol.quantity_lots_max = value
    elif rule == SymbolRule.MARKET_QUANTITY_LOTS_MIN:
        symbol.market_quantity_lots_min = value
    elif rule == SymbolRule.MARKET_QUANTITY_LOTS_MAX:
        symbol.market_quantity_lots_max = value
    elif rule == SymbolRule.NOTIONAL_UNITS_MIN:
        symbol.notional_units_min = value
    elif rule == SymbolRule.NOTIONAL_UNITS_MAX:
        symbol.notional_units_max = value
    elif rule == SymbolRule.ICEBERG_PARTS_MAX:
        symbol.iceberg_parts_max = value
    elif is_multiplier(rule):
        symbol.multipliers[rule - SymbolRule.PERCENT_UP] = value
        note_multipliers(symbol)
    else:
        write_limit(symbol, rule, value)


@kernel
def note_multipliers(symbol):
    """Note of which kinds there are any, so that the others cost nothing."""
    percents = 0
    ranges = 0
    for i in range(MULTIPLIERS):
        if i < SymbolRule.RANGE_BID_UP - SymbolRule.PERCENT_UP:
            percents += symbol.multipliers[i]
        else:
            ranges += symbol.multipliers[i]
    symbol.has_percents = percents > 0
    symbol.has_range = ranges > 0


@kernel
def write_limit(symbol, rule, value):
    """Write a rule of what an account may have, or of whom the notional's limits spare."""
    if rule == SymbolRule.REFERENCE_PRICE_TICKS:
        symbol.reference_ticks = value
    elif rule == SymbolRule.POSITION_LOTS_MAX:
        symbol.position_lots_max = value
    elif rule == SymbolRule.ORDERS_MAX:
        symbol.orders_max = value
    elif rule == SymbolRule.ALGO_ORDERS_MAX:
        symbol.algo_orders_max = value
    elif rule == SymbolRule.ICEBERG_ORDERS_MAX:
        symbol.iceberg_orders_max = value
    elif rule == SymbolRule.NOTIONAL_MIN_SPARES_MARKET:
        symbol.notional_min_spares_market = value
    elif rule == SymbolRule.NOTIONAL_MAX_SPARES_MARKET:
        symbol.notional_max_spares_market = value
    elif rule == SymbolRule.AMENDS_MAX:
        symbol.amends_max = value
    else:
        symbol.order_lists_max = value


@kernel
def set_symbol_status(state, ledger, scratch, command):
    """Open, halt, wind down or close a symbol."""
    code = check_status(state, ledger, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return

    # From here on the status is set.
    symbol = state.symbols[command.symbol_id]
    open_both(ledger, symbol, FEES)
    if is_opening(command.code) and not symbol.has_opened:
        fix_arithmetic(symbol, state.assets[symbol.base_asset_id].scale)
    symbol.status = command.code
    told = emit(state, scratch, EventKind.SYMBOL_STATUS_SET, command.account_id, 0)
    told.symbol_id = command.symbol_id
    told.reason = command.code
    if command.code == SymbolStatus.PRE_TRADING:
        symbol.may_cross = 1
    elif command.code == SymbolStatus.AUCTION_MATCH:
        scratch.accepted_event = scratch.event_count
        clear(state, ledger, scratch, command.symbol_id)
        if symbol.list_count > 0:
            settle_lists(state, ledger, scratch)
    elif command.code == SymbolStatus.TRADING:
        symbol.may_cross = 0
        trigger_at_opening(state, ledger, scratch, command.symbol_id)


@kernel
def is_opening(status):
    """Does a symbol in this state take orders?"""
    return status == SymbolStatus.TRADING or status == SymbolStatus.PRE_TRADING


@kernel
def check_status(state, ledger, command):
    if command.symbol_id >= state.symbol_count:
        return RejectCode.SYMBOL_UNKNOWN
    if command.code > SymbolStatus.AUCTION_MATCH:
        return RejectCode.STATUS_UNKNOWN
    symbol = state.symbols[command.symbol_id]
    is_auction = command.code == SymbolStatus.AUCTION_MATCH
    if is_auction and symbol.status != SymbolStatus.PRE_TRADING:
        return RejectCode.STATUS_OUT_OF_TURN
    if not can_open_both(ledger, symbol, FEES):
        return RejectCode.BALANCES_FULL
    if is_opening(command.code):
        if not is_complete(symbol) or not is_consistent(symbol):
            return RejectCode.SYMBOL_INCOMPLETE
        if not is_computable(symbol, state.assets[symbol.base_asset_id].scale):
            return RejectCode.SYMBOL_INCOMPLETE
    is_trading = command.code == SymbolStatus.TRADING
    if is_trading and symbol.may_cross and is_crossed(state, command.symbol_id):
        return RejectCode.BOOK_CROSSED
    return RejectCode.NONE


@kernel
def is_complete(symbol):
    return (
        symbol.tick_units > 0
        and symbol.lot_units > 0
        and symbol.price_ticks_max > 0
        and symbol.quantity_lots_max > 0
    )


@kernel
def is_consistent(symbol):
    """Is no minimum above its maximum?"""
    if symbol.price_ticks_min > symbol.price_ticks_max:
        return False
    if symbol.quantity_lots_min > symbol.quantity_lots_max:
        return False
    if 0 < symbol.market_quantity_lots_max < symbol.market_quantity_lots_min:
        return False
    return not 0 < symbol.notional_units_max < symbol.notional_units_min


@kernel
def is_computable(symbol, base_scale):
    """Do the products that holds and trades need fit 64 bits, whatever the order?

    For arithmetic.floor_scaled: numerator * price * denominator at most 2^62. And a quantity in
    base units must be an amount. The notional is checked for each order.
    """
    if symbol.tick_units > AMOUNT_UNITS_MAX // symbol.lot_units:
        return False
    product = symbol.tick_units * symbol.lot_units
    divisor = greatest_common_divisor(product, base_scale)
    numerator = product // divisor
    denominator = base_scale // divisor
    if symbol.quantity_lots_max > AMOUNT_UNITS_MAX // symbol.lot_units:
        return False
    if numerator > AMOUNT_UNITS_MAX // symbol.price_ticks_max:
        return False
    return denominator <= AMOUNT_UNITS_MAX // (numerator * symbol.price_ticks_max)


@kernel
def fix_arithmetic(symbol, base_scale):
    """Work out, once and for all, what one tick times one lot is worth, and how deep prices lie."""
    product = symbol.tick_units * symbol.lot_units
    divisor = greatest_common_divisor(product, base_scale)
    symbol.numerator = product // divisor
    symbol.denominator = base_scale // divisor
    symbol.hold_weights[Side.BUY] = symbol.numerator
    symbol.hold_weights[Side.SELL] = symbol.lot_units
    symbol.hold_divisors[Side.BUY] = symbol.denominator
    symbol.hold_divisors[Side.SELL] = 1
    depth = 1
    while symbol.price_ticks_max >> (NODE_BITS * depth) != 0:
        depth += 1
    symbol.depth = depth
    symbol.has_opened = 1
