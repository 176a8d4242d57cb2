"""What REST answers, restated from the documentation: the names, the kinds, what is optional.

`+` marks what goes beyond the documents of either, or stands in one of the two only.
"""

from typing import Any, NamedTuple


class Example(NamedTuple):
    """A request that has an answer to show, and the answer's shape.

    `key` says whose: "" for nobody's, "key" for the key alone, "signed" for a signature.
    """

    shape: Any
    parameters: dict[str, Any] = {}  # noqa: RUF012 - never written to
    key: str = ""


SYMBOL = {"symbol": "BTCUSD"}
TRADE = {
    "id": "int",
    "price": "decimal",
    "qty": "decimal",
    "quoteQty": "decimal",
    "time": "int",
    "isBuyerMaker": "bool",
    "isBestMatch": "bool",
}
MINI_DAY = {
    "symbol": "text",
    "openPrice": "decimal",
    "highPrice": "decimal",
    "lowPrice": "decimal",
    "lastPrice": "decimal",
    "volume": "decimal",
    "quoteVolume": "decimal",
    "openTime": "int",
    "closeTime": "int",
    "firstId": "int",
    "lastId": "int",
    "count": "int",
}
WINDOW = MINI_DAY | {
    "priceChange": "decimal",
    "priceChangePercent": "text",
    "weightedAvgPrice": "decimal",
}
DAY = WINDOW | {
    "prevClosePrice": "decimal",
    "lastQty": "decimal",
    "bidPrice": "decimal",
    "bidQty": "decimal",
    "askPrice": "decimal",
    "askQty": "decimal",
}
PRICE_RANGE = {"ruleType": "text"} | {
    f"{side}LimitMult{way}?": "text" for side in ("bid", "ask") for way in ("Up", "Down")
}
OWN_FILTERS = dict.fromkeys(("exchangeFilters", "symbolFilters", "assetFilters"), "any")
RULES = {"symbolRules": [{"symbol": "text", "rules": [PRICE_RANGE]}]}
REFERENCE = {"symbol": "text", "referencePrice": "decimal", "timestamp": "int"}
CANDLE = [
    "int",
    *["decimal"] * 5,
    "int",
    "decimal",
    "int",
    "decimal",
    "decimal",
    "text",
]
LIMIT = {"rateLimitType": "text", "interval": "text", "intervalNum": "int", "limit": "int"}
LISTED = {
    "symbol": "text",
    "status": "text",
    "baseAsset": "text",
    "baseAssetPrecision": "int",
    "quoteAsset": "text",
    "quotePrecision": "int",
    "quoteAssetPrecision": "int",
    "baseCommissionPrecision": "int",
    "quoteCommissionPrecision": "int",
    "orderTypes": ["text"],
    "icebergAllowed": "bool",
    "ocoAllowed": "bool",
    "otoAllowed": "bool",
    "opoAllowed?": "bool",
    "quoteOrderQtyMarketAllowed": "bool",
    "allowTrailingStop": "bool",
    "cancelReplaceAllowed": "bool",
    "amendAllowed": "bool",
    "pegInstructionsAllowed": "bool",
    "isSpotTradingAllowed": "bool",
    "isMarginTradingAllowed": "bool",
    "filters": "any",
    "permissions": ["text"],
    "permissionSets": [["text"]],
    "defaultSelfTradePreventionMode": "text",
    "allowedSelfTradePreventionModes": ["text"],
    "+tradeGroupId?": "int",
}
ACK = {
    "symbol": "text",
    "orderId": "int",
    "orderListId": "int",
    "clientOrderId": "text",
    "transactTime": "int",
}
CONDITIONAL = {
    "stopPrice?": "decimal",
    "icebergQty?": "decimal",
    "trailingDelta?": "int",
    "trailingTime?": "int",
    "strategyId?": "int",
    "strategyType?": "int",
    "preventedMatchId?": "int",
    **dict.fromkeys(("preventedQuantity?", "peggedPrice?"), "decimal"),
    **dict.fromkeys(("pegPriceType?", "pegOffsetType?", "expiryReason?"), "text"),
    "pegOffsetValue?": "int",
}
RESULT = (
    ACK
    | CONDITIONAL
    | {
        "price": "decimal",
        "origQty": "decimal",
        "executedQty": "decimal",
        "origQuoteOrderQty": "decimal",
        "cummulativeQuoteQty": "decimal",
        "status": "text",
        "timeInForce": "text",
        "type": "text",
        "side": "text",
        "workingTime": "int",
        "selfTradePreventionMode": "text",
    }
)
FILL = {
    "price": "decimal",
    "qty": "decimal",
    "commission": "decimal",
    "commissionAsset": "text",
    "tradeId": "int",
}
ORDER = CONDITIONAL | {
    "symbol": "text",
    "orderId": "int",
    "orderListId": "int",
    "clientOrderId": "text",
    "price": "decimal",
    "origQty": "decimal",
    "executedQty": "decimal",
    "cummulativeQuoteQty": "decimal",
    "status": "text",
    "timeInForce": "text",
    "type": "text",
    "side": "text",
    "stopPrice": "decimal",
    "icebergQty": "decimal",
    "time": "int",
    "updateTime": "int",
    "isWorking": "bool",
    "workingTime": "int",
    "origQuoteOrderQty": "decimal",
    "selfTradePreventionMode": "text",
}
for name in ("stopPrice?", "icebergQty?"):
    del ORDER[name]
CANCELLED = {name: kind for name, kind in RESULT.items() if name != "workingTime"} | {
    "origClientOrderId": "text",
    "workingTime?": "int",
}
RATES = {"maker": "decimal", "taker": "decimal", "buyer": "decimal", "seller": "decimal"}
DISCOUNT = {
    "enabledForAccount": "bool",
    "enabledForSymbol": "bool",
    "discountAsset": "text|null",
    "discount": "decimal",
}
RATES_OF_ORDER = {
    "standardCommissionForOrder": {"maker": "decimal", "taker": "decimal"},
    "specialCommissionForOrder": {"maker": "decimal", "taker": "decimal"},
    "taxCommissionForOrder": {"maker": "decimal", "taker": "decimal"},
    "discount": DISCOUNT,
}
TRADING_STATUS = {
    "isLocked": "bool",
    "plannedRecoverTime": "int",
    "triggerCondition": {"GCR": "int", "IFER": "int", "UFR": "int"},
    "indicators": {
        "BTCUSD": [{"i": "text", "c": "int", "v": "number", "t": "number"}],
    },
    "updateTime": "int",
}
NEW = SYMBOL | {
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": 1,
    "price": 20_000,
}

PAID_FOR = {"enInfo": "text", "tranId": "int"}
PAYMENT = {"asset": "text", "amount": "decimal", "divTime": "int"} | PAID_FOR
REBATE = {"asset": "text", "type": "int", "amount": "decimal", "updateTime": "int"}
REBATES = {"page": "int", "totalRecords": "int", "totalPageNum": "int", "data": [REBATE]}

ANSWERS: dict[str, Example] = {
    "GET /sapi/v1/asset/assetDistributionHistory": Example(
        {"rows": [PAYMENT], "total": "int"}, {}, "signed"
    ),
    "GET /sapi/v1/rebate/taxQuery": Example(
        {"status": "text", "type": "text", "code": "text", "data": REBATES}, {}, "signed"
    ),
    "GET /api/v3/ping": Example({}),
    "GET /api/v3/time": Example({"serverTime": "int"}),
    "GET /api/v3/exchangeInfo": Example(
        {
            "timezone": "text",
            "serverTime": "int",
            "rateLimits": [LIMIT],
            "exchangeFilters": "any",
            "symbols": [LISTED],
            "sors?": "any",
        }
    ),
    "GET /api/v3/depth": Example(
        {"lastUpdateId": "int", "bids": [["decimal"] * 2], "asks": "any"}, SYMBOL
    ),
    "GET /api/v3/trades": Example([TRADE], SYMBOL),
    "GET /api/v3/historicalTrades": Example([TRADE], SYMBOL, "key"),
    "GET /api/v3/aggTrades": Example(
        [
            {
                "a": "int",
                "p": "decimal",
                "q": "decimal",
                "f": "int",
                "l": "int",
                "T": "int",
                "m": "bool",
                "M": "bool",
            }
        ],
        SYMBOL,
    ),
    "GET /api/v3/klines": Example([CANDLE], SYMBOL | {"interval": "1m"}),
    "GET /api/v3/uiKlines": Example([CANDLE], SYMBOL | {"interval": "1h"}),
    "GET /api/v3/executionRules": Example(RULES, SYMBOL),
    "GET /api/v3/referencePrice": Example(REFERENCE, SYMBOL),
    "GET /api/v3/referencePrice/calculation": Example(
        {"symbol": "text", "calculationType": "text", "externalCalculationId": "int"}, SYMBOL
    ),
    "GET /api/v3/myFilters": Example(OWN_FILTERS, SYMBOL, "signed"),
    "GET /api/v3/avgPrice": Example(
        {"mins": "int", "price": "decimal", "closeTime": "int"}, SYMBOL
    ),
    "GET /api/v3/ticker/24hr": Example(DAY, SYMBOL),
    "GET /api/v3/ticker/tradingDay": Example(WINDOW, SYMBOL),
    "GET /api/v3/ticker/price": Example([{"symbol": "text", "price": "decimal"}]),
    "GET /api/v3/ticker/bookTicker": Example(
        {
            "symbol": "text",
            "bidPrice": "decimal",
            "bidQty": "decimal",
            "askPrice": "decimal",
            "askQty": "decimal",
        },
        SYMBOL,
    ),
    "GET /api/v3/ticker": Example(WINDOW, SYMBOL),
    "POST /api/v3/order": Example(
        RESULT | {"fills": [FILL]}, NEW | {"price": 31_000, "newOrderRespType": "FULL"}, "signed"
    ),
    "POST /api/v3/order/test": Example(
        RATES_OF_ORDER, NEW | {"computeCommissionRates": "true"}, "signed"
    ),
    "POST /api/v3/sor/order": Example(
        RESULT | {"fills": [FILL], "workingFloor": "text", "usedSor": "bool"},
        NEW | {"price": 31_000, "newOrderRespType": "FULL"},
        "signed",
    ),
    "POST /api/v3/sor/order/test": Example(
        RATES_OF_ORDER, NEW | {"computeCommissionRates": "true"}, "signed"
    ),
    "GET /api/v3/order": Example(ORDER, SYMBOL | {"origClientOrderId": "resting"}, "signed"),
    "DELETE /api/v3/order": Example(CANCELLED, SYMBOL | {"origClientOrderId": "resting"}, "signed"),
    "POST /api/v3/order/cancelReplace": Example(
        {
            "cancelResult": "text",
            "newOrderResult": "text",
            "cancelResponse": CANCELLED,
            "newOrderResponse": RESULT | {"fills?": "any"},
        },
        NEW | {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrigClientOrderId": "resting"},
        "signed",
    ),
    "PUT /api/v3/order/amend/keepPriority": Example(
        {
            "transactTime": "int",
            "executionId": "int",
            "amendedOrder": {
                "symbol": "text",
                "orderId": "int",
                "orderListId": "int",
                "origClientOrderId": "text",
                "clientOrderId": "text",
                "price": "decimal",
                "qty": "decimal",
                "executedQty": "decimal",
                "preventedQty": "decimal",
                "quoteOrderQty": "decimal",
                "cumulativeQuoteQty": "decimal",
                "status": "text",
                "timeInForce": "text",
                "type": "text",
                "side": "text",
                "workingTime": "int",
                "selfTradePreventionMode": "text",
            },
            "listStatus?": "any",
        },
        SYMBOL | {"origClientOrderId": "resting", "newQty": 1},
        "signed",
    ),
    "GET /api/v3/openOrders": Example([ORDER], SYMBOL, "signed"),
    "DELETE /api/v3/openOrders": Example([CANCELLED], SYMBOL, "signed"),
    "GET /api/v3/allOrders": Example([ORDER], SYMBOL, "signed"),
    "GET /api/v3/account": Example(
        {
            "makerCommission": "int",
            "takerCommission": "int",
            "buyerCommission": "int",
            "sellerCommission": "int",
            "commissionRates": RATES,
            "canTrade": "bool",
            "canWithdraw": "bool",
            "canDeposit": "bool",
            "brokered": "bool",
            "requireSelfTradePrevention": "bool",
            "preventSor": "bool",
            "updateTime": "int",
            "accountType": "text",
            "balances": [{"asset": "text", "free": "decimal", "locked": "decimal"}],
            "permissions": ["text"],
            "uid": "int",
        },
        key="signed",
    ),
    "GET /api/v3/account/commission": Example(
        {
            "symbol": "text",
            "standardCommission": RATES,
            "specialCommission": RATES,
            "taxCommission": RATES,
            "discount": DISCOUNT,
        },
        SYMBOL,
        "signed",
    ),
    "GET /api/v3/myTrades": Example(
        [
            {
                "symbol": "text",
                "id": "int",
                "orderId": "int",
                "orderListId": "int",
                "price": "decimal",
                "qty": "decimal",
                "quoteQty": "decimal",
                "commission": "decimal",
                "commissionAsset": "text",
                "time": "int",
                "isBuyer": "bool",
                "isMaker": "bool",
                "isBestMatch": "bool",
            }
        ],
        SYMBOL,
        "signed",
    ),
    "GET /api/v3/myPreventedMatches": Example(
        [
            {
                "symbol": "text",
                "preventedMatchId": "int",
                "takerOrderId": "int",
                "makerSymbol": "text",
                "makerOrderId": "int",
                "tradeGroupId": "int",
                "selfTradePreventionMode": "text",
                "price": "decimal",
                "makerPreventedQuantity?": "decimal",
                "takerPreventedQuantity?": "decimal",
                "transactTime": "int",
            }
        ],
        SYMBOL | {"preventedMatchId": 1},
        "signed",
    ),
    "GET /api/v3/rateLimit/order": Example([LIMIT | {"count": "int"}], key="signed"),
    "POST /api/v3/userDataStream": Example({"listenKey": "text"}, key="key"),
    "GET /sapi/v1/system/status": Example({"status": "int", "msg": "text"}),
    "GET /sapi/v3/accountStatus": Example({"msg": "text", "success": "bool"}, key="signed"),
    "GET /sapi/v1/account/status": Example({"data": "text"}, key="signed"),
    "GET /sapi/v1/asset/tradeFee": Example(
        [{"symbol": "text", "makerCommission": "decimal", "takerCommission": "decimal"}],
        key="signed",
    ),
    "GET /sapi/v1/asset/query/trading-fee": Example(
        [{"symbol": "text", "makerCommission": "decimal", "takerCommission": "decimal"}],
        key="signed",
    ),
    "GET /api/v3/order/amendments": Example(
        [
            {
                "symbol": "text",
                "orderId": "int",
                "executionId": "int",
                "origClientOrderId": "text",
                "newClientOrderId": "text",
                "origQty": "decimal",
                "newQty": "decimal",
                "time": "int",
            }
        ],
        SYMBOL | {"orderId": "amended"},
        "signed",
    ),
    "GET /sapi/v3/apiTradingStatus": Example(
        {"success": "bool", "status": TRADING_STATUS}, key="signed"
    ),
    "GET /sapi/v1/account/apiTradingStatus": Example({"data": TRADING_STATUS}, key="signed"),
    "GET /sapi/v1/asset/query/trading-volume": Example(
        {"past30DaysTradingVolume": "number"}, key="signed"
    ),
    "GET /sapi/v3/sub-account/list": Example(
        {
            "success": "bool",
            "subAccounts": [{"email": "text", "status": "text", "activated": "bool"}],
        },
        key="signed",
    ),
    "POST /sapi/v3/sub-account/transfer": Example(
        {"success": "bool", "txnId": "text"},
        {"toEmail": "sub", "asset": "BTC", "amount": "0.5"},
        "signed",
    ),
    "GET /sapi/v3/sub-account/transfer/history": Example(
        {
            "success": "bool",
            "transfers": [
                {
                    "from": "text",
                    "to": "text",
                    "asset": "text",
                    "qty": "decimal",
                    "status": "text",
                    "tranId": "int",
                    "time": "int",
                }
            ],
        },
        key="signed",
    ),
    "GET /sapi/v3/sub-account/assets": Example(
        {
            "success": "bool",
            "balances": [{"asset": "text", "free": "decimal", "locked": "decimal"}],
        },
        {"email": "sub"},
        "signed",
    ),
    "GET /sapi/v1/sub-account/spotSummary": Example(
        {
            "totalCount": "int",
            "masterAccountTotalAsset": "decimal",
            "spotSubUserAssetVoList": [{"email": "text", "totalAsset": "decimal"}],
        },
        key="signed",
    ),
    "GET /sapi/v1/sub-account/status": Example(
        [
            {
                "email": "text",
                "isSubUserEnabled": "bool",
                "isUserActive": "bool",
                "isMarginEnabled": "bool",
                "isFutureEnabled": "bool",
            }
        ],
        key="signed",
    ),
}
