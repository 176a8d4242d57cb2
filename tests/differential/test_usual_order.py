"""The compiled reader of usual orders against the plain way: what it accepts, both read alike."""

from hypothesis import given
from hypothesis import strategies as some

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.timing import recv_window_us, timestamp_us
from glassbook.gateway.rest import quick_orders
from glassbook.gateway.rest import usual_order as reader
from glassbook.gateway.rest.order_entry import PLACE
from glassbook.gateway.rest.usual_order import read_usual
from glassbook.gateway.rest.wire import read_parameters, signed_payload

USUAL = {
    "symbol": ["BTCUSD", "ETHBTC", "A"],
    "side": ["BUY", "SELL"],
    "type": ["LIMIT", "MARKET", "LIMIT_MAKER"],
    "timeInForce": ["GTC", "IOC", "FOK", None],
    "quantity": ["1", "0.5", "0.00001", "12345678.12345678"],
    "price": ["30000", "0.01", "29999.99", None],
    "newOrderRespType": [None, "ACK", "RESULT", "FULL"],
    "selfTradePreventionMode": [None, "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
    "newClientOrderId": [None, "mine", "a-B_9", "x" * 36],
    "recvWindow": [None, "5000", "60000", "1"],
    "timestamp": ["1499827319559", "1499827319559123"],
}
reader.warm()

ODD = [
    "", "0", "-1", "1.", ".5", "1e5", "NaN", "1.5.5", "buy", "LIMITS", "GTX", "STOP_LOSS", "60001",
    "5000.5", "9" * 19, "9" * 21, "0." + "1" * 19, "a b", "a%20b", "a+b", "x" * 37, "=", "\u0661",
]  # fmt: skip


def pairs_of(draw):
    pairs = [(name, draw(some.sampled_from(values))) for name, values in USUAL.items()]
    pairs = [(name, value) for name, value in pairs if value is not None]
    return draw(some.permutations(pairs))


@some.composite
def usual_bodies(draw):
    text = "&".join(f"{name}={value}" for name, value in pairs_of(draw))
    return f"{text}&signature={'0aF9' * 16}".encode()


@some.composite
def odd_bodies(draw):
    """A usual order with something done to it."""
    pairs = pairs_of(draw)
    at = draw(some.integers(0, len(pairs) - 1))
    name, value = pairs[at]
    match draw(some.integers(0, 5)):
        case 0:
            pairs[at] = (name, draw(some.sampled_from(ODD)))
        case 1:
            pairs.append((name, value))
        case 2:
            del pairs[at]
        case 3:
            pairs[at] = (draw(some.sampled_from(["stopPrice", "icebergQty", "x", "Side"])), value)
        case 4:
            pairs[at] = (name, value + draw(some.sampled_from(ODD)))
        case _:
            pairs.append(("quoteOrderQty", "10"))
    text = "&".join(f"{name}={value}" for name, value in pairs)
    signature = draw(some.sampled_from(["0aF9" * 16, "0aF9" * 15, "0aF9" * 17, ""]))
    end = draw(some.sampled_from(["", "&", "&x=1", "&side=BUY"]))
    return f"{text}&signature={signature}{end}".encode()


def read_plainly(body):
    """What the plain way reads: (values, payload, stamp in us, window in us)."""
    sent = read_parameters(b"", body)
    values = PLACE.values(sent)
    stamp, window = timestamp_us(sent["timestamp"]), recv_window_us(sent.get("recvWindow"))
    return values, signed_payload(b"", body), sent["signature"], stamp, window


def require_same(form, body):
    values, payload, signature, stamp_us, window_us = read_plainly(body)
    begins, ends, said = form
    start = begins[reader.SIGNATURE]
    assert (body[: start - len("&signature=")], body[start:].decode()) == (payload, signature)
    assert (quick_orders.stamp_us(said), quick_orders.window_us(said)) == (stamp_us, window_us)
    words = {
        "side": (reader.SIDE, quick_orders.SIDES),
        "type": (reader.TYPE, quick_orders.TYPES),
        "timeInForce": (reader.LIFE, quick_orders.LIVES),
        "newOrderRespType": (reader.RESPONSE, quick_orders.RESPONSES),
        "selfTradePreventionMode": (reader.PREVENTION, quick_orders.PREVENTIONS),
    }
    read = {name: meant[said[at]] for name, (at, meant) in words.items() if said[at] >= 0}
    for name, at in (("quantity", reader.QUANTITY), ("price", reader.PRICE)):
        if said[at] >= 0:
            read[name] = (said[at], ends[at])
    for name, at in (("symbol", reader.SYMBOL), ("newClientOrderId", reader.ID)):
        if begins[at] >= 0:
            read[name] = body[begins[at] : ends[at]].decode()
    assert read == values


@given(usual_bodies())
def test_a_usual_order_is_read_as_on_the_plain_way(body):
    usual = read_usual(body)
    text = body.decode()
    is_whole = {
        "LIMIT": "timeInForce=" in text and "price=" in text,
        "MARKET": "timeInForce=" not in text and "price=" not in text,
        "LIMIT_MAKER": "timeInForce=" not in text and "price=" in text,
    }[read_parameters(b"", body)["type"]]
    assert (usual is not None) == is_whole
    if usual is not None:
        require_same(usual, body)


@given(odd_bodies())
def test_what_is_odd_is_left_alone_or_read_as_on_the_plain_way(body):
    usual = read_usual(body)
    if usual is not None:
        require_same(usual, body)


@given(some.binary(max_size=300))
def test_any_bytes_at_all_are_survived(body):
    assert read_usual(body) is None


def test_a_refusal_of_the_plain_way_is_never_an_order_of_the_quick_one():
    whole = (
        "symbol=BTCUSD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=1"
        "&timestamp=1499827319559"
    )
    signed = f"{whole}&signature={'0' * 64}"
    assert read_usual(signed.encode()) is not None
    for odd in ODD:
        for name in ("side", "type", "timeInForce", "quantity", "price", "timestamp"):
            value = whole.partition(f"{name}=")[2].partition("&")[0]
            body = signed.replace(f"{name}={value}", f"{name}={odd}").encode()
            try:
                read_plainly(body) if body.isascii() else None
            except Refusal:
                assert read_usual(body) is None, body
