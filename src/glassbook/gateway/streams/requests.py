"""What a client may ask over an open stream connection: five methods, read from one JSON text.

Sans-I/O: text in, `Request` out, or `BadRequest` with the code and text that clients match on.

*Source*: "Live Subscribing/Unsubscribing to streams" and "Error Messages" of Binance's
web-socket-streams.md. The documents print an error as `{"code", "msg"}`; the live service sends
`{"error": {"code", "msg"}, "id"}`. Clients are written to either, so an answer here holds both.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

Id = int | str | None

NAMES_OF_METHODS = (
    "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`"
)
METHOD_VALUE = re.compile(r'"method"\s*:\s*"(?:[^"\\]|\\.)*"')
ID_TEXT = re.compile(r"[A-Za-z0-9_-]{1,36}")
BYTE_OF_ERROR = re.compile(r"\(byte (\d+)\)")


#: What is wrong with a request, by code.
CODES = {
    0: "The property is none that there is.",
    1: "The value of the property is of another type.",
    2: "The request has not the form of one, or names a stream that is not served.",
    3: "The text is no JSON.",
}


class Method(Enum):
    SUBSCRIBE = "SUBSCRIBE"
    UNSUBSCRIBE = "UNSUBSCRIBE"
    LIST_SUBSCRIPTIONS = "LIST_SUBSCRIPTIONS"
    SET_PROPERTY = "SET_PROPERTY"
    GET_PROPERTY = "GET_PROPERTY"


class BadRequest(Exception):
    """The request cannot be served; nothing changed. `subject` is the one thing that was wrong."""

    def __init__(self, code: int, msg: str, *, subject: str | None = None) -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.subject = subject
        self.request_id: Id = None


@dataclass(frozen=True, slots=True)
class Request:
    """One request. `names` of streams to (un)subscribe; `is_combined` is what SET_PROPERTY says."""

    method: Method
    request_id: Id
    names: tuple[str, ...] = ()
    is_combined: bool = False


def parse_request(text: str) -> Request:
    """Return the request in `text`. *Raises* BadRequest, with the request's id if that is good."""
    fields = _fields(text)
    request_id = _request_id(fields)
    try:
        return _request(_method(fields, text), request_id, fields.get("params"))
    except BadRequest as bad:
        bad.request_id = request_id
        raise


def answer(request_id: Id, result: Any) -> bytes:
    """Return the JSON of a request's answer; the id keeps the type it came with."""
    return msgspec.json.encode({"result": result, "id": request_id})


def refusal(bad: BadRequest) -> bytes:
    """Return the JSON of an error answer, in both forms that clients read."""
    error = {"code": bad.code, "msg": bad.msg}
    detail = {} if bad.subject is None else {"data": bad.subject}
    return msgspec.json.encode({**error, "error": {**error, **detail}, "id": bad.request_id})


def _fields(text: str) -> dict[str, Any]:
    try:
        fields = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadRequest(3, f"Invalid JSON: expected value {_place(text, error)}") from None
    return fields if isinstance(fields, dict) else {}


def _method(fields: dict[str, Any], text: str) -> Method:
    if "method" not in fields:
        raise BadRequest(2, f"Invalid request: missing field `method` {_at(text, len(text))}")
    method = fields["method"]
    if isinstance(method, str) and method in Method.__members__:
        return Method[method]
    value = METHOD_VALUE.search(text)
    place = _at(text, value.end() if value else len(text))
    shown = method if isinstance(method, str) else msgspec.json.encode(method).decode()
    raise BadRequest(
        2, f"Invalid request: unknown variant `{shown}`, expected one of {NAMES_OF_METHODS} {place}"
    )


def _request_id(fields: dict[str, Any]) -> Id:
    """Return the id: a 64-bit integer, a short plain text, or null; it must be there."""
    request_id = fields.get("id", False)
    if request_id is None:
        return None
    if isinstance(request_id, str) and ID_TEXT.fullmatch(request_id):
        return request_id
    if type(request_id) is int and -(2**63) <= request_id < 2**63:
        return request_id
    if "id" not in fields and "method" not in fields:
        return None  # that there is no method is the worse mistake: say that one
    raise BadRequest(2, "Invalid request: request ID must be an unsigned integer")


def _request(method: Method, request_id: Id, params: Any) -> Request:
    if method in {Method.SUBSCRIBE, Method.UNSUBSCRIBE}:
        return Request(method, request_id, names=_names(params))
    if method is Method.LIST_SUBSCRIPTIONS:
        _property(["combined"] if params in (None, []) else [*_list(params), None], count=1)
        return Request(method, request_id)
    if method is Method.GET_PROPERTY:
        _property(_list(params), count=1)
        return Request(method, request_id)
    return Request(method, request_id, is_combined=_switch(_list(params)))


def _names(params: Any) -> tuple[str, ...]:
    if not isinstance(params, list) or not all(isinstance(name, str) for name in params):
        raise BadRequest(2, "Invalid request: params must be a list of stream names")
    return tuple(params)


def _switch(params: list[Any]) -> bool:
    _property(params, count=2)
    if len(params) < 2 or not isinstance(params[1], bool):
        raise BadRequest(1, "Invalid value type: expected Boolean")
    return params[1]


def _property(params: list[Any], *, count: int) -> None:
    """Check that `params` name the one property there is, and hold no more than `count`."""
    if len(params) > count:
        raise BadRequest(2, "Invalid request: too many parameters")
    if not params or not isinstance(params[0], str):
        raise BadRequest(2, "Invalid request: property name must be a string")
    if params[0] != "combined":
        raise BadRequest(0, "Unknown property")


def _list(params: Any) -> list[Any]:
    return params if isinstance(params, list) else []


def _place(text: str, error: Exception) -> str:
    """Return where in `text` the parser stopped; the parser counts bytes."""
    found = BYTE_OF_ERROR.search(str(error))
    if found is None:
        return _at(text, len(text))
    return _at(text, len(text.encode()[: int(found[1])].decode(errors="ignore")) + 1)


def _at(text: str, column: int) -> str:
    """Return a place as the documents print it: lines and columns count from 1."""
    before = text[:column]
    return f"at line {before.count(chr(10)) + 1} column {column - before.rfind(chr(10)) - 1}"
