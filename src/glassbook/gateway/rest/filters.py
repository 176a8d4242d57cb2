"""The rules of a symbol as Binance's filters: exactly those that are enforced, and no others.

Multipliers are of the reference price: the last one, or what the house has set. So every
`avgPriceMins` is 0. A multiplier that is not set is shown as one that nothing can pass. Source:
filters.md.
"""

from typing import Any

from glassbook.projection.directory import Directory
from glassbook.projection.listing import Account, Symbol
from glassbook.protocol.decimals import to_text
from glassbook.protocol.maxima import (
    ICEBERG_PARTS_LIMIT,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    TRAILING_BIPS_MAX,
)
from glassbook.protocol.orders import TRAILING_BIPS_MIN
from glassbook.protocol.symbols import MULTIPLIER_ONE, ExchangeRule, SymbolRule

AVERAGE_PRICE_MINUTES = 0
NONE_TEXT = "0.00000000"
UNLIMITED = 2**63 - 1
UNLIMITED_MULTIPLIER = 10**9 * MULTIPLIER_ONE
TOTALS = (
    (ExchangeRule.ALGO_ORDERS_MAX, "EXCHANGE_MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders"),
    (ExchangeRule.ICEBERG_ORDERS_MAX, "EXCHANGE_MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders"),
    (ExchangeRule.ORDER_LISTS_MAX, "EXCHANGE_MAX_NUM_ORDER_LISTS", "maxNumOrderLists"),
)
TRAILING_DELTA = {
    "filterType": "TRAILING_DELTA",
    "minTrailingAboveDelta": TRAILING_BIPS_MIN,
    "maxTrailingAboveDelta": TRAILING_BIPS_MAX,
    "minTrailingBelowDelta": TRAILING_BIPS_MIN,
    "maxTrailingBelowDelta": TRAILING_BIPS_MAX,
}
COUNTS = (
    (SymbolRule.ORDERS_MAX, "MAX_NUM_ORDERS", "maxNumOrders"),
    (SymbolRule.ALGO_ORDERS_MAX, "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders"),
    (SymbolRule.ICEBERG_ORDERS_MAX, "MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders"),
    (SymbolRule.AMENDS_MAX, "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends"),
    (SymbolRule.ORDER_LISTS_MAX, "MAX_NUM_ORDER_LISTS", "maxNumOrderLists"),
)
PERCENT = (("multiplierUp", SymbolRule.PERCENT_UP), ("multiplierDown", SymbolRule.PERCENT_DOWN))
PERCENT_BY_SIDE = (
    ("bidMultiplierUp", SymbolRule.BID_PERCENT_UP),
    ("bidMultiplierDown", SymbolRule.BID_PERCENT_DOWN),
    ("askMultiplierUp", SymbolRule.ASK_PERCENT_UP),
    ("askMultiplierDown", SymbolRule.ASK_PERCENT_DOWN),
)


def filters(symbol: Symbol) -> list[dict[str, Any]]:
    """Return the filters of a symbol, PRICE_FILTER first."""
    rules, price, quantity = symbol.rules, symbol.price_text, symbol.quantity_text
    lots_max = rules.get(SymbolRule.QUANTITY_LOTS_MAX, 0)
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": price(rules.get(SymbolRule.PRICE_TICKS_MIN, 0) or 1),
            "maxPrice": price(rules.get(SymbolRule.PRICE_TICKS_MAX, 0)),
            "tickSize": price(1),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": quantity(rules.get(SymbolRule.QUANTITY_LOTS_MIN, 0) or 1),
            "maxQty": quantity(lots_max),
            "stepSize": quantity(1),
        },
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": quantity(rules.get(SymbolRule.MARKET_QUANTITY_LOTS_MIN, 0)),
            "maxQty": quantity(rules.get(SymbolRule.MARKET_QUANTITY_LOTS_MAX, 0) or lots_max),
            "stepSize": NONE_TEXT,
        },
        {
            "filterType": "ICEBERG_PARTS",
            "limit": rules.get(SymbolRule.ICEBERG_PARTS_MAX, 0) or ICEBERG_PARTS_LIMIT,
        },
        TRAILING_DELTA,
        _notional(symbol),
        *_percents(symbol),
        *_counts(symbol),
    ]


def own_filters(symbol: Symbol, account: Account) -> list[dict[str, Any]]:
    """Return the filters of a symbol as they are for an account that has limits of its own."""
    told = filters(symbol)
    if not account.order_units_max:
        return told
    of_symbol = symbol.rules.get(SymbolRule.NOTIONAL_UNITS_MAX, 0) or UNLIMITED
    most = min(account.order_units_max, of_symbol)
    own = {"maxNotional": to_text(most, symbol.quote.scale), "applyMaxToMarket": True}
    return [each | own if each["filterType"] == "NOTIONAL" else each for each in told]


def exchange_filters(directory: Directory, account: Account | None = None) -> list[dict[str, Any]]:
    """Return the filters of all symbols together, for everybody or as they are for an account."""
    rules = directory.exchange_rules
    most = rules.get((ExchangeRule.ORDERS_MAX, 0), 0) or OPEN_ORDERS_PER_ACCOUNT_MAX
    if account is not None and account.open_orders_max:
        most = min(most, account.open_orders_max)
    others = [
        {"filterType": name, key: rules[rule, 0]}
        for rule, name, key in TOTALS
        if rules.get((rule, 0), 0)
    ]
    return [{"filterType": "EXCHANGE_MAX_NUM_ORDERS", "maxNumOrders": most}, *others]


def asset_filters(directory: Directory, symbol: Symbol) -> list[dict[str, Any]]:
    """Return how much of the assets of a symbol one order may be about, if that is bounded."""
    rules = directory.exchange_rules
    return [
        {"filterType": "MAX_ASSET", "asset": asset.name, "limit": asset.text(most)}
        for asset in (symbol.base, symbol.quote)
        if (most := rules.get((ExchangeRule.ASSET_UNITS_MAX, asset.asset_id), 0))
    ]


def _notional(symbol: Symbol) -> dict[str, Any]:
    rules = symbol.rules
    most = rules.get(SymbolRule.NOTIONAL_UNITS_MAX, 0) or UNLIMITED
    return {
        "filterType": "NOTIONAL",
        "minNotional": symbol.amount_text(rules.get(SymbolRule.NOTIONAL_UNITS_MIN, 0)),
        "applyMinToMarket": not rules.get(SymbolRule.NOTIONAL_MIN_SPARES_MARKET, 0),
        "maxNotional": to_text(most, symbol.quote.scale),
        "applyMaxToMarket": not rules.get(SymbolRule.NOTIONAL_MAX_SPARES_MARKET, 0),
        "avgPriceMins": AVERAGE_PRICE_MINUTES,
    }


def _percents(symbol: Symbol) -> list[dict[str, Any]]:
    """Return PERCENT_PRICE and PERCENT_PRICE_BY_SIDE, as far as any of their multipliers is set."""
    shown: list[dict[str, Any]] = []
    for name, multipliers in (
        ("PERCENT_PRICE", PERCENT),
        ("PERCENT_PRICE_BY_SIDE", PERCENT_BY_SIDE),
    ):
        if any(symbol.rules.get(rule, 0) for _, rule in multipliers):
            texts = {key: multiplier_text(symbol, rule) for key, rule in multipliers}
            minutes = {"avgPriceMins": AVERAGE_PRICE_MINUTES}
            shown.append({"filterType": name, **texts, **minutes})
    return shown


def _counts(symbol: Symbol) -> list[dict[str, Any]]:
    """Return how many orders, lists and amendments and how much base there may be, if bounded."""
    rules = symbol.rules
    shown: list[dict[str, Any]] = [
        {"filterType": name, key: rules[rule]} for rule, name, key in COUNTS if rules.get(rule, 0)
    ]
    position_lots_max = rules.get(SymbolRule.POSITION_LOTS_MAX, 0)
    if position_lots_max:
        position = symbol.quantity_text(position_lots_max)
        shown.append({"filterType": "MAX_POSITION", "maxPosition": position})
    return shown


def multiplier_text(symbol: Symbol, rule: SymbolRule) -> str:
    """Return a multiplier with its four decimals."""
    value = symbol.rules.get(rule, 0)
    if not value and rule.name.endswith("_UP"):
        value = UNLIMITED_MULTIPLIER
    whole, part = divmod(value, MULTIPLIER_ONE)
    return f"{whole}.{part:04d}"
