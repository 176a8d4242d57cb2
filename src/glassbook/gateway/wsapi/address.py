"""What a client asks for by the address alone.

/ws-api/v3                          the WebSocket API
...?returnRateLimits=false          answers without limits, unless a request asks for them
...?timeUnit=MICROSECOND            times in microseconds
"""

from urllib.parse import parse_qsl

from glassbook.gateway.streams.address import BadAddress, unit_named
from glassbook.gateway.wsapi.session import Settings

PATH = "/ws-api/v3"
_BOOLEAN = {"true": True, "false": False}


def parse_address(path: str, query: str) -> Settings:
    """Return what a decoded path and a raw query ask for. *Raises* BadAddress."""
    if path.rstrip("/") != PATH:
        raise BadAddress(404, -1, f"The WebSocket API is served at {PATH}")
    asked = dict(parse_qsl(query, keep_blank_values=True))
    shows_limits = _BOOLEAN.get(asked.get("returnRateLimits", "true").lower())
    if shows_limits is None:
        raise BadAddress(
            400,
            -1100,
            "Illegal characters found in parameter 'returnRateLimits'; legal range is "
            "'^(true|false)$'.",
        )
    return Settings(shows_limits, unit_named(asked.get("timeUnit", "")))
