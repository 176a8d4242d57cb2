"""Order lists over FIX: placed as one message, told order by order and as a list."""

import pytest

from glassbook.protocol.symbols import SymbolStatus
from tests.unit.gateway.fix.orders import only, order, place, refusal, told
from tests.unit.gateway.rest.house import BTCUSD

ONLY_ACKS = {"ResponseMode": 2}
STOP = {"OrdType": 4, "TriggerType": 4, "TriggerAction": 1, "TriggerPrice": "29000"}
STOP |= {"TriggerPriceType": 2, "TriggerPriceDirection": "D", "Price": "28900", "Side": 2}
PROFIT = {"ExecInst": 6, "Price": "31000", "Side": 2, "TimeInForce": None}


def when(*instructions):
    """Return instructions, each (type, index, action)."""
    names = ("ListTriggerType", "ListTriggerTriggerIndex", "ListTriggerAction")
    group = [dict(zip(names, map(str, each), strict=True)) for each in instructions]
    return {"NoListTriggeringInstructions": group}


def leg(name, *instructions, **changes):
    return order(name, **changes) | (when(*instructions) if instructions else {})


def pair(first=0, *pending):
    """Return a sell's stop and profit at these places of a list, by their documented rows."""
    return [
        leg("stop", *pending, (2, first + 1, 2), **STOP),
        leg("profit", *pending, (1, first, 2), **PROFIT),
    ]


OTO = [
    leg("working", Price="29500"),
    leg("pending", (3, 0, 1), OrdType=1, Side=2, Price=None, TimeInForce=None),
]


def enter(client, legs, contingency, name="list", **more):
    return client.say("E", NoOrders=legs, ContingencyType=contingency, ClListID=name, **more)


@pytest.fixture
def market(house):
    """A house in which the last price is 30,000."""
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    return house


def lists(heard):
    return [values for name, values in heard if name == "ListStatus"]


def states(heard):
    """Return (ListStatusType, ListOrderStatus) of every ListStatus heard."""
    return [(v["ListStatusType"], v["ListOrderStatus"]) for v in lists(heard)]


@pytest.mark.operation("fix NewOrderList<E>")
@pytest.mark.operation("fix ListStatus<N>")
def test_a_pair_is_told_as_a_list_and_order_by_order(market):
    heard = enter(market.trader("bob"), pair(), 1)
    assert [name for name, _ in heard] == ["ListStatus", "ExecutionReport", "ExecutionReport"]
    (values,) = lists(heard)
    assert states(heard) == [("4", "3")]
    assert (values["ContingencyType"], values["ClListID"]) == ("1", "list")
    assert [each["ClOrdID"] for each in values["NoOrders"]] == ["stop", "profit"]
    assert values["NoOrders"][0].items() >= when((2, 1, 2)).items()
    assert values["NoOrders"][1].items() >= when((1, 0, 2)).items()
    reported = [v for name, v in heard if name == "ExecutionReport"]
    assert {each["ListID"] for each in reported} == {values["ListID"]}
    ids = [each["OrderID"] for each in reported]
    assert ids == [each["OrderID"] for each in values["NoOrders"]]
    assert market.balance(market.bob, "BTC")[1] == "0.50000000"


def test_when_one_of_a_pair_is_filled_the_other_expires_and_the_list_is_over(market):
    client = market.trader("bob")
    enter(client, pair(), 1)
    market.place(market.alice, "BUY", "1", "31000")
    heard = client.heard()
    assert told(heard) == [("F", "2"), ("C", "C")]
    assert states(heard) == [("5", "6")]
    assert [name for name, _ in heard][-1] == "ListStatus"


def test_a_pending_order_is_pending_until_the_working_one_is_filled(market):
    client = market.trader("bob")
    heard = enter(client, OTO, 2)
    assert told(heard) == [("0", "A"), ("0", "0")]
    (values,) = lists(heard)
    assert (values["ContingencyType"], states(heard)) == ("2", [("4", "3")])
    assert "NoListTriggeringInstructions" not in values["NoOrders"][0]
    assert values["NoOrders"][1].items() >= when((3, 0, 1)).items()
    market.place(market.alice, "BUY", "1", "29000")
    market.place(market.alice, "SELL", "1", "29500")
    heard = client.heard()
    assert told(heard) == [("F", "2"), ("0", "0"), ("F", "2")]
    assert states(heard) == [("5", "6")]


@pytest.mark.parametrize("action", [1, 2])
def test_a_pending_pair_is_instructed_to_be_released_in_either_way(market, action):
    legs = [leg("working", Price="29500"), *pair(1, (3, 0, action))]
    (values,) = lists(enter(market.trader("bob"), legs, 2))
    instructed = [each.get("NoListTriggeringInstructions") for each in values["NoOrders"]]
    documented = [when((3, 0, 2), (2, 2, 2)), when((3, 0, 2), (1, 1, 2))]
    assert instructed == [None, *(each["NoListTriggeringInstructions"] for each in documented)]


def test_a_pair_of_two_triggers_is_decided_by_either(market):
    up = STOP | {"TriggerPrice": "31000", "TriggerPriceDirection": "U", "Price": "31000"}
    legs = [leg("stop", (1, 1, 2), **STOP), leg("profit", (1, 0, 2), **up)]
    assert states(enter(market.trader("bob"), legs, 1)) == [("4", "3")]


@pytest.mark.parametrize("named", ["ListID", "OrigClListID", "both", "OrigClOrdID"])
def test_a_list_is_cancelled_whole_by_its_names_or_an_orders(market, named):
    client = market.trader("bob")
    (values,) = lists(enter(client, pair(), 1))
    names = {"ListID": values["ListID"], "OrigClListID": "list", "OrigClOrdID": "profit"}
    sent = {n: v for n, v in names.items() if n == named or (named == "both" and "List" in n)}
    heard = client.say("F", ClOrdID="off", Symbol="BTCUSD", **sent)
    assert told(heard) == [("4", "4")] * 2
    assert states(heard) == [("5", "6")]
    assert market.orders_of("bob") == []


@pytest.mark.parametrize("sent", [{"ListID": 77}, {"OrigClListID": "who"}])
def test_a_list_that_is_none_cannot_be_cancelled(market, sent):
    heard = market.trader().say("F", ClOrdID="off", Symbol="BTCUSD", **sent)
    assert refusal(heard, "OrderCancelReject") == (-2011, "Unknown order list sent.")


def test_a_list_known_by_another_name_is_not_cancelled(market):
    client = market.trader("bob")
    (values,) = lists(enter(client, pair(), 1))
    named = {"ListID": values["ListID"], "OrigClListID": "other"}
    heard = client.say("F", ClOrdID="off", Symbol="BTCUSD", **named)
    assert refusal(heard, "OrderCancelReject") == (-2011, "Unknown order list sent.")


def test_who_wants_acknowledgements_alone_is_told_of_his_list_and_not_of_its_fills(market):
    client, everything = market.trader("bob", **ONLY_ACKS), market.trader("bob", "ALL")
    heard = enter(client, OTO, 2)
    assert [name for name, _ in heard] == ["ListStatus", "ExecutionReport", "ExecutionReport"]
    assert told(heard) == [("0", "A"), ("0", "0")]
    assert heard == everything.heard()
    heard = client.say("F", ClOrdID="off", Symbol="BTCUSD", OrigClListID="list")
    assert (told(heard), states(heard)) == ([("4", "4")] * 2, [("5", "6")])
    assert [v.get("ExecID") for _, v in heard] == [v.get("ExecID") for _, v in everything.heard()]


def test_a_list_keeps_its_place_among_other_requests(market):
    client = market.trader("bob", **ONLY_ACKS)
    sent = client.message("D", **order("before", Price="20000"))
    sent += client.message("E", NoOrders=pair(), ContingencyType=1, ClListID="list")
    sent += client.message("D", **order("after", Price="20001"))
    heard = client.send(sent)
    names = [v["ClOrdID"] for name, v in heard if name == "ExecutionReport"]
    assert names == ["before", "stop", "profit", "after"]


@pytest.mark.parametrize(
    ("legs", "contingency", "code"),
    [
        (pair()[:1], 1, -1014),
        ([*pair(), order("third")], 1, -1014),
        (pair()[::-1], 1, -1197),
        ([leg("a", (2, 1, 2), **PROFIT), leg("b", (1, 0, 2), **PROFIT)], 1, -1168),
        ([leg("a", (1, 1, 2)), pair()[1]], 1, -1158),
        ([OTO[1], OTO[1]], 2, -1116),
        ([leg("stop", **STOP), pair()[1]], 1, -1174),
        ([leg("stop", (1, 1, 2), **STOP), pair()[1]], 1, -1174),
        ([leg("working", (3, 1, 1), Price="29500"), OTO[1]], 2, -1174),
    ],
)
def test_orders_that_make_no_list_are_rejected_and_place_none(market, legs, contingency, code):
    heard = market.trader("bob").say(
        "E", NoOrders=legs, ContingencyType=contingency, ClListID="list"
    )
    ((_, values),) = heard
    assert int((values.get("NoOrders") or [values])[0]["ErrorCode"]) == code
    assert market.orders_of("bob") == []


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"OrderQty": "5000"}, -2010, "Account has insufficient balance for requested action."),
        (
            {"Price": "29990"},
            -2010,
            "The relationship of the prices for the orders is not correct.",
        ),
    ],
)
def test_a_list_that_the_core_refuses_is_refused_leg_by_leg(market, changes, code, text):
    legs = [each | {n: v for n, v in changes.items() if n == "OrderQty"} for each in pair()]
    legs[1] |= changes
    values = only(enter(market.trader("bob"), legs, 1), "ListStatus")
    assert (values["ListStatusType"], values["ListOrderStatus"]) == ("2", "7")
    assert [(int(each["ErrorCode"]), each["Text"]) for each in values["NoOrders"]] == [
        (code, text)
    ] * 2


PAID = [
    OTO[0],
    leg("pending", (3, 0, 1), Price="31000", Side=2, OrderQty=None),
]


def test_what_one_order_buys_the_other_sells(market):
    client = market.trader("bob")
    heard = enter(client, PAID, 2, OPO="Y")
    assert states(heard) == [("4", "3")]
    reported = {v["ClOrdID"]: v for name, v in heard if name == "ExecutionReport"}
    assert "OrderQty" not in reported["pending"]
    assert reported["pending"]["OrdStatus"] == "A"
    market.place(market.alice, "SELL", "0.5", "29500")
    released = [v for _, v in client.heard() if v.get("ClOrdID") == "pending"]
    assert (released[-1]["OrdStatus"], released[-1]["OrderQty"]) == ("0", "0.50000000")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"OrderQty": "1"}, (-1225, "Pending orders should not include the 'OrderQty' tag.")),
        ({"Side": 1}, (-1223, "Pending orders in an OPO list must be asks.")),
    ],
)
def test_who_is_paid_sells_and_brings_no_quantity(market, changes, expected):
    legs = [PAID[0], PAID[1] | changes]
    values = only(enter(market.trader("bob"), legs, 2, OPO="Y"), "ListStatus")
    told = {(int(each["ErrorCode"]), each["Text"]) for each in values["NoOrders"]}
    assert told == {expected}


def test_every_order_of_a_list_counts(market):
    client = market.trader("bob")
    for number in range(98):
        place(client, f"n{number}", Price="20000", OrderQty="0.01")
    client.heard()
    assert states(enter(client, [OTO[0], OTO[1]], 2)) == [("4", "3")]
    values = only(enter(client, OTO, 2, name="two"), "ListStatus")
    assert {each["ErrorCode"] for each in values["NoOrders"]} == {"-1015"}


@pytest.mark.parametrize("session", [{}, ONLY_ACKS])
def test_a_pair_is_reduced_together_and_the_list_told_by_its_new_names(market, session):
    client = market.trader("bob", **session)
    enter(client, pair(), 1)
    heard = client.say("XAK", ClOrdID="less", OrigClOrdID="stop", Symbol="BTCUSD", OrderQty="0.3")
    reported = [v for name, v in heard if name == "ExecutionReport"]
    assert told(heard) == [("5", "0"), ("5", "0")]
    assert [(v["ClOrdID"], v["OrigClOrdID"], v["OrderQty"]) for v in reported] == [
        ("less", "stop", "0.30000000"),
        ("profit", "profit", "0.30000000"),
    ]
    assert states(heard) == [("100", "3")]
    assert [each["ClOrdID"] for each in lists(heard)[0]["NoOrders"]] == ["less", "profit"]


def test_before_an_auction_a_list_is_told_what_is_taken(house):
    house.set_status(BTCUSD, SymbolStatus.PRE_TRADING)
    values = only(enter(house.trader(), OTO, 2), "ListStatus")
    assert {each["Text"] for each in values["NoOrders"]} == {
        "Before an auction only LIMIT orders with timeInForce GTC are accepted."
    }
