"""Frames from a client, cut out of what arrives: plain texts are read here, all else elsewhere.

Nearly every frame is one whole masked text, which takes a microsecond to read. What is anything
else (a control frame, a part of a message, a breach of the protocol) is handed on as it came, whole
and in order, to the library that knows all the rules. Source: RFC 6455, section 5.2.
"""

from collections.abc import Iterator
from typing import NamedTuple

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # compiled, where it can

WHOLE_TEXT = 0x81
FINAL = 0x80
OPCODE = 0x0F
CONTROL = 0x08  # this opcode and those above it
MASKED = 0x80
MASK_BYTES = 4


class Piece(NamedTuple):
    """A text, unmasked, or the bytes of another frame."""

    is_text: bool
    data: bytes


class Inbound:
    """The frames of one connection. `bytes_max`: a frame longer than this is not collected."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._buffer = b""
        self._is_in_message = False  # a first part has come, and not the last
        self._has_given_up = False

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Yield what has become whole. After a frame that is too long everything is handed on."""
        if self._has_given_up:
            yield Piece(False, data)
            return
        buffer, start = self._buffer + data if self._buffer else data, 0
        while (head := _head(buffer, start)) is not None:
            first, at, length = head
            if length > self._bytes_max:
                self._has_given_up = True
                self._buffer = b""
                yield Piece(False, buffer[start:])
                return
            end = at + length
            if end > len(buffer):
                break
            yield self._piece(buffer, first, start, at, end)
            start = end
        self._buffer = buffer[start:]

    def _piece(self, buffer: bytes, first: int, start: int, at: int, end: int) -> Piece:
        if first == WHOLE_TEXT and buffer[start + 1] & MASKED and not self._is_in_message:
            return Piece(True, apply_mask(buffer[at:end], buffer[at - MASK_BYTES : at]))
        if first & OPCODE < CONTROL:
            self._is_in_message = not first & FINAL
        return Piece(False, buffer[start:end])


def _head(buffer: bytes, start: int) -> tuple[int, int, int] | None:
    """Return a frame's first byte, where its payload begins, and its length; None: not all here."""
    here = len(buffer) - start
    if here < 2:
        return None
    length = buffer[start + 1] & 0x7F
    more = 2 if length == 126 else 8 if length == 127 else 0
    head = 2 + more + (MASK_BYTES if buffer[start + 1] & MASKED else 0)
    if here < head:
        return None
    if more:
        length = int.from_bytes(buffer[start + 2 : start + 2 + more], "big")
    return buffer[start], start + head, length
