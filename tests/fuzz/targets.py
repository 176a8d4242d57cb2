"""What reads bytes of strangers, each as one function of bytes: it ends, or says what is wrong.

`tools/fuzz.py` feeds them guided by coverage; `test_targets` some hundreds of inputs of its own.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix.faults import Garbled, Rejected
from glassbook.gateway.fix.framing import Framer
from glassbook.gateway.fix.messages import BY_CODE
from glassbook.gateway.fix.reading import envelope, values_of
from glassbook.gateway.rest import wire
from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.streams.address import BadAddress
from glassbook.gateway.streams.requests import BadRequest, parse_request
from glassbook.gateway.wsapi.address import PATH, parse_address
from glassbook.gateway.wsapi.requests import read_request
from tests.unit.gateway.rest.house import CALLER, House, request, sign
from tests.unit.gateway.sbe.decoder import read


@cache
def house() -> House:
    """Return a venue whose doors refuse nobody for asking often; what was asked of it stays."""
    return House(Path(mkdtemp(prefix="glassbook-fuzz-")), "none")


def query(data: bytes) -> None:
    """The query parser: the quick way and the careful way must find the same."""
    raw, _, body = data.partition(b"\n")
    if not data.isascii():
        return
    try:
        found = wire.read_parameters(raw, body)
    except Refusal:
        return
    careful = wire.careful_pairs(body.decode().split("&"))
    assert found == careful | wire.careful_pairs(raw.decode().split("&"))
    for text in (raw, body):
        kept = [each for each in text.split(b"&") if not each.startswith(b"signature=")]
        assert wire.without_signature(text) == b"&".join(kept)


def door(data: bytes) -> None:
    """Every operation of REST: the first byte says which, the rest is asked of it, signed."""
    endpoint = ENDPOINTS[data[0] % len(ENDPOINTS)] if data else ENDPOINTS[0]
    venue = house()
    asked, headers = data[1:], {}
    if endpoint.security.needs_key:
        headers["x-mbx-apikey"] = venue.alice.api_key
    if endpoint.security.is_signed and asked.isascii():
        stamped = f"{asked.decode()}&timestamp={venue.clock() // 1_000_000}"
        asked = f"{stamped}&signature={sign(venue.alice, stamped)}".encode()
    answer = request(venue.application, endpoint.method, endpoint.path, asked, b"", headers, CALLER)
    assert answer.status < 500, (endpoint.path, asked, answer.body)
    if answer.status >= 400:
        assert answer.json.keys() >= {"code", "msg"}


def sbe(data: bytes) -> None:
    """A schema asked for in any words: what comes back is JSON, or a message whose reader ends."""
    schema, _, asked = data[:-1].partition(b"\n")
    headers = {"accept": "application/sbe", "x-mbx-sbe": schema.decode("latin-1")}
    endpoint = ENDPOINTS[data[-1] % len(ENDPOINTS)] if data else ENDPOINTS[0]
    venue = house()
    answer = request(venue.application, "GET", endpoint.path, asked, b"", headers, CALLER)
    assert answer.status < 500, (endpoint.path, asked)
    if answer.headers["content-type"] == "application/sbe":
        name, _ = read(answer.body)
        assert (name == "ErrorResponse") == (answer.status >= 400)
    with suppress(BadAddress):
        parse_address(PATH, data.decode("latin-1"))


def fix(data: bytes) -> None:
    """FIX: bytes cut in two at any place are the messages that they are in one piece."""
    messages = _framed([data])
    cut = len(data) // 3
    assert _framed([data[:cut], data[cut:]]) == messages
    for message in messages:
        with suppress(Rejected):
            opened = envelope(message)
            kind = BY_CODE.get(opened.code)
            if kind is not None:
                values_of(kind, opened.body)


def _framed(pieces: list[bytes]) -> list[bytes]:
    framer, messages = Framer(), []
    with suppress(Garbled):
        for piece in pieces:
            framer.feed(piece)
            while (message := framer.next()) is not None:
                messages.append(message)
    return messages


def websocket(data: bytes) -> None:
    """Texts on WebSockets: subscriptions, and requests to the WebSocket API."""
    read_request(data)
    with suppress(UnicodeDecodeError, BadRequest):
        parse_request(data.decode())


TARGETS: dict[str, Callable[[bytes], None]] = {
    each.__name__: each for each in (query, door, sbe, fix, websocket)
}

#: Inputs to begin with: what the grammar of each is made of.
SEEDS = {
    "query": [b"symbol=BTCUSD&limit=5&signature=00", b"a=%41+b&&=1&c\nd=%zz&a=%ff"],
    "door": [
        bytes([number]) + b"symbol=BTCUSD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=9"
        for number in range(len(ENDPOINTS))
    ],
    "sbe": [b"3:5\nsymbol=BTCUSD&limit=5" + bytes([number]) for number in range(len(ENDPOINTS))]
    + [b"3:2\n", b"responseFormat=sbe&sbeSchemaId=3&sbeSchemaVersion=4"],
    "fix": [
        b"8=FIX.4.4\x019=31\x0135=0\x0149=A\x0156=SPOT\x0134=1\x01112=abc\x0110=123\x01",
        b"8=FIX.4.4\x019=5\x0135=A\x0110=180\x01" * 2,
    ],
    "websocket": [
        b'{"id":1,"method":"SUBSCRIBE","params":["btcusd@depth"]}',
        b'{"id":"x","method":"order.place","params":{"symbol":"BTCUSD","price":1.5,"a":null}}',
    ],
}
