"""The rate limits of each profile, as data. They are what `exchangeInfo` prints.

`us` and `global` are the documented limits of Binance.US and of Binance Spot; `none` is for
benchmarks and private test venues: everything is counted and nothing refused.
"""

from dataclasses import dataclass

SECOND_NS = 1_000_000_000
INTERVAL_NS = {"SECOND": SECOND_NS, "MINUTE": 60 * SECOND_NS, "DAY": 86_400 * SECOND_NS}


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most `limit` of a kind within one window of `interval_num` intervals."""

    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int

    @property
    def window_ns(self) -> int:
        return self.interval_num * INTERVAL_NS[self.interval]

    @property
    def interval_text(self) -> str:
        """The interval as refusals name it: `1 MINUTE`."""
        return f"{self.interval_num} {self.interval}"


@dataclass(frozen=True, slots=True)
class LimitProfile:
    """One set of limits: request weight and raw requests per address, orders per account.

    connections  WebSockets opened per address, where that is limited; `exchangeInfo` does not tell
    """

    name: str
    weight: RateLimit
    raw: RateLimit
    orders_short: RateLimit
    orders_day: RateLimit
    is_enforced: bool = True
    connections: RateLimit | None = None

    def published(self) -> list[RateLimit]:
        """Return the limits that clients are told: none, where none is enforced."""
        return (
            [self.weight, self.orders_short, self.orders_day, self.raw] if self.is_enforced else []
        )


def _profile(
    name: str,
    weight: int,
    raw: int,
    orders_short: int,
    orders_day: int,
    *,
    is_enforced: bool = True,
    connections: RateLimit | None = None,
) -> LimitProfile:
    return LimitProfile(
        name,
        RateLimit("REQUEST_WEIGHT", "MINUTE", 1, weight),
        RateLimit("RAW_REQUESTS", "MINUTE", 5, raw),
        RateLimit("ORDERS", "SECOND", 10, orders_short),
        RateLimit("ORDERS", "DAY", 1, orders_day),
        is_enforced,
        connections,
    )


#: Source: "There is a limit of 300 connections per attempt every 5 minutes per IP", of the streams
#: and of the WebSocket API alike. Binance.US documents none.
CONNECTIONS = RateLimit("CONNECTIONS", "MINUTE", 5, 300)

PROFILES = {
    "us": _profile("us", 1_200, 5_000, 100, 200_000),
    "global": _profile("global", 6_000, 61_000, 50, 160_000, connections=CONNECTIONS),
    "none": _profile("none", 0, 0, 0, 0, is_enforced=False),
}
