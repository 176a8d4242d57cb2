"""The wire's names of what an order can be, and back."""

from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import DoneReason
from glassbook.protocol.symbols import SymbolStatus

SIDES = {each.name: each for each in Side}
ORDER_TYPES = {each.name: each for each in OrderType}
TIMES_IN_FORCE = {each.name: each for each in TimeInForce}
PREVENTIONS = {each.name: each for each in SelfTradePrevention}
SYMBOL_STATUSES = {each.name: each for each in SymbolStatus}

SIDE_NAMES = {int(each): each.name for each in Side}
ORDER_TYPE_NAMES = {int(each): each.name for each in OrderType}
TIME_IN_FORCE_NAMES = {int(each): each.name for each in TimeInForce}
PREVENTION_NAMES = {int(each): each.name for each in SelfTradePrevention}

#: Why an order expired. Source: enums.md, "Expiry reasons".
EXPIRY_REASONS = {
    int(DoneReason.IMMEDIATE_REMAINDER): "UNFILLED_IOC_QUANTITY_EXPIRED",
    int(DoneReason.NOT_FILLED_AT_ONCE): "UNFILLED_FOK_ORDER_EXPIRED",
    int(DoneReason.LIQUIDITY_EXHAUSTED): "INSUFFICIENT_LIQUIDITY",
    int(DoneReason.PRICE_RANGE_EXCEEDED): "EXECUTION_RULE_PRICE_RANGE_EXCEEDED",
    int(DoneReason.LIST_DECIDED): "OCO_TRIGGER",
    int(DoneReason.LIST_NOT_BEGUN): "OTO_PHASE_ONE_EXPIRED",
    int(DoneReason.NOT_ADMITTED): "REJECTED",
    int(DoneReason.ACCOUNT_FROZEN): "EXCHANGE_CANCELED",
    int(DoneReason.LEFT_CROSSED): "EXCHANGE_CANCELED",
    int(DoneReason.FUNDS_EXHAUSTED): "EXCHANGE_CANCELED",
    int(DoneReason.BOOK_FULL): "EXCHANGE_CANCELED",
}
