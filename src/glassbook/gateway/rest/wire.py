"""A request's parameters, from its raw bytes: query string and form body.

Rules (REST API, "General Information on Endpoints", and errors.md): parameters may stand in either;
one that stands in both counts as in the query; one that stands twice in either is refused. Values
may be percent-encoded; bytes outside ASCII must be. The signature covers the bytes as they came.
"""

from urllib.parse import unquote_plus

from glassbook.gateway.access import refusals

PARAMETERS_MAX = 200


def read_parameters(query: bytes, body: bytes) -> dict[str, str]:
    """Return every parameter sent, in the order sent, the query's first.

    *Rejects* -1101 for a name that stands twice in one place or too many names; -1100 for bytes
    that are no text.
    """
    sent = _pairs(query)
    if body:
        for name, value in _pairs(body).items():
            sent.setdefault(name, value)
    return sent


def _pairs(raw: bytes) -> dict[str, str]:
    pairs: dict[str, str] = {}
    if not raw:
        return pairs
    pieces = _text(raw).split("&", PARAMETERS_MAX)
    if len(pieces) > PARAMETERS_MAX:
        raise refusals.Refusal(-1101, "Too many parameters sent for this endpoint.")
    for piece in pieces:
        name, _, value = piece.partition("=")
        if "%" in piece or "+" in piece:
            name, value = _decoded(name), _decoded(value)
        if name in pairs:
            raise refusals.duplicate_parameter()
        if name:
            pairs[name] = value
    return pairs


def _text(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise refusals.illegal_text() from error


def _decoded(text: str) -> str:
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as error:
        raise refusals.illegal_text() from error


def signed_payload(query: bytes, body: bytes) -> bytes:
    """Return what the signature covers: query and body, without the signature itself.

    *Rejects* -1022 for bytes that should have been percent-encoded before signing.
    """
    payload = without_signature(query) + without_signature(body)
    if not payload.isascii():
        raise refusals.bad_signature()
    return payload


def without_signature(raw: bytes) -> bytes:
    """Return `raw` without its parameter `signature`, wherever that stands."""
    start = raw.rfind(b"signature=")
    if start < 0:
        return raw
    if b"&" not in raw[start:] and raw[start - 1 : start] == b"&":
        return raw[: start - 1]  # the usual case: it is the last
    return b"&".join(piece for piece in raw.split(b"&") if not piece.startswith(b"signature="))
