"""One request, read from the JSON text of one frame.

Sans-I/O. A request that cannot be read is a request all the same: it has an id as far as one could
be found, and `trouble`, the refusal that it will be answered with.

*Source*: "Request format" and "SIGNED request security" of Binance's web-socket-api.md. Values are
signed as they are written: a number by its digits, true and false in lower case.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal

NO_ID = b"null"
VERSION = "v3/"
#: Parameters of the request itself; no operation reads them.
OF_THE_REQUEST = ("apiKey", "returnRateLimits")
_BOOLEAN = {"true": True, "false": False}

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class _Literal(msgspec.Struct):
    """The parameters as they were written. Of a field that stands twice the last counts, whatever
    the first is: so it is read in two steps.
    """

    params: msgspec.Raw


_decode_request = msgspec.json.Decoder(_Literal).decode
_decode_literal = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


@dataclass(slots=True)
class Request:
    """What was asked.

    id          the JSON of the id, as it will be echoed
    method      without its version
    sent        every parameter, as text
    trouble     why it cannot be done, if that is known already
    account_id  who asks, once that is known; else 0
    """

    id: bytes = NO_ID
    method: str = ""
    sent: dict[str, str] = field(default_factory=dict)
    trouble: Refusal | None = None
    account_id: int = 0

    def parameters(self) -> dict[str, str]:
        """Return what was sent to the operation."""
        sent = self.sent
        if OF_THE_REQUEST[0] in sent or OF_THE_REQUEST[1] in sent:
            return {name: text for name, text in sent.items() if name not in OF_THE_REQUEST}
        return sent

    def shows_limits(self, default: bool) -> bool:
        """Return whether the answer is to tell the limits."""
        return _BOOLEAN.get(self.sent.get("returnRateLimits", ""), default)


def read_request(text: bytes) -> Request:
    """Return the request in a text; see `trouble`."""
    request = Request()
    try:
        _read(request, text)
    except Refusal as refusal:
        request.trouble = refusal
    return request


def _read(request: Request, text: bytes) -> None:
    """Read as far as can be. *Rejects* -1135, -1100."""
    fields = _fields(text)
    request.id = _id(fields)
    method = fields.get("method")
    if not isinstance(method, str):
        raise refusals.bad_json_field("method", "a string")
    request.method = method.removeprefix(VERSION)
    params = fields.get("params")
    if params is None:
        return
    if not isinstance(params, dict):
        raise refusals.bad_json_field("params", "an object")
    request.sent = _texts(params, text)
    shown = request.sent.get("returnRateLimits")
    if shown is not None and shown not in _BOOLEAN:
        raise refusals.illegal_characters("returnRateLimits", "^(true|false)$")


def _fields(text: bytes) -> dict[str, Any]:
    try:
        fields = _decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refusals.bad_json() from None
    if not isinstance(fields, dict):
        raise refusals.bad_json()
    return fields


def _id(fields: dict[str, Any]) -> bytes:
    """Return the JSON of the id: an integer, a text or null. *Rejects* -1135."""
    request_id = fields.get("id", False)
    if request_id is None or type(request_id) in {int, str}:
        return _encode(request_id)
    raise refusals.bad_json_field("id", "an integer, a string or null")


def _texts(params: dict[str, Any], text: bytes) -> dict[str, str]:
    """Return every parameter as text; null is an empty one."""
    sent: dict[str, str] = {}
    for name, value in params.items():
        if type(value) is str:
            sent[name] = value
        elif type(value) is int:
            sent[name] = str(value)
        elif value is None:
            sent[name] = ""
        elif type(value) is bool:
            sent[name] = "true" if value else "false"
        else:
            return _literal_texts(text)
    return sent


def _literal_texts(text: bytes) -> dict[str, str]:
    """Return the same where some are fractions, lists or objects: those as they were written."""
    literal = _decode_literal(_decode_request(text).params)
    return {name: _literal_text(bytes(raw)) for name, raw in literal.items()}


def _literal_text(raw: bytes) -> str:
    if raw == b"null":
        return ""
    return _decode(raw) if raw.startswith(b'"') else raw.decode()
