"""Which fields each kind of event states, as written beside `EventKind`.

The twin tells exactly these, and only these are compared: what a kind does not document is nobody's
promise. Every event states its `sequence` and its `kind` besides.
"""

from glassbook.protocol.events import EventKind

WHOSE = {"account_id", "symbol_id", "side"}
PPM = {"account_id", "price_ticks", "quantity_lots"}

DOCUMENTED: dict[EventKind, set[str]] = {
    EventKind.ORDER_ACCEPTED: WHOSE
    | {"order_id", "order_type", "time_in_force", "self_trade_prevention"}
    | {"price_ticks", "quantity_lots", "open_lots", "hold_units", "amount_units"},
    EventKind.ORDER_TERMS: WHOSE
    | {"order_id", "price_ticks", "quantity_lots", "open_lots", "reason", "counter_order_id"},
    EventKind.ORDER_PEGGED: WHOSE | {"order_id", "price_ticks", "quantity_lots", "reason"},
    EventKind.ORDER_PRICED: WHOSE | {"order_id", "price_ticks", "hold_units"},
    EventKind.ORDER_LIST_ACCEPTED: {"account_id", "symbol_id"}
    | {"order_id", "quantity_lots", "reason"},
    EventKind.ORDER_ACTIVATED: WHOSE | {"order_id", "quantity_lots", "open_lots", "hold_units"},
    EventKind.ORDER_FUNDED: WHOSE | {"order_id", "hold_units"},
    EventKind.ORDER_SIZED: WHOSE | {"order_id", "quantity_lots", "hold_units"},
    EventKind.ORDER_TRACKING: WHOSE | {"order_id", "price_ticks"},
    EventKind.ORDER_TRIGGERED: WHOSE
    | {"order_id", "price_ticks", "quantity_lots", "open_lots", "hold_units"},
    EventKind.ORDER_REFILLED: WHOSE | {"order_id", "price_ticks", "quantity_lots", "open_lots"},
    EventKind.ORDER_FILLED: WHOSE
    | {"order_id", "counter_order_id", "trade_id", "is_maker", "price_ticks", "quantity_lots"}
    | {"open_lots", "amount_units", "hold_units", "commission_units", "asset_id", "reason"},
    EventKind.ORDER_CANCELLED: WHOSE | {"order_id", "quantity_lots", "hold_units", "reason"},
    EventKind.ORDER_EXPIRED: WHOSE
    | {"order_id", "quantity_lots", "hold_units", "reason", "is_maker"},
    EventKind.ORDER_REDUCED: WHOSE
    | {"order_id", "counter_order_id", "quantity_lots", "open_lots", "hold_units"},
    EventKind.MATCH_PREVENTED: WHOSE
    | {"order_id", "counter_order_id", "trade_id", "price_ticks", "quantity_lots"}
    | {"self_trade_prevention", "open_lots", "hold_units", "amount_units"},
    EventKind.ORDER_DECREMENTED: WHOSE
    | {"order_id", "counter_order_id", "trade_id", "price_ticks", "quantity_lots", "is_maker"}
    | {"self_trade_prevention", "open_lots", "hold_units", "amount_units"},
    EventKind.MATCH_PASSED_OVER: WHOSE
    | {"order_id", "counter_order_id", "price_ticks", "quantity_lots", "reason"},
    EventKind.ORDER_REJECTED: WHOSE | {"reason"},
    EventKind.CANCEL_REJECTED: {"account_id", "symbol_id", "order_id", "reason"},
    EventKind.ORDER_TESTED: WHOSE,
    EventKind.BALANCE_MOVED: {"account_id", "asset_id", "amount_units"},
    EventKind.BALANCE_TRANSFERRED: {"account_id", "order_id", "asset_id", "amount_units"},
    EventKind.ASSET_DEFINED: {"asset_id", "amount_units"},
    EventKind.SYMBOL_LISTED: {"symbol_id", "asset_id", "reason"},
    EventKind.SYMBOL_RULE_SET: {"symbol_id", "reason", "amount_units"},
    EventKind.SYMBOL_STATUS_SET: {"symbol_id", "reason"},
    EventKind.ACCOUNT_OPENED: PPM | {"order_id"},
    EventKind.COMMISSION_SET: PPM,
    EventKind.SYMBOL_COMMISSION_SET: {"symbol_id", "price_ticks", "quantity_lots"},
    EventKind.ACCOUNT_CLASS_SET: {"account_id", "reason"},
    EventKind.ELIGIBILITY_SET: {"symbol_id", "reason", "asset_id", "amount_units"},
    EventKind.ACCOUNT_FROZEN: {"account_id"},
    EventKind.ACCOUNT_UNFROZEN: {"account_id"},
    EventKind.AUCTION_CLEARED: {"symbol_id", "price_ticks", "quantity_lots"},
    EventKind.EXCHANGE_RULE_SET: {"reason", "amount_units", "asset_id"},
    EventKind.ACCOUNT_LIMIT_SET: {"account_id", "reason", "amount_units"},
    EventKind.TRADE_GROUP_SET: {"account_id", "amount_units"},
    EventKind.COMMAND_REJECTED: {"reason"},
}

assert DOCUMENTED.keys() == set(EventKind)
