"""The usual `order.place`, taken on with the others of its turn: see gateway/rest/order_runs.py.

The same doorkeeper, limits and answer as on the plain way; only the reading is another. A request
signs its parameters as a form, sorted by name. Without `apiKey`, the first of all, that is a form
which REST reads in one pass (see usual_order.py). What is not plainly in order is left to the plain
way before anything was counted.

Requests of one session keep their order: what is no usual order waits for none, so it has those of
its session that wait taken on first.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.express import Errand
from glassbook.gateway.rest.asked import Counts
from glassbook.gateway.rest.authorise import Doorkeeper, Standing
from glassbook.gateway.rest.order_runs import OrderRuns
from glassbook.gateway.rest.order_shapes import OrderAck, OrderPlaced
from glassbook.gateway.rest.usual_order import NAMES, SIGNATURE_LENGTH, TYPE_WORDS
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.wsapi.answers import LimitsShown, answered, encode, written
from glassbook.gateway.wsapi.authorise import SessionDoorkeeper
from glassbook.identity.api_keys import ApiKey

if TYPE_CHECKING:
    from glassbook.gateway.wsapi.session import Session

METHOD = "order.place"
Say = Callable[[bytes], None]

_NAMED = f'"{METHOD}"'.encode()
_USUAL_NAMES = {name.decode() for name in NAMES} | {"apiKey"}
_USUAL_TYPES = {word.decode() for word in TYPE_WORDS}
#: The reader of forms wants a signature at the end; this door's is looked at apart.
_SIGNED = b"&signature=" + b"0" * SIGNATURE_LENGTH


class _Ask(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A request with nothing in it but what a usual order needs."""

    id: int | str
    method: Literal["order.place"]
    params: dict[str, str | int]


_decode = msgspec.json.Decoder(_Ask).decode


class QuickOrders:
    """Takes on usual orders for all sessions. `weight` is that of `order.place`."""

    def __init__(
        self, venue: Venue, doorkeeper: SessionDoorkeeper, limits: LimitsShown, weight: int
    ) -> None:
        self.limits = limits
        self.weight = weight
        self._runs: OrderRuns[PlacedOrder] = OrderRuns(venue, doorkeeper, has_headers=False)

    def take_on(self, session: "Session", text: bytes, address: str, say: Say) -> bool:
        """Take up the order in `text` and return True; `say` is called once, and not before.

        Returns False, and nothing has happened, when the request must go the plain way.
        """
        order = self._order(session, text, address, say) if _NAMED in text else None
        if order is not None:
            session.turn = self._runs.turn
            self._runs.take_up(order)
            return True
        if session.turn == self._runs.turn:
            self._runs.take_on()
        return False

    def _order(
        self, session: "Session", text: bytes, address: str, say: Say
    ) -> "PlacedOrder | None":
        """Return the order, if it looks like a usual one."""
        try:
            ask = _decode(text)
            params = ask.params
            if not params.keys() <= _USUAL_NAMES or params.get("type") not in _USUAL_TYPES:
                return None
            api_key, signature = str(params.pop("apiKey", "")), str(params.pop("signature", ""))
            pairs = [f"{name}={params[name]}" for name in sorted(params)]
            signed = "&".join(pairs).encode()
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return None
        if signed.count(b"&") != len(pairs) - 1:
            return None
        request_id = encode(ask.id)
        return PlacedOrder(
            self, session, text, address, say, request_id, api_key, signature, signed
        )


@dataclass(slots=True)
class PlacedOrder:
    """A request, as it came and as it was read.

    signed  its parameters as a form, without the key and the signature
    """

    quick_orders: QuickOrders
    session: "Session"
    text: bytes
    address: str
    say: Say
    request_id: bytes
    api_key: str
    signature: str
    signed: bytes

    @property
    def form(self) -> bytes:
        return self.signed + _SIGNED

    @property
    def who(self) -> Hashable:
        return self.api_key, None if self.session.key is None else self.session, self.address

    @property
    def weight(self) -> int:
        return self.quick_orders.weight

    @property
    def unit_ns(self) -> int:
        return self.session.settings.unit.value

    @property
    def is_of_session(self) -> bool:
        """Does the key that logged on stand for it?"""
        return self.session.key is not None and not self.api_key and not self.signature

    def standing(self, doorkeeper: Doorkeeper) -> Standing:
        """Return whose request it is. *Rejects* also whoever comes over a session whose key is no
        longer good.
        """
        own = self.session.key
        if own is not None and not self.session.is_good(own):
            raise refusals.key_refused()
        api_key = own.api_key if own is not None and self.is_of_session else self.api_key
        return doorkeeper.standing(api_key, self.address)

    def is_signed(self, key: ApiKey) -> bool:
        if self.is_of_session:
            return True
        payload = b"apiKey=%b&%b" % (self.api_key.encode(), self.signed)
        try:
            require_signature(key, payload, self.signature)
        except Refusal:
            return False
        return True

    def go_plainly(self) -> None:
        Errand(self.session.answer(self.text), self.say).step()

    def tell_written(self, answer: bytes, counts: Counts) -> None:
        self.say(written(self.request_id, answer, self._shown(counts)))

    def tell(self, placed: OrderAck | OrderPlaced, counts: Counts) -> None:
        self.say(answered(self.request_id, placed, self._shown(counts)))

    def refuse(self, error: Exception, account_id: int) -> None:
        limits = b""
        if self.session.settings.shows_limits:
            limits = self.quick_orders.limits.of(self.address, account_id)
        self.say(self.session.refused(self.request_id, limits, self.session.why(error, METHOD)))

    def _shown(self, counts: Counts) -> bytes:
        if not self.session.settings.shows_limits:
            return b""
        return self.quick_orders.limits.counted(counts)
