"""What is wrong with a message, in the words of the wire: a reason, a code, a text.

Source: errors.md, -1033 to -1035 and -1169 to -1191; FIX API, "Reject".
"""

from enum import IntEnum

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix.fields import Field


class Reason(IntEnum):
    """SessionRejectReason (373)."""

    INVALID_TAG_NUMBER = 0
    REQUIRED_TAG_MISSING = 1
    TAG_NOT_DEFINED_FOR_THIS_MESSAGE_TYPE = 2
    UNDEFINED_TAG = 3
    VALUE_IS_INCORRECT = 5
    INCORRECT_DATA_FORMAT_FOR_VALUE = 6
    SIGNATURE_PROBLEM = 8
    SENDINGTIME_ACCURACY_PROBLEM = 10
    TAG_APPEARS_MORE_THAN_ONCE = 13
    TAG_SPECIFIED_OUT_OF_REQUIRED_ORDER = 14
    REPEATING_GROUP_FIELDS_OUT_OF_ORDER = 15
    INCORRECT_NUMINGROUP_COUNT_FOR_REPEATING_GROUP = 16
    OTHER = 99


class Garbled(Exception):
    """These bytes are no message, and nothing after them can be trusted to be one."""


class Rejected(Exception):
    """A message that is answered with Reject (3). It changed nothing.

    tag  of the field that is to blame; 0 where none is
    """

    def __init__(self, reason: Reason, code: int, text: str, *, tag: int = 0) -> None:
        super().__init__(text)
        self.reason = reason
        self.code = code
        self.text = text
        self.tag = tag


def of(refusal: Refusal, reason: Reason, tag: int = 0) -> Rejected:
    """Return what another door would refuse in the same words."""
    return Rejected(reason, refusal.code, refusal.text, tag=tag)


def invalid_tag() -> Rejected:
    return Rejected(Reason.INVALID_TAG_NUMBER, -1169, "Invalid tag number.")


def missing(field: Field) -> Rejected:
    text = f"Mandatory parameter '{field.name}' was not sent, was empty/null, or malformed."
    return Rejected(Reason.REQUIRED_TAG_MISSING, -1102, text, tag=field.tag)


def undefined(tag: int) -> Rejected:
    text = f"Tag '{tag}' not defined for this message type."
    return Rejected(Reason.UNDEFINED_TAG, -1170, text, tag=tag)


def not_here(field: Field) -> Rejected:
    text = f"Tag '{field.name}' not defined for this message type."
    reason = Reason.TAG_NOT_DEFINED_FOR_THIS_MESSAGE_TYPE
    return Rejected(reason, -1170, text, tag=field.tag)


def empty(field: Field) -> Rejected:
    text = f"Parameter '{field.name}' was empty."
    return Rejected(Reason.INCORRECT_DATA_FORMAT_FOR_VALUE, -1105, text, tag=field.tag)


def illegal(field: Field) -> Rejected:
    text = (
        f"Illegal characters found in parameter '{field.name}'; legal range is '{field.pattern}'."
    )
    return Rejected(Reason.INCORRECT_DATA_FORMAT_FOR_VALUE, -1100, text, tag=field.tag)


def bad_value(field: Field) -> Rejected:
    text = f"Data sent for parameter '{field.name}' is not valid."
    return Rejected(Reason.VALUE_IS_INCORRECT, -1130, text, tag=field.tag)


def repeated(field: Field) -> Rejected:
    text = f"Tag '{field.name}' appears more than once."
    return Rejected(Reason.TAG_APPEARS_MORE_THAN_ONCE, -1171, text, tag=field.tag)


def out_of_order(field: Field) -> Rejected:
    text = f"Tag '{field.name}' specified out of required order."
    return Rejected(Reason.TAG_SPECIFIED_OUT_OF_REQUIRED_ORDER, -1172, text, tag=field.tag)


def group_out_of_order(field: Field) -> Rejected:
    text = f"Repeating group '{field.name}' fields out of order."
    return Rejected(Reason.REPEATING_GROUP_FIELDS_OUT_OF_ORDER, -1173, text, tag=field.tag)


def group_count(field: Field) -> Rejected:
    text = f"Incorrect NumInGroup count for repeating group '{field.name}'."
    reason = Reason.INCORRECT_NUMINGROUP_COUNT_FOR_REPEATING_GROUP
    return Rejected(reason, -1188, text, tag=field.tag)


def repeated_entry(field: Field) -> Rejected:
    text = f"Group '{field.name}' contains duplicate entries."
    return Rejected(Reason.VALUE_IS_INCORRECT, -1189, text, tag=field.tag)


def not_supported(code: str) -> Rejected:
    """Refuse a message type nobody knows, or that is not for clients to send."""
    text = f"This operation is not supported: MsgType (35) '{code}'."
    return Rejected(Reason.OTHER, -1020, text, tag=35)


def no_resending() -> Rejected:
    text = "Resend requests are not supported; sequence numbers begin anew with each session."
    return Rejected(Reason.OTHER, -1020, text, tag=35)


def numbers_not_reset() -> Rejected:
    text = (
        "Continuation of sequence numbers to new session is currently unsupported. "
        "Sequence numbers must be reset for each new session."
    )
    return Rejected(Reason.VALUE_IS_INCORRECT, -1175, text, tag=141)


def already_logged_on() -> Rejected:
    return Rejected(Reason.OTHER, -1176, "Logon<A> should only be sent once.", tag=35)


def wrong_sender() -> Rejected:
    text = (
        "SenderCompId(49) contains an incorrect value. "
        "The SenderCompID value should not change throughout the lifetime of a session."
    )
    return Rejected(Reason.VALUE_IS_INCORRECT, -1178, text, tag=49)


def wrong_sequence(expected: int) -> Rejected:
    text = f"MsgSeqNum(34) contains an unexpected value. Expected: '{expected}'."
    return Rejected(Reason.VALUE_IS_INCORRECT, -1179, text, tag=34)


def logon_first() -> Rejected:
    text = "Logon<A> must be the first message in the session."
    return Rejected(Reason.OTHER, -1180, text, tag=35)


def too_many_messages(limit: int, interval: str) -> Rejected:
    """Return why a session is ended: Logout says it, and has no place for the code."""
    text = f"Too many messages; current limit is '{limit}' messages per '{interval}'."
    return Rejected(Reason.OTHER, -1181, text)


def garbled(text: str) -> Rejected:
    return Rejected(Reason.OTHER, -1177, text)


def not_in_order_entry() -> Rejected:
    return _wrong_session(-1186, "order entry")


def not_in_drop_copy() -> Rejected:
    return _wrong_session(-1183, "DropCopy")


def not_in_market_data() -> Rejected:
    return _wrong_session(-1187, "market data")


def _wrong_session(code: int, name: str) -> Rejected:
    text = f"Requested operation is not allowed in {name} sessions."
    return Rejected(Reason.OTHER, code, text, tag=35)


def badly_filled(component: str, order_type: str, advice: str, tag: int) -> Rejected:
    text = (
        f"Component '{component}' is incorrectly populated on '{order_type}' order. "
        f"Recommendation: '{advice}'"
    )
    return Rejected(Reason.VALUE_IS_INCORRECT, -1174, text, tag=tag)


def sender_in_use() -> Rejected:
    text = (
        "SenderCompId(49) is currently in use. "
        "Concurrent use of the same SenderCompId within one account is not allowed."
    )
    return Rejected(Reason.VALUE_IS_INCORRECT, -1033, text, tag=49)


def too_many_connections(limit: int) -> Rejected:
    text = f"Too many concurrent connections; current limit is '{limit}'."
    return Rejected(Reason.OTHER, -1034, text)


def too_many_attempts(limit: int, interval: str) -> Rejected:
    text = f"Too many connection attempts for account; current limit is {limit} per '{interval}'."
    return Rejected(Reason.OTHER, -1034, text)


def no_drop_copy_here() -> Rejected:
    text = (
        "DropCopy sessions are not supported on this server. "
        "Please reconnect to a drop copy server."
    )
    return Rejected(Reason.VALUE_IS_INCORRECT, -1184, text, tag=9406)


def conflicting(*fields: Field) -> Rejected:
    names = ", ".join(f"{field.name} ({field.tag})" for field in fields)
    text = f"Conflicting fields: [{names}]"
    return Rejected(Reason.VALUE_IS_INCORRECT, -1182, text, tag=fields[-1].tag)


# --- said by MarketDataRequestReject, which has no place for a tag


def request_id_in_use() -> Rejected:
    text = "MDReqID (262) contains a subscription request id that is already in use."
    return Rejected(Reason.OTHER, -1190, text)


def request_id_unknown() -> Rejected:
    text = (
        "MDReqID (262) contains an unsubscription request id "
        "that does not match any active subscription."
    )
    return Rejected(Reason.OTHER, -1190, text)


def similar_subscription(symbol: str, request_id: str) -> Rejected:
    text = (
        "Similar subscription is already active on this connection. "
        f"Symbol='{symbol}', active subscription id: '{request_id}'."
    )
    return Rejected(Reason.OTHER, -1191, text)


def too_many_subscriptions(limit: int) -> Rejected:
    text = f"Too many subscriptions. Connection may create up to '{limit}' subscriptions at a time."
    return Rejected(Reason.OTHER, -1191, text)
