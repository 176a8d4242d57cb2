"""Bytes to whole messages, and the last touch of a message on its way out. No clock, no socket.

    8=FIX.4.4|9=<bytes from here to the trailer>|35=...|...|10=<sum of all before it, mod 256>|

What arrives may be cut anywhere. A message is handed on whole and checked, or the stream is
garbled: after a wrong length or sum nobody can say where the next message begins.
Source: FIX API, "Header", "Trailer"; errors.md, -1177.
"""

from zlib import adler32

from glassbook.gateway.fix.faults import Garbled

BEGIN = b"8=FIX.4.4\x019="
TRAILER_BYTES = 7  # 10=ddd and its separator
LENGTH_DIGITS_MAX = 7
BODY_BYTES_MAX = 65_536
_LEGAL = bytes([1, *range(32, 127)])
_SUM_BYTES = 256  # so many bytes add up to less than Adler's modulus


class Framer:
    """Cuts what arrives into whole messages. It holds one message at most, and a read."""

    def __init__(self) -> None:
        self._bytes = b""
        self._place = 0

    def feed(self, data: bytes) -> None:
        """Take in what arrived."""
        self._bytes = self._bytes[self._place :] + data if self._place < len(self._bytes) else data
        self._place = 0

    @property
    def rest(self) -> tuple[bytes, int]:
        """What has arrived, and where in it the next message begins."""
        return self._bytes, self._place

    def skip(self, end: int) -> None:
        """Go on at `end` of `rest`: what stands before was read by somebody else."""
        self._place = end

    def next(self) -> bytes | None:
        """Return the next whole message, or None until more has arrived. *Raises* Garbled."""
        data, start = self._bytes, self._place
        begun = data[start : start + len(BEGIN)]
        if begun != BEGIN:
            if BEGIN.startswith(begun):
                return None
            raise Garbled("BeginString (8) is not the first tag in a message.")
        end = _end(data, start + len(BEGIN))
        if end == 0 or end > len(data):
            return None
        self._place = end
        message = data[start:end]
        _require_whole(message)
        return message


def _end(data: bytes, start: int) -> int:
    """Return where the message ends whose length begins at `start`; 0 while that is unknown."""
    stop = data.find(b"\x01", start, start + LENGTH_DIGITS_MAX + 1)
    digits = data[start:stop] if stop >= 0 else data[start : start + LENGTH_DIGITS_MAX + 1]
    is_number = digits.isdigit() and len(digits) <= LENGTH_DIGITS_MAX
    if stop < 0 and (is_number or not digits):
        return 0
    if not is_number or not 0 < int(digits) <= BODY_BYTES_MAX:
        raise Garbled("BodyLength (9) does not contain the correct byte count.")
    return stop + 1 + int(digits) + TRAILER_BYTES


def _require_whole(message: bytes) -> None:
    """Return when length, sum and characters are right. *Raises* Garbled."""
    body_end = len(message) - TRAILER_BYTES
    if message[body_end - 1 : body_end + 3] != b"\x0110=" or message[-1] != 1:
        raise Garbled("BodyLength (9) does not contain the correct byte count.")
    if message[body_end + 3 : -1] != b"%03d" % checksum(message[:body_end]):
        raise Garbled("CheckSum(10) contains an incorrect value.")
    if message.translate(None, _LEGAL):
        raise Garbled("Only printable ASCII characters and SOH (Start of Header) are allowed.")
    if message[message.index(b"\x01", len(BEGIN)) :][:4] != b"\x0135=":
        raise Garbled("MsgType (35) is not the third tag in a message.")


def checksum(data: bytes) -> int:
    """Return the sum of all bytes modulo 256.

    Adler-32 keeps that sum, plus one, in its lower half: modulo 65521, which a piece this short
    never reaches.
    """
    if len(data) <= 2 * _SUM_BYTES:
        sums = (adler32(data[:_SUM_BYTES]) & 0xFFFF) + (adler32(data[_SUM_BYTES:]) & 0xFFFF)
        return sums - 2 & 0xFF
    view = memoryview(data)
    pieces = range(0, len(data), _SUM_BYTES)
    return sum(adler32(view[at : at + _SUM_BYTES]) - 1 & 0xFFFF for at in pieces) & 0xFF


def framed(content: bytes) -> bytes:
    """Return a message of this content, which begins with 35= and ends with a separator."""
    message = b"%b%d\x01%b" % (BEGIN, len(content), content)
    return b"%b10=%03d\x01" % (message, checksum(message))
