"""The methods that only a session has: logging on, and subscribing to user data.

*Source*: "Authentication requests" and "User Data Stream requests" of Binance's web-socket-api.md.
"""

from typing import TYPE_CHECKING, Any, cast

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Handler, Security
from glassbook.gateway.rest.order_shapes import Empty, Shape
from glassbook.gateway.rest.parameters import Parameter
from glassbook.gateway.wsapi.methods import Method, Serve
from glassbook.gateway.wsapi.requests import Request
from glassbook.identity.api_keys import KeyKind

if TYPE_CHECKING:
    from glassbook.gateway.wsapi.session import Session

SESSION, USER_DATA = "Session", "User data on this connection"
WEIGHT = 2
KIND_TEXTS = {KeyKind.HMAC: "HMAC_SHA256"}


class SessionStatus(Shape):
    """`userDataStream`: is anything subscribed to?"""

    api_key: str | None
    authorized_since: int | None
    connected_since: int
    return_rate_limits: bool
    server_time: int
    user_data_stream: bool


class Subscribed(Shape):
    subscription_id: int


async def log_on(session: "Session", request: Request, call: Call) -> SessionStatus:
    """Let the key of this request stand for later ones that name none; it must be Ed25519.

    *Rejects* -4056 for a key of another kind.
    """
    key = session.key_named(request.sent["apiKey"])
    if key.kind is not KeyKind.ED25519:
        raise refusals.key_kind_refused(KIND_TEXTS.get(key.kind, key.kind))
    session.log_on(key, call.now_ns)
    return _status(session, call)


async def status(session: "Session", _request: Request, call: Call) -> SessionStatus:
    """Tell which key stands for requests that name none, and since when."""
    return _status(session, call)


async def log_out(session: "Session", _request: Request, call: Call) -> SessionStatus:
    """Forget the key that logged on, and end what was subscribed to in its name."""
    session.log_out()
    return _status(session, call)


async def subscriptions(session: "Session", _request: Request, _call: Call) -> list[Subscribed]:
    """List the subscriptions of this connection."""
    return [Subscribed(number) for number in session.subscriptions]


async def subscribe(session: "Session", _request: Request, call: Call) -> Subscribed:
    """Have the events of the account that logged on sent over this connection.

    *Rejects* -2015 when nobody logged on; -2035, -1191, -2042.
    """
    if session.key is None:
        raise refusals.key_refused()
    account_id = session.account_of_key(Security.USER_STREAM, call.now_ns)
    return Subscribed(session.subscribe(account_id, session.key, is_of_session=True))


async def subscribe_signed(session: "Session", request: Request, call: Call) -> Subscribed:
    """Have the events of the account that signed this request sent over this connection.

    *Rejects* -2035, -1191, -2042.
    """
    key = session.key_named(request.sent["apiKey"])
    return Subscribed(session.subscribe(call.account_id, key, is_of_session=False))


async def unsubscribe(session: "Session", _request: Request, call: Call) -> Empty:
    """End one subscription of this connection, or, without a number, all. *Rejects* -2036."""
    session.unsubscribe(call.values.get("subscriptionId"))
    return Empty()


def _status(session: "Session", call: Call) -> SessionStatus:
    key = session.key
    return SessionStatus(
        api_key=None if key is None else key.api_key,
        authorized_since=None if key is None else call.time(session.key_ns),
        connected_since=call.time(session.connected_ns),
        return_rate_limits=session.settings.shows_limits,
        server_time=call.time(call.now_ns),
        user_data_stream=bool(session.subscriptions),
    )


def _own(
    name: str,
    heading: str,
    security: Security,
    serve: Serve,
    answer: Any,
    summary: str,
    *declared: Parameter,
) -> Method:
    """Declare a method. Where it needs a key, the request itself must name it and sign.

    Where it needs none it may be stamped all the same: clients stamp whatever a session sends.
    """
    endpoint = Endpoint(
        "WS",
        name,
        security,
        cast("Handler", serve),  # of an endpoint only its words and parameters are used
        answer,
        heading,
        summary,
        declared,
        is_lenient_about_security=True,
    )
    return Method(name, heading, endpoint, serve, WEIGHT, needs_signer=True)


NUMBER = parameters.long("subscriptionId", "Which one; without it, all.")

METHODS = (
    _own("session.logon", SESSION, Security.SIGNED, log_on, SessionStatus, "Log on"),
    _own("session.status", SESSION, Security.NONE, status, SessionStatus, "Query the session"),
    _own("session.logout", SESSION, Security.NONE, log_out, SessionStatus, "Log out"),
    _own(
        "session.subscriptions",
        SESSION,
        Security.NONE,
        subscriptions,
        list[Subscribed],
        "List subscriptions",
    ),
    _own(
        "userDataStream.subscribe",
        USER_DATA,
        Security.NONE,
        subscribe,
        Subscribed,
        "Subscribe as the session",
    ),
    _own(
        "userDataStream.subscribe.signature",
        USER_DATA,
        Security.USER_DATA,
        subscribe_signed,
        Subscribed,
        "Subscribe by signature",
    ),
    _own(
        "userDataStream.unsubscribe",
        USER_DATA,
        Security.NONE,
        unsubscribe,
        Empty,
        "Unsubscribe",
        NUMBER,
    ),
)
