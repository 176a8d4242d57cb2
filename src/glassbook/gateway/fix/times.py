"""UTCTimestamp on the wire: 20240612-08:52:21, with three or six more digits or none."""

from calendar import timegm
from datetime import UTC, datetime
from functools import lru_cache
from time import gmtime, strftime

SECOND_NS = 1_000_000_000


def time_ns(text: str) -> int | None:
    """Return nanoseconds since the epoch; None when there is no such time.

    `text` has the form of a timestamp.
    """
    second = _second(text[:17])
    if second is None:
        return None
    return second * SECOND_NS + int(text[18:].ljust(9, "0"))


@lru_cache(maxsize=64)
def _second(text: str) -> int | None:
    try:
        parsed = datetime.strptime(text, "%Y%m%d-%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    return timegm(parsed.timetuple())


@lru_cache(maxsize=256)  # what happens in one batch happens at the same time
def stamp(at_ns: int) -> bytes:
    """Return a time with microseconds, as every message from the venue has it."""
    seconds, rest = divmod(at_ns, SECOND_NS)
    return b"%b.%06d" % (_written(seconds), rest // 1000)


@lru_cache(maxsize=256)
def _written(seconds: int) -> bytes:
    return strftime("%Y%m%d-%H:%M:%S", gmtime(seconds)).encode()
