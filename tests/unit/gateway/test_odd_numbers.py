"""Numbers that no order can have, through every door that takes orders as text: the same refusal.

REST reads them from a form, the WebSocket API from JSON.
"""

import pytest

from tests.unit.gateway.rest.house import House
from tests.unit.gateway.wsapi.client import Api, Hmac, refusal_of

LIMIT = {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
SOUND = {"quantity": "0.5", "price": "29000"}
PATTERN = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"


def illegal(name):
    text = f"Illegal characters found in parameter '{name}'; legal range is '{PATTERN}'."
    return -1100, text


#: What is sent as either, and what is said of it, by name.
OF_EITHER = {
    "negative": ("-1", illegal),
    "negative zero": ("-0", illegal),
    "with a plus": ("+1", illegal),
    "with an exponent": ("1e3", illegal),
    "not a number": ("NaN", illegal),
    "without end": ("Infinity", illegal),
    "in arabic digits": ("\u0661\u0662", illegal),
    "in wide digits": ("\uff11", illegal),
    "hexadecimal": ("0x10", illegal),
    "with a blank": ("1 ", illegal),
    "with a comma": ("1,5", illegal),
    "with two points": ("1.5.5", illegal),
    "ten to the thirtieth": (str(10**30), illegal),
    "of twenty digits": ("9" * 20, lambda name: (-1108, f"Parameter '{name}' overflowed.")),
    "of nine decimals": (
        "1.000000001",
        lambda name: (-1111, f"Parameter '{name}' has too much precision."),
    ),
    "of a hundred decimals": ("1." + "1" * 100, illegal),
    "zero": ("0", lambda name: (-1013, f"Invalid {name}.")),
    "nothing": (
        "",
        lambda name: (-1105, f"Parameter '{name}' was empty."),
    ),
}
ODD = {
    f"a {name} {what}": (name, text, said(name))
    for name in SOUND
    for what, (text, said) in OF_EITHER.items()
} | {
    "a price off the tick": ("price", "29000.001", (-1013, "Filter failure: PRICE_FILTER")),
    "a quantity off the lot": ("quantity", "0.500001", (-1013, "Filter failure: LOT_SIZE")),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    kept = House(tmp_path_factory.mktemp("odd"), "none")
    kept.place(kept.bob, "SELL", "0.5", "31000")
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def api(house):
    return Api(house)


@pytest.mark.parametrize("story", ODD)
def test_no_door_takes_it_and_nothing_changes(house, api, story):
    name, text, (code, said) = ODD[story]
    order = LIMIT | SOUND | {name: text}
    before = house.remembered()
    by_rest = house.ask("POST", "/api/v3/order", key=house.alice, **order)
    assert by_rest.refusal == (400, code, said)
    by_websocket = api.ask("order.place", Hmac(house.alice), **order)
    assert refusal_of(by_websocket) == (400, code, said)
    assert house.remembered() == before
