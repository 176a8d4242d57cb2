"""The usual order, read in one pass over its bytes by a compiled function.

Its one rule: it never refuses. What it reads is what `read_parameters`, the endpoint's parameters
and `order_form` would make of the same bytes; whatever is not plainly right, or not usual, it
leaves to them, who say what is wrong with it. tests/differential compares the two.

Usual is a form body, without escapes, of LIMIT with timeInForce, quantity and price, of LIMIT_MAKER
with quantity and price, or of MARKET with a quantity; each parameter once; the signature last.
"""

import numba
import numpy as np

DIGITS_MAX = 18  # so many fit 64 bits whatever they are
CLIENT_ID_MAX = 36
SIGNATURE_LENGTH = 64
WINDOW_MAX_MS = 60_000

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
# Spelled out here, because the cache of compiled code notices a change of this file alone.
SIDE_WORDS = (b"BUY", b"SELL")
TYPE_WORDS = (b"LIMIT", b"MARKET", b"LIMIT_MAKER")
LIFE_WORDS = (b"GTC", b"IOC", b"FOK")
RESPONSE_WORDS = (b"ACK", b"RESULT", b"FULL")
PREVENTION_WORDS = (b"NONE", b"EXPIRE_TAKER", b"EXPIRE_MAKER", b"EXPIRE_BOTH")


def _table(words: tuple[bytes, ...]) -> np.ndarray:
    """Return u1[n, longest + 1]: each word's length, then its bytes."""
    table = np.zeros((len(words), max(map(len, words)) + 1), np.uint8)
    for row, word in zip(table, words, strict=True):
        row[0] = len(word)
        row[1 : len(word) + 1] = np.frombuffer(word, np.uint8)
    return table


_NAMES = _table(NAMES)
_SIDES = _table(SIDE_WORDS)
_TYPES = _table(TYPE_WORDS)
_LIVES = _table(LIFE_WORDS)
_RESPONSES = _table(RESPONSE_WORDS)
_PREVENTIONS = _table(PREVENTION_WORDS)

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

compiled = numba.njit
entry = numba.njit(cache=True)


Form = list[list[int]]  # BEGINS, ENDS and SAID of every parameter


def read_usual(body: bytes) -> Form | None:
    """Return where the parameters of a usual order stand and what they say; None for any other.

    Words are said as places in SIDE_WORDS, TYPE_WORDS, ...; of a decimal number the digits are
    said, and its decimals stand in ENDS. A parameter that was not sent begins at -1 and says -1.
    """
    return _form.tolist() if _read(body, _form) else None


def warm() -> None:
    """Compile, or load from the cache."""
    read_usual(b"side=BUY")


_form = np.zeros(FORM_SHAPE, np.int64)  # the doors are one thread; nothing waits in between


@entry
def _read(body: bytes, form: np.ndarray) -> bool:
    """Lay out `body` in `form`; return whether it is a usual order."""
    form[:] = -1
    seen, at = 0, 0
    while at < len(body):
        name = at
        while at < len(body) and body[at] != 61:  # =
            at += 1
        which = _find(_NAMES, body, name, at)
        value = at + 1
        at = _end(body, value)
        if which < 0 or seen >> which & 1 or at <= value:
            return False
        seen |= 1 << which
        form[BEGINS, which], form[ENDS, which] = value, at
        if not _read_value(body, value, at, which, form):
            return False
        at += 1
    if seen & _ALWAYS != _ALWAYS or form[ENDS, SIGNATURE] != len(body):
        return False
    return seen & ~_NEVER_ASKED == _NEEDED[form[SAID, TYPE]]


@compiled
def _end(body: bytes, start: int) -> int:
    """Return where the value ends; -1 when a byte of it is not itself."""
    at = start
    while at < len(body) and body[at] != 38:  # &
        if body[at] == 37 or body[at] == 43 or body[at] >= 128:  # %, +
            return -1
        at += 1
    return at


@compiled
def _read_value(body: bytes, start: int, end: int, which: int, form: np.ndarray) -> bool:
    """Read one value into `form`; return whether it is plainly right."""
    if which in (QUANTITY, PRICE):
        return _read_decimal(body, start, end, which, form)
    if which in (STAMP, WINDOW):
        form[SAID, which] = _whole(body, start, end)
        return form[SAID, which] >= 0 and (which == STAMP or form[SAID, which] <= WINDOW_MAX_MS)
    if which == SYMBOL:
        return end - start <= 20
    if which == ID:
        return end - start <= CLIENT_ID_MAX and _is_name(body, start, end)
    if which == SIGNATURE:
        return end - start == SIGNATURE_LENGTH
    form[SAID, which] = _word(body, start, end, which)
    return form[SAID, which] >= 0


@compiled
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


@compiled
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


@compiled
def _read_decimal(body: bytes, start: int, end: int, which: int, form: np.ndarray) -> bool:
    """Read digits with at most one point, which has digits on both sides."""
    point = start
    while point < end and body[point] != 46:  # .
        point += 1
    if point == end:
        form[SAID, which], form[_DECIMALS, which] = _whole(body, start, end), 0
        return form[SAID, which] >= 0
    whole, part = _whole(body, start, point), _whole(body, point + 1, end)
    decimals = end - point - 1
    if whole < 0 or part < 0 or point - start + decimals > DIGITS_MAX:
        return False
    for _ in range(decimals):
        whole *= 10
    form[SAID, which], form[_DECIMALS, which] = whole + part, decimals
    return True


@compiled
def _whole(body: bytes, start: int, end: int) -> int:
    """Return the number that 1 to 18 digits say; -1 when they are no such thing."""
    if not 0 < end - start <= DIGITS_MAX:
        return -1
    number = 0
    for at in range(start, end):
        if not 48 <= body[at] <= 57:
            return -1
        number = number * 10 + (body[at] - 48)
    return number


@compiled
def _is_name(body: bytes, start: int, end: int) -> bool:
    """Are these letters, digits, hyphens and underscores?"""
    for at in range(start, end):
        byte = body[at]
        is_letter = 65 <= byte <= 90 or 97 <= byte <= 122
        if not (is_letter or 48 <= byte <= 57 or byte in (45, 95)):
            return False
    return True
