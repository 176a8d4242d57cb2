"""The answers to usual orders, headers and JSON, written in one pass by a compiled function.

Its one rule: what it writes is, byte for byte, what `order_reports.placed_answer`, its encoder and
`answer.order_answer` would have written; an order of which more is to be said, or that was refused,
it leaves to them. tests/differential compares the two.
"""

from typing import Any

import numpy as np

from glassbook.gateway.rest.answer import ORDER_LINES
from glassbook.gateway.rest.names import EXPIRY_REASONS
from glassbook.gateway.rest.usual_order import (
    LIFE_WORDS,
    PREVENTION_WORDS,
    RESPONSE_WORDS,
    SIDE_WORDS,
    TYPE_WORDS,
    word_table,
)
from glassbook.gateway.symbol_tables import ASSET_COLUMNS, NAME_BYTES, TEXT_COLUMNS
from glassbook.gateway.usual_bytes import write_bytes, write_decimal, write_name, write_number
from glassbook.gateway.usual_kernels import entry, kernel
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.events import EVENT, EventKind
from glassbook.protocol.reject import DoneReason

HEADERS_BYTES_MAX = 320
ORDER_BYTES_MAX = 1_536  # headers, twice, and answer without fills
FILL_BYTES_MAX = 192
NUMBER_MAX = 2**61  # so that the sum of two is in 64 bits

#: What is known of each order beside its command: how it wants to be answered; what the limits say;
#: the unit of its times, in nanoseconds; where its client id ends among all of them.
ANSWER, WEIGHT, SHORT_COUNT, DAY_COUNT, UNIT_NS, ID_END = range(6)
FACT_COLUMNS = 6
#: Where each order's events begin and end, and its answer: headers, empty line, JSON.
EVENTS_BEGIN, EVENTS_END, ANSWER_BEGIN, ANSWER_END = range(4)
BOUND_COLUMNS = 4
PRICE_BY, PRICE_PER, LOTS_BY, LOTS_PER = range(4)
UNITS_BY, UNITS_PER = range(2)

ACCEPTED, FILLED = int(EventKind.ORDER_ACCEPTED), int(EventKind.ORDER_FILLED)
EXPIRED = int(EventKind.ORDER_EXPIRED)
ACK, RESULT, FULL = 0, 1, 2  # places in RESPONSE_WORDS
REASONS = {
    int(each): EXPIRY_REASONS[each].encode()
    for each in (
        DoneReason.IMMEDIATE_REMAINDER,
        DoneReason.NOT_FILLED_AT_ONCE,
        DoneReason.LIQUIDITY_EXHAUSTED,
        DoneReason.PRICE_RANGE_EXCEEDED,
    )
}
TYPES = (b"", *TYPE_WORDS)  # from OrderType.LIMIT, which is 1
STATUSES = (b"NEW", b"PARTIALLY_FILLED", b"FILLED", b"EXPIRED")
NEW, PARTLY, WHOLE, OVER = range(4)
assert RESPONSE_WORDS == (b"ACK", b"RESULT", b"FULL")
assert (TEXT_COLUMNS, ASSET_COLUMNS) == (LOTS_PER + 1, UNITS_PER + 1)

_SIDES, _TYPES, _LIVES = word_table(SIDE_WORDS), word_table(TYPES), word_table(LIFE_WORDS)
_PREVENTIONS, _STATUSES = word_table(PREVENTION_WORDS), word_table(STATUSES)
_REASONS = word_table(tuple(REASONS.get(each, b"") for each in range(max(REASONS) + 1)))
#: What stands between the values, in this order: of the headers, then of the JSON.
PIECES = (
    b"content-type: application/json;charset=UTF-8\r\ncontent-length: ",
    b"\r\nx-mbx-used-weight: ",
    b"\r\nx-mbx-used-weight-1m: ",
    b"\r\nx-mbx-order-count-10s: ",
    b"\r\nx-mbx-order-count-1d: ",
    b"\r\n\r\n",
    b'{"symbol":"',
    b'","orderId":',
    b',"orderListId":-1,"clientOrderId":"',
    b'","transactTime":',
    b',"price":"',
    b'","origQty":"',
    b'","executedQty":"',
    b'","origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"',
    b'","status":"',
    b'","timeInForce":"',
    b'","type":"',
    b'","side":"',
    b'","workingTime":',
    b',"selfTradePreventionMode":"',
    b',"fills":[',
    b'{"price":"',
    b'","qty":"',
    b'","commission":"',
    b'","commissionAsset":"',
    b'","tradeId":',
    b"}",
    b",",
    b"]",
    b',"expiryReason":"',
    b'"',
)
(
    OF_LENGTH, OF_WEIGHT, OF_WEIGHT_1M, OF_SHORT, OF_DAY, OF_HEADERS,
    OF_SYMBOL, OF_ORDER, OF_CLIENT, OF_TIME, OF_PRICE, OF_QUANTITY, OF_EXECUTED, OF_QUOTE,
    OF_STATUS, OF_LIFE, OF_TYPE, OF_SIDE, OF_WORKING, OF_PREVENTION,
    OF_FILLS, OF_FILL, OF_FILLED, OF_COMMISSION, OF_ASSET, OF_TRADE, CLOSE, COMMA, BRACKET,
    OF_REASON, QUOTE,
) = range(31)  # fmt: skip
_PIECES = word_table(PIECES)
assert ORDER_LINES.replace(b"%d", b"") + b"\r\n" == b"".join(PIECES[: OF_HEADERS + 1])


@entry
def write(
    events: np.ndarray,
    first_sequence: int,
    time_ns: int,
    commands: np.ndarray,
    facts: np.ndarray,
    ids: bytes,
    rows: np.ndarray,
    names: np.ndarray,
    texts: np.ndarray,
    quotes: np.ndarray,
    asset_names: np.ndarray,
    assets: np.ndarray,
    has_headers: bool,
    out: np.ndarray,
    bounds: np.ndarray,
) -> int:
    """Answer the orders; return how many bytes of `out` that took.

    Arguments
        events          EVENT[m] of the commands
        first_sequence  of the commands, COMMAND[n]
        facts           i8[n, FACT_COLUMNS]
        ids             their client ids, one behind the other
        rows ... assets of SymbolTables
        has_headers     of HTTP, before the JSON
        out             u1[...]; an order for which there is no more room is left alone
        bounds          i8[n, BOUND_COLUMNS]; ANSWER_BEGIN is -1 of an order that is left alone
    """
    at, size, id_begin = 0, 0, 0
    for place in range(len(commands)):
        bound, fact, command = bounds[place], facts[place], commands[place]
        events_begin = at
        while at < len(events) and events[at].sequence == first_sequence + place:
            at += 1
        bound[EVENTS_BEGIN], bound[EVENTS_END], bound[ANSWER_BEGIN] = events_begin, at, -1
        row = rows[command.symbol_id]
        text, quote = texts[row], quotes[row]
        own = events[events_begin:at]
        room = size + ORDER_BYTES_MAX + FILL_BYTES_MAX * len(own)
        if room <= len(out) and _is_usual(own, command, text, assets[quote], assets):
            time = time_ns // fact[UNIT_NS]
            body = size + HEADERS_BYTES_MAX
            end = write_name(out, _piece(out, body, OF_SYMBOL), names[row])
            end = write_number(out, _piece(out, end, OF_ORDER), own[0].order_id)
            end = write_bytes(out, _piece(out, end, OF_CLIENT), ids, id_begin, fact[ID_END])
            end = write_number(out, _piece(out, end, OF_TIME), time)
            if fact[ANSWER] != ACK:
                end = _rest(out, end, own, command, time, text, assets[quote])
                if fact[ANSWER] == FULL:
                    end = _fills(out, end, own, text, asset_names, assets)
                end = _reason(out, end, own)
            end = _piece(out, end, CLOSE)
            begin = _headers(out, body, end, fact) if has_headers else body
            bound[ANSWER_BEGIN], bound[ANSWER_END] = begin, end
            size = end
        id_begin = fact[ID_END]
    return size


@kernel
def _is_usual(
    own: np.ndarray, command: Any, text: np.ndarray, quote: np.ndarray, assets: np.ndarray
) -> bool:
    """Was the order accepted, and did it fill, rest or expire, and nothing else, in numbers that
    64 bits hold?
    """
    if len(own) == 0 or own[0].kind != ACCEPTED or own[0].amount_units != 0:
        return False
    if text[PRICE_BY] <= 0 or text[LOTS_BY] <= 0 or quote[UNITS_BY] <= 0:
        return False
    if own[0].quantity_lots > NUMBER_MAX // text[LOTS_BY]:
        return False
    if command.price_ticks > NUMBER_MAX // text[PRICE_BY]:
        return False
    spent_units, spent_max = np.int64(0), NUMBER_MAX // quote[UNITS_BY]
    for place in range(1, len(own)):
        event = own[place]
        if event.order_id != own[0].order_id:
            continue
        if event.kind == EXPIRED:
            if event.reason >= len(_REASONS) or _REASONS[event.reason, 0] == 0:
                return False
            continue
        if event.kind != FILLED or not _is_fill(event, text, assets):
            return False
        spent_units += min(event.amount_units, NUMBER_MAX)
        if spent_units > spent_max:
            return False
    return True


@kernel
def _is_fill(event: Any, text: np.ndarray, assets: np.ndarray) -> bool:
    """Can a fill be written without leaving 64 bits?"""
    by = assets[event.asset_id, UNITS_BY]
    if by <= 0 or not 0 <= event.commission_units <= NUMBER_MAX // by:
        return False
    return event.price_ticks <= NUMBER_MAX // text[PRICE_BY]


@kernel
def _rest(
    out: np.ndarray,
    at: int,
    own: np.ndarray,
    command: Any,
    time: int,
    text: np.ndarray,
    quote: np.ndarray,
) -> int:
    """Write what follows an acknowledgement, but for fills and reason; return where it ends."""
    executed_lots, quote_units, is_over = np.int64(0), np.int64(0), False
    for place in range(1, len(own)):
        if own[place].order_id == own[0].order_id:
            if own[place].kind == EXPIRED:
                is_over = True
            else:
                executed_lots += own[place].quantity_lots
                quote_units += own[place].amount_units
    whole_lots = own[0].quantity_lots
    at = _price(out, _piece(out, at, OF_PRICE), command.price_ticks, text)
    at = _lots(out, _piece(out, at, OF_QUANTITY), whole_lots, text)
    at = _lots(out, _piece(out, at, OF_EXECUTED), executed_lots, text)
    at = write_decimal(
        out, _piece(out, at, OF_QUOTE), quote_units * quote[UNITS_BY] // quote[UNITS_PER]
    )
    if is_over:
        status = OVER
    elif executed_lots == 0:
        status = NEW
    else:
        status = PARTLY if executed_lots < whole_lots else WHOLE
    at = _word(out, _piece(out, at, OF_STATUS), _STATUSES[status])
    at = _word(out, _piece(out, at, OF_LIFE), _LIVES[command.time_in_force])
    at = _word(out, _piece(out, at, OF_TYPE), _TYPES[command.order_type])
    at = _word(out, _piece(out, at, OF_SIDE), _SIDES[command.side])
    at = write_number(out, _piece(out, at, OF_WORKING), time)
    at = _piece(out, at, OF_PREVENTION)
    at = _word(out, at, _PREVENTIONS[command.self_trade_prevention])
    return _piece(out, at, QUOTE)


@kernel
def _fills(
    out: np.ndarray,
    at: int,
    own: np.ndarray,
    text: np.ndarray,
    asset_names: np.ndarray,
    assets: np.ndarray,
) -> int:
    """Write the fills; return where they end."""
    at = _piece(out, at, OF_FILLS)
    is_first = True
    for place in range(1, len(own)):
        event = own[place]
        if event.kind == FILLED and event.order_id == own[0].order_id:
            if not is_first:
                at = _piece(out, at, COMMA)
            is_first = False
            asset = assets[event.asset_id]
            paid = event.commission_units * asset[UNITS_BY] // asset[UNITS_PER]
            at = _price(out, _piece(out, at, OF_FILL), event.price_ticks, text)
            at = _lots(out, _piece(out, at, OF_FILLED), event.quantity_lots, text)
            at = write_decimal(out, _piece(out, at, OF_COMMISSION), paid)
            at = write_name(out, _piece(out, at, OF_ASSET), asset_names[event.asset_id])
            at = _piece(out, write_number(out, _piece(out, at, OF_TRADE), event.trade_id), CLOSE)
    return _piece(out, at, BRACKET)


@kernel
def _reason(out: np.ndarray, at: int, own: np.ndarray) -> int:
    """Write why the order expired, if it did."""
    for place in range(1, len(own)):
        if own[place].kind == EXPIRED and own[place].order_id == own[0].order_id:
            at = _word(out, _piece(out, at, OF_REASON), _REASONS[own[place].reason])
            at = _piece(out, at, QUOTE)
    return at


@kernel
def _headers(out: np.ndarray, body: int, end: int, fact: np.ndarray) -> int:
    """Write the headers right before a body that ends at `end`; return where they begin."""
    at = write_number(out, _piece(out, end, OF_LENGTH), end - body)
    at = write_number(out, _piece(out, at, OF_WEIGHT), fact[WEIGHT])
    at = write_number(out, _piece(out, at, OF_WEIGHT_1M), fact[WEIGHT])
    at = write_number(out, _piece(out, at, OF_SHORT), fact[SHORT_COUNT])
    at = write_number(out, _piece(out, at, OF_DAY), fact[DAY_COUNT])
    size = _piece(out, at, OF_HEADERS) - end
    for place in range(size):  # how long they are is known only now
        out[body - size + place] = out[end + place]
    return body - size


@kernel
def _piece(out: np.ndarray, at: int, which: int) -> int:
    return _word(out, at, _PIECES[which])


@kernel
def _word(out: np.ndarray, at: int, word: np.ndarray) -> int:
    """Write a row of a table of words."""
    length: Any = np.int64(word[0])
    for place in range(length):
        out[at + place] = word[1 + place]
    return at + length


@kernel
def _price(out: np.ndarray, at: int, ticks: int, text: np.ndarray) -> int:
    return write_decimal(out, at, ticks * text[PRICE_BY] // text[PRICE_PER])


@kernel
def _lots(out: np.ndarray, at: int, lots: int, text: np.ndarray) -> int:
    return write_decimal(out, at, lots * text[LOTS_BY] // text[LOTS_PER])


def warm() -> None:
    """Compile, or load from the cache."""
    names, numbers = np.zeros((1, NAME_BYTES + 1), np.uint8), np.zeros((1, 8), np.int64)
    write(
        np.zeros(0, EVENT),
        1,
        0,
        np.zeros(0, COMMAND),
        numbers,
        b"",
        numbers[0],
        names,
        numbers,
        numbers[0],
        names,
        numbers,
        True,
        names[0],
        numbers,
    )
