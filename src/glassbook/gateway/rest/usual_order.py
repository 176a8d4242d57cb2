"""The usual order, read in one pass over its bytes by a compiled function.

Its one rule: it never refuses. What it reads is what `read_parameters`, the endpoint's parameters
and `order_form` would make of the same bytes; whatever is not plainly right, or not usual, it
leaves to them, who say what is wrong with it. tests/differential compares the two.

Usual is a form body, without escapes, of LIMIT with timeInForce, quantity and price, of LIMIT_MAKER
with quantity and price, or of MARKET with a quantity; each parameter once; the signature last.
"""

from typing import Any

import numpy as np

from glassbook.gateway.access.timing import (
    AHEAD_MAX_US,
    MICROSECONDS_FROM,
    RECV_WINDOW_DEFAULT_US,
    RECV_WINDOW_MAX_US,
)
from glassbook.gateway.symbol_tables import NAME_BYTES, SYMBOL_COLUMNS
from glassbook.gateway.usual_bytes import DIGITS_MAX, is_client_id, row_of, steps, whole
from glassbook.gateway.usual_kernels import entry, kernel
from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce

SIGNATURE_LENGTH = 64
WINDOW_DEFAULT_MS = RECV_WINDOW_DEFAULT_US // 1_000
WINDOW_MAX_MS = RECV_WINDOW_MAX_US // 1_000

#: The parameters, by their places in `form`; those that are numbers or words first.
NAMES = (
    b"side",
    b"type",
    b"timeInForce",
    b"newOrderRespType",
    b"selfTradePreventionMode",
    b"quantity",
    b"price",
    b"recvWindow",
    b"timestamp",
    b"symbol",
    b"newClientOrderId",
    b"signature",
)
SIDE, TYPE, LIFE, RESPONSE, PREVENTION, QUANTITY, PRICE, WINDOW, STAMP, SYMBOL, ID, SIGNATURE = (
    range(12)
)
USUAL_TYPES = (OrderType.LIMIT, OrderType.MARKET, OrderType.LIMIT_MAKER)
SIDE_WORDS = tuple(each.name.encode() for each in Side)
TYPE_WORDS = tuple(each.name.encode() for each in USUAL_TYPES)
LIFE_WORDS = tuple(each.name.encode() for each in TimeInForce)
RESPONSE_WORDS = (b"ACK", b"RESULT", b"FULL")
PREVENTION_WORDS = (b"NONE", b"EXPIRE_TAKER", b"EXPIRE_MAKER", b"EXPIRE_BOTH")
PLACE_ORDER = int(CommandKind.PLACE_ORDER)
LIMIT, LIMIT_MAKER = int(OrderType.LIMIT), int(OrderType.LIMIT_MAKER)
EXPIRE_MAKER = int(SelfTradePrevention.EXPIRE_MAKER)  # what is meant when nothing is said
ANSWER_ACK, ANSWER_FULL = 0, 2  # places in RESPONSE_WORDS
SYMBOL_ID, TICK_UNITS, LOT_UNITS, QUOTE_SCALE, BASE_SCALE = range(SYMBOL_COLUMNS)
# The place of a word is what the command says.
assert [Side[word.decode()] for word in SIDE_WORDS] == [0, 1]
assert [TimeInForce[word.decode()] for word in LIFE_WORDS] == [0, 1, 2]
assert [SelfTradePrevention[word.decode()] for word in PREVENTION_WORDS] == [0, 1, 2, 3]
assert [OrderType[word.decode()] - LIMIT for word in TYPE_WORDS] == [0, 1, 2]

#: Of each of many orders: is it usual; where its client id and its signature stand, the id at -1
#: when none was sent; how it wants to be answered.
IS_USUAL, ID_BEGINS, ID_ENDS, SIGNATURE_BEGINS, ANSWER = range(5)
MARK_COLUMNS = 5


def word_table(words: tuple[bytes, ...]) -> np.ndarray:
    """Return u1[n, longest + 1]: each word's length, then its bytes."""
    table = np.zeros((len(words), max(map(len, words)) + 1), np.uint8)
    for row, word in zip(table, words, strict=True):
        row[0] = len(word)
        row[1 : len(word) + 1] = np.frombuffer(word, np.uint8)
    return table


_NAMES = word_table(NAMES)
_SIDES = word_table(SIDE_WORDS)
_TYPES = word_table(TYPE_WORDS)
_LIVES = word_table(LIFE_WORDS)
_RESPONSES = word_table(RESPONSE_WORDS)
_PREVENTIONS = word_table(PREVENTION_WORDS)

_ALWAYS = 1 << SIDE | 1 << TYPE | 1 << QUANTITY | 1 << STAMP | 1 << SYMBOL | 1 << SIGNATURE
_NEVER_ASKED = 1 << RESPONSE | 1 << PREVENTION | 1 << WINDOW | 1 << ID
#: What each of TYPE_WORDS must have, beyond what may always be there.
_NEEDED = np.array(
    [_ALWAYS | 1 << LIFE | 1 << PRICE, _ALWAYS, _ALWAYS | 1 << PRICE],
    np.int64,
)

#: `form`: where each parameter's value begins and ends, and what it says; -1 where nothing is said.
FORM_SHAPE = (3, len(NAMES))
BEGINS, ENDS, SAID = range(3)
_DECIMALS = ENDS  # of a number, which needs no end any more

Form = list[list[int]]  # BEGINS, ENDS and SAID of every parameter


def read_usual(body: bytes) -> Form | None:
    """Return where the parameters of a usual order stand and what they say; None for any other.

    Words are said as places in SIDE_WORDS, TYPE_WORDS, ...; of a decimal number the digits are
    said, and its decimals stand in ENDS. A parameter that was not sent begins at -1 and says -1.
    """
    return _form.tolist() if read_one(body, _form) else None


def warm() -> None:
    """Compile, or load from the cache."""
    read_usual(b"side=BUY")
    names = np.zeros((1, NAME_BYTES + 1), np.uint8)
    symbols = np.zeros((1, SYMBOL_COLUMNS), np.int64)
    marks = np.zeros((1, MARK_COLUMNS), np.int64)
    read_all(b"", np.zeros(0, np.int64), 0, names, symbols, np.zeros(1, COMMAND), marks)


_form = np.zeros(FORM_SHAPE, np.int64)  # the doors are one thread; nothing waits in between


@entry
def read_one(body: bytes, form: np.ndarray) -> bool:
    return _read(body, 0, len(body), form)


@entry
def read_all(
    source: bytes,
    ends: np.ndarray,
    now_us: int,
    names: np.ndarray,
    symbols: np.ndarray,
    commands: np.ndarray,
    marks: np.ndarray,
) -> None:
    """Read bodies that stand one behind the other into commands without account and client key.

    Arguments
        ends      i8[n]: where each body ends
        now_us    microseconds since the epoch: what is not fresh is not usual
        names, symbols  of SymbolTables
        commands  COMMAND[n or more], all that is never written is 0
        marks     i8[n or more, MARK_COLUMNS]
    """
    form = np.empty(FORM_SHAPE, np.int64)
    start = 0
    for place in range(len(ends)):
        end = ends[place]
        mark = marks[place]
        is_usual = (
            _read(source, start, end, form)
            and _is_fresh(form, now_us)
            and _write_command(source, form, names, symbols, commands[place])
        )
        mark[IS_USUAL] = is_usual
        mark[ID_BEGINS], mark[ID_ENDS] = form[BEGINS, ID], form[ENDS, ID]
        mark[SIGNATURE_BEGINS] = form[BEGINS, SIGNATURE]
        mark[ANSWER] = form[SAID, RESPONSE]
        if mark[ANSWER] < 0:
            is_maker = commands[place].order_type == LIMIT_MAKER
            mark[ANSWER] = ANSWER_ACK if is_maker else ANSWER_FULL
        start = end


@kernel
def _is_fresh(form: np.ndarray, now_us: int) -> bool:
    """Is the time as `timing.require_fresh` wants it?"""
    stamp_us, window_ms = form[SAID, STAMP], form[SAID, WINDOW]
    if stamp_us < MICROSECONDS_FROM:
        stamp_us *= 1_000
    if window_ms < 0:
        window_ms = WINDOW_DEFAULT_MS
    return stamp_us < now_us + AHEAD_MAX_US and now_us - stamp_us <= window_ms * 1_000


@kernel
def _write_command(
    source: bytes, form: np.ndarray, names: np.ndarray, symbols: np.ndarray, command: Any
) -> bool:
    """Write what the form says, in the units of its symbol; return whether that can be done."""
    row = row_of(source, form[BEGINS, SYMBOL], form[ENDS, SYMBOL], names)
    if row < 0:
        return False
    symbol, ticks = symbols[row], np.int64(0)
    digits, decimals = form[SAID, QUANTITY], form[_DECIMALS, QUANTITY]
    lots = steps(digits, decimals, symbol[BASE_SCALE], symbol[LOT_UNITS])
    if form[BEGINS, PRICE] >= 0:
        digits, decimals = form[SAID, PRICE], form[_DECIMALS, PRICE]
        ticks = steps(digits, decimals, symbol[QUOTE_SCALE], symbol[TICK_UNITS])
        if ticks <= 0:
            return False
    if lots <= 0:
        return False
    life, prevention = form[SAID, LIFE], form[SAID, PREVENTION]
    command.kind = PLACE_ORDER
    command.symbol_id = symbol[SYMBOL_ID]
    command.side = form[SAID, SIDE]
    command.order_type = form[SAID, TYPE] + LIMIT
    command.time_in_force = max(life, 0)
    command.self_trade_prevention = EXPIRE_MAKER if prevention < 0 else prevention
    command.price_ticks = ticks
    command.quantity_lots = lots
    return True


@kernel
def _read(body: bytes, start: int, stop: int, form: np.ndarray) -> bool:
    """Lay out what stands from `start` to `stop` in `form`; return whether it is a usual order."""
    form[:] = -1
    seen, at = 0, start
    while at < stop:
        name = at
        while at < stop and body[at] != 61:  # =
            at += 1
        which = _find(_NAMES, body, name, at)
        value = at + 1
        at = _end(body, value, stop)
        if which < 0 or seen >> which & 1 or at <= value:
            return False
        seen |= 1 << which
        form[BEGINS, which], form[ENDS, which] = value, at
        if not _read_value(body, value, at, which, form):
            return False
        at += 1
    if seen & _ALWAYS != _ALWAYS or form[ENDS, SIGNATURE] != stop:
        return False
    return seen & ~_NEVER_ASKED == _NEEDED[form[SAID, TYPE]]


@kernel
def _end(body: bytes, start: int, stop: int) -> int:
    """Return where the value ends; -1 when a byte of it is not itself."""
    at = start
    while at < stop and body[at] != 38:  # &
        if body[at] == 37 or body[at] == 43 or body[at] >= 128:  # %, +
            return -1
        at += 1
    return at


@kernel
def _read_value(body: bytes, start: int, end: int, which: int, form: np.ndarray) -> bool:
    """Read one value into `form`; return whether it is plainly right."""
    if which in (QUANTITY, PRICE):
        return _read_decimal(body, start, end, which, form)
    if which in (STAMP, WINDOW):
        form[SAID, which] = whole(body, start, end, DIGITS_MAX)
        return form[SAID, which] >= 0 and (which == STAMP or form[SAID, which] <= WINDOW_MAX_MS)
    if which == SYMBOL:
        return end - start <= NAME_BYTES
    if which == ID:
        return is_client_id(body, start, end)
    if which == SIGNATURE:
        return end - start == SIGNATURE_LENGTH
    form[SAID, which] = _word(body, start, end, which)
    return form[SAID, which] >= 0


@kernel
def _word(body: bytes, start: int, end: int, which: int) -> int:
    """Return which of its words a parameter says; -1 for none."""
    if which == SIDE:
        return _find(_SIDES, body, start, end)
    if which == TYPE:
        return _find(_TYPES, body, start, end)
    if which == LIFE:
        return _find(_LIVES, body, start, end)
    if which == RESPONSE:
        return _find(_RESPONSES, body, start, end)
    return _find(_PREVENTIONS, body, start, end)


@kernel
def _find(table: np.ndarray, body: bytes, start: int, end: int) -> int:
    """Return the row of `table` whose word stands in `body`; -1 for none."""
    length = end - start
    for row in range(len(table)):
        if table[row, 0] == length:
            at = 0
            while at < length and body[start + at] == table[row, at + 1]:
                at += 1
            if at == length:
                return row
    return -1


@kernel
def _read_decimal(body: bytes, start: int, end: int, which: int, form: np.ndarray) -> bool:
    """Read digits with at most one point, which has digits on both sides."""
    point = start
    while point < end and body[point] != 46:  # .
        point += 1
    if point == end:
        form[SAID, which], form[_DECIMALS, which] = whole(body, start, end, DIGITS_MAX), 0
        return form[SAID, which] >= 0
    units = whole(body, start, point, DIGITS_MAX)
    part = whole(body, point + 1, end, DIGITS_MAX)
    decimals = end - point - 1
    if units < 0 or part < 0 or point - start + decimals > DIGITS_MAX:
        return False
    for _ in range(decimals):
        units *= 10
    form[SAID, which], form[_DECIMALS, which] = units + part, decimals
    return True
