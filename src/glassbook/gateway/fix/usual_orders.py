"""Usual orders of a session, as many as have arrived, read in one pass by a compiled function.

Its one rule: it never refuses. What it reads is what `framing`, `reading`, `session` and
`translation` would make of the same bytes; the first message that is not plainly right, or not
usual, ends the run and is left to them, who say what is wrong. tests/differential compares the two.

Usual is a NewOrderSingle of LIMIT with TimeInForce, LIMIT_MAKER, or MARKET by quantity, on a known
symbol, sent today, with no RecvWindow and nothing else; its number is the next one.
"""

from typing import Any

import numpy as np

from glassbook.gateway.symbol_tables import NAME_BYTES, SYMBOL_COLUMNS
from glassbook.gateway.usual_bytes import DIGITS_MAX, is_client_id, row_of, steps, whole
from glassbook.gateway.usual_kernels import entry, kernel
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce

RUN_MAX = 4_096
LENGTH_DIGITS_MAX = 7
BODY_BYTES_MAX = 65_536
TRAILER_BYTES = 7

#: The fields, by their places in `fields`.
SENDER, TARGET, NUMBER, TIME, ID, QUANTITY, TYPE, PRICE, WAY, SYMBOL, LIFE, PREVENTION, POST = (
    range(13)
)
FIELDS = 13
BEGINS, ENDS = range(2)
#: Of each symbol, by its place in the order of names.
SYMBOL_ID, TICK_UNITS, LOT_UNITS, QUOTE_SCALE, BASE_SCALE = range(SYMBOL_COLUMNS)
#: Of each order that was read: where its message and its ClOrdID begin and end.
MESSAGE_BEGINS, MESSAGE_ENDS, ID_BEGINS, ID_ENDS = range(4)
MARK_COLUMNS = 4

PLACE_ORDER = int(CommandKind.PLACE_ORDER)
LIMIT, MARKET = int(OrderType.LIMIT), int(OrderType.MARKET)
LIMIT_MAKER = int(OrderType.LIMIT_MAKER)
GTC, IOC, FOK = map(int, (TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK))
EXPIRE_MAKER = int(SelfTradePrevention.EXPIRE_MAKER)  # what is meant when nothing is said
# What FIX counts from 1 is what a command counts from 0.
assert (Side.BUY, Side.SELL) == (0, 1)
assert [SelfTradePrevention(each).name for each in range(4)] == [
    "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH",
]  # fmt: skip

_BEGIN = np.frombuffer(b"8=FIX.4.4\x019=", np.uint8)
_KIND = np.frombuffer(b"\x0135=D\x01", np.uint8)
_SPOT = np.frombuffer(b"SPOT", np.uint8)
_SUM = np.frombuffer(b"\x0110=", np.uint8)

_ALWAYS = (
    1 << SENDER | 1 << TARGET | 1 << NUMBER | 1 << TIME | 1 << ID | 1 << QUANTITY | 1 << TYPE
    | 1 << WAY | 1 << SYMBOL
)  # fmt: skip
_LIMIT_HAS = _ALWAYS | 1 << PRICE | 1 << LIFE
_MAKER_HAS = _ALWAYS | 1 << PRICE | 1 << POST
_NEVER_ASKED = 1 << PREVENTION


@entry
def read(
    source: bytes,
    start: int,
    count_max: int,
    comp_id: bytes,
    today: bytes,
    account_id: int,
    number: int,
    names: np.ndarray,
    symbols: np.ndarray,
    commands: np.ndarray,
    marks: np.ndarray,
) -> int:
    """Read the orders that begin at `start`; return how many were usual.

    Arguments
        comp_id   of the session
        today     as the time of every message must begin: 20261121
        number    MsgSeqNum of the first
        names     u1[n, NAME_BYTES + 1], sorted
        symbols   i8[n, SYMBOL_COLUMNS], of the same order
        commands  COMMAND[RUN_MAX], all that is not written is 0
        marks     i8[RUN_MAX, MARK_COLUMNS]
    """
    fields = np.empty((FIELDS, 2), np.int64)
    count = 0
    while count < count_max:
        end = _end(source, start)
        if end == 0:
            break
        seen = _fields(source, start, end - TRAILER_BYTES, fields)
        if seen < 0 or not _is_expected(source, fields, comp_id, today, number + count):
            break
        if not _command(source, seen, fields, names, symbols, commands[count]):
            break
        commands[count].account_id = account_id
        marks[count, MESSAGE_BEGINS], marks[count, MESSAGE_ENDS] = start, end
        marks[count, ID_BEGINS], marks[count, ID_ENDS] = fields[ID, BEGINS], fields[ID, ENDS]
        start = end
        count += 1
    return count


@kernel
def _end(source: bytes, start: int) -> int:
    """Return where the message ends that begins at `start`; 0 when it is not whole and sound."""
    if not _stands(source, start, _BEGIN):
        return 0
    at, length = start + len(_BEGIN), 0
    digits = at
    while at < len(source) and source[at] != 1:
        if not 48 <= source[at] <= 57 or at - digits >= LENGTH_DIGITS_MAX:
            return 0
        length = length * 10 + (source[at] - 48)
        at += 1
    if not 0 < length <= BODY_BYTES_MAX:
        return 0
    body_end = at + 1 + length
    end = body_end + TRAILER_BYTES
    if end > len(source) or source[end - 1] != 1:
        return 0
    if not _stands(source, at, _KIND) or not _stands(source, body_end - 1, _SUM):
        return 0
    total = 0
    for place in range(start, body_end):
        byte = source[place]
        if byte != 1 and not 32 <= byte <= 126:
            return 0
        total += byte
    return end if whole(source, body_end + 3, body_end + 6, 3) == total & 255 else 0


@kernel
def _stands(source: bytes, at: int, text: np.ndarray) -> bool:
    """Does `text` stand at this place?"""
    if at + len(text) > len(source):
        return False
    for place in range(len(text)):
        if source[at + place] != text[place]:
            return False
    return True


@kernel
def _fields(source: bytes, start: int, body_end: int, fields: np.ndarray) -> int:
    """Lay out the fields; return a bit for each that is there, or -1 when one is not usual."""
    at = start + len(_BEGIN)
    while source[at] != 1:
        at += 1
    at += len(_KIND)
    seen = 0
    while at < body_end:
        tag = 0
        if source[at] == 48:
            return -1
        while 48 <= source[at] <= 57 and tag <= 99_999:
            tag = tag * 10 + (source[at] - 48)
            at += 1
        field = _place(tag)
        if field < 0 or seen >> field & 1 or source[at] != 61:  # =
            return -1
        fields[field, BEGINS] = at + 1
        while source[at] != 1:
            at += 1
        fields[field, ENDS] = at
        if fields[field, BEGINS] == at:
            return -1
        seen |= 1 << field
        at += 1
    return seen


@kernel
def _place(tag: int) -> int:
    """Return a field's place by its tag; -1 for one that usual orders have not."""
    if tag == 11:
        return ID
    if tag == 18:
        return POST
    if tag == 34:
        return NUMBER
    if tag == 38:
        return QUANTITY
    if tag == 40:
        return TYPE
    if tag == 44:
        return PRICE
    if tag == 49:
        return SENDER
    if tag == 52:
        return TIME
    if tag == 54:
        return WAY
    if tag == 55:
        return SYMBOL
    if tag == 56:
        return TARGET
    if tag == 59:
        return LIFE
    return PREVENTION if tag == 25001 else -1


@kernel
def _is_expected(
    source: bytes, fields: np.ndarray, comp_id: bytes, today: bytes, number: int
) -> bool:
    """Is it this session's next message, sent today to this venue?"""
    begins, ends = fields[SENDER, BEGINS], fields[SENDER, ENDS]
    if ends - begins != len(comp_id):
        return False
    for at in range(len(comp_id)):
        if source[begins + at] != comp_id[at]:
            return False
    begins, ends = fields[TARGET, BEGINS], fields[TARGET, ENDS]
    if ends - begins != len(_SPOT) or not _stands(source, begins, _SPOT):
        return False
    begins, ends = fields[NUMBER, BEGINS], fields[NUMBER, ENDS]
    if whole(source, begins, ends, 10) != number:
        return False
    begins, ends = fields[TIME, BEGINS], fields[TIME, ENDS]
    return _is_time(source, begins, ends, today)


@kernel
def _is_time(source: bytes, begins: int, ends: int, today: bytes) -> bool:
    """Is it a time of today: 20261121-16:04:18, and perhaps three or six digits?"""
    length = ends - begins
    if length not in (17, 21, 24):
        return False
    for at in range(8):
        if source[begins + at] != today[at]:
            return False
    hour = whole(source, begins + 9, begins + 11, 2)
    minute = whole(source, begins + 12, begins + 14, 2)
    second = whole(source, begins + 15, begins + 17, 2)
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return False
    if source[begins + 8] != 45 or source[begins + 11] != 58 or source[begins + 14] != 58:
        return False
    if length == 17:
        return True
    return source[begins + 17] == 46 and whole(source, begins + 18, ends, 6) >= 0


@kernel
def _command(
    source: bytes,
    seen: int,
    fields: np.ndarray,
    names: np.ndarray,
    symbols: np.ndarray,
    command: Any,
) -> bool:
    """Write what the fields say into `command`; return whether that is a usual order."""
    order_type = _letter(source, fields, TYPE)
    has = seen & ~_NEVER_ASKED
    if order_type == 50:  # 2 LIMIT
        if has == _LIMIT_HAS:
            command.order_type = LIMIT
        elif has == _MAKER_HAS and _letter(source, fields, POST) == 54:
            command.order_type = LIMIT_MAKER
        else:
            return False
    elif order_type == 49 and has == _ALWAYS:  # 1 MARKET
        command.order_type = MARKET
    else:
        return False
    row = row_of(source, fields[SYMBOL, BEGINS], fields[SYMBOL, ENDS], names)
    side = _letter(source, fields, WAY) - 49
    if (
        row < 0
        or not 0 <= side <= 1
        or not is_client_id(source, fields[ID, BEGINS], fields[ID, ENDS])
    ):
        return False
    symbol = symbols[row]
    ticks = 0
    if seen >> PRICE & 1:
        ticks = _steps(source, fields[PRICE], symbol[QUOTE_SCALE], symbol[TICK_UNITS])
    lots = _steps(source, fields[QUANTITY], symbol[BASE_SCALE], symbol[LOT_UNITS])
    life, prevention = GTC, EXPIRE_MAKER
    if seen >> LIFE & 1:
        life = _life(_letter(source, fields, LIFE))
    if seen >> PREVENTION & 1:
        prevention = _letter(source, fields, PREVENTION) - 49
    if ticks < 0 or lots <= 0 or life < 0 or not 0 <= prevention <= 3:
        return False
    if seen >> PRICE & 1 and ticks == 0:
        return False
    command.kind = PLACE_ORDER
    command.symbol_id = symbol[SYMBOL_ID]
    command.side = side
    command.time_in_force = life
    command.self_trade_prevention = prevention
    command.price_ticks = ticks
    command.quantity_lots = lots
    return True


@kernel
def _letter(source: bytes, fields: np.ndarray, field: int) -> int:
    """Return the one byte of a value; -1 when it has more."""
    begins, ends = fields[field, BEGINS], fields[field, ENDS]
    return source[begins] if ends - begins == 1 else -1


@kernel
def _life(letter: int) -> int:
    """Return the TimeInForce of a value; -1 for none."""
    if letter == 49:
        return GTC
    if letter == 51:
        return IOC
    return FOK if letter == 52 else -1


@kernel
def _steps(source: bytes, place: np.ndarray, scale: int, step_units: int) -> int:
    """Return how many whole steps of so many units of 1/scale a decimal is; -1 when it is not
    plainly a number of them.
    """
    begins, ends = place[BEGINS], place[ENDS]
    point = begins
    while point < ends and source[point] != 46:  # .
        point += 1
    digits = whole(source, begins, point, DIGITS_MAX)
    decimals = 0
    if point < ends:
        if whole(source, point + 1, ends, DIGITS_MAX) < 0 or ends - begins > DIGITS_MAX:
            return -1
        last = ends
        while source[last - 1] == 48:
            last -= 1
        for at in range(point + 1, last):
            digits = digits * 10 + (source[at] - 48)
        decimals = last - point - 1
    return steps(digits, decimals, scale, step_units) if digits >= 0 else -1


def warm() -> None:
    """Compile, or load from the cache."""
    names, symbols = (
        np.zeros((1, NAME_BYTES + 1), np.uint8),
        np.zeros((1, SYMBOL_COLUMNS), np.int64),
    )
    commands, marks = np.zeros(1, COMMAND), np.zeros((1, MARK_COLUMNS), np.int64)
    read(b"", 0, 1, b"A", b"20261121", 1, 2, names, symbols, commands, marks)
