"""DEFINE_ASSET and LIST_SYMBOL: new things to hold and to trade."""

from glassbook.core.commands.exchange_rules import note_counts
from glassbook.core.kernel import kernel
from glassbook.core.outbox import emit, emit_reject
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import ASSETS_MAX, SCALE_MAX, SYMBOLS_MAX
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolStatus


@kernel
def define_asset(state, scratch, command):
    """Define the next asset by its scale, a power of ten."""
    code = RejectCode.NONE
    if not is_power_of_ten(command.amount_units):
        code = RejectCode.VALUE_OUT_OF_RANGE
    elif state.asset_count >= ASSETS_MAX:
        code = RejectCode.ASSETS_FULL
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    told = emit(state, scratch, EventKind.ASSET_DEFINED, command.account_id, 0)
    told.asset_id = state.asset_count
    told.amount_units = command.amount_units
    state.assets[state.asset_count].scale = command.amount_units
    state.asset_count += 1


@kernel
def is_power_of_ten(scale):
    """Is this 1, 10, 100, ... up to 10^18?"""
    if not 1 <= scale <= SCALE_MAX:
        return False
    while scale % 10 == 0:
        scale //= 10
    return scale == 1


@kernel
def list_symbol(state, scratch, command):
    """List the next symbol, closed and without rules."""
    code = check_listing(state, command)
    if code != RejectCode.NONE:
        emit_reject(state, scratch, EventKind.COMMAND_REJECTED, command, code)
        return
    symbol_id = state.symbol_count
    symbol = state.symbols[symbol_id]
    symbol.base_asset_id = command.asset_id
    symbol.quote_asset_id = command.code
    symbol.status = SymbolStatus.BREAK
    note_counts(state, symbol)
    state.symbol_count += 1
    told = emit(state, scratch, EventKind.SYMBOL_LISTED, command.account_id, 0)
    told.symbol_id = symbol_id
    told.asset_id = command.asset_id
    told.reason = command.code


@kernel
def check_listing(state, command):
    if command.asset_id >= state.asset_count or command.code >= state.asset_count:
        return RejectCode.ASSET_UNKNOWN
    if command.asset_id == command.code:
        return RejectCode.COMBINATION_NOT_ALLOWED
    if state.symbol_count >= SYMBOLS_MAX:
        return RejectCode.SYMBOLS_FULL
    return RejectCode.NONE
