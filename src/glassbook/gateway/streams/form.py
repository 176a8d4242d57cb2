"""The four forms in which a stream can be listened to: raw or combined, in milli- or microseconds.

*Source*: "General WSS information" of Binance's web-socket-streams.md. Combined payloads are
wrapped as `{"stream": name, "data": payload}`; `timeUnit=MICROSECOND` in the address asks for
microseconds.
"""

from enum import IntEnum
from typing import NamedTuple

from glassbook.gateway.streams.frames import text_frame


class TimeUnit(IntEnum):
    """A unit of the times on the wire; its value is how many nanoseconds it has."""

    MILLISECOND = 1_000_000
    MICROSECOND = 1_000

    def of(self, time_ns: int) -> int:
        """Return `time_ns` in this unit, cut to whole ones."""
        return time_ns // self._value_


class Form(NamedTuple):
    """How one connection wants its events."""

    is_combined: bool
    unit: TimeUnit

    def frame(self, stream: str, payload: bytes) -> bytes:
        """Return the frame that carries a stream's JSON `payload` in this form."""
        if not self.is_combined:
            return text_frame(payload)
        return text_frame(b'{"stream":"%b","data":%b}' % (stream.encode(), payload))
