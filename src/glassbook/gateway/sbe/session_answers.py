"""What a session of the WebSocket API is told, as SBE: answers in an envelope, and bare events.

Each is made of the JSON that another session would have been sent. Source: `WebSocketResponse` and
the events of the spot schema.
"""

from typing import Any

import msgspec

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.sbe.choice import Sent
from glassbook.gateway.sbe.encoder import encoded
from glassbook.gateway.sbe.spot.session import EVENTS, REFUSED, RESPONSE
from glassbook.gateway.sbe.versions import Version

ID_BYTES_MAX = 254  # what a length of one byte can say, less the value that says "nothing"

_decode = msgspec.json.Decoder().decode


def response(text: bytes, operation: tuple[str, str], sent: Sent, version: Version) -> bytes:
    """Return the envelope that says what the JSON answer `text` does.

    The id in it has at most ID_BYTES_MAX bytes: it is a text, whatever the request called itself.
    """
    said = _decode(text)
    told: dict[str, Any] = {
        "sbeSchemaIdVersionDeprecated": version.is_deprecated,
        "rateLimits": said.get("rateLimits"),
        "id": "" if said["id"] is None else str(said["id"]),
    }
    return encoded(RESPONSE, told | _result(said, operation, sent, version))


def _result(
    said: dict[str, Any], operation: tuple[str, str], sent: Sent, version: Version
) -> dict[str, Any]:
    """Return status and result; that no older version can tell the answer is a refusal, too."""
    if "error" in said:
        return {"status": said["status"], "result": encoded(REFUSED, said["error"])}
    try:
        message = version.message(operation, said["result"], sent)
    except Refusal as refusal:
        return {"status": refusal.status, "result": encoded(REFUSED, refusal.body())}
    return {"status": said["status"], "result": encoded(message, said["result"])}


def event(payload: bytes, subscription_id: int | None = None) -> bytes:
    """Return the message of an event, given its JSON and whose subscription it is told to."""
    told = _decode(payload)
    return encoded(EVENTS[told["e"]], {**told, "subscriptionId": subscription_id})
