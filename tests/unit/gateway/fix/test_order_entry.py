"""Orders over FIX: what is asked, and every answer documented for it."""

import pytest

from glassbook.gateway.fix import reports
from glassbook.projection.order import OrderStatus
from glassbook.protocol.orders import OrderType, SelfTradePrevention, TimeInForce
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.protocol.symbols import SymbolStatus
from tests.unit.gateway.fix.house import FixHouse
from tests.unit.gateway.fix.orders import only, order, place, refusal, replacement, told
from tests.unit.gateway.rest.house import BTCUSD

ONLY_ACKS = {"ResponseMode": 2}


# --- placing


@pytest.mark.operation("fix NewOrderSingle<D>")
def test_an_order_that_rests_is_new(house):
    report = only(place(house.trader(), "one"), "ExecutionReport")
    assert (
        report.items()
        >= {
            "ClOrdID": "one",
            "ExecType": "0",
            "OrdStatus": "0",
            "OrderQty": "0.50000000",
            "LeavesQty": "0.50000000",
            "CumQty": "0.00000000",
            "LastQty": "0.00000000",
            "Price": "30000.00000000",
            "WorkingIndicator": "Y",
            "SelfTradePreventionMode": "3",
        }.items()
    )
    assert report["OrderCreationTime"] == report["TransactTime"] == "20231114-22:13:20.000000"


@pytest.mark.operation("fix ExecutionReport<8>")
def test_a_trade_is_told_to_both_sides_with_what_it_cost(house):
    alice, bob = house.trader("alice", "A"), house.trader("bob", "B")
    place(alice, "bid")
    new, trade = [values for _, values in place(bob, "ask", Side=2, OrderQty="0.2")]
    assert (new["ExecType"], trade["ExecType"], trade["OrdStatus"]) == ("0", "F", "2")
    assert (trade["LastPx"], trade["LastQty"]) == ("30000.00000000", "0.20000000")
    assert (trade["AggressorIndicator"], trade["TradeID"]) == ("Y", "1")
    assert trade["NoMiscFees"] == [
        {"MiscFeeAmt": "9.00000000", "MiscFeeCurr": "USD", "MiscFeeType": "4"}
    ]
    maker = only(alice.heard(), "ExecutionReport")
    assert (maker["OrdStatus"], maker["AggressorIndicator"]) == ("1", "N")
    assert (maker["CumQty"], maker["LeavesQty"]) == ("0.20000000", "0.30000000")
    assert maker["CumQuoteQty"] == "6000.00000000"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"OrdType": 1, "Price": None, "TimeInForce": None}, [("0", "0"), ("C", "C")]),
        ({"TimeInForce": 3}, [("0", "0"), ("C", "C")]),
        ({"TimeInForce": 4}, [("0", "0"), ("C", "C")]),
        ({"ExecInst": 6, "TimeInForce": None}, [("0", "0")]),
    ],
)
def test_every_kind_of_order_and_how_long_it_waits(house, changes, expected):
    assert told(place(house.trader(), "one", **changes)) == expected


def test_why_an_order_expired_is_said(house):
    client = house.trader()
    reasons = [
        place(client, "ioc", TimeInForce=3)[-1],
        place(client, "fok", TimeInForce=4)[-1],
        place(client, "market", OrdType=1, Price=None, TimeInForce=None)[-1],
    ]
    assert [values["ExpiryReason"] for _, values in reasons] == ["5", "6", "7"]


def test_a_market_order_in_money_tells_its_money(house):
    place(house.trader("bob", "B"), "ask", Side=2)
    asked = {"OrdType": 1, "Price": None, "TimeInForce": None, "OrderQty": None}
    heard = place(house.trader(), "buy", **asked, CashOrderQty="3000")
    new, trade = [values for _, values in heard]
    assert new["CashOrderQty"] == "3000.00000000"
    assert new["OrderQty"] == "0.10000000"
    assert trade["CumQty"] == "0.10000000"


def test_an_order_that_met_its_own_account_says_which_match_was_prevented(house):
    client = house.trader()
    place(client, "bid", SelfTradePreventionMode=2)
    heard = place(client, "ask", Side=2, SelfTradePreventionMode=2)
    assert told(heard) == [("0", "0"), ("C", "C")]
    expired = heard[-1][1]
    assert expired["PreventedMatchID"] == "1"
    assert expired["PreventedExecutionQty"] == "0.50000000"
    assert expired["CounterOrderID"] != expired["OrderID"]


def test_what_prevention_took_from_both_is_told_of_both(house):
    client = house.trader()
    place(client, "rests")
    heard = place(client, "meets", Side=2, OrderQty="0.2", SelfTradePreventionMode=5)
    lost = [values for _, values in heard if values["ExecType"] == "C"]
    taken = {(values["ClOrdID"], values["LastPreventedQty"]) for values in lost}
    assert taken >= {("rests", "0.20000000"), ("meets", "0.20000000")}
    (rests,) = [values for values in lost if values["ClOrdID"] == "rests"]
    assert (rests["OrdStatus"], rests["LeavesQty"]) == ("0", "0.30000000")


def test_a_clients_own_strategy_is_told_back(house):
    report = only(place(house.trader(), "a", StrategyID=7, TargetStrategy=1000001),
                  "ExecutionReport")  # fmt: skip
    assert (report["StrategyID"], report["TargetStrategy"]) == ("7", "1000001")


TRIGGER = {"TriggerType": 4, "TriggerAction": 1, "TriggerPriceType": 2}
NO_LIMIT = {"Price": None, "TimeInForce": None}


@pytest.mark.parametrize(
    ("order_type", "side", "direction", "trigger", "more"),
    [
        (3, 1, "U", "31000", NO_LIMIT),
        (3, 2, "D", "29000", NO_LIMIT),
        (3, 1, "D", "29000", NO_LIMIT),
        (3, 2, "U", "31000", NO_LIMIT),
        (4, 1, "U", "31000", {}),
        (4, 2, "U", "31000", {}),
    ],
)
def test_an_order_that_waits_for_a_price_says_for_which(
    house, order_type, side, direction, trigger, more
):
    bob, alice = house.trader("bob", "B"), house.trader()
    place(bob, "bid")
    place(bob, "ask", Side=2, SelfTradePreventionMode=1)
    house.place(house.alice, "BUY", "0.1", "30000", selfTradePreventionMode="NONE")
    alice.heard()
    waits = TRIGGER | {"TriggerPriceDirection": direction, "TriggerPrice": trigger}
    heard = place(alice, "stop", OrdType=order_type, Side=side, **(waits | more))
    report = only(heard, "ExecutionReport")
    assert (report["OrdType"], report["TriggerPriceDirection"]) == (str(order_type), direction)
    assert float(report["TriggerPrice"]) == float(trigger)
    assert report["WorkingIndicator"] == "N"
    assert "WorkingTime" not in report


def test_a_triggered_order_is_told_to_be_working(house):
    alice, bob = house.trader(), house.trader("bob", "B")
    place(bob, "ask", Side=2, Price="30000")
    place(bob, "higher", Side=2, Price="31000")
    place(alice, "first", OrderQty="0.1")
    waits = TRIGGER | {"TriggerPriceDirection": "U", "TriggerPrice": "31000"}
    place(alice, "stop", OrdType=4, Price="29000", **waits)
    heard = place(alice, "second", Price="31000", OrderQty="0.5")
    (report,) = [values for _, values in heard if values["ClOrdID"] == "stop"]
    assert (report["ExecType"], report["WorkingIndicator"]) == ("0", "Y")


def test_an_order_for_the_best_book_is_placed_on_the_one_there_is(house):
    heard = place(house.trader(), "one", SOR="Y")
    assert told(heard) == [("0", "0")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ExecInst": 6, "TimeInForce": None}, (-1116, "Invalid orderType.")),
        (
            {"OrdType": 1, **NO_LIMIT, "OrderQty": None, "CashOrderQty": "10"},
            (-1106, "Parameter 'CashOrderQty' sent when not required."),
        ),
    ],
)
def test_only_limit_and_market_by_quantity_are_routed(house, changes, expected):
    assert refusal(place(house.trader(), "one", SOR="Y", **changes), "Reject") == expected


def test_every_word_of_the_core_has_its_value_on_the_wire():
    assert reports.PREVENTIONS.keys() == set(SelfTradePrevention)
    assert reports.ORDER_TYPES.keys() == set(OrderType)
    assert reports.TIMES_IN_FORCE.keys() == set(TimeInForce)
    assert reports.STATUSES.keys() == set(OrderStatus)


@pytest.mark.parametrize("mode", [1, 2])
@pytest.mark.parametrize(
    ("side", "more", "direction"),
    [
        (1, {"TriggerPriceDirection": "U", "TriggerPrice": "31000"}, "U"),
        (2, {"TriggerPriceDirection": "D", "TriggerPrice": "29000"}, "D"),
        (1, {}, "D"),
        (2, {}, "U"),
    ],
)
def test_an_order_whose_trigger_trails_says_how_far(house, side, more, direction, mode):
    house.place(house.bob, "SELL", "0.1", "30000")
    house.place(house.alice, "BUY", "0.1", "30000")
    trails = NO_LIMIT | TRIGGER | {"TriggerTrailingDeltaBips": 100} | more
    client = house.trader(ResponseMode=mode)
    report = only(place(client, "stop", OrdType=3, Side=side, **trails), "ExecutionReport")
    told = report["TriggerTrailingDeltaBips"], report["TriggerPriceDirection"]
    assert told == ("100", direction)
    assert report["WorkingIndicator"] == "N"
    assert ("TriggerPrice" in report) == bool(more)


PEG = {"OrdType": "P", "Price": None, "PegPriceType": 5, "PegMoveType": 1}


@pytest.mark.parametrize("mode", [1, 2])
def test_a_pegged_order_says_what_the_book_gave(house, mode):
    client = house.trader(ResponseMode=mode)
    house.place(house.bob, "BUY", "0.1", "29000")
    house.place(house.bob, "BUY", "0.1", "28000")
    behind = {"PegOffsetType": 3, "PegOffsetValue": 1}
    report = only(place(client, "peg", **PEG, **behind), "ExecutionReport")
    told = {"OrdType": "P", "PegPriceType": "5", "PegMoveType": "1"}
    told |= {"PegOffsetType": "3", "PegOffsetValue": "1", "PeggedPrice": "28000.00000000"}
    assert report.items() >= told.items()
    assert "Price" not in report


def test_a_pegged_order_that_waits_has_no_price_yet(house):
    house.place(house.bob, "SELL", "0.1", "30000")
    house.place(house.alice, "BUY", "0.1", "30000")
    stop = TRIGGER | {"TriggerPriceDirection": "U", "TriggerPrice": "31000"} | PEG
    report = only(place(house.trader(), "stop", **stop), "ExecutionReport")
    assert (report["OrdType"], report["TriggerPrice"]) == ("P", "31000.00000000")
    assert "PeggedPrice" not in report


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (PEG | {"PegMoveType": None}, "send PegMoveType (835)"),
        (PEG | {"PegPriceType": None}, "send PegPriceType (1094)"),
        ({"PegPriceType": 4, "PegMoveType": 1}, "do not send PegPriceType"),
    ],
)
def test_pegs_come_whole_and_with_orders_that_are_pegged(house, changes, expected):
    code, text = refusal(place(house.trader(), "one", **changes), "Reject")
    assert code == -1174
    assert text.startswith("Component 'PegInstructions' is incorrectly populated")
    assert text.endswith(f"Recommendation: '{expected}'")


def test_a_trigger_trails_within_its_limits(house):
    trails = NO_LIMIT | TRIGGER | {"TriggerTrailingDeltaBips": 100_000}
    heard = place(house.trader(), "stop", OrdType=3, **trails)
    assert refusal(heard, "ExecutionReport") == (-1013, "Filter failure: TRAILING_DELTA")


def test_an_iceberg_says_how_much_of_it_is_shown(house):
    report = only(place(house.trader(), "ice", MaxFloor="0.1"), "ExecutionReport")
    assert report["MaxFloor"] == "0.10000000"


@pytest.mark.parametrize(
    ("changes", "code", "tag"),
    [
        ({"Symbol": "NOSUCH"}, -1121, 55),
        ({"Price": None}, -1102, 44),
        ({"OrderQty": None}, -1102, 38),
        ({"TimeInForce": None}, -1102, 59),
        ({"CashOrderQty": "5"}, -1106, 152),
        ({"OrdType": 1, "TimeInForce": None}, -1106, 44),
        ({"Price": "30000.123456789"}, -1111, 44),
        ({"OrderQty": "9" * 20}, -1108, 38),
        ({"TargetStrategy": 5}, -1134, 0),
        ({"OrdType": 3, "Price": None, "TimeInForce": None}, -1174, 40),
        ({"OrdType": 3, "Price": None, "TimeInForce": None, **TRIGGER}, -1102, 1102),
        ({"TriggerType": 4}, -1174, 40),
    ],
)
def test_a_message_that_makes_no_order_is_rejected_by_its_field(house, changes, code, tag):
    rejected = only(place(house.trader(), "one", **changes), "Reject")
    assert (int(rejected["ErrorCode"]), int(rejected.get("RefTagID", 0))) == (code, tag)
    assert (rejected["RefSeqNum"], rejected["RefMsgType"]) == ("2", "D")


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"Price": "30000.001"}, -1013, "Filter failure: PRICE_FILTER"),
        ({"OrderQty": "0.00001"}, -1013, "Filter failure: NOTIONAL"),
        ({"OrderQty": "9000"}, -2010, "Account has insufficient balance for requested action."),
    ],
)
def test_an_order_that_may_not_be_is_told_in_a_report(house, changes, code, text):
    report = only(place(house.trader(), "one", **changes), "ExecutionReport")
    assert (report["ExecType"], report["OrdStatus"], report["OrdRejReason"]) == ("8", "8", "99")
    assert (int(report["ErrorCode"]), report["Text"]) == (code, text)
    assert (report["ClOrdID"], report["LastQty"]) == ("one", "0.00000000")
    assert "ExecID" not in report


def test_a_refused_order_changes_nothing(house):
    before = house.balance(house.alice, "USD")
    place(house.trader(), "one", OrderQty="9000")
    assert house.balance(house.alice, "USD") == before


def test_a_client_id_is_used_once_among_open_orders(house):
    client = house.trader()
    place(client, "one")
    report = only(place(client, "one"), "ExecutionReport")
    assert report["Text"] == "Duplicate order sent."


def test_orders_are_counted_together_with_those_of_the_other_doors(house):
    client = house.trader()
    for number in range(99):
        place(client, f"n{number}")
    house.place(house.alice, "BUY", "0.5", "30000")
    client.heard()
    code, text = refusal(place(client, "last"), "ExecutionReport")
    assert code == -1015
    assert text == "Too many new orders; current limit is 100 orders per 10 SECOND."


# --- lists, limits, trouble


@pytest.mark.operation("fix LimitQuery<XLQ>")
@pytest.mark.operation("fix LimitResponse<XLR>")
def test_a_session_may_ask_what_it_has_used(house):
    client = house.trader()
    place(client, "one")
    values = only(client.say("XLQ", ReqID="q"), "LimitResponse")
    used = [
        (each["LimitType"], each["LimitCount"], each["LimitMax"], each["LimitResetInterval"])
        for each in values["NoLimitIndicators"]
    ]
    assert used == [("2", "3", "10000", "10"), ("1", "1", "100", "10"), ("1", "1", "200000", "1")]


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (QueueFull("no room"), -1008),
        (VenueStopped("stopping"), -1016),
        (VenueStopped("the disk", is_unknown=True), -1007),
    ],
)
def test_when_the_venue_cannot_the_client_is_told_what_is_known(house, trouble, code):
    client = house.trader()
    house.exchange.trouble = trouble
    assert refusal(place(client, "one"), "ExecutionReport")[0] == code


def test_a_market_that_is_closed_says_so(house):
    house.set_status(BTCUSD, SymbolStatus.HALT)
    assert refusal(place(house.trader(), "one"), "ExecutionReport") == (-1013, "Market is closed.")


# --- who is told what


def test_every_session_of_an_account_is_told_everything_whatever_door_it_came_through(house):
    one, two = house.trader(comp_id="ONE"), house.trader(comp_id="TWO")
    copy = house.trader(comp_id="COPY", DropCopyFlag="Y")
    stranger = house.trader("bob", "BOB")
    place(one, "a")
    house.place(house.alice, "BUY", "0.5", "29000")
    assert told(one.heard()) == [("0", "0")]
    assert told(two.heard()) == told(copy.heard()) == [("0", "0")] * 2
    assert stranger.heard() == []


def test_who_wants_acknowledgements_alone_hears_only_of_his_own_requests(house):
    client, maker = house.trader(**ONLY_ACKS), house.trader("bob", "BOB")
    place(maker, "ask", Side=2, OrderQty="0.2")
    house.place(house.alice, "BUY", "0.5", "29000")
    assert client.heard() == []
    assert told(place(client, "one")) == [("0", "0")]
    less = {"ClOrdID": "less", "OrigClOrdID": "one", "Symbol": "BTCUSD", "OrderQty": "0.3"}
    reduced = only(client.say("XAK", **less), "ExecutionReport")
    assert (reduced["ExecType"], reduced["OrdStatus"], reduced["OrigClOrdID"]) == ("5", "1", "one")
    heard = client.say("F", ClOrdID="c", OrigClOrdID="less", Symbol="BTCUSD")
    cancelled = only(heard, "ExecutionReport")
    assert (cancelled["ClOrdID"], cancelled["OrigClOrdID"]) == ("c", "less")
    assert (cancelled["CumQty"], cancelled["OrderQty"]) == ("0.20000000", "0.30000000")


def test_acknowledgements_and_reports_of_one_event_have_one_id(house):
    everything, acks = house.trader(comp_id="ALL"), house.trader(comp_id="ACKS", **ONLY_ACKS)
    acked = [place(acks, "one"), acks.say("XCN", **replacement("two", "one"))]
    ids = [values["ExecID"] for heard in acked for _, values in heard]
    assert ids == [values["ExecID"] for _, values in everything.heard()]
    assert len(set(ids)) == 3


def test_many_messages_in_one_piece_are_answered_in_order(tmp_path):
    house = FixHouse(tmp_path, "none")
    client = house.trader()
    names = [f"n{number}" for number in range(300)]
    pieces = b"".join(client.message("D", **order(name)) for name in names)
    heard = client.send(pieces)
    assert [values["ClOrdID"] for _, values in heard] == names
    house.close()


def test_who_left_is_told_nothing_more(house):
    client = house.trader()
    client.leave()
    client.heard()
    house.place(house.alice, "BUY", "0.5", "29000")
    assert client.heard() == []
    assert not house.venue.projections.executions.watched


def test_no_more_is_read_while_too_many_requests_wait(house, monkeypatch):
    monkeypatch.setattr("glassbook.gateway.fix.connection.UNANSWERED_MAX", 2)
    client = house.trader()
    paused = []
    submit = house.exchange.submit_many

    async def watched(commands, labels=None):
        paused.append(client.transport.is_paused)
        return await submit(commands, labels)

    house.exchange.submit_many = watched
    client.send(b"".join(client.message("D", **order(f"n{n}")) for n in range(3)))
    assert paused == [True]
    assert not client.transport.is_paused
