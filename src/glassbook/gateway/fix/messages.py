"""Every message: who sends it on which sessions, and which fields stand in it.

Members stand in the order in which they are written. Header and trailer are the same for all.
Source: FIX API, "Message Components", "Administrative Messages", "Application Messages".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Flag

from glassbook.gateway.fix.fields import BY_NAME, BY_TAG, Field


class Kinds(Flag):
    """The kinds of session; a message may belong to several."""

    ORDER_ENTRY = 1
    DROP_COPY = 2
    MARKET_DATA = 4


EVERYWHERE = Kinds.ORDER_ENTRY | Kinds.DROP_COPY | Kinds.MARKET_DATA
_TRADING = Kinds.ORDER_ENTRY
_TOLD = Kinds.ORDER_ENTRY | Kinds.DROP_COPY
_MARKET = Kinds.MARKET_DATA


@dataclass(frozen=True, slots=True)
class Member:
    """A field's place in a message. A group's counting field has the group's own members."""

    field: Field
    is_required: bool
    members: "tuple[Member, ...]" = ()


@dataclass(frozen=True)
class MessageType:
    """One type of message.

    by_client, by_venue  who may send it
    tags                 every tag of it at the top, with its member
    """

    code: str
    name: str
    kinds: Kinds
    by_client: bool
    by_venue: bool
    members: tuple[Member, ...]
    tags: dict[int, Member] = field(init=False, repr=False)
    required: tuple[Field, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out what the reader looks up."""
        object.__setattr__(self, "tags", {each.field.tag: each for each in self.members})
        needed = tuple(each.field for each in self.members if each.is_required)
        object.__setattr__(self, "required", needed)


def _members(text: str) -> tuple[Member, ...]:
    """Read `Name! Name Group[Name! Name]`: an exclamation mark for what must be there."""
    return tuple(_read(iter(text.replace("[", " [ ").replace("]", " ] ").split())))


def _read(words: Iterator[str]) -> list[Member]:
    found: list[Member] = []
    for word in words:
        if word == "]":
            break
        if word == "[":
            group = found.pop()
            found.append(Member(group.field, group.is_required, tuple(_read(words))))
        else:
            found.append(Member(BY_NAME[word.rstrip("!")], word.endswith("!")))
    return found


HEADER = _members("BeginString! BodyLength! MsgType! SenderCompID! TargetCompID! MsgSeqNum! "
                  "SendingTime! RecvWindow")  # fmt: skip
TRAILER = _members("CheckSum!")

TRIGGER = (
    "TriggerType TriggerAction TriggerPrice TriggerPriceType TriggerPriceDirection "
    "TriggerTrailingDeltaBips "
)
PEG = "PegOffsetValue PegPriceType PegMoveType PegOffsetType "
LIST_TRIGGERS = (
    "NoListTriggeringInstructions[ListTriggerType! ListTriggerTriggerIndex! ListTriggerAction!] "
)
NEW_ORDER = (
    f"ClOrdID! OrderQty OrdType! ExecInst Price {TRIGGER}{PEG}Side! Symbol! TimeInForce MaxFloor "
    "CashOrderQty TargetStrategy StrategyID SelfTradePreventionMode "
)
EXECUTION = (
    f"ExecID ClOrdID OrigClOrdID OrderID OrderQty OrdType! Side! Symbol! ExecInst Price {TRIGGER}"
    f"{PEG}PeggedPrice TimeInForce TransactTime OrderCreationTime MaxFloor ListID CashOrderQty "
    "TargetStrategy StrategyID SelfTradePreventionMode ExecType! CumQty! LeavesQty CumQuoteQty "
    "AggressorIndicator TradeID LastPx LastQty! OrdStatus! AllocID MatchType WorkingFloor "
    "WorkingIndicator WorkingTime TrailingTime PreventedMatchID PreventedExecutionPrice "
    "PreventedExecutionQty TradeGroupID CounterSymbol CounterOrderID PreventedQty "
    "LastPreventedQty SOR NoMiscFees[MiscFeeAmt! MiscFeeCurr! MiscFeeType!] OrdRejReason "
    "ErrorCode Text ExpiryReason"
)


def _type(code: str, name: str, kinds: Kinds, members: str, sent_by: str) -> MessageType:
    return MessageType(
        code, name, kinds, "client" in sent_by, "venue" in sent_by, _members(members)
    )


BOTH = "client, venue"
MESSAGES = (
    _type("0", "Heartbeat", EVERYWHERE, "TestReqID", BOTH),
    _type("1", "TestRequest", EVERYWHERE, "TestReqID!", BOTH),
    _type(
        "3",
        "Reject",
        EVERYWHERE,
        "RefSeqNum RefTagID RefMsgType SessionRejectReason ErrorCode Text",
        "venue",
    ),
    _type("5", "Logout", EVERYWHERE, "Text", BOTH),
    _type(
        "A",
        "Logon",
        EVERYWHERE,
        "EncryptMethod! HeartBtInt! RawDataLength! RawData! ResetSeqNumFlag! Username! "
        "MessageHandling! ResponseMode DropCopyFlag UUID",
        BOTH,
    ),
    _type("B", "News", EVERYWHERE, "Headline!", "venue"),
    _type("D", "NewOrderSingle", _TRADING, NEW_ORDER + "SOR", "client"),
    _type(
        "F",
        "OrderCancelRequest",
        _TRADING,
        "ClOrdID! OrigClOrdID OrderID OrigClListID ListID Symbol! CancelRestrictions",
        "client",
    ),
    _type(
        "XCN",
        "OrderCancelRequestAndNewOrderSingle",
        _TRADING,
        "OrderCancelRequestAndNewOrderSingleMode! OrderRateLimitExceededMode OrderID CancelClOrdID "
        f"OrigClOrdID CancelRestrictions {NEW_ORDER}",
        "client",
    ),
    _type(
        "q",
        "OrderMassCancelRequest",
        _TRADING,
        "Symbol! ClOrdID! MassCancelRequestType!",
        "client",
    ),
    _type(
        "E",
        "NewOrderList",
        _TRADING,
        f"ClListID! ContingencyType! OPO NoOrders[{NEW_ORDER}{LIST_TRIGGERS}]",
        "client",
    ),
    _type(
        "XAK",
        "OrderAmendKeepPriorityRequest",
        _TRADING,
        "ClOrdID! OrigClOrdID OrderID Symbol! OrderQty!",
        "client",
    ),
    _type("XLQ", "LimitQuery", EVERYWHERE, "ReqID!", "client"),
    _type(
        "XLR",
        "LimitResponse",
        EVERYWHERE,
        "ReqID! NoLimitIndicators![LimitType! LimitCount! LimitMax! LimitResetInterval "
        "LimitResetIntervalResolution]",
        "venue",
    ),
    _type("8", "ExecutionReport", _TOLD, EXECUTION, "venue"),
    _type(
        "9",
        "OrderCancelReject",
        _TRADING,
        "ClOrdID! OrigClOrdID OrderID OrigClListID ListID Symbol! CancelRestrictions "
        "CxlRejResponseTo! ErrorCode! Text!",
        "venue",
    ),
    _type(
        "r",
        "OrderMassCancelReport",
        _TRADING,
        "Symbol! ClOrdID! MassCancelRequestType! MassCancelResponse! MassCancelRejectReason "
        "TotalAffectedOrders ErrorCode Text",
        "venue",
    ),
    _type(
        "N",
        "ListStatus",
        _TOLD,
        "Symbol ListID ClListID OrigClListID ContingencyType ListStatusType! ListOrderStatus! "
        f"ListRejectReason TransactTime NoOrders[ClOrdID! Symbol! OrderID {LIST_TRIGGERS}"
        "OrdRejReason ErrorCode Text]",
        "venue",
    ),
    _type(
        "XAR",
        "OrderAmendReject",
        _TRADING,
        "ClOrdID! OrigClOrdID OrderID Symbol! OrderQty! ErrorCode! Text!",
        "venue",
    ),
    _type(
        "x",
        "InstrumentListRequest",
        _MARKET,
        "InstrumentReqID! InstrumentListRequestType! Symbol",
        "client",
    ),
    _type(
        "y",
        "InstrumentList",
        _MARKET,
        "InstrumentReqID! NoRelatedSym![Symbol! Currency! MinTradeVol MaxTradeVol MinQtyIncrement "
        "MarketMinTradeVol MarketMaxTradeVol MarketMinQtyIncrement StartPriceRange EndPriceRange "
        "MinPriceIncrement]",
        "venue",
    ),
    _type(
        "V",
        "MarketDataRequest",
        _MARKET,
        "MDReqID! SubscriptionRequestType! MarketDepth NoRelatedSym[Symbol!] "
        "NoMDEntryTypes[MDEntryType!] AggregatedBook",
        "client",
    ),
    _type(
        "Y",
        "MarketDataRequestReject",
        _MARKET,
        "MDReqID! MDReqRejReason ErrorCode Text",
        "venue",
    ),
    _type(
        "W",
        "MarketDataSnapshot",
        _MARKET,
        "MDReqID! Symbol! LastBookUpdateID NoMDEntries![MDEntryType! MDEntryPx! MDEntrySize!]",
        "venue",
    ),
    _type(
        "X",
        "MarketDataIncrementalRefresh",
        _MARKET,
        "MDReqID! LastFragment NoMDEntries![MDUpdateAction! MDEntryPx! MDEntrySize MDEntryType! "
        "Symbol TransactTime TradeID AggressorSide FirstBookUpdateID LastBookUpdateID]",
        "venue",
    ),
)

BY_CODE = {each.code: each for each in MESSAGES}
HEADER_TAGS = {each.field.tag for each in HEADER}
assert BY_TAG[35].name == "MsgType", "the third field of every message"
