"""The usual `order.place`, taken on without a coroutine: from its text to a command at once.

The same doorkeeper, limits, form and answer as on the plain way; only the reading is another, and
nothing waits. A request signs its parameters as a form, sorted by name. Without `apiKey`, the first
of all, that is a form which REST reads in one pass (see usual_order.py). What is not plainly in
order is left to the plain way before anything was counted.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.access.timing import require_fresh
from glassbook.gateway.rest.authorise import MICROSECOND_NS, Standing
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Security
from glassbook.gateway.rest.order_form import OrderForm
from glassbook.gateway.rest.quick_orders import order_of, placed_or_refused, stamp_us, window_us
from glassbook.gateway.rest.usual_order import SAID, SIGNATURE_LENGTH, read_usual
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.wsapi.answers import LimitsShown, answered, encode
from glassbook.gateway.wsapi.authorise import SessionDoorkeeper
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.submission import Outcome, VenueStopped

if TYPE_CHECKING:
    from glassbook.gateway.wsapi.methods import Method
    from glassbook.gateway.wsapi.session import Session

METHOD = "order.place"
_NAMED = f'"{METHOD}"'.encode()
#: The reader of forms wants a signature at the end; this door's is looked at apart.
_SIGNED = b"&signature=" + b"0" * SIGNATURE_LENGTH


class _Ask(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A request with nothing in it but what a usual order needs."""

    id: int | str
    method: Literal["order.place"]
    params: dict[str, str | int]


_decode = msgspec.json.Decoder(_Ask).decode


class QuickOrders:
    """Takes on usual orders for all sessions. `method` is `order.place`."""

    def __init__(
        self, venue: Venue, doorkeeper: SessionDoorkeeper, limits: LimitsShown, method: "Method"
    ) -> None:
        self._venue = venue
        self._doorkeeper = doorkeeper
        self._limits = limits
        self._method = method

    def take_on(
        self, session: "Session", text: bytes, address: str, say: Callable[[bytes], None]
    ) -> bool:
        """Place the order in `text` and return True; `say` is called once, maybe before.

        Returns False, and nothing has happened, when the request must go the plain way.
        """
        if _NAMED not in text:
            return False
        now_ns = self._venue.clock()
        try:
            ask = _decode(text)
            order, account_id = self._read(session, ask.params, now_ns, address)
        except (Refusal, msgspec.DecodeError, UnicodeError, RecursionError):
            return False

        # From here on the request is counted, and answered.
        request_id = encode(ask.id)
        try:
            self._venue.limiter.charge(address, self._method.weight)
            self._venue.limiter.count_order(account_id)
        except Refusal as refusal:
            say(session.refused(request_id, self._shown(session, address, account_id), refusal))
            return True
        call = Call({}, account_id, now_ns, session.settings.unit.value)

        def told(result: Outcome | Exception) -> None:
            shown = self._shown(session, address, account_id)
            try:
                said = answered(
                    request_id, placed_or_refused(self._venue, call, order, result), shown
                )
            except Exception as error:  # noqa: BLE001 - everything is answered with something
                said = session.refused(request_id, shown, session.why(error, METHOD))
            say(said)

        try:
            command = order.command(account_id, CommandKind.PLACE_ORDER)
            self._venue.submitter.send(command, order.label, told)
        except VenueStopped as stopped:
            told(stopped)
        return True

    def _shown(self, session: "Session", address: str, account_id: int) -> bytes:
        return self._limits.of(address, account_id) if session.settings.shows_limits else b""

    def _read(
        self, session: "Session", params: dict[str, str | int], now_ns: int, address: str
    ) -> tuple[OrderForm, int]:
        """Return the order and whose it is. *Rejects* whatever is not plainly in order."""
        api_key, signature = params.pop("apiKey", ""), params.pop("signature", "")
        pairs = [f"{name}={params[name]}" for name in sorted(params)]
        written = "&".join(pairs).encode()
        form = read_usual(written + _SIGNED)
        if form is None or written.count(b"&") != len(pairs) - 1:
            raise refusals.bad_json()
        order = order_of(self._venue.projections.directory, written, form)
        standing = self._standing(session, str(api_key), str(signature), written, address)
        account_id = self._doorkeeper.allowed(standing, Security.TRADE)
        said = form[SAID]
        require_fresh(stamp_us(said), window_us(said), now_ns // MICROSECOND_NS)
        return order, account_id

    def _standing(
        self, session: "Session", api_key: str, signature: str, written: bytes, address: str
    ) -> Standing:
        """Return the standing of the key that signed, or logged on. *Rejects* as SessionDoorkeeper,
        and whoever comes over a session whose key is no longer good.
        """
        own = session.key
        if own is not None and not session.is_good(own):
            raise refusals.key_refused()
        if own is not None and not api_key and not signature:
            return self._doorkeeper.standing(own.api_key, address)
        standing = self._doorkeeper.standing(api_key, address)
        require_signature(standing.key, b"apiKey=%b&%b" % (api_key.encode(), written), signature)
        return standing
