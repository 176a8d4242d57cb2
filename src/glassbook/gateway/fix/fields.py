"""Every field that may stand in a message: its tag, its name, what its value looks like.

The one table that the reader, the encoder, the reference page and the check against published
dictionaries share. Source: FIX API, "Types" and the tables of each message.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a value looks like. CLIENT_ID, COMP_ID and WINDOW are strings and numbers of a form."""

    BOOLEAN = "BOOLEAN"
    CHAR = "CHAR"
    CLIENT_ID = "CLIENT_ID"
    COMP_ID = "COMP_ID"
    DATA = "DATA"
    INT = "INT"
    LENGTH = "LENGTH"
    NUMINGROUP = "NUMINGROUP"
    PRICE = "PRICE"
    QTY = "QTY"
    SEQNUM = "SEQNUM"
    STRING = "STRING"
    UTCTIMESTAMP = "UTCTIMESTAMP"
    WINDOW = "WINDOW"


_DECIMAL = r"[0-9]{1,20}(\.[0-9]{1,20})?"

#: The legal range of each kind, as it is quoted to who left it.
PATTERNS = {
    Kind.BOOLEAN: "[YN]",
    Kind.CHAR: "[!-~]",
    Kind.CLIENT_ID: "[a-zA-Z0-9-_]{1,36}",
    Kind.COMP_ID: "[a-zA-Z0-9-_]{1,8}",
    Kind.DATA: "[ -~]{1,4096}",
    Kind.INT: "-?[0-9]{1,18}",
    Kind.LENGTH: "[0-9]{1,9}",
    Kind.NUMINGROUP: "[0-9]{1,9}",
    Kind.PRICE: _DECIMAL,
    Kind.QTY: _DECIMAL,
    Kind.SEQNUM: "[0-9]{1,10}",
    Kind.STRING: "[ -~]{1,256}",
    Kind.UTCTIMESTAMP: r"[0-9]{8}-[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3}|\.[0-9]{6})?",
    Kind.WINDOW: r"[0-9]{1,5}(\.[0-9]{1,3})?",
}
_TESTS: dict[Kind, Callable[[str], re.Match[str] | None]] = {
    kind: re.compile(pattern).fullmatch for kind, pattern in PATTERNS.items()
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    values  what may stand in it, and what that is called; empty where its kind alone decides
    """

    tag: int
    name: str
    kind: Kind
    values: Mapping[str, str]

    @property
    def pattern(self) -> str:
        """The legal range of its value as a regular expression."""
        return f"^{PATTERNS[self.kind]}$"

    def fits(self, text: str) -> bool:
        """Is this text of the field's kind?"""
        return _TESTS[self.kind](text) is not None


def _field(tag: int, name: str, kind: Kind, values: str = "") -> Field:
    """Return a field whose values are written as `1 ONE, 2 TWO`."""
    pairs = (pair.split(" ", 1) for pair in values.split(", ") if pair)
    return Field(tag, name, kind, dict(pairs))


FIELDS = (
    _field(8, "BeginString", Kind.STRING, "FIX.4.4 FIX44"),
    _field(9, "BodyLength", Kind.LENGTH),
    _field(10, "CheckSum", Kind.STRING),
    _field(11, "ClOrdID", Kind.CLIENT_ID),
    _field(14, "CumQty", Kind.QTY),
    _field(15, "Currency", Kind.STRING),
    _field(17, "ExecID", Kind.INT),
    _field(18, "ExecInst", Kind.CHAR, "6 PARTICIPATE_DONT_INITIATE"),
    _field(31, "LastPx", Kind.PRICE),
    _field(32, "LastQty", Kind.QTY),
    _field(34, "MsgSeqNum", Kind.SEQNUM),
    _field(35, "MsgType", Kind.STRING),
    _field(37, "OrderID", Kind.INT),
    _field(38, "OrderQty", Kind.QTY),
    _field(
        39,
        "OrdStatus",
        Kind.CHAR,
        "0 NEW, 1 PARTIALLY_FILLED, 2 FILLED, 4 CANCELED, 6 PENDING_CANCEL, 8 REJECTED, "
        "A PENDING_NEW, C EXPIRED",
    ),
    _field(40, "OrdType", Kind.CHAR, "1 MARKET, 2 LIMIT, 3 STOP, 4 STOP_LIMIT, P PEGGED"),
    _field(41, "OrigClOrdID", Kind.CLIENT_ID),
    _field(44, "Price", Kind.PRICE),
    _field(45, "RefSeqNum", Kind.INT),
    _field(49, "SenderCompID", Kind.COMP_ID),
    _field(52, "SendingTime", Kind.UTCTIMESTAMP),
    _field(54, "Side", Kind.CHAR, "1 BUY, 2 SELL"),
    _field(55, "Symbol", Kind.STRING),
    _field(56, "TargetCompID", Kind.COMP_ID),
    _field(58, "Text", Kind.STRING),
    _field(
        59,
        "TimeInForce",
        Kind.CHAR,
        "1 GOOD_TILL_CANCEL, 3 IMMEDIATE_OR_CANCEL, 4 FILL_OR_KILL",
    ),
    _field(60, "TransactTime", Kind.UTCTIMESTAMP),
    _field(66, "ListID", Kind.INT),
    _field(70, "AllocID", Kind.INT),
    _field(73, "NoOrders", Kind.NUMINGROUP),
    _field(95, "RawDataLength", Kind.LENGTH),
    _field(96, "RawData", Kind.DATA),
    _field(98, "EncryptMethod", Kind.INT, "0 NONE"),
    _field(103, "OrdRejReason", Kind.INT, "99 OTHER"),
    _field(108, "HeartBtInt", Kind.INT),
    _field(111, "MaxFloor", Kind.QTY),
    _field(112, "TestReqID", Kind.STRING),
    _field(136, "NoMiscFees", Kind.NUMINGROUP),
    _field(137, "MiscFeeAmt", Kind.QTY),
    _field(138, "MiscFeeCurr", Kind.STRING),
    _field(139, "MiscFeeType", Kind.INT, "4 EXCHANGE_FEES"),
    _field(141, "ResetSeqNumFlag", Kind.BOOLEAN, "Y YES, N NO"),
    _field(146, "NoRelatedSym", Kind.NUMINGROUP),
    _field(148, "Headline", Kind.STRING),
    _field(
        150,
        "ExecType",
        Kind.CHAR,
        "0 NEW, 4 CANCELED, 5 REPLACED, 8 REJECTED, F TRADE, C EXPIRED",
    ),
    _field(151, "LeavesQty", Kind.QTY),
    _field(152, "CashOrderQty", Kind.QTY),
    _field(211, "PegOffsetValue", Kind.INT),
    _field(262, "MDReqID", Kind.CLIENT_ID),
    _field(263, "SubscriptionRequestType", Kind.CHAR, "1 SUBSCRIBE, 2 UNSUBSCRIBE"),
    _field(264, "MarketDepth", Kind.INT),
    _field(266, "AggregatedBook", Kind.BOOLEAN, "Y BOOK_ENTRIES_TO_BE_AGGREGATED"),
    _field(267, "NoMDEntryTypes", Kind.NUMINGROUP),
    _field(268, "NoMDEntries", Kind.NUMINGROUP),
    _field(269, "MDEntryType", Kind.CHAR, "0 BID, 1 OFFER, 2 TRADE"),
    _field(270, "MDEntryPx", Kind.PRICE),
    _field(271, "MDEntrySize", Kind.QTY),
    _field(279, "MDUpdateAction", Kind.CHAR, "0 NEW, 1 CHANGE, 2 DELETE"),
    _field(281, "MDReqRejReason", Kind.CHAR, "1 DUPLICATE_MDREQID, 2 TOO_MANY_SUBSCRIPTIONS"),
    _field(320, "InstrumentReqID", Kind.STRING),
    _field(371, "RefTagID", Kind.INT),
    _field(372, "RefMsgType", Kind.STRING),
    _field(
        373,
        "SessionRejectReason",
        Kind.INT,
        "0 INVALID_TAG_NUMBER, 1 REQUIRED_TAG_MISSING, "
        "2 TAG_NOT_DEFINED_FOR_THIS_MESSAGE_TYPE, 3 UNDEFINED_TAG, 5 VALUE_IS_INCORRECT, "
        "6 INCORRECT_DATA_FORMAT_FOR_VALUE, 8 SIGNATURE_PROBLEM, "
        "10 SENDINGTIME_ACCURACY_PROBLEM, 13 TAG_APPEARS_MORE_THAN_ONCE, "
        "14 TAG_SPECIFIED_OUT_OF_REQUIRED_ORDER, 15 REPEATING_GROUP_FIELDS_OUT_OF_ORDER, "
        "16 INCORRECT_NUMINGROUP_COUNT_FOR_REPEATING_GROUP, 99 OTHER",
    ),
    _field(429, "ListStatusType", Kind.INT, "2 RESPONSE, 4 EXEC_STARTED, 5 ALL_DONE, 100 UPDATED"),
    _field(431, "ListOrderStatus", Kind.INT, "3 EXECUTING, 6 ALL_DONE, 7 REJECT"),
    _field(434, "CxlRejResponseTo", Kind.CHAR, "1 ORDER_CANCEL_REQUEST"),
    _field(530, "MassCancelRequestType", Kind.CHAR, "1 CANCEL_SYMBOL_ORDERS"),
    _field(
        531,
        "MassCancelResponse",
        Kind.CHAR,
        "0 CANCEL_REQUEST_REJECTED, 1 CANCEL_SYMBOL_ORDERS",
    ),
    _field(532, "MassCancelRejectReason", Kind.INT, "99 OTHER"),
    _field(533, "TotalAffectedOrders", Kind.INT),
    _field(553, "Username", Kind.STRING),
    _field(559, "InstrumentListRequestType", Kind.INT, "0 SINGLE_INSTRUMENT, 4 ALL_INSTRUMENTS"),
    _field(562, "MinTradeVol", Kind.QTY),
    _field(574, "MatchType", Kind.STRING, "1 ONE_PARTY_TRADE_REPORT, 4 AUTO_MATCH"),
    _field(636, "WorkingIndicator", Kind.BOOLEAN),
    _field(835, "PegMoveType", Kind.INT, "1 FIXED"),
    _field(836, "PegOffsetType", Kind.CHAR, "3 PRICE_TIER"),
    _field(839, "PeggedPrice", Kind.PRICE),
    _field(847, "TargetStrategy", Kind.INT),
    _field(893, "LastFragment", Kind.BOOLEAN, "N NOT_LAST_MESSAGE, Y LAST_MESSAGE"),
    _field(969, "MinPriceIncrement", Kind.PRICE),
    _field(1003, "TradeID", Kind.INT),
    _field(1057, "AggressorIndicator", Kind.BOOLEAN, "Y TAKER, N MAKER"),
    _field(1094, "PegPriceType", Kind.CHAR, "4 MARKET_PEG, 5 PRIMARY_PEG"),
    _field(1100, "TriggerType", Kind.CHAR, "4 PRICE_MOVEMENT"),
    _field(1101, "TriggerAction", Kind.CHAR, "1 ACTIVATE"),
    _field(1102, "TriggerPrice", Kind.PRICE),
    _field(1107, "TriggerPriceType", Kind.CHAR, "2 LAST_TRADE"),
    _field(1109, "TriggerPriceDirection", Kind.CHAR, "U UP, D DOWN"),
    _field(1140, "MaxTradeVol", Kind.QTY),
    _field(1385, "ContingencyType", Kind.INT, "1 ONE_CANCELS_THE_OTHER, 2 ONE_TRIGGERS_THE_OTHER"),
    _field(1386, "ListRejectReason", Kind.INT, "99 OTHER"),
    _field(2446, "AggressorSide", Kind.CHAR, "1 BUY, 2 SELL"),
    _field(2551, "StartPriceRange", Kind.PRICE),
    _field(2552, "EndPriceRange", Kind.PRICE),
    _field(6136, "ReqID", Kind.STRING),
    _field(7940, "StrategyID", Kind.INT),
    _field(9406, "DropCopyFlag", Kind.BOOLEAN),
    _field(25000, "RecvWindow", Kind.WINDOW),
    _field(
        25001,
        "SelfTradePreventionMode",
        Kind.CHAR,
        "1 NONE, 2 EXPIRE_TAKER, 3 EXPIRE_MAKER, 4 EXPIRE_BOTH, 5 DECREMENT, 6 TRANSFER",
    ),
    _field(25002, "CancelRestrictions", Kind.INT, "1 ONLY_NEW, 2 ONLY_PARTIALLY_FILLED"),
    _field(25003, "NoLimitIndicators", Kind.NUMINGROUP),
    _field(25004, "LimitType", Kind.CHAR, "1 ORDER_LIMIT, 2 MESSAGE_LIMIT, 3 SUBSCRIPTION_LIMIT"),
    _field(25005, "LimitCount", Kind.INT),
    _field(25006, "LimitMax", Kind.INT),
    _field(25007, "LimitResetInterval", Kind.INT),
    _field(25008, "LimitResetIntervalResolution", Kind.CHAR, "s SECOND, m MINUTE, h HOUR, d DAY"),
    _field(25009, "TriggerTrailingDeltaBips", Kind.INT),
    _field(25010, "NoListTriggeringInstructions", Kind.NUMINGROUP),
    _field(25011, "ListTriggerType", Kind.CHAR, "1 ACTIVATED, 2 PARTIALLY_FILLED, 3 FILLED"),
    _field(25012, "ListTriggerTriggerIndex", Kind.INT),
    _field(25013, "ListTriggerAction", Kind.CHAR, "1 RELEASE, 2 CANCEL"),
    _field(25014, "ClListID", Kind.CLIENT_ID),
    _field(25015, "OrigClListID", Kind.CLIENT_ID),
    _field(25016, "ErrorCode", Kind.INT),
    _field(25017, "CumQuoteQty", Kind.QTY),
    _field(25018, "OrderCreationTime", Kind.UTCTIMESTAMP),
    _field(25021, "WorkingFloor", Kind.INT, "1 EXCHANGE, 2 BROKER, 3 SOR"),
    _field(25022, "TrailingTime", Kind.UTCTIMESTAMP),
    _field(25023, "WorkingTime", Kind.UTCTIMESTAMP),
    _field(25024, "PreventedMatchID", Kind.INT),
    _field(25025, "PreventedExecutionPrice", Kind.PRICE),
    _field(25026, "PreventedExecutionQty", Kind.QTY),
    _field(25027, "TradeGroupID", Kind.INT),
    _field(25028, "CounterSymbol", Kind.STRING),
    _field(25029, "CounterOrderID", Kind.INT),
    _field(25030, "PreventedQty", Kind.QTY),
    _field(25031, "LastPreventedQty", Kind.QTY),
    _field(25032, "SOR", Kind.BOOLEAN),
    _field(
        25033,
        "OrderCancelRequestAndNewOrderSingleMode",
        Kind.INT,
        "1 STOP_ON_FAILURE, 2 ALLOW_FAILURE",
    ),
    _field(25034, "CancelClOrdID", Kind.CLIENT_ID),
    _field(25035, "MessageHandling", Kind.INT, "1 UNORDERED, 2 SEQUENTIAL"),
    _field(25036, "ResponseMode", Kind.INT, "1 EVERYTHING, 2 ONLY_ACKS"),
    _field(25037, "UUID", Kind.STRING),
    _field(25038, "OrderRateLimitExceededMode", Kind.INT, "1 DO_NOTHING, 2 CANCEL_ONLY"),
    _field(25039, "MinQtyIncrement", Kind.QTY),
    _field(25040, "MarketMinTradeVol", Kind.QTY),
    _field(25041, "MarketMaxTradeVol", Kind.QTY),
    _field(25042, "MarketMinQtyIncrement", Kind.QTY),
    _field(25043, "FirstBookUpdateID", Kind.INT),
    _field(25044, "LastBookUpdateID", Kind.INT),
    _field(25046, "OPO", Kind.BOOLEAN),
    _field(
        25056,
        "ExpiryReason",
        Kind.INT,
        "1 REJECTED, 2 EXCHANGE_CANCELED, 3 OCO_TRIGGER, 4 OTO_PHASE_ONE_EXPIRED, "
        "5 UNFILLED_IOC_QUANTITY_EXPIRED, 6 UNFILLED_FOK_ORDER_EXPIRED, "
        "7 INSUFFICIENT_LIQUIDITY, 8 EXECUTION_RULE_PRICE_RANGE_EXCEEDED",
    ),
)

BY_TAG = {field.tag: field for field in FIELDS}
BY_NAME = {field.name: field for field in FIELDS}
