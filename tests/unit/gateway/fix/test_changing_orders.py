"""Orders that are cancelled, replaced and amended over FIX."""

import pytest

from glassbook.protocol.commands import freeze_account
from tests.unit.gateway.fix.orders import only, place, refusal, replacement, told

# --- cancelling


@pytest.mark.operation("fix OrderCancelRequest<F>")
@pytest.mark.parametrize("by", ["OrigClOrdID", "OrderID"])
def test_an_order_is_cancelled_by_either_of_its_names(house, by):
    client = house.trader()
    placed = only(place(client, "one"), "ExecutionReport")
    name = {"OrigClOrdID": "one", "OrderID": placed["OrderID"]}[by]
    report = only(client.say("F", ClOrdID="c1", Symbol="BTCUSD", **{by: name}), "ExecutionReport")
    assert (report["ExecType"], report["OrdStatus"]) == ("4", "4")
    assert (report["ClOrdID"], report["OrigClOrdID"]) == ("c1", "one")
    assert (report["LeavesQty"], report["WorkingIndicator"]) == ("0.00000000", "N")


def test_a_freeze_ends_orders_in_the_name_of_the_venue(house):
    client = house.trader()
    place(client, "one")
    house.exchange.apply(freeze_account(house.alice_id))
    report = only(client.heard(), "ExecutionReport")
    assert (report["ExecType"], report["OrdStatus"], report["ExpiryReason"]) == ("C", "C", "2")
    assert (report["ClOrdID"], "OrigClOrdID" in report) == ("one", False)


@pytest.mark.operation("fix OrderCancelReject<9>")
def test_a_cancel_of_no_order_is_refused_with_what_it_asked(house):
    values = only(
        house.trader().say("F", ClOrdID="c1", OrigClOrdID="none", Symbol="BTCUSD"),
        "OrderCancelReject",
    )
    assert values == {
        "ClOrdID": "c1",
        "OrigClOrdID": "none",
        "Symbol": "BTCUSD",
        "CxlRejResponseTo": "1",
        "ErrorCode": "-2011",
        "Text": "Unknown order sent.",
    }


def test_only_the_owner_may_cancel(house):
    placed = only(place(house.trader("alice", "A"), "one"), "ExecutionReport")
    heard = house.trader("bob", "B").say(
        "F", ClOrdID="c1", OrderID=placed["OrderID"], Symbol="BTCUSD"
    )
    assert refusal(heard, "OrderCancelReject") == (-2011, "Unknown order sent.")


def test_a_cancel_may_be_restricted_to_orders_that_filled_or_did_not(house):
    client = house.trader()
    place(client, "one")
    cancel = {"ClOrdID": "c1", "OrigClOrdID": "one", "Symbol": "BTCUSD"}
    heard = client.say("F", **cancel, CancelRestrictions=2)
    assert refusal(heard, "OrderCancelReject")[0] == -2011
    assert told(client.say("F", **cancel, CancelRestrictions=1)) == [("4", "4")]


def test_a_cancel_that_names_nothing_is_rejected(house):
    assert refusal(house.trader().say("F", ClOrdID="c1", Symbol="BTCUSD"), "Reject")[0] == -1102


def test_two_names_must_be_of_the_same_order(house):
    client = house.trader()
    first = only(place(client, "one"), "ExecutionReport")
    place(client, "two")
    both = {"OrderID": first["OrderID"], "OrigClOrdID": "two"}
    heard = client.say("F", ClOrdID="c1", Symbol="BTCUSD", **both)
    assert refusal(heard, "OrderCancelReject")[0] == -2039


@pytest.mark.operation("fix OrderMassCancelRequest<q>")
@pytest.mark.operation("fix OrderMassCancelReport<r>")
def test_all_orders_on_a_symbol_are_cancelled_and_counted(house):
    client = house.trader()
    for name in ("one", "two"):
        place(client, name)
    house.place(house.alice, "BUY", "0.5", "29000")
    client.heard()
    *reports, last = client.say("q", ClOrdID="c1", Symbol="BTCUSD", MassCancelRequestType=1)
    assert told(reports) == [("4", "4")] * 3
    assert last == (
        "OrderMassCancelReport",
        {
            "Symbol": "BTCUSD",
            "ClOrdID": "c1",
            "MassCancelRequestType": "1",
            "MassCancelResponse": "1",
            "TotalAffectedOrders": "3",
        },
    )


def test_where_there_is_nothing_to_cancel_the_mass_cancel_is_refused(house):
    heard = house.trader().say("q", ClOrdID="c1", Symbol="BTCUSD", MassCancelRequestType=1)
    values = only(heard, "OrderMassCancelReport")
    assert (values["MassCancelResponse"], values["ErrorCode"]) == ("0", "-2011")


# --- replacing and amending


@pytest.mark.operation("fix OrderCancelRequestAndNewOrderSingle<XCN>")
def test_one_order_leaves_and_another_enters(house):
    client = house.trader()
    place(client, "one")
    heard = client.say("XCN", **replacement("two", "one", Price="29000"))
    assert told(heard) == [("4", "4"), ("0", "0")]
    assert [values["ClOrdID"] for _, values in heard] == ["cancel-two", "two"]


def test_without_the_first_the_second_is_not_attempted(house):
    heard = house.trader().say("XCN", **replacement("two", "none"))
    values = only(heard, "OrderCancelReject")
    assert (values["ClOrdID"], values["ErrorCode"]) == ("cancel-two", "-2011")


def test_without_the_first_the_second_is_placed_where_that_is_allowed(house):
    heard = house.trader().say("XCN", **replacement("two", "none", mode=2))
    assert sorted(name for name, _ in heard) == ["ExecutionReport", "OrderCancelReject"]
    assert told(heard) == [("0", "0")]


def test_a_replacement_that_breaks_a_filter_cancels_nothing(house):
    client = house.trader()
    place(client, "one")
    heard = client.say("XCN", **replacement("two", "one", OrderQty="0.00001"))
    assert refusal(heard, "ExecutionReport") == (-1013, "Filter failure: NOTIONAL")
    assert len(house.ask("GET", "/api/v3/openOrders", key=house.alice).json) == 1


def test_a_replacement_that_cannot_be_paid_is_told_after_its_cancel(house):
    client = house.trader()
    place(client, "one")
    heard = client.say("XCN", **replacement("two", "one", OrderQty="9000"))
    assert told(heard) == [("4", "4"), ("8", "8")]


@pytest.mark.parametrize(("mode", "expected"), [(1, []), (2, [("4", "4")])])
def test_over_the_order_limit_a_replacement_does_nothing_or_only_cancels(house, mode, expected):
    client = house.trader()
    place(client, "one")
    for _ in range(99):
        house.venue.limiter.count_order(house.alice_id)
    heard = client.say("XCN", **replacement("two", "one"), OrderRateLimitExceededMode=mode)
    assert [each for each in told(heard) if each != ("8", "8")] == expected
    assert ("8", "8") in told(heard)


@pytest.mark.operation("fix OrderAmendKeepPriorityRequest<XAK>")
def test_an_order_is_reduced_and_renamed(house):
    client = house.trader()
    place(client, "one")
    heard = client.say("XAK", ClOrdID="less", OrigClOrdID="one", Symbol="BTCUSD", OrderQty="0.3")
    report = only(heard, "ExecutionReport")
    assert (report["ExecType"], report["OrdStatus"]) == ("5", "0")
    assert (report["ClOrdID"], report["OrigClOrdID"]) == ("less", "one")
    assert report["OrderQty"] == "0.30000000"


@pytest.mark.operation("fix OrderAmendReject<XAR>")
@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("0.6", "Order amend (quantity increase) is not supported."),
        ("0.5", "The requested action would change no state; rejecting"),
    ],
)
def test_an_order_is_not_made_larger(house, quantity, text):
    client = house.trader()
    place(client, "one")
    heard = client.say("XAK", ClOrdID="x", OrigClOrdID="one", Symbol="BTCUSD", OrderQty=quantity)
    assert refusal(heard, "OrderAmendReject") == (-2038, text)
