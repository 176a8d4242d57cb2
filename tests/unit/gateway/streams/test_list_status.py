"""What a customer is told of his order lists."""

from functools import partial

import msgspec
import pytest

from glassbook.protocol import commands as pack
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.labels import Label
from glassbook.protocol.orders import ListKind, OrderType
from tests.unit.gateway.streams.test_user_data import BEGIN_MS, briefs, follow, reports
from tests.unit.gateway.streams.venue import ALICE, BOB, BTCUSD, SmallVenue, buy, sell


@pytest.fixture
def venue():
    return SmallVenue()


def pair():
    """Return the orders of an OCO of Bob's, the stop first."""
    leg = {"kind": CommandKind.PLACE_LEG, "name": "down", "trigger_ticks": 9_100}
    stop = sell(BOB, 90, 5, order_type=OrderType.STOP_LOSS_LIMIT, **leg)
    last = {"kind": CommandKind.PLACE_LIST, "name": "up", "target": 7, "list_kind": ListKind.OCO}
    command, label = sell(BOB, 110, 5, order_type=OrderType.LIMIT_MAKER, **last)
    return stop, (command, msgspec.structs.replace(label, list_client_order_id="pair"))


@pytest.mark.operation("event listStatus")
def test_a_list_is_told_when_it_is_in_and_when_it_is_over(venue):
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    client = follow(venue, BOB)
    first_id = venue.place(*pair())
    listed, stop, limit, _ = client.heard()
    assert listed == {
        "e": "listStatus",
        "E": BEGIN_MS,
        "s": "BTCUSD",
        "g": first_id + 1,
        "c": "OCO",
        "l": "EXEC_STARTED",
        "L": "EXECUTING",
        "r": "NONE",
        "C": "pair",
        "T": BEGIN_MS,
        "O": [
            {"s": "BTCUSD", "i": first_id, "c": "down"},
            {"s": "BTCUSD", "i": first_id + 1, "c": "up"},
        ],
    }
    assert [(each["g"], each["c"], each["w"]) for each in (stop, limit)] == [
        (first_id + 1, "down", False),
        (first_id + 1, "up", True),
    ]
    venue.place(buy(ALICE, 110, 5))
    told = client.heard()
    assert briefs(told)[:3] == ["TRADE FILLED", "EXPIRED EXPIRED", "listStatus"]
    assert told[1]["eR"] == "OCO_TRIGGER"
    assert (told[2]["l"], told[2]["L"]) == ("ALL_DONE", "ALL_DONE")


def test_a_cancelled_list_is_over(venue):
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    first_id = venue.place(*pair())
    client = follow(venue, BOB)
    venue.do(pack.cancel_list(BOB, BTCUSD, first_id + 1))
    assert briefs(client.heard())[:3] == ["CANCELED CANCELED", "CANCELED CANCELED", "listStatus"]


def test_a_pending_order_is_new_twice(venue):
    client = follow(venue, BOB)
    leg = {"kind": CommandKind.PLACE_LEG}
    last = {"kind": CommandKind.PLACE_LIST, "list_kind": ListKind.OTO}
    venue.place(buy(BOB, 90, 5, **leg), sell(BOB, 110, 5, **last))
    told = reports(client.heard())
    assert [(each["x"], each["X"], each["w"]) for each in told] == [
        ("NEW", "PENDING_NEW", False),
        ("NEW", "NEW", True),
    ]
    venue.place(sell(ALICE, 90, 5))
    told = reports(client.heard())
    assert [(each["x"], each["X"]) for each in told] == [("TRADE", "FILLED"), ("NEW", "NEW")]


def test_a_list_is_told_again_when_one_of_its_orders_is_called_otherwise(venue):
    venue.place(sell(BOB, 100, 1))
    venue.place(buy(ALICE, 100, 1))
    first_id = venue.place(*pair())
    client = follow(venue, BOB)
    reduce = partial(pack.reduce_order, BOB, BTCUSD, first_id)
    venue.do(reduce(3, client_key("less"), 0), labels={0: Label(client_order_id="less")})
    meant, listed, other, _ = client.heard()
    assert [(each["x"], each["X"], each["q"]) for each in (meant, other)] == [
        ("REPLACED", "NEW", "0.00030000"),
        ("REPLACED", "NEW", "0.00030000"),
    ]
    assert [(each["c"], each["C"]) for each in (meant, other)] == [("less", "down"), ("up", "up")]
    assert (listed["l"], listed["L"]) == ("UPDATED", "EXECUTING")
    assert [each["c"] for each in listed["O"]] == ["less", "up"]
    venue.do(reduce(2, client_key("less"), 0), labels={0: Label(client_order_id="less")})
    assert briefs(client.heard())[:2] == ["REPLACED NEW"] * 2  # its name is the same
