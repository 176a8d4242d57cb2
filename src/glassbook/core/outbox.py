"""Where the core leaves its events. Its owner empties it between calls."""

from glassbook.core.kernel import hot_kernel, kernel
from glassbook.protocol.maxima import EVENTS_MAX


@hot_kernel
def emit(state, scratch, kind, account_id, order_id):
    """Return the next event, blank but for its identity, for the caller to fill in."""
    assert scratch.event_count < EVENTS_MAX, "the outbox holds the events of any command"
    event = scratch.events[scratch.event_count]
    scratch.event_count += 1
    event.sequence = state.sequence
    event.order_id = order_id
    event.counter_order_id = 0
    event.trade_id = 0
    event.price_ticks = 0
    event.quantity_lots = 0
    event.open_lots = 0
    event.amount_units = 0
    event.commission_units = 0
    event.hold_units = 0
    event.account_id = account_id
    event.symbol_id = 0
    event.asset_id = 0
    event.reason = 0
    event.kind = kind
    event.side = 0
    event.order_type = 0
    event.time_in_force = 0
    event.self_trade_prevention = 0
    event.is_maker = 0
    return event


@kernel
def emit_reject(state, scratch, kind, command, code):
    """Say no to a command: `kind` tells to which part of it, `code` why."""
    event = emit(state, scratch, kind, command.account_id, command.order_id)
    event.symbol_id = command.symbol_id
    event.asset_id = command.asset_id
    event.side = command.side
    event.order_type = command.order_type
    event.time_in_force = command.time_in_force
    event.reason = code
