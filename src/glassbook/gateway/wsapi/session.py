"""One connection's conversation: texts in, texts out, and what is remembered in between.

Sans-I/O. Requests may overlap: each is answered when it is done, under its own id. What a session
remembers is the key that logged on, and what it subscribed to.

The order of checks is REST's: limits, then the shape of the request, then who asks, then what each
parameter says.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.sbe.session_answers import ID_BYTES_MAX, response
from glassbook.gateway.sbe.session_answers import event as sbe_event
from glassbook.gateway.sbe.versions import Version
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.frames import binary_frame, text_frame
from glassbook.gateway.streams.server import ServerShutdown
from glassbook.gateway.streams.topics import Listener
from glassbook.gateway.wsapi import own_methods
from glassbook.gateway.wsapi.answers import LimitsShown, answered, encode, refused
from glassbook.gateway.wsapi.authorise import SessionDoorkeeper
from glassbook.gateway.wsapi.methods import BASE_WEIGHT, Method, twins
from glassbook.gateway.wsapi.quick_orders import METHOD, QuickOrders
from glassbook.gateway.wsapi.requests import NO_ID, Request, read_request
from glassbook.gateway.wsapi.subscriptions import (
    ACTIVE_MAX,
    IDS_MAX,
    Accounts,
    EventStreamTerminated,
    SubscribedForm,
    Subscription,
)
from glassbook.identity.api_keys import ApiKey
from glassbook.protocol.submission import QueueFull, VenueStopped

logger = structlog.get_logger("glassbook.gateway")


class Service:
    """What all sessions share."""

    def __init__(self, venue: Venue, endpoints: Iterable[Endpoint] = ENDPOINTS) -> None:
        self.venue = venue
        self.doorkeeper = SessionDoorkeeper(venue)
        self.limits = LimitsShown(venue.limiter)
        self.accounts = Accounts(venue.projections)
        methods = [*twins(endpoints, venue.limiter.profile.name), *own_methods.METHODS]
        self.methods = {method.name: method for method in methods}
        weight = self.methods[METHOD].weight
        self.quick_orders = QuickOrders(venue, self.doorkeeper, self.limits, weight)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the address asked for: whether answers tell the limits, the unit of times, and which
    version of SBE they are in, if they are.
    """

    shows_limits: bool = True
    unit: TimeUnit = TimeUnit.MILLISECOND
    sbe: Version | None = None

    def frame(self, payload: bytes) -> bytes:
        """Return the frame of an answer in the form that was asked for."""
        return text_frame(payload) if self.sbe is None else binary_frame(payload)


class Session:
    """One connection.

    listener   takes frames that nobody asked for
    key        that logged on, since `key_ns`
    turn       of the run that its last usual order is part of
    """

    def __init__(
        self, service: Service, settings: Settings, address: str, listener: Listener
    ) -> None:
        self.venue = service.venue
        self.settings = settings
        self.connected_ns = service.venue.clock()
        self.key: ApiKey | None = None
        self.key_ns = 0
        self.turn = -1
        self.subscriptions: dict[int, Subscription] = {}
        self._next_id = 0
        self._is_closed = False
        self._service = service
        self._address = address
        self._listener = listener

    # --- answering ------------------------------------------------------------------------------

    def take_on(self, text: bytes, say: Callable[[bytes], None]) -> bool:
        """Take on a request that need not wait for its turn; False: it must be answered."""
        is_plain = self.settings.sbe is not None
        return not is_plain and self._service.quick_orders.take_on(self, text, self._address, say)

    async def answer(self, text: bytes) -> bytes:
        """Return the answer to one request, JSON or SBE. Never raises."""
        request = read_request(text)
        if self.settings.sbe is not None:
            _require_short_id(request)
        method = self._service.methods.get(request.method)
        try:
            result = await self._result(request, method)
        except Exception as error:  # noqa: BLE001 - everything is answered with something
            limits = self._limits(request, method)
            said = self.refused(request.id, limits, self.why(error, request.method))
        else:
            said = answered(request.id, result, self._limits(request, method))
        return self._told(said, request, method)

    def _told(self, said: bytes, request: Request, method: Method | None) -> bytes:
        """Return a JSON answer, or what says the same in SBE."""
        if self.settings.sbe is None:
            return said
        operation = ("", "") if method is None else (method.endpoint.method, method.endpoint.path)
        return response(said, operation, request.sent, self.settings.sbe)

    def farewell(self, now_ns: int) -> bytes:
        """Return the frame that announces the end of the connection."""
        event = encode(ServerShutdown(self.settings.unit.of(now_ns)))
        said = b'{"event":%b}' % event if self.settings.sbe is None else sbe_event(event)
        return self.settings.frame(said)

    def refused(self, request_id: bytes, limits: bytes, refusal: Refusal) -> bytes:
        """Return the answer to a request that was refused."""
        return refused(request_id, refusal, limits, self.venue.clock(), self.settings.unit.value)

    @staticmethod
    def why(error: Exception, method: str) -> Refusal:
        """Return what a request is refused with that ended so."""
        if isinstance(error, Refusal):
            return error
        if isinstance(error, QueueFull):
            return refusals.overloaded()
        if isinstance(error, VenueStopped):
            return refusals.outcome_unknown() if error.is_unknown else refusals.shutting_down()
        logger.error("request failed", method=method, exc_info=error)
        return refusals.unknown_fault()

    async def _result(self, request: Request, method: Method | None) -> object:
        limiter = self.venue.limiter
        limiter.charge(self._address, method.weight if method else BASE_WEIGHT)
        if request.trouble is not None:
            raise request.trouble
        if method is None:
            raise refusals.not_supported(400)
        if self.key is not None:
            self._look_at_key(self.key)
        now_ns = self.venue.clock()
        request.account_id = self._caller(request, method, now_ns)
        values = method.endpoint.values(request.parameters())
        if method.rule is not None:
            limiter.charge_more(self._address, method.rule(values) - method.weight)
        call = Call(values, request.account_id, now_ns, self.settings.unit.value)
        return await method.serve(self, request, call)

    def _caller(self, request: Request, method: Method, now_ns: int) -> int:
        """Return the account that asks; 0 where nobody need say."""
        security, sent = method.endpoint.security, request.sent
        if not security.needs_key:
            return 0
        names_key = "apiKey" in sent or "signature" in sent or method.needs_signer
        if self.key is None or names_key:
            return self._service.doorkeeper.signer(security, sent, now_ns, self._address)
        return self._service.doorkeeper.trusted(security, self.key, sent, now_ns, self._address)

    def _limits(self, request: Request, method: Method | None) -> bytes:
        if not request.shows_limits(self.settings.shows_limits):
            return b""
        counts_orders = method is not None and method.counts_orders
        account_id = request.account_id if counts_orders else 0
        return self._service.limits.of(self._address, account_id)

    # --- the session's key ----------------------------------------------------------------------

    def log_on(self, key: ApiKey, now_ns: int) -> None:
        """Let this key stand for requests that name none."""
        if self.key is not None and self.key.reference != key.reference:
            self._end_subscriptions(lambda each: each.is_of_session)
        self.key, self.key_ns = key, now_ns

    def log_out(self) -> None:
        """Forget the key, and end what was subscribed to in its name."""
        self.key, self.key_ns = None, 0
        self._end_subscriptions(lambda each: each.is_of_session)

    def key_named(self, api_key: str) -> ApiKey:
        """Return the key of this name. *Rejects* -2014, -2015."""
        return self._service.doorkeeper.key(api_key, self._address)

    def account_of_key(self, security: Security, now_ns: int) -> int:
        """Return the account that logged on, if its key opens this much. *Rejects* -2015."""
        assert self.key is not None, "somebody has logged on"
        return self._service.doorkeeper.trusted(security, self.key, {}, now_ns, self._address)

    def look_at_keys(self) -> None:
        """End what lives by a key that is no longer good; to be called now and then."""
        if self.key is not None:
            self._look_at_key(self.key)
        self._end_subscriptions(lambda each: not self.is_good(each.key))

    def _look_at_key(self, key: ApiKey) -> None:
        """Revoke the session when its key was revoked or changed or has expired, and say so."""
        if self.is_good(key):
            return
        refusal, unit_ns = refusals.key_refused(), self.settings.unit.value
        text = refused(NO_ID, refusal, b"", self.venue.clock(), unit_ns)
        self._listener.take(self.settings.frame(self._told(text, Request(), None)))
        self.log_out()

    def is_good(self, key: ApiKey) -> bool:
        """Is a key still what it was, and does it open from here?"""
        found = self.venue.keys.find(key.api_key)
        is_unchanged = found is key or found == key
        return is_unchanged and key.opens(self._address, self.venue.clock())

    # --- subscriptions --------------------------------------------------------------------------

    def subscribe(self, account_id: int, key: ApiKey, *, is_of_session: bool) -> int:
        """Have an account's events sent; return the subscription's number.

        *Rejects* -2035, -1191, -2042; -1016 when the client has gone before his turn came.
        """
        if self._is_closed:
            raise refusals.shutting_down()
        if any(each.account_id == account_id for each in self.subscriptions.values()):
            raise refusals.subscription_active()
        if len(self.subscriptions) >= ACTIVE_MAX:
            raise refusals.too_many_subscriptions(ACTIVE_MAX)
        if self._next_id >= IDS_MAX:
            raise refusals.subscription_ids_used_up()
        # From here on nothing may be refused.
        number, self._next_id = self._next_id, self._next_id + 1
        form = SubscribedForm(number, self.settings.unit, self.settings.sbe is not None)
        subscription = Subscription(account_id, key, form, is_of_session)
        self.subscriptions[number] = subscription
        self._service.accounts.join(self._listener, subscription)
        return number

    def unsubscribe(self, number: int | None) -> None:
        """End one subscription, or all. *Rejects* -2036 when there is no such one, or none."""
        chosen = self.subscriptions.keys() if number is None else {number}
        if not self.subscriptions or not chosen <= self.subscriptions.keys():
            raise refusals.subscription_inactive()
        self._end_subscriptions(lambda each: each.form.subscription_id in chosen)

    def close(self) -> None:
        """Forget everything; the connection has ended."""
        self._is_closed = True
        for subscription in self.subscriptions.values():
            self._service.accounts.leave(self._listener, subscription)
        self.subscriptions.clear()

    def _end_subscriptions(self, is_over: Callable[[Subscription], bool]) -> None:
        over = [each for each in self.subscriptions.values() if is_over(each)]
        for subscription in over:
            self._service.accounts.leave(self._listener, subscription)
            del self.subscriptions[subscription.form.subscription_id]
            ended = EventStreamTerminated(self.settings.unit.of(self.venue.clock()))
            self._listener.take(subscription.form.frame("", encode(ended)))


def _require_short_id(request: Request) -> None:
    """Refuse a request whose id SBE cannot echo, and forget the id."""
    if len(request.id) > ID_BYTES_MAX:
        request.id = NO_ID
        request.trouble = refusals.bad_json_field("id", f"at most {ID_BYTES_MAX} bytes")
