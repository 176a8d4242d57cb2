"""Orders placed, changed, cancelled and shown.

What JSON does not tell of a plain order has a value here: nobody routed it (`workingFloor` is the
exchange, `usedSor` false), and who trades is the account's owner (`orderCapacity` is principal).
"""

from glassbook.gateway.sbe.layout import UINT16
from glassbook.gateway.sbe.spot.rows import group, message

_EXPONENTS = "priceExponent:exponent qtyExponent:exponent"
_ID = "orderId:long orderListId:long?=-1"
_AMOUNTS = "price:decimal origQty:decimal!0 executedQty:decimal cummulativeQuoteQty:decimal"
_KIND = "status:status timeInForce:timeInForce orderType:orderType@type side:side"
_TRIGGER = "stopPrice:decimal? trailingDelta:long? trailingTime:time?=-1"
_STRATEGY = "strategyId:long? strategyType:int?"
_WORKING = "workingTime:time?=-1"
_CAPACITY = "orderCapacity:capacity!1 workingFloor:floor!1"
_PREVENTED = "selfTradePreventionMode:prevention preventedQuantity:decimal!0 usedSor:bool!0"
_GROUPED = """
    selfTradePreventionMode:prevention tradeGroupId:long? preventedQuantity:decimal!0
    usedSor:bool!0
    """
_PEG = "pegPriceType:pegType? pegOffsetType:offsetType? pegOffsetValue:byte? peggedPrice:decimal?"
_QUOTED = "origQuoteOrderQty:decimal"
_WHY = "expiryReason:expiryReason?"
NAMES = "symbol clientOrderId"
CANCELLED_NAMES = "symbol origClientOrderId clientOrderId"

#: Of a new order, after the exponents; those of a list share them.
ACK = f"{_ID} transactTime:time"
RESULT = f"""
    {ACK} {_AMOUNTS} {_KIND} {_TRIGGER} {_WORKING} icebergQty:decimal? {_STRATEGY} {_CAPACITY}
    {_GROUPED} {_QUOTED} {_PEG} {_WHY}
    """
CANCELLED = f"""
    {ACK} {_AMOUNTS} {_KIND} {_TRIGGER} icebergQty:decimal? {_STRATEGY} {_CAPACITY} {_PREVENTED}
    {_QUOTED} {_PEG}
    """
FILLS = (
    group(
        "fills",
        """
        commissionExponent:exponent matchType:matchType!1 price:decimal qty:decimal
        commission:decimal tradeId:long?=-1 allocId:long?
        """,
        tail="commissionAsset",
    ),
    group(
        "preventedMatches",
        """
        preventedMatchId:long makerOrderId:long? price:decimal? takerPreventedQuantity:decimal?
        makerPreventedQuantity:decimal?
        """,
        tail="makerSymbol",
    ),
)
_SHOWN = f"""
    {_EXPONENTS} {_ID} {_AMOUNTS} {_KIND} {_TRIGGER} icebergQty:decimal? time:time
    updateTime:time isWorking:bool {_WORKING} {_QUOTED} {_STRATEGY} {_CAPACITY}
    selfTradePreventionMode:prevention preventedMatchId:long? preventedQuantity:decimal!0
    usedSor:bool!0 {_PEG} {_WHY}
    """

NEW_ACK = message(300, "NewOrderAckResponse", ACK, tail=NAMES)
NEW_RESULT = message(301, "NewOrderResultResponse", f"{_EXPONENTS} {RESULT}", tail=NAMES)
NEW_FULL = message(302, "NewOrderFullResponse", f"{_EXPONENTS} {RESULT}", *FILLS, tail=NAMES)
TESTED = message(303, "OrderTestResponse")
ORDER = message(304, "OrderResponse", _SHOWN, tail=NAMES)
CANCELLED_ORDER = message(
    305, "CancelOrderResponse", f"{_EXPONENTS} {CANCELLED}", tail=CANCELLED_NAMES
)
CANCELLED_ALL = message(
    306, "CancelOpenOrdersResponse", "", group("responses", tail="response/16<outcome@.", at=".")
)
REPLACED = message(
    307,
    "CancelReplaceOrderResponse",
    "cancelResult:halfStatus newOrderResult:halfStatus",
    tail="cancelResponse/16<outcome newOrderResponse/32<outcome",
)
ORDERS = message(308, "OrdersResponse", "", group("orders", _SHOWN, tail=NAMES, at="."))
TESTED_RATES = message(
    315,
    "OrderTestWithCommissionsResponse",
    """
    commissionExponent:exponent discountExponent:exponent
    standardCommissionForOrderMaker:decimal@standardCommissionForOrder.maker
    standardCommissionForOrderTaker:decimal@standardCommissionForOrder.taker
    taxCommissionForOrderMaker:decimal@taxCommissionForOrder.maker
    taxCommissionForOrderTaker:decimal@taxCommissionForOrder.taker
    discountEnabledForAccount:bool@discount.enabledForAccount
    discountEnabledForSymbol:bool@discount.enabledForSymbol
    discount:decimal@discount.discount
    specialCommissionForOrderMaker:decimal?@specialCommissionForOrder.maker
    specialCommissionForOrderTaker:decimal?@specialCommissionForOrder.taker
    """,
    tail="discountAsset@discount.discountAsset",
)
AMENDMENTS = message(
    316,
    "OrderAmendmentsResponse",
    "",
    group(
        "amendments",
        """
        orderId:long executionId:long qtyExponent:exponent origQty:decimal newQty:decimal
        time:time
        """,
        tail="symbol origClientOrderId newClientOrderId",
        at=".",
    ),
)


def _amended(prefix: str) -> str:
    """Return the fields of an amended order, found in JSON under a prefix."""
    row = f"""
        {_ID} price:decimal qty:decimal executedQty:decimal preventedQty:decimal
        cumulativeQuoteQty:decimal {_KIND} {_TRIGGER} icebergQty:decimal? {_WORKING} {_STRATEGY}
        {_CAPACITY} selfTradePreventionMode:prevention usedSor:bool!0 {_PEG}
        """
    words = []
    for word in row.split():
        before, _, path = word.partition("@")
        words.append(f"{before}@{prefix}{path or before.partition(':')[0]}")
    return " ".join(words)


AMENDED = message(
    317,
    "OrderAmendKeepPriorityResponse",
    f"transactTime:time executionId:long {_EXPONENTS} {_amended('amendedOrder.')}",
    group(
        "listStatus",
        "orderListId:long contingencyType:contingency listOrderStatus:listOrderStatus",
        group("orders", "orderId:long", tail=NAMES, counter=UINT16),
        tail="listClientOrderId symbol",
        counter=UINT16,
    ),
    group("relatedOrders", _amended(""), tail=NAMES, counter=UINT16),
    tail="""
    symbol@amendedOrder.symbol origClientOrderId@amendedOrder.origClientOrderId
    clientOrderId@amendedOrder.clientOrderId
    """,
)
MESSAGES = (
    NEW_ACK,
    NEW_RESULT,
    NEW_FULL,
    TESTED,
    ORDER,
    CANCELLED_ORDER,
    CANCELLED_ALL,
    REPLACED,
    ORDERS,
    TESTED_RATES,
    AMENDMENTS,
    AMENDED,
)
