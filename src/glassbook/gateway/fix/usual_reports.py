"""Acknowledgements of usual orders, whole messages, written in one pass by a compiled function.

Its one rule: what it writes is, byte for byte, what `acknowledgements`, `reports` and `session`
would have written; at the first order of which more is to be said it stops and leaves it to them.
tests/differential compares the two.
"""

from typing import Any

import numpy as np

from glassbook.gateway.fix.usual_orders import ID_BEGINS, ID_ENDS
from glassbook.gateway.streams.account.user_data import PLACE_BITS
from glassbook.gateway.symbol_tables import INTEGER_MAX, NAME_BYTES, TEXT_COLUMNS
from glassbook.gateway.usual_bytes import write_bytes, write_decimal, write_name, write_number
from glassbook.gateway.usual_kernels import entry, kernel
from glassbook.protocol.events import EVENT, EventKind
from glassbook.protocol.orders import OrderType, SelfTradePrevention, TimeInForce

MESSAGE_BYTES_MAX = 768  # 25 fields, none with more than 36 bytes
#: Of each symbol, by its place in the order of names: wire digits = steps * this // that.
PRICE_BY, PRICE_PER, LOTS_BY, LOTS_PER = range(TEXT_COLUMNS)
LENGTH_DIGITS = 3  # of a body between 100 and 999 bytes

ACCEPTED, CANCELLED, REDUCED = map(
    int, (EventKind.ORDER_ACCEPTED, EventKind.ORDER_CANCELLED, EventKind.ORDER_REDUCED)
)
LIMIT, MARKET = int(OrderType.LIMIT), int(OrderType.MARKET)
LIMIT_MAKER = int(OrderType.LIMIT_MAKER)
# What a command counts from 0 FIX counts from 1.
assert (OrderType.LIMIT, OrderType.MARKET, OrderType.LIMIT_MAKER) == (1, 2, 3)
assert (TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK) == (0, 1, 2)
assert (SelfTradePrevention.NONE, SelfTradePrevention.EXPIRE_BOTH) == (0, 3)

_BEGIN = np.frombuffer(b"8=FIX.4.4\x019=", np.uint8)
_KIND = np.frombuffer(b"35=8\x0134=", np.uint8)
_STATE = np.frombuffer(b"39=0\x01", np.uint8)
_EXEC_TYPE = np.frombuffer(b"150=0\x01", np.uint8)
_WORKING = np.frombuffer(b"636=Y\x01", np.uint8)
_TAKING = np.frombuffer(b"1057=Y\x01", np.uint8)
_POST_ONLY = np.frombuffer(b"18=6\x01", np.uint8)


@entry
def write(
    events: np.ndarray,
    at: int,
    first_sequence: int,
    source: bytes,
    marks: np.ndarray,
    rows: np.ndarray,
    names: np.ndarray,
    texts: np.ndarray,
    number: int,
    header: bytes,
    stamp: bytes,
    out: np.ndarray,
) -> tuple[int, int, int]:
    """Acknowledge the orders whose events begin at `at`; return where the first event stands that
    was not looked at, how many orders were acknowledged, and how many bytes that took.

    Arguments
        events          EVENT[n] of the run's commands
        first_sequence  of the run
        source, marks   the run as it was read: where each ClOrdID stands
        rows            i8[m]: a symbol's place in `names` and `texts`, by its id
        texts           i8[n, TEXT_COLUMNS]
        number          MsgSeqNum of the first message
        header          what follows it, up to the message's own fields
        stamp           the time of the batch, as it is written
        out             u1[RUN_MAX * MESSAGE_BYTES_MAX]
    """
    count, size = 0, 0
    while at < len(events):
        following = _following(events, at)
        event = events[at]
        place, row = event.sequence - first_sequence, rows[event.symbol_id]
        if following < 0 or not _has_texts(event, texts[row]):
            break
        end = size + len(_BEGIN) + LENGTH_DIGITS + 1
        end = write_number(out, _text(out, end, _KIND), number + count)
        end = _tag(out, write_bytes(out, end, header, 0, len(header)), 11)
        end = write_bytes(out, end, source, marks[place, ID_BEGINS], marks[place, ID_ENDS])
        end = _order(out, _end(out, end), event, names[row], texts[row], stamp)
        size = _frame(out, size, end)
        at = following
        count += 1
    return at, count, size


@kernel
def _following(events: np.ndarray, at: int) -> int:
    """Return where the next command's events begin, -1 when there is more to say of this one than
    that an order was accepted.
    """
    event = events[at]
    if event.kind != ACCEPTED or event.amount_units != 0:
        return -1
    place = at + 1
    while place < len(events) and events[place].sequence == event.sequence:
        if events[place].kind == CANCELLED or events[place].kind == REDUCED:
            return -1
        place += 1
    return place


@kernel
def _has_texts(event: Any, text: np.ndarray) -> bool:
    """Can price and quantity be written without leaving 64 bits?"""
    if not LIMIT <= event.order_type <= LIMIT_MAKER:
        return False
    if text[PRICE_BY] <= 0 or text[LOTS_BY] <= 0:
        return False
    if event.price_ticks > INTEGER_MAX // text[PRICE_BY]:
        return False
    return event.quantity_lots <= INTEGER_MAX // text[LOTS_BY]


@kernel
def _order(
    out: np.ndarray,
    at: int,
    event: Any,
    name: np.ndarray,
    text: np.ndarray,
    stamp: bytes,
) -> int:
    """Write all that follows ClOrdID; return where it ends."""
    quantity = event.quantity_lots * text[LOTS_BY] // text[LOTS_PER]
    at = _decimal(out, at, 14, 0)
    at = _end(out, write_number(out, _tag(out, at, 17), event.sequence << PLACE_BITS))
    if event.order_type == LIMIT_MAKER:
        at = _text(out, at, _POST_ONLY)
    at = _decimal(out, at, 32, 0)
    at = _end(out, write_number(out, _tag(out, at, 37), event.order_id))
    at = _decimal(out, at, 38, quantity)
    at = _text(out, at, _STATE)
    at = _digit(out, at, 40, 1 if event.order_type == MARKET else 2)
    if event.price_ticks:
        price = event.price_ticks * text[PRICE_BY] // text[PRICE_PER]
        at = _decimal(out, at, 44, price)
    at = _digit(out, at, 54, event.side + 1)
    at = _tag(out, at, 55)
    at = _end(out, write_name(out, at, name))
    at = _digit(out, at, 59, 1 if event.time_in_force == 0 else event.time_in_force + 2)
    at = _stamp(out, at, 60, stamp)
    at = _text(out, at, _EXEC_TYPE)
    at = _decimal(out, at, 151, quantity)
    at = _text(out, at, _WORKING)
    at = _text(out, at, _TAKING)
    at = _digit(out, at, 25001, event.self_trade_prevention + 1)
    at = _decimal(out, at, 25017, 0)
    at = _stamp(out, at, 25018, stamp)
    return _stamp(out, at, 25023, stamp)


@kernel
def _decimal(out: np.ndarray, at: int, tag: int, digits: int) -> int:
    """Write a field of digits / 10^8."""
    return _end(out, write_decimal(out, _tag(out, at, tag), digits))


@kernel
def _frame(out: np.ndarray, start: int, end: int) -> int:
    """Write the beginning and the sum of a message; return where it ends."""
    at = _text(out, start, _BEGIN)
    length = end - at - LENGTH_DIGITS - 1
    assert 100 <= length <= 999, "an acknowledgement's length has three digits"
    _end(out, write_number(out, at, length))
    total = 0
    for place in range(start, end):
        total += out[place]
    total &= 255
    at = _tag(out, end, 10)
    out[at], out[at + 1], out[at + 2] = 48 + total // 100, 48 + total // 10 % 10, 48 + total % 10
    return _end(out, at + 3)


@kernel
def _text(out: np.ndarray, at: int, text: np.ndarray) -> int:
    for place in range(len(text)):
        out[at + place] = text[place]
    return at + len(text)


@kernel
def _end(out: np.ndarray, at: int) -> int:
    """Write the separator that ends a field."""
    out[at] = 1
    return at + 1


@kernel
def _tag(out: np.ndarray, at: int, tag: int) -> int:
    at = write_number(out, at, tag)
    out[at] = 61  # =
    return at + 1


@kernel
def _digit(out: np.ndarray, at: int, tag: int, digit: int) -> int:
    """Write a field of one digit."""
    at = _tag(out, at, tag)
    out[at] = 48 + digit
    return _end(out, at + 1)


@kernel
def _stamp(out: np.ndarray, at: int, tag: int, stamp: bytes) -> int:
    at = _tag(out, at, tag)
    return _end(out, write_bytes(out, at, stamp, 0, len(stamp)))


def warm() -> None:
    """Compile, or load from the cache."""
    empty, one = np.zeros(0, EVENT), np.zeros((1, TEXT_COLUMNS), np.int64)
    names, out = np.zeros((1, NAME_BYTES + 1), np.uint8), np.zeros(1, np.uint8)
    rows = np.zeros(1, np.int64)
    write(empty, 0, 1, b"", one, rows, names, one, 1, b"", b"", out)
