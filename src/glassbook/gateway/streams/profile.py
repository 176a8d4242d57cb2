"""What a connection may do and how its life is watched: one record for each house style.

*Source*: "General WSS information" and "WebSocket limits" of Binance.US's and Binance's own
web-socket-streams.md. The two differ only in how often they ping and how long they wait.
"""

from dataclasses import dataclass

SECOND_NS = 1_000_000_000
MINUTE_NS = 60 * SECOND_NS
HOUR_NS = 60 * MINUTE_NS

MESSAGE_BYTES_MAX = 131_072  # 1,024 stream names in one SUBSCRIBE fit twice
UNSENT_BYTES_MAX = 4_194_304  # a reader further behind than this is cut off


@dataclass(frozen=True, slots=True)
class StreamProfile:
    """The limits of one connection. Times in nanoseconds."""

    ping_every_ns: int
    pong_within_ns: int
    messages_per_second: int | None  # inbound: texts, pings and pongs; None: as many as come
    streams_max: int = 1024
    life_ns: int = 24 * HOUR_NS
    unsent_bytes_max: int = UNSENT_BYTES_MAX
    connect_weight: int = 0


US = StreamProfile(3 * MINUTE_NS, 10 * MINUTE_NS, messages_per_second=5)
GLOBAL = StreamProfile(20 * SECOND_NS, 1 * MINUTE_NS, messages_per_second=5)
UNLIMITED = StreamProfile(3 * MINUTE_NS, 10 * MINUTE_NS, messages_per_second=None)

PROFILES = {"us": US, "global": GLOBAL, "none": UNLIMITED}
