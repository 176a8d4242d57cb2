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
from glassbook.gateway.rest.usual_order import (
    LIFE_WORDS,
    PREVENTION_WORDS,
    SIDE_WORDS,
    TYPE_WORDS,
    UsualOrder,
    read_usual,
)
from glassbook.gateway.rest.venue import Venue
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
        usual = read_usual(body)
        if usual is None:
            return False
        now_ns = self._venue.clock()
        try:
            form = self._form(usual)
            account_id = self._caller(head.api_key, usual, now_ns, address)
        except Refusal:
            return False

        # From here on the request is counted, and answered.
        limiter, path = self._venue.limiter, head.route.endpoint.path
        try:
            used_weight = limiter.charge(address, head.route.weight)
            counts = limiter.count_order(account_id)
            command = form.command(account_id, CommandKind.PLACE_ORDER)
        except Refusal as refusal:
            done(refused(refusal, self._venue, path, address))
            return True
        call = Call({}, account_id, now_ns, head.unit_ns)

        def told(result: Outcome | Exception) -> None:
            try:
                body = self._told(call, form, result)
                answer: Answer | OrderAnswer = order_answer(body, used_weight, *counts)
            except Exception as error:  # noqa: BLE001 - everything is answered with something
                answer = refused(error, self._venue, path, address)
            done(answer)

        try:
            self._venue.submitter.send(command, form.label, told)
        except VenueStopped as stopped:
            told(stopped)
        return True

    def _form(self, usual: UsualOrder) -> OrderForm:
        """Return the order in the units of its symbol. *Rejects* as `read_form`."""
        symbol = listed(self._venue.projections.directory, usual.symbol)
        order_type = TYPES[usual.order_type]
        response = usual.response
        return OrderForm(
            symbol=symbol,
            side=SIDES[usual.side],
            order_type=order_type,
            time_in_force=LIVES[usual.time_in_force],
            prevention=PREVENTIONS[usual.prevention],
            price_ticks=0 if usual.price is None else price_ticks(symbol, usual.price),
            quantity_lots=quantity_lots(symbol, usual.quantity),
            amount_units=0,
            label=Label(client_order_id=usual.client_order_id or new_client_id()),
            response=RESPONSE_DEFAULT[order_type] if response < 0 else RESPONSES[response],
        )

    def _caller(self, api_key: str, usual: UsualOrder, now_ns: int, address: str) -> int:
        """Return the account that asks. *Rejects* as `Doorkeeper.caller`."""
        standing = self._doorkeeper.standing(api_key, address)
        require_signature(standing.key, usual.payload, usual.signature)
        account_id = self._doorkeeper.allowed(standing, Security.TRADE)
        require_fresh(stamp_us(usual), window_us(usual), now_ns // MICROSECOND_NS)
        return account_id

    def _told(self, call: Call, form: OrderForm, result: Outcome | Exception) -> bytes:
        """Return the body that `order_entry.place` would lead to. *Raises* what it would."""
        if isinstance(result, Exception):
            raise result
        placed = placement(result.events, result.time_ns)
        if isinstance(placed, Refusal):
            raise placed
        assert placed is not None, "a placed order is accepted or rejected"
        return encode(placed_answer(self._venue.projections.directory, call, form, placed))


def stamp_us(usual: UsualOrder) -> int:
    """Return the timestamp in microseconds, as `timing.timestamp_us` reads it."""
    return usual.stamp if usual.stamp >= MICROSECONDS_FROM else usual.stamp * 1_000


def window_us(usual: UsualOrder) -> int:
    """Return `recvWindow` in microseconds, as `timing.recv_window_us` reads it."""
    return RECV_WINDOW_DEFAULT_US if usual.window_ms < 0 else usual.window_ms * 1_000
