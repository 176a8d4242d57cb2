"""Accounts, their fills and limits, and listen keys."""

from glassbook.gateway.sbe.spot.rows import group, message

_EXPONENTS = "priceExponent:exponent qtyExponent:exponent"


def _rates(name: str, *, is_optional: bool = False) -> str:
    """Return the fields of the four rates of a commission."""
    mark = "?" if is_optional else ""
    return " ".join(
        f"{name}{each.capitalize()}:decimal{mark}@{name}.{each}"
        for each in ("maker", "taker", "buyer", "seller")
    )


ACCOUNT = message(
    400,
    "AccountResponse",
    """
    commissionExponent:exponent commissionRateMaker:decimal@commissionRates.maker
    commissionRateTaker:decimal@commissionRates.taker
    commissionRateBuyer:decimal@commissionRates.buyer
    commissionRateSeller:decimal@commissionRates.seller
    canTrade:bool canWithdraw:bool canDeposit:bool brokered:bool requireSelfTradePrevention:bool
    preventSor:bool updateTime:time accountType:accountType tradeGroupId:long? uid:long
    """,
    group("balances", "exponent:exponent free:decimal locked:decimal", tail="asset"),
    group("permissions", tail="permission@."),
    group("reduceOnlyAssets", tail="asset@."),
)
FILLS = message(
    401,
    "AccountTradesResponse",
    "",
    group(
        "trades",
        f"""
        {_EXPONENTS} commissionExponent:exponent id:long orderId:long orderListId:long?=-1
        price:decimal qty:decimal quoteQty:decimal commission:decimal time:time isBuyer:bool
        isMaker:bool isBestMatch:bool
        """,
        tail="symbol commissionAsset",
        at=".",
    ),
)
ORDER_LIMITS = message(
    402,
    "AccountOrderRateLimitResponse",
    "",
    group(
        "rateLimits",
        """
        rateLimitType:limitType interval:interval intervalNum:byte rateLimit:long@limit
        numOrders:long@count
        """,
        at=".",
    ),
)
PREVENTED_MATCHES = message(
    403,
    "AccountPreventedMatchesResponse",
    "",
    group(
        "preventedMatches",
        f"""
        {_EXPONENTS} preventedMatchId:long takerOrderId:long makerOrderId:long tradeGroupId:long
        selfTradePreventionMode:prevention price:decimal takerPreventedQuantity:decimal?
        makerPreventedQuantity:decimal? transactTime:time
        """,
        tail="symbol makerSymbol",
        at=".",
    ),
)
ALLOCATIONS = message(
    404,
    "AccountAllocationsResponse",
    "",
    group(
        "allocations",
        f"""
        {_EXPONENTS} commissionExponent:exponent? allocationId:long allocationType:allocationType
        orderId:long orderListId:long?=-1 sourceTradeId:long? sourceAllocationId:long?
        price:decimal qty:decimal quoteQty:decimal commission:decimal? time:time isBuyer:bool
        isMaker:bool isAllocator:bool
        """,
        tail="symbol commissionAsset sourceSymbol",
        at=".",
    ),
)
COMMISSION = message(
    405,
    "AccountCommissionResponse",
    f"""
    commissionExponent:exponent discountExponent:exponent {_rates("standardCommission")}
    {_rates("taxCommission")} discountEnabledForAccount:bool@discount.enabledForAccount
    discountEnabledForSymbol:bool@discount.enabledForSymbol discount:decimal@discount.discount
    {_rates("specialCommission", is_optional=True)}
    """,
    tail="symbol discountAsset@discount.discountAsset",
)
LISTEN_KEY = message(500, "UserDataStreamStartResponse", tail="listenKey")
LISTEN_KEY_KEPT = message(501, "UserDataStreamPingResponse")
LISTEN_KEY_CLOSED = message(502, "UserDataStreamStopResponse")
MESSAGES = (
    ACCOUNT,
    FILLS,
    ORDER_LIMITS,
    PREVENTED_MATCHES,
    ALLOCATIONS,
    COMMISSION,
    LISTEN_KEY,
    LISTEN_KEY_KEPT,
    LISTEN_KEY_CLOSED,
)
