"""POST, PUT, DELETE /api/v3/userDataStream: listen keys."""

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.account_shapes import ListenKey
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Empty
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue

TAG = "User data stream"
PATH = "/api/v3/userDataStream"


async def start(venue: Venue, call: Call) -> ListenKey:
    """Make the caller a listen key, or extend the one there is."""
    return ListenKey(listen_key=venue.listen_keys.open(call.account_id, call.session))


async def keep_alive(venue: Venue, call: Call) -> Empty:
    """Extend a listen key by 60 minutes. *Rejects* -1125."""
    venue.listen_keys.keep_alive(call.account_id, call.values["listenKey"])
    return Empty()


async def close(venue: Venue, call: Call) -> Empty:
    """End a listen key. *Rejects* -1125."""
    venue.listen_keys.close(call.account_id, call.values["listenKey"])
    return Empty()


KEY = (mandatory(parameters.anything("listenKey")),)

ENDPOINTS = (
    Endpoint(
        "POST",
        PATH,
        Security.USER_STREAM,
        start,
        ListenKey,
        TAG,
        "Start a user data stream",
        is_lenient_about_security=True,
    ),
    Endpoint(
        "PUT",
        PATH,
        Security.USER_STREAM,
        keep_alive,
        Empty,
        TAG,
        "Keep a user data stream alive",
        KEY,
        is_lenient_about_security=True,
    ),
    Endpoint(
        "DELETE",
        PATH,
        Security.USER_STREAM,
        close,
        Empty,
        TAG,
        "Close a user data stream",
        KEY,
        is_lenient_about_security=True,
    ),
)
