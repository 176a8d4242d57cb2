"""Is the request fresh? `timestamp < now + 1 s` and `now - timestamp <= recvWindow`.

Source: REST API, "Timing security". Timestamps are milliseconds or microseconds since the epoch,
told apart by size; `recvWindow` is milliseconds with up to three decimals, 5000 when not sent and
60000 at most.
"""

import re
from functools import lru_cache

from glassbook.gateway.access import refusals

RECV_WINDOW_DEFAULT_US = 5_000_000
RECV_WINDOW_MAX_US = 60_000_000
AHEAD_MAX_US = 1_000_000

LONG_PATTERN = "^[0-9]{1,20}$"
RECV_WINDOW_PATTERN = r"^[0-9]{1,20}(\.[0-9]{1,3})?$"
MICROSECONDS_FROM = 10**14  # the year 5138 in milliseconds, March 1973 in microseconds

_is_long = re.compile("[0-9]{1,20}").fullmatch
_is_window = re.compile(r"[0-9]{1,20}(\.[0-9]{1,3})?").fullmatch


def timestamp_us(text: str) -> int:
    """Return microseconds since the epoch. *Rejects* -1100 for anything but 1 to 20 digits."""
    if _is_long(text) is None:
        raise refusals.illegal_characters("timestamp", LONG_PATTERN)
    stamp = int(text)
    return stamp if stamp >= MICROSECONDS_FROM else stamp * 1000


@lru_cache(maxsize=1_000)
def recv_window_us(text: str | None) -> int:
    """Return microseconds. *Rejects* -1100 for what is no such number, -1131 above 60 s."""
    if text is None:
        return RECV_WINDOW_DEFAULT_US
    if _is_window(text) is None:
        raise refusals.illegal_characters("recvWindow", RECV_WINDOW_PATTERN)
    whole, _, fraction = text.partition(".")
    window = int(whole) * 1000 + int(fraction.ljust(3, "0"))
    if window > RECV_WINDOW_MAX_US:
        raise refusals.window_too_long()
    return window


def require_fresh(stamp_us: int, window_us: int, now_us: int) -> None:
    """Return when the request is neither stale nor from the future. *Rejects* -1021."""
    if stamp_us >= now_us + AHEAD_MAX_US:
        raise refusals.ahead_of_time()
    if now_us - stamp_us > window_us:
        raise refusals.outside_window()
