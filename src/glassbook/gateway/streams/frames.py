"""Text frames from server to client, as bytes that any number of connections may share.

A server's frame is not masked (RFC 6455, section 5.1), so one encoding serves every listener.
"""

from struct import Struct

_FINAL_TEXT = 0x81
_medium = Struct(">BBH").pack
_long = Struct(">BBQ").pack


def text_frame(payload: bytes) -> bytes:
    """Return `payload`, UTF-8 text, as one unfragmented WebSocket text frame."""
    length = len(payload)
    if length < 126:
        return bytes((_FINAL_TEXT, length)) + payload
    if length < 65_536:
        return _medium(_FINAL_TEXT, 126, length) + payload
    return _long(_FINAL_TEXT, 127, length) + payload
