"""The usual order, taken on without a coroutine: from known head and body to a command at once.

The same doorkeeper, limits, form and answer as on the plain way; only the reading is another (see
usual_order.py), and nothing waits: the answer is made when the outcome comes. What is not plainly
in order is left to the plain way before anything was counted.
"""

from collections.abc import Callable

import msgspec

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.access.timing import (
    MICROSECONDS_FROM,
    RECV_WINDOW_DEFAULT_US,
    require_fresh,
)
from glassbook.gateway.rest.answer import Answer, Head, OrderAnswer, order_answer, refused
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Doorkeeper
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Security
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
    BEGINS,
    ID,
    LIFE,
    LIFE_WORDS,
    PREVENTION,
    PREVENTION_WORDS,
    PRICE,
    QUANTITY,
    RESPONSE,
    SAID,
    SIDE,
    SIDE_WORDS,
    SIGNATURE,
    STAMP,
    SYMBOL,
    TYPE,
    TYPE_WORDS,
    WINDOW,
    Form,
    read_usual,
)
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.directory import Directory
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import Outcome, VenueStopped

Done = Callable[[Answer | OrderAnswer], None]

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


class QuickOrders:
    """Takes on usual orders for the router."""

    def __init__(self, venue: Venue, doorkeeper: Doorkeeper) -> None:
        self._venue = venue
        self._doorkeeper = doorkeeper

    def take_on(self, head: Head, body: bytes, address: str, done: Done) -> bool:
        """Place the order in `body` and return True; `done` is called once, maybe before.

        Returns False, and nothing has happened, when the request must go the plain way.
        """
        form = read_usual(body)
        if form is None:
            return False
        now_ns = self._venue.clock()
        try:
            order = order_of(self._venue.projections.directory, body, form)
            account_id = self._caller(head.api_key, body, form, now_ns, address)
        except Refusal:
            return False

        # From here on the request is counted, and answered.
        limiter, path = self._venue.limiter, head.route.endpoint.path
        try:
            used_weight = limiter.charge(address, head.route.weight)
            counts = limiter.count_order(account_id)
        except Refusal as refusal:
            done(refused(refusal, self._venue, path, address))
            return True

        def told(result: Outcome | Exception) -> None:
            try:
                call = Call({}, account_id, now_ns, head.unit_ns)
                body = encode(placed_or_refused(self._venue, call, order, result))
                answer: Answer | OrderAnswer = order_answer(body, used_weight, *counts)
            except Exception as error:  # noqa: BLE001 - everything is answered with something
                answer = refused(error, self._venue, path, address)
            done(answer)

        try:
            command = order.command(account_id, CommandKind.PLACE_ORDER)
            self._venue.submitter.send(command, order.label, told)
        except VenueStopped as stopped:
            told(stopped)
        return True

    def _caller(self, api_key: str, body: bytes, form: Form, now_ns: int, address: str) -> int:
        """Return the account that asks. *Rejects* as `Doorkeeper.caller`."""
        standing = self._doorkeeper.standing(api_key, address)
        start = form[BEGINS][SIGNATURE]
        payload = body[: start - len("&signature=")]
        require_signature(standing.key, payload, body[start:].decode("ascii"))
        account_id = self._doorkeeper.allowed(standing, Security.TRADE)
        said = form[SAID]
        require_fresh(stamp_us(said), window_us(said), now_ns // MICROSECOND_NS)
        return account_id


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
