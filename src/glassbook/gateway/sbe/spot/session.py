"""What only a WebSocket session answers and tells, and the refusals of both doors."""

from glassbook.gateway.sbe.layout import UINT16
from glassbook.gateway.sbe.spot.rows import group, message, same

_EVENT = "eventTime:time@E"
_SUBSCRIBED = "subscriptionId:word?"
_STATUS = """
    connectedSince:time returnRateLimits:bool serverTime:time userDataStream:bool?
    """

RESPONSE = message(
    50,
    "WebSocketResponse",
    "sbeSchemaIdVersionDeprecated:bool status:word",
    group(
        "rateLimits",
        """
        rateLimitType:limitType interval:interval intervalNum:byte rateLimit:long@limit
        current:long@count
        """,
        counter=UINT16,
    ),
    tail="id result/32",
)
LOGGED_ON = message(
    51,
    "WebSocketSessionLogonResponse",
    f"authorizedSince:time {_STATUS}",
    tail="loggedOnApiKey/16@apiKey",
)
STATUS = message(
    52,
    "WebSocketSessionStatusResponse",
    f"authorizedSince:time? {_STATUS}",
    tail="loggedOnApiKey/16@apiKey",
)
LOGGED_OUT = same(53, "WebSocketSessionLogoutResponse", STATUS)
SUBSCRIPTIONS = message(
    54,
    "WebSocketSessionSubscriptionsResponse",
    "",
    group("subscriptions", "subscriptionId:word expirationTime:time?", at="."),
    since=1,
)
REFUSED = message(
    100,
    "ErrorResponse",
    "code:short serverTime:time?@data.serverTime retryAfter:time?@data.retryAfter",
    tail="msg/16 data/32<halves",
)
SUBSCRIBED = message(503, "UserDataStreamSubscribeResponse", _SUBSCRIBED)
UNSUBSCRIBED = message(504, "UserDataStreamUnsubscribeResponse")

#: Events, by what JSON calls them.
EVENTS = {
    "balanceUpdate": message(
        601,
        "BalanceUpdateEvent",
        f"{_EVENT} clearTime:time?@T qtyExponent:exponent freeQtyDelta:decimal@d {_SUBSCRIBED}",
        tail="asset@a",
    ),
    "eventStreamTerminated": message(602, "EventStreamTerminatedEvent", f"{_EVENT} {_SUBSCRIBED}"),
    "executionReport": message(
        603,
        "ExecutionReportEvent",
        f"""
        {_EVENT} transactTime:time@T priceExponent:exponent qtyExponent:exponent
        commissionExponent:exponent orderCreationTime:time?@O workingTime:time?@W orderId:long@i
        orderListId:long?=-1@g origQty:decimal@q price:decimal@p origQuoteOrderQty:decimal@Q
        icebergQty:decimal@F stopPrice:decimal@P orderType:orderType@o side:side@S
        timeInForce:timeInForce@f executionType:executionType@x orderStatus:status@X
        tradeId:long?=-1@t executionId:long@I executedQty:decimal@z cummulativeQuoteQty:decimal@Z
        lastQty:decimal@l lastPrice:decimal@L quoteQty:decimal@Y commission:decimal@n
        isWorking:bool@w isMaker:bool@m isBestMatch:bool@M matchType:matchType!1@b
        selfTradePreventionMode:prevention@V orderCapacity:capacity!1@y workingFloor:floor!1@k
        usedSor:bool!0@uS allocId:long?@a trailingDelta:ulong?@d trailingTime:time?=-1@D
        tradeGroupId:long?@u preventedQty:decimal!0@A lastPreventedQty:decimal?@B
        preventedMatchId:long?@v preventedExecutionQty:decimal?@pl
        preventedExecutionPrice:decimal?@pL preventedExecutionQuoteQty:decimal?@pY
        strategyType:int?@J strategyId:long?@j counterOrderId:long?@U {_SUBSCRIBED}
        pegPriceType:pegType?@gP pegOffsetType:offsetType?@gOT pegOffsetValue:byte?@gOV
        peggedPrice:decimal?@gp expiryReason:expiryReason?@eR
        """,
        tail="""
        symbol@s clientOrderId@c origClientOrderId@C commissionAsset@N rejectReason=NONE@r
        counterSymbol@Cs
        """,
    ),
    "listStatus": message(
        606,
        "ListStatusEvent",
        f"""
        {_EVENT} transactTime:time@T orderListId:long@g contingencyType:contingency@c
        listStatusType:listStatusType@l listOrderStatus:listOrderStatus@L {_SUBSCRIBED}
        """,
        group("orders", "orderId:long@i", tail="symbol@s clientOrderId@c", at="O", counter=UINT16),
        tail="symbol@s listClientOrderId@C rejectReason=NONE@r",
    ),
    "outboundAccountPosition": message(
        607,
        "OutboundAccountPositionEvent",
        f"{_EVENT} updateTime:time@u {_SUBSCRIBED}",
        group(
            "balances", "exponent:exponent free:decimal@f locked:decimal@l", tail="asset@a", at="B"
        ),
    ),
    "serverShutdown": message(610, "ServerShutdownEvent", _EVENT, since=3),
}
MESSAGES = (
    RESPONSE,
    LOGGED_ON,
    STATUS,
    LOGGED_OUT,
    SUBSCRIPTIONS,
    REFUSED,
    SUBSCRIBED,
    UNSUBSCRIBED,
    *EVENTS.values(),
)
