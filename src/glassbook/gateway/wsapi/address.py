"""What a client asks for by the address alone.

/ws-api/v3                          the WebSocket API
...?returnRateLimits=false          answers without limits, unless a request asks for them
...?timeUnit=MICROSECOND            times in microseconds
...?responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=5
                                    answers and events in SBE, times in microseconds anyhow

*Source*: "How to get an SBE response" of Binance's faqs/sbe_faq.md.
"""

from urllib.parse import parse_qsl

from glassbook.gateway.access import refusals
from glassbook.gateway.sbe.versions import Version, version_named
from glassbook.gateway.streams.address import BadAddress, unit_named
from glassbook.gateway.streams.form import TimeUnit
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
    unit = unit_named(asked.get("timeUnit", ""))
    version = _version(asked, query)
    if version is not None:
        return Settings(shows_limits, TimeUnit.MICROSECOND, version)
    return Settings(shows_limits, unit)


def _version(asked: dict[str, str], query: str) -> Version | None:
    """Return the schema to be answered in; None is JSON. *Raises* BadAddress."""
    formats = {value for name, value in parse_qsl(query) if name == "responseFormat"} or {"json"}
    if formats == {"json"}:
        return None
    if formats != {"sbe"}:
        raise BadAddress(400, -1130, refusals.bad_value("responseFormat").text)
    version = version_named(asked.get("sbeSchemaId", ""), asked.get("sbeSchemaVersion", ""))
    if version is None:
        raise BadAddress(400, -1153, "Invalid SBE schema ID or version specified.")
    return version
