"""A usual order as it was read: from its form to an order, from its outcome to an answer.

The reading is another than on the plain way (see usual_order.py); what is made of it, and what is
told, is the same.
"""

import msgspec

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import (
    MICROSECONDS_FROM,
    RECV_WINDOW_DEFAULT_US,
)
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.order_form import (
    ACK,
    FULL,
    PREVENTION_DEFAULT,
    RESPONSE_DEFAULT,
    RESULT,
    OrderForm,
    listed,
    new_client_id,
    price_ticks,
    quantity_lots,
)
from glassbook.gateway.rest.order_reports import placed_answer, placement
from glassbook.gateway.rest.order_shapes import OrderAck, OrderPlaced
from glassbook.gateway.rest.usual_order import (
    ID,
    LIFE,
    LIFE_WORDS,
    PREVENTION,
    PREVENTION_WORDS,
    PRICE,
    QUANTITY,
    RESPONSE,
    SIDE,
    SIDE_WORDS,
    STAMP,
    SYMBOL,
    TYPE,
    TYPE_WORDS,
    WINDOW,
    Form,
)
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.directory import Directory
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import Outcome

SIDES = [Side[word.decode()] for word in SIDE_WORDS]
TYPES = [OrderType[word.decode()] for word in TYPE_WORDS]
# What was not sent is told by -1, which is the last place of a list.
LIVES = [*(TimeInForce[word.decode()] for word in LIFE_WORDS), TimeInForce.GTC]
PREVENTIONS = [
    *(SelfTradePrevention[word.decode()] for word in PREVENTION_WORDS),
    PREVENTION_DEFAULT,
]
RESPONSES = [ACK, RESULT, FULL]  # in the order of RESPONSE_WORDS

encode = msgspec.json.Encoder().encode


def order_of(directory: Directory, body: bytes, form: Form) -> OrderForm:
    """Return the order that `form` found in `body`, in the units of its symbol.

    *Rejects* as `read_form`.
    """
    begins, ends, said = form
    name = body[begins[SYMBOL] : ends[SYMBOL]].decode("ascii")
    symbol = listed(directory, name)
    order_type = TYPES[said[TYPE]]
    response = said[RESPONSE]
    has_price, has_id = begins[PRICE] >= 0, begins[ID] >= 0
    client_id = body[begins[ID] : ends[ID]].decode("ascii") if has_id else new_client_id()
    return OrderForm(
        symbol,
        SIDES[said[SIDE]],
        order_type,
        LIVES[said[LIFE]],
        PREVENTIONS[said[PREVENTION]],
        price_ticks(symbol, (said[PRICE], ends[PRICE])) if has_price else 0,
        quantity_lots(symbol, (said[QUANTITY], ends[QUANTITY])),
        0,
        Label("", client_id),
        RESPONSE_DEFAULT[order_type] if response < 0 else RESPONSES[response],
    )


def placed_or_refused(
    venue: Venue, call: Call, order: OrderForm, result: Outcome | Exception
) -> OrderAck | OrderPlaced:
    """Return the answer that `order_entry.place` would lead to. *Raises* what it would."""
    if isinstance(result, Exception):
        raise result
    placed = placement(result.events, result.time_ns)
    if isinstance(placed, Refusal):
        raise placed
    assert placed is not None, "a placed order is accepted or rejected"
    return placed_answer(venue.projections.directory, call, order, placed)


def stamp_us(said: list[int]) -> int:
    """Return the timestamp in microseconds, as `timing.timestamp_us` reads it."""
    stamp = said[STAMP]
    return stamp if stamp >= MICROSECONDS_FROM else stamp * 1_000


def window_us(said: list[int]) -> int:
    """Return `recvWindow` in microseconds, as `timing.recv_window_us` reads it."""
    window_ms = said[WINDOW]
    return RECV_WINDOW_DEFAULT_US if window_ms < 0 else window_ms * 1_000
