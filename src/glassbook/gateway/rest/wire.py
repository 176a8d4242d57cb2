"""A request's parameters, from its raw bytes: query string and form body.

Rules (REST API, "General Information on Endpoints", and errors.md): parameters may stand in either;
one that stands in both counts as in the query; one that stands twice in either is refused. Values
may be percent-encoded; bytes outside ASCII must be, which the router has seen to. The signature
covers the bytes as they came.
"""

from urllib.parse import unquote_plus

from glassbook.gateway.access import refusals

PARAMETERS_MAX = 200


def read_parameters(query: bytes, body: bytes) -> dict[str, str]:
    """Return every parameter sent. Both must be ASCII.

    *Rejects* -1101 for a name that stands twice in one place or too many names; -1100 for escapes
    that are no text.
    """
    if not body:
        return _pairs(query) if query else {}
    return {**_pairs(body), **_pairs(query)} if query else _pairs(body)


def _pairs(raw: bytes) -> dict[str, str]:
    text = raw.decode("ascii")
    pieces = text.split("&")
    if len(pieces) > PARAMETERS_MAX:
        raise refusals.far_too_many_parameters()
    if "%" not in text and "+" not in text:
        try:
            pairs = dict([piece.split("=", 1) for piece in pieces])
        except ValueError:
            pairs = {}  # a piece without a value: look again
        if len(pairs) == len(pieces):
            return pairs
    return careful_pairs(pieces)


def careful_pairs(pieces: list[str]) -> dict[str, str]:
    """Return the pairs, decoded. An empty piece is nothing; a name alone has an empty value, and a
    value alone an empty name, which is no operation's. *Rejects* as `read_parameters`.
    """
    pairs: dict[str, str] = {}
    for piece in pieces:
        if not piece:
            continue
        name, _, value = piece.partition("=")
        name, value = _decoded(name), _decoded(value)
        if name in pairs:
            raise refusals.duplicate_parameter()
        pairs[name] = value
    return pairs


def _decoded(text: str) -> str:
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as error:
        raise refusals.illegal_text() from error


def signed_payload(query: bytes, body: bytes) -> bytes:
    """Return what the signature covers: query and body, without the signature itself."""
    if not query:
        return without_signature(body)
    return without_signature(query) + without_signature(body)


def without_signature(raw: bytes) -> bytes:
    """Return `raw` without its parameter `signature`, wherever that stands."""
    start = raw.rfind(b"signature=")
    if start < 0:
        return raw
    if b"&" not in raw[start:] and raw[start - 1 : start] == b"&":
        return raw[: start - 1]  # the usual case: it is the last
    return b"&".join(piece for piece in raw.split(b"&") if not piece.startswith(b"signature="))
