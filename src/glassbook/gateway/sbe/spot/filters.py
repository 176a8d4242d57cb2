"""Filters and execution rules: each a message of its own, inside the message that lists them."""

from glassbook.gateway.sbe.spot.rows import message

_QUANTITIES = "qtyExponent:exponent minQty:decimal maxQty:decimal stepSize:decimal"

#: By the `filterType` of JSON.
FILTERS = {
    "PRICE_FILTER": message(
        1,
        "PriceFilter",
        "priceExponent:exponent minPrice:decimal maxPrice:decimal tickSize:decimal",
    ),
    "PERCENT_PRICE": message(
        2,
        "PercentPriceFilter",
        """
        multiplierExponent:exponent multiplierUp:decimal multiplierDown:decimal avgPriceMins:int
        """,
    ),
    "PERCENT_PRICE_BY_SIDE": message(
        3,
        "PercentPriceBySideFilter",
        """
        multiplierExponent:exponent bidMultiplierUp:decimal bidMultiplierDown:decimal
        askMultiplierUp:decimal askMultiplierDown:decimal avgPriceMins:int
        """,
    ),
    "LOT_SIZE": message(4, "LotSizeFilter", _QUANTITIES),
    "MIN_NOTIONAL": message(
        5,
        "MinNotionalFilter",
        "priceExponent:exponent minNotional:decimal applyToMarket:bool avgPriceMins:int",
    ),
    "NOTIONAL": message(
        6,
        "NotionalFilter",
        """
        priceExponent:exponent minNotional:decimal applyMinToMarket:bool maxNotional:decimal
        applyMaxToMarket:bool avgPriceMins:int
        """,
    ),
    "ICEBERG_PARTS": message(7, "IcebergPartsFilter", "filterLimit:long@limit"),
    "MARKET_LOT_SIZE": message(8, "MarketLotSizeFilter", _QUANTITIES),
    "MAX_NUM_ORDERS": message(9, "MaxNumOrdersFilter", "maxNumOrders:long"),
    "MAX_NUM_ALGO_ORDERS": message(10, "MaxNumAlgoOrdersFilter", "maxNumAlgoOrders:long"),
    "MAX_NUM_ICEBERG_ORDERS": message(11, "MaxNumIcebergOrdersFilter", "maxNumIcebergOrders:long"),
    "MAX_POSITION": message(12, "MaxPositionFilter", "qtyExponent:exponent maxPosition:decimal"),
    "TRAILING_DELTA": message(
        13,
        "TrailingDeltaFilter",
        """
        minTrailingAboveDelta:long maxTrailingAboveDelta:long minTrailingBelowDelta:long
        maxTrailingBelowDelta:long
        """,
    ),
    "EXCHANGE_MAX_NUM_ORDERS": message(15, "ExchangeMaxNumOrdersFilter", "maxNumOrders:long"),
    "EXCHANGE_MAX_NUM_ALGO_ORDERS": message(
        16, "ExchangeMaxNumAlgoOrdersFilter", "maxNumAlgoOrders:long"
    ),
    "EXCHANGE_MAX_NUM_ICEBERG_ORDERS": message(
        17, "ExchangeMaxNumIcebergOrdersFilter", "maxNumIcebergOrders:long"
    ),
    "MAX_NUM_ORDER_LISTS": message(18, "MaxNumOrderListsFilter", "maxNumOrderLists:long"),
    "EXCHANGE_MAX_NUM_ORDER_LISTS": message(
        19, "ExchangeMaxNumOrderListsFilter", "maxNumOrderLists:long"
    ),
    "MAX_NUM_ORDER_AMENDS": message(20, "MaxNumOrderAmendsFilter", "maxNumOrderAmends:long"),
    "MAX_ASSET": message(
        21, "MaxAssetFilter", "qtyExponent:exponent maxQty:decimal@limit", tail="asset"
    ),
}
#: By the `ruleType` of JSON.
RULES = {
    "PRICE_RANGE": message(
        22,
        "PriceRangeExecutionRule",
        """
        multiplierExponent:exponent bidLimitMultUp:decimal? bidLimitMultDown:decimal?
        askLimitMultUp:decimal? askLimitMultDown:decimal?
        """,
        since=3,
    ),
}
#: What the schema has no message for.
STRANGE = message(999, "NonRepresentableMessage")
MESSAGES = (*FILTERS.values(), *RULES.values(), STRANGE)
