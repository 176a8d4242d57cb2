"""PLACE_LEG: an order of a list is kept, as it came, until the list itself does."""

from glassbook.core.kernel import kernel
from glassbook.core.state import LEGS_KEPT


@kernel
def keep_leg(state, command):
    """Keep one order of a list until the list comes, which must be at once."""
    if state.leg_sequence != state.sequence - 1:
        state.leg_count = 0
    state.leg_sequence = state.sequence
    if state.leg_count < LEGS_KEPT:
        copy_order(state.legs[state.leg_count], command)
    state.leg_count = min(state.leg_count + 1, LEGS_KEPT + 1)


@kernel
def copy_order(order, command):
    order.order_id = command.order_id
    order.price_ticks = command.price_ticks
    order.quantity_lots = command.quantity_lots
    order.amount_units = command.amount_units
    order.client_key = command.client_key
    order.trigger_ticks = command.trigger_ticks
    order.account_id = command.account_id
    order.symbol_id = command.symbol_id
    order.asset_id = command.asset_id
    order.code = command.code
    order.kind = command.kind
    order.side = command.side
    order.order_type = command.order_type
    order.time_in_force = command.time_in_force
    order.self_trade_prevention = command.self_trade_prevention
    order.order_flags = command.order_flags
