"""What the core's no is called on the wire: one row for each RejectCode.

Source: errors.md, "Filter failures" and "Messages for -1010, -2010, -2011, and -2038". Which code
goes with which text is what clients have seen: filters and closed markets are -1013, the rest -2010
when placing, -2011 when cancelling, -2038 when amending.
"""

from collections.abc import Callable

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolStatus

PLACING, CANCELLING, AMENDING = -2010, -2011, -2038

#: Texts whose code depends on what was tried.
TEXTS = {
    RejectCode.ACCOUNT_UNKNOWN: "This account may not place or cancel orders.",
    RejectCode.ORDER_UNKNOWN: "Unknown order sent.",
    RejectCode.CLIENT_KEY_REUSED: "Duplicate order sent.",
    RejectCode.WOULD_TAKE: "Order would immediately match and take.",
    RejectCode.WOULD_TRIGGER: "Stop price would trigger immediately.",
    RejectCode.NOTHING_TO_CANCEL: "Unknown order sent.",
    RejectCode.LIST_UNKNOWN: "Unknown order sent.",
    RejectCode.LIST_KEY_REUSED: "Duplicate order sent.",
    RejectCode.LIST_PRICES_WRONG: "The relationship of the prices for the orders is not correct.",
    RejectCode.CANCEL_RESTRICTED: "Order was not canceled due to cancel restrictions.",
    RejectCode.QUANTITY_NOT_REDUCED: "Order amend (quantity increase) is not supported.",
    RejectCode.ACCOUNT_FROZEN: "This action is disabled on this account.",
    RejectCode.PEG_NOT_ALLOWED: "This order type may not use pegged price.",
    RejectCode.PEG_MISMATCHED: "This price peg cannot be used with this order type.",
    RejectCode.PEG_LEVEL_MISSING: "Order book liquidity is too low for this pegged order.",
    RejectCode.FUNDS_INSUFFICIENT: "Account has insufficient balance for requested action.",
}

BEFORE_AN_AUCTION = "Before an auction only LIMIT orders with timeInForce GTC are accepted."
STP_NOT_ALLOWED = "This symbol does not allow the specified self-trade prevention mode."

PRICE_UNKNOWN = "Nothing has traded yet: send stopPrice, or a type with a price."


def _operator() -> Refusal:
    """Refuse what only an operator's command can meet; no door of customers leads here."""
    return Refusal(-1130, "Invalid data sent for a parameter.")


#: Refusals that are the same whatever was tried.
FIXED: dict[RejectCode, Callable[[], Refusal]] = {
    RejectCode.COMMAND_UNKNOWN: lambda: refusals.not_supported(400),
    RejectCode.SIDE_UNKNOWN: refusals.bad_side,
    RejectCode.ORDER_TYPE_UNKNOWN: refusals.bad_order_type,
    RejectCode.TIME_IN_FORCE_UNKNOWN: refusals.bad_time_in_force,
    RejectCode.SELF_TRADE_PREVENTION_UNKNOWN: lambda: refusals.invalid_message(STP_NOT_ALLOWED),
    RejectCode.QUANTITY_NOT_POSITIVE: lambda: refusals.invalid_message("Invalid quantity."),
    RejectCode.PRICE_NOT_POSITIVE: lambda: refusals.invalid_message("Invalid price."),
    RejectCode.AMOUNT_NOT_POSITIVE: lambda: refusals.invalid_message("Invalid quoteOrderQty."),
    RejectCode.COMBINATION_NOT_ALLOWED: refusals.unsupported_combination,
    RejectCode.RULE_UNKNOWN: _operator,
    RejectCode.STATUS_UNKNOWN: _operator,
    RejectCode.VALUE_OUT_OF_RANGE: _operator,
    RejectCode.ASSET_UNKNOWN: _operator,
    RejectCode.SYMBOL_UNKNOWN: refusals.bad_symbol,
    RejectCode.ORDER_NOT_COLLECTED: lambda: refusals.invalid_message(BEFORE_AN_AUCTION),
    RejectCode.PRICE_OUT_OF_PERCENT: lambda: refusals.filter_failure("PERCENT_PRICE"),
    RejectCode.PRICE_OUT_OF_PERCENT_BY_SIDE: (
        lambda: refusals.filter_failure("PERCENT_PRICE_BY_SIDE")
    ),
    RejectCode.POSITION_ABOVE_MAX: lambda: refusals.filter_failure("MAX_POSITION"),
    RejectCode.SYMBOL_ORDERS_MAX: lambda: refusals.filter_failure("MAX_NUM_ORDERS"),
    RejectCode.ALGO_ORDERS_MAX: lambda: refusals.filter_failure("MAX_NUM_ALGO_ORDERS"),
    RejectCode.ICEBERG_ORDERS_MAX: lambda: refusals.filter_failure("MAX_NUM_ICEBERG_ORDERS"),
    RejectCode.SYMBOL_LISTS_MAX: lambda: refusals.filter_failure("MAX_NUM_ORDER_LISTS"),
    RejectCode.ORDER_AMENDS_MAX: (
        lambda: refusals.amend_refused("Filter failure: MAX_NUM_ORDER_AMENDS")
    ),
    RejectCode.STATUS_OUT_OF_TURN: _operator,
    RejectCode.BOOK_CROSSED: _operator,
    RejectCode.SYMBOL_NOT_TRADING: lambda: refusals.invalid_message("Market is closed."),
    RejectCode.PRICE_BELOW_MIN: lambda: refusals.filter_failure("PRICE_FILTER"),
    RejectCode.PRICE_ABOVE_MAX: lambda: refusals.filter_failure("PRICE_FILTER"),
    RejectCode.QUANTITY_BELOW_MIN: lambda: refusals.filter_failure("LOT_SIZE"),
    RejectCode.QUANTITY_ABOVE_MAX: lambda: refusals.filter_failure("LOT_SIZE"),
    RejectCode.MARKET_QUANTITY_BELOW_MIN: lambda: refusals.filter_failure("MARKET_LOT_SIZE"),
    RejectCode.MARKET_QUANTITY_ABOVE_MAX: lambda: refusals.filter_failure("MARKET_LOT_SIZE"),
    RejectCode.NOTIONAL_BELOW_MIN: lambda: refusals.filter_failure("NOTIONAL"),
    RejectCode.NOTIONAL_ABOVE_MAX: lambda: refusals.filter_failure("NOTIONAL"),
    RejectCode.NOTIONAL_OVERFLOWS: lambda: refusals.filter_failure("NOTIONAL"),
    RejectCode.OPEN_ORDERS_MAX: lambda: refusals.filter_failure("EXCHANGE_MAX_NUM_ORDERS"),
    RejectCode.EXCHANGE_ALGO_ORDERS_MAX: (
        lambda: refusals.filter_failure("EXCHANGE_MAX_NUM_ALGO_ORDERS")
    ),
    RejectCode.EXCHANGE_ICEBERG_ORDERS_MAX: (
        lambda: refusals.filter_failure("EXCHANGE_MAX_NUM_ICEBERG_ORDERS")
    ),
    RejectCode.EXCHANGE_LISTS_MAX: (
        lambda: refusals.filter_failure("EXCHANGE_MAX_NUM_ORDER_LISTS")
    ),
    RejectCode.ASSET_UNITS_MAX: lambda: refusals.filter_failure("MAX_ASSET"),
    RejectCode.ORDER_UNITS_MAX: lambda: refusals.filter_failure("NOTIONAL"),
    RejectCode.SYMBOL_INCOMPLETE: _operator,
    RejectCode.SYMBOL_ALREADY_OPENED: _operator,
    RejectCode.CLASS_UNKNOWN: _operator,
    RejectCode.ACCOUNT_NOT_FROZEN: _operator,
    RejectCode.BALANCE_OVERFLOWS: _operator,
    RejectCode.ORDERS_FULL: refusals.overloaded,
    RejectCode.BOOK_FULL: refusals.overloaded,
    RejectCode.TRIGGER_NOT_POSITIVE: lambda: refusals.invalid_message("Invalid stopPrice."),
    RejectCode.VISIBLE_QUANTITY_NOT_POSITIVE: (
        lambda: refusals.invalid_message("Invalid icebergQty.")
    ),
    RejectCode.VISIBLE_QUANTITY_BELOW_MIN: lambda: refusals.filter_failure("LOT_SIZE"),
    RejectCode.ICEBERG_PARTS_ABOVE_MAX: lambda: refusals.filter_failure("ICEBERG_PARTS"),
    RejectCode.TRAILING_OUT_OF_RANGE: lambda: refusals.filter_failure("TRAILING_DELTA"),
    RejectCode.PRICE_UNKNOWN: lambda: refusals.invalid_message(PRICE_UNKNOWN),
    RejectCode.TRAILING_FULL: refusals.overloaded,
    RejectCode.PEG_UNKNOWN: refusals.unsupported_combination,
    RejectCode.LIST_INCOMPLETE: refusals.unsupported_combination,
    RejectCode.LIST_MISMATCHED: refusals.unsupported_combination,
    RejectCode.LISTS_FULL: refusals.overloaded,
    RejectCode.TERMS_FULL: refusals.overloaded,
    RejectCode.ICEBERGS_FULL: refusals.overloaded,
    RejectCode.ACCOUNTS_FULL: refusals.overloaded,
    RejectCode.ASSETS_FULL: refusals.overloaded,
    RejectCode.SYMBOLS_FULL: refusals.overloaded,
    RejectCode.BALANCES_FULL: refusals.overloaded,
}


def list_refusal(reason: int, status: SymbolStatus) -> Refusal:
    """Return how the core's `reason` is told to whoever placed a list on a symbol of this status.

    The core says of a list that the symbol does not trade; but where orders are collected for an
    auction it is not closed to everything.
    """
    if reason == RejectCode.SYMBOL_NOT_TRADING and status == SymbolStatus.PRE_TRADING:
        reason = RejectCode.ORDER_NOT_COLLECTED
    return refusal(reason, PLACING)


def refusal(reason: int, tried: int) -> Refusal:
    """Return how the core's `reason` is told to whoever `tried` (PLACING, CANCELLING, AMENDING)."""
    code = RejectCode(reason)
    text = TEXTS.get(code)
    if text is not None:
        return Refusal(tried, text)
    return FIXED[code]()
