"""What a client asks for by the address alone: names of streams, and the form of their events.

    /ws/btcusd@trade/ethusd@depth      these streams, raw. Also /ws, /ws/, and /ws/anything/else
    /stream?streams=btcusd@trade/...   these streams, combined. Also /stream, /stream/, ?streams=
    ...?timeUnit=MICROSECOND           times in microseconds

A part of a raw path that can be neither a stream nor a listen key (a connection's own number, say:
`/ws/0`) means nothing and is passed over; some clients number their connections so.
"""

from dataclasses import dataclass
from urllib.parse import unquote

import msgspec

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.streams.form import Form, TimeUnit

KEY_LENGTH_MIN = 32  # no connection's number is as long, no listen key is shorter


@dataclass(frozen=True, slots=True)
class Address:
    """What an address asks for. `names` may turn out to be unknown."""

    form: Form
    names: tuple[str, ...]


class BadAddress(Exception):
    """Nothing is served there, or not now. `status`, `headers` and `body` are the HTTP answer."""

    def __init__(
        self, status: int, code: int, msg: str, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(msg)
        self.status = status
        self.headers = headers
        self.body = msgspec.json.encode({"code": code, "msg": msg})

    @classmethod
    def of(cls, refusal: Refusal) -> "BadAddress":
        """Return what is answered to a handshake that is refused as a request would be."""
        return cls(refusal.status, refusal.code, refusal.text, refusal.headers)


def parse_address(path: str, query: str) -> Address:
    """Return what a decoded path and a raw query ask for. *Raises* BadAddress."""
    parameters = _parameters(query)
    unit = unit_named(parameters.get("timeUnit", ""))
    if path == "/ws" or path.startswith("/ws/"):
        return Address(Form(is_combined=False, unit=unit), _raw_names(path))
    if path in {"/stream", "/stream/"}:
        names = parameters.get("streams", "").split("/")
        return Address(Form(is_combined=True, unit=unit), tuple(filter(None, names)))
    raise BadAddress(404, -1, "Streams are served at /ws/<streams> and /stream?streams=<streams>")


def _parameters(query: str) -> dict[str, str]:
    """Return a query's parameters. A plus is a plus, as in `kline_1d@+08:00`, never a space."""
    pairs = (pair.partition("=") for pair in query.split("&"))
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _raw_names(path: str) -> tuple[str, ...]:
    parts = path.split("/")[2:]
    return tuple(part for part in parts if "@" in part or "!" in part or _may_be_key(part))


def _may_be_key(part: str) -> bool:
    return len(part) >= KEY_LENGTH_MIN


def unit_named(text: str) -> TimeUnit:
    """Return the unit of this name, in either case; "" is the default. *Raises* BadAddress."""
    try:
        return TimeUnit[text.upper()] if text else TimeUnit.MILLISECOND
    except KeyError:
        raise BadAddress(
            400, -1194, "Invalid value for time unit; expected either MICROSECOND or MILLISECOND."
        ) from None
