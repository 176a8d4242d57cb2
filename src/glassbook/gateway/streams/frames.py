"""Frames from server to client, as bytes that any number of connections may share.

A server's frame is not masked (RFC 6455, section 5.1), so one encoding serves every listener.
"""

from struct import Struct

_FINAL_TEXT = 0x81
_FINAL_BINARY = 0x82
_medium = Struct(">BBH").pack
_long = Struct(">BBQ").pack


def text_frame(payload: bytes) -> bytes:
    """Return `payload`, UTF-8 text, as one unfragmented WebSocket text frame."""
    return _frame(_FINAL_TEXT, payload)


def binary_frame(payload: bytes) -> bytes:
    """Return `payload` as one unfragmented WebSocket binary frame."""
    return _frame(_FINAL_BINARY, payload)


def _frame(first: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return bytes((first, length)) + payload
    if length < 65_536:
        return _medium(first, 126, length) + payload
    return _long(first, 127, length) + payload
