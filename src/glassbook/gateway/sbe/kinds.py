"""What the fields of SBE messages can be: how wide, what stands for nothing, and read from what.

A message says what a JSON answer says, so each kind knows how to read its value in one. A decimal
is a mantissa; the exponent of all decimals of one message is minus the number of `decimals`. What
an enumeration cannot name is told as NON_REPRESENTABLE. Source: the spot schema, its types.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan
from typing import Any

NON_REPRESENTABLE = 254
_LONG_NULL, _INT_NULL = -(2**63), -(2**31)


class TooFine(Exception):
    """A number has more digits behind the point than its message tells."""


@dataclass(frozen=True)
class Kind:
    """A kind of field.

    code    its layout, as `struct` calls it
    null    what stands for nothing
    read    the value: given what stands in the JSON answer, and the number of decimals
    codes   of an enumeration what is written for each text; of a set, which bit
    """

    name: str
    code: str
    null: Any
    read: Callable[[Any, int], Any]
    codes: tuple[tuple[str, int], ...] = ()


def mantissa(text: str, decimals: int) -> int:
    """Return a number as a whole one of so many decimals. *Raises* TooFine."""
    point = len(text) - decimals - 1
    if 0 < point == text.find("."):  # it has just so many, as JSON writes nearly all
        return int(text[:point] + text[point + 1 :])
    whole, _, part = text.partition(".")
    if part[decimals:].strip("0"):
        raise TooFine
    return int(whole + part[:decimals].ljust(decimals, "0"))


def _number(value: Any, _decimals: int) -> int:
    return int(value)


def _wide(text: str, decimals: int) -> bytes:
    return mantissa(text, decimals).to_bytes(16, "little", signed=True)


LONG = Kind("int64", "q", _LONG_NULL, _number)
UNSIGNED_LONG = Kind("uint64", "Q", 2**64 - 1, _number)
INT = Kind("int32", "i", _INT_NULL, _number)
UNSIGNED = Kind("uint32", "I", 2**32 - 1, _number)
SHORT = Kind("int16", "h", -(2**15), _number)
WORD = Kind("uint16", "H", 2**16 - 1, _number)
BYTE = Kind("uint8", "B", 2**8 - 1, _number)
BOOLEAN = Kind("uint8, 0 or 1", "B", 255, _number)
EXPONENT = Kind("int8, exponent", "b", -128, lambda _value, decimals: -decimals)
DECIMAL = Kind("int64, mantissa", "q", _LONG_NULL, mantissa)
WIDE_DECIMAL = Kind("16 bytes, mantissa", "16s", (2**127).to_bytes(16, "little"), _wide)
FLOAT = Kind("float", "f", nan, lambda value, _decimals: float(value))


def choice(name: str, **codes: int) -> Kind:
    """Return the kind of an enumeration: JSON's texts, and what is written for them."""

    def read(value: Any, _decimals: int) -> int:
        return codes.get(value, NON_REPRESENTABLE)

    told = (*codes.items(), ("NON_REPRESENTABLE", NON_REPRESENTABLE))
    return Kind(f"uint8, {name}", "B", 255, read, told)


def several(name: str, code: str, strange: int, **bits: int) -> Kind:
    """Return the kind of a set: a bit for each text, and one, `strange`, for all others."""

    def read(value: Any, _decimals: int) -> int:
        return sum({1 << bits.get(text, strange) for text in value})

    told = (*bits.items(), ("NON_REPRESENTABLE", strange))
    width = "uint16" if code == "H" else "uint8"
    return Kind(f"{width}, bits of {name}", code, 0, read, told)


_PREVENTIONS = ("NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT", "TRANSFER")
_ORDER_TYPES = (
    "MARKET",
    "LIMIT",
    "STOP_LOSS",
    "STOP_LOSS_LIMIT",
    "TAKE_PROFIT",
    "TAKE_PROFIT_LIMIT",
    "LIMIT_MAKER",
)
PREVENTIONS = several(
    "allowedSelfTradePreventionModes", "B", 7, **{name: n for n, name in enumerate(_PREVENTIONS)}
)
ORDER_TYPES = several("orderTypes", "H", 15, **{name: n for n, name in enumerate(_ORDER_TYPES)})
#: Every kind that a table may name.
KINDS = {
    "long": LONG,
    "ulong": UNSIGNED_LONG,
    "time": Kind("int64, microseconds", "q", _LONG_NULL, _number),
    "int": INT,
    "uint": UNSIGNED,
    "short": SHORT,
    "word": WORD,
    "byte": BYTE,
    "bool": BOOLEAN,
    "exponent": EXPONENT,
    "decimal": DECIMAL,
    "wide": WIDE_DECIMAL,
    "float": FLOAT,
    "orderTypes": ORDER_TYPES,
    "preventions": PREVENTIONS,
    "accountType": choice("accountType", SPOT=0, UNKNOWN=2),
    "allocationType": choice("allocationType", UNKNOWN=0, SOR=2),
    "calculationType": choice("calculationType", EXTERNAL=1, ARITHMETIC_MEAN=2),
    "capacity": choice("orderCapacity", PRINCIPAL=1, AGENCY=2),
    "contingency": choice("contingencyType", OCO=1, OTO=2),
    "executionType": choice(
        "executionType",
        NEW=0,
        CANCELED=1,
        REPLACED=2,
        REJECTED=3,
        TRADE=4,
        EXPIRED=5,
        TRADE_PREVENTION=8,
        UNKNOWN=253,
    ),
    "expiryReason": choice(
        "expiryReason",
        REJECTED=1,
        EXCHANGE_CANCELED=2,
        OCO_TRIGGER=3,
        OTO_PHASE_ONE_EXPIRED=4,
        UNFILLED_IOC_QUANTITY_EXPIRED=5,
        UNFILLED_FOK_ORDER_EXPIRED=6,
        INSUFFICIENT_LIQUIDITY=7,
        EXECUTION_RULE_PRICE_RANGE_EXCEEDED=8,
    ),
    "floor": choice("floor", EXCHANGE=1, BROKER=2, SOR=3),
    "halfStatus": choice("cancelReplaceStatus", SUCCESS=0, FAILURE=1, NOT_ATTEMPTED=2),
    "interval": choice("rateLimitInterval", SECOND=0, MINUTE=1, HOUR=2, DAY=3),
    "limitType": choice("rateLimitType", RAW_REQUESTS=0, CONNECTIONS=1, REQUEST_WEIGHT=2, ORDERS=3),
    "listOrderStatus": choice("listOrderStatus", CANCELING=0, EXECUTING=1, ALL_DONE=2, REJECT=3),
    "listStatusType": choice("listStatusType", RESPONSE=0, EXEC_STARTED=1, ALL_DONE=2, UPDATED=3),
    "matchType": choice("matchType", AUTO_MATCH=1, ONE_PARTY_TRADE_REPORT=2),
    "offsetType": choice("pegOffsetType", PRICE_LEVEL=1),
    "orderType": choice("orderType", **{name: n for n, name in enumerate(_ORDER_TYPES)}),
    "pegType": choice("pegPriceType", PRIMARY_PEG=1, MARKET_PEG=2),
    "prevention": choice(
        "selfTradePreventionMode", **{name: n for n, name in enumerate(_PREVENTIONS, 1)}
    ),
    "side": choice("orderSide", BUY=0, SELL=1),
    "status": choice(
        "orderStatus",
        NEW=0,
        PARTIALLY_FILLED=1,
        FILLED=2,
        CANCELED=3,
        PENDING_CANCEL=4,
        REJECTED=5,
        EXPIRED=6,
        EXPIRED_IN_MATCH=9,
        PENDING_NEW=11,
        UNKNOWN=253,
    ),
    "symbolStatus": choice("symbolStatus", TRADING=0, END_OF_DAY=1, HALT=2, BREAK=3, CANCEL_ONLY=4),
    "timeInForce": choice("timeInForce", GTC=0, IOC=1, FOK=2),
}
