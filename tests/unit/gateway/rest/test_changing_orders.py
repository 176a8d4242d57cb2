"""Cancelled, replaced, reduced: what may become of an open order, and who may say so."""

import pytest

from glassbook.protocol import commands
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.gateway.rest.house import BTCUSD

UNKNOWN = (400, -2011, "Unknown order sent.")


def cancel(house, key, **named):
    return house.ask("DELETE", "/api/v3/order", key=key, symbol="BTCUSD", **named)


@pytest.fixture
def resting(house):
    """Alice's order to buy 1 BTC at 30,000, named "mine"."""
    return house.place(house.alice, "BUY", "1", "30000", newClientOrderId="mine").json


def test_a_cancelled_order_is_told_as_it_ended_and_its_money_is_free(house, resting):
    assert house.balance(house.alice, "USD") == ("4970000.00000000", "30000.00000000")
    told = cancel(house, house.alice, orderId=resting["orderId"], newClientOrderId="goodbye").json
    assert told == {
        "symbol": "BTCUSD",
        "origClientOrderId": "mine",
        "orderId": resting["orderId"],
        "orderListId": -1,
        "clientOrderId": "goodbye",
        "transactTime": resting["transactTime"],
        "price": "30000.00000000",
        "origQty": "1.00000000",
        "executedQty": "0.00000000",
        "origQuoteOrderQty": "0.00000000",
        "cummulativeQuoteQty": "0.00000000",
        "status": "CANCELED",
        "timeInForce": "GTC",
        "type": "LIMIT",
        "side": "BUY",
        "selfTradePreventionMode": "EXPIRE_MAKER",
    }
    assert house.balance(house.alice, "USD") == ("5000000.00000000", "0.00000000")


def test_an_order_is_cancelled_by_its_clients_name(house, resting):
    assert (
        cancel(house, house.alice, origClientOrderId="mine").json["orderId"] == resting["orderId"]
    )


def test_a_cancel_that_names_both_needs_both_to_agree(house, resting):
    order_id = resting["orderId"]
    wrong = cancel(house, house.alice, orderId=order_id, origClientOrderId="other")
    assert wrong.refusal == (400, -2039, "Client order ID is not correct for this order ID.")
    assert cancel(house, house.alice, orderId=order_id, origClientOrderId="mine").status == 200


def test_only_the_owner_may_cancel_and_a_stranger_learns_nothing(house, resting):
    assert cancel(house, house.bob, orderId=resting["orderId"]).refusal == UNKNOWN
    assert cancel(house, house.bob, origClientOrderId="mine").refusal == UNKNOWN
    assert cancel(house, house.bob, orderId=10**15).refusal == UNKNOWN


def test_a_dead_order_cannot_be_cancelled_again(house, resting):
    cancel(house, house.alice, orderId=resting["orderId"])
    assert cancel(house, house.alice, orderId=resting["orderId"]).refusal == UNKNOWN


def test_an_order_on_another_symbol_is_unknown(house, resting):
    answer = house.ask(
        "DELETE", "/api/v3/order", key=house.alice, symbol="ETHUSD", orderId=resting["orderId"]
    )
    assert answer.refusal == UNKNOWN


def test_a_cancel_that_names_nothing_is_refused(house):
    assert cancel(house, house.alice).refusal == (
        400,
        -1102,
        "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    )


def test_a_cancel_can_be_bound_to_whether_something_has_filled(house, resting):
    order_id = resting["orderId"]
    restricted = (400, -2011, "Order was not canceled due to cancel restrictions.")
    early = cancel(house, house.alice, orderId=order_id, cancelRestrictions="ONLY_PARTIALLY_FILLED")
    assert early.refusal == restricted
    house.place(house.bob, "SELL", "0.4", "30000")
    late = cancel(house, house.alice, orderId=order_id, cancelRestrictions="ONLY_NEW")
    assert late.refusal == restricted
    bad = cancel(house, house.alice, orderId=order_id, cancelRestrictions="NEVER")
    assert bad.refusal == (400, -1145, "Invalid cancelRestrictions")
    told = cancel(house, house.alice, orderId=order_id, cancelRestrictions="ONLY_PARTIALLY_FILLED")
    assert (told.json["status"], told.json["executedQty"]) == ("CANCELED", "0.40000000")
    assert told.json["cummulativeQuoteQty"] == "12000.00000000"


def test_all_orders_of_a_symbol_are_cancelled_and_no_others(house, resting):
    house.place(house.alice, "SELL", "1", "31000")
    other = house.ask(
        "POST",
        "/api/v3/order",
        key=house.alice,
        symbol="ETHUSD",
        side="BUY",
        type="LIMIT_MAKER",
        quantity="1",
        price="2000",
    ).json
    foreign = house.place(house.bob, "BUY", "1", "29000").json
    told = house.ask("DELETE", "/api/v3/openOrders", key=house.alice, symbol="BTCUSD").json
    assert len(told) == 2
    assert {each["status"] for each in told} == {"CANCELED"}
    left = house.ask("GET", "/api/v3/openOrders", key=house.alice).json
    assert [each["orderId"] for each in left] == [other["orderId"]]
    left = house.ask("GET", "/api/v3/openOrders", key=house.bob).json
    assert [each["orderId"] for each in left] == [foreign["orderId"]]


def test_to_cancel_all_where_there_is_nothing_is_an_error(house):
    answer = house.ask("DELETE", "/api/v3/openOrders", key=house.alice, symbol="BTCUSD")
    assert answer.refusal == UNKNOWN


def test_a_halted_market_takes_no_cancels(house, resting):
    house.set_status(BTCUSD, SymbolStatus.HALT)
    answer = cancel(house, house.alice, orderId=resting["orderId"])
    assert answer.refusal == (400, -1013, "Market is closed.")


# --- cancel-replace


def replace(house, key, mode="STOP_ON_FAILURE", **named):
    order = {
        "symbol": "BTCUSD",
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "quantity": "1",
        "price": "29000",
        "cancelReplaceMode": mode,
        **named,
    }
    return house.ask("POST", "/api/v3/order/cancelReplace", key=key, **order)


def test_a_replaced_order_is_cancelled_and_the_new_one_placed(house, resting):
    answer = replace(house, house.alice, cancelOrderId=resting["orderId"], newClientOrderId="new")
    assert answer.status == 200
    told = answer.json
    assert (told["cancelResult"], told["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    assert told["cancelResponse"]["status"] == "CANCELED"
    assert told["cancelResponse"]["origClientOrderId"] == "mine"
    assert told["newOrderResponse"]["status"] == "NEW"
    assert told["newOrderResponse"]["clientOrderId"] == "new"
    assert told["newOrderResponse"]["fills"] == []
    left = house.ask("GET", "/api/v3/openOrders", key=house.alice).json
    assert [each["price"] for each in left] == ["29000.00000000"]


def test_the_cancel_of_a_replace_has_a_name_of_its_own_and_restrictions(house, resting):
    asked = {"cancelOrderId": resting["orderId"], "cancelNewClientOrderId": "goodbye"}
    answer = replace(house, house.alice, cancelRestrictions="ONLY_PARTIALLY_FILLED", **asked)
    assert (answer.status, answer.json["code"]) == (400, -2022)
    assert answer.json["data"]["cancelResponse"]["code"] == -2011
    told = replace(house, house.alice, cancelRestrictions="ONLY_NEW", **asked).json
    assert told["cancelResponse"]["clientOrderId"] == "goodbye"


def test_without_the_cancel_nothing_is_attempted_but_it_counts_as_an_order(house):
    answer = replace(house, house.alice, cancelOrderId=99)
    assert answer.status == 400
    assert answer.json == {
        "code": -2022,
        "msg": "Order cancel-replace failed.",
        "data": {
            "cancelResult": "FAILURE",
            "newOrderResult": "NOT_ATTEMPTED",
            "cancelResponse": {"code": -2011, "msg": "Unknown order sent."},
            "newOrderResponse": None,
        },
    }
    counts = house.ask("GET", "/api/v3/rateLimit/order", key=house.alice).json
    assert [each["count"] for each in counts] == [1, 1]


def test_the_new_order_can_be_wanted_anyway(house):
    answer = replace(house, house.alice, "ALLOW_FAILURE", cancelOrderId=99)
    assert (answer.status, answer.json["code"]) == (409, -2021)
    assert answer.json["msg"] == "Order cancel-replace partially failed."
    data = answer.json["data"]
    assert (data["cancelResult"], data["newOrderResult"]) == ("FAILURE", "SUCCESS")
    assert data["cancelResponse"] == {"code": -2011, "msg": "Unknown order sent."}
    assert data["newOrderResponse"]["status"] == "NEW"


def test_a_new_order_that_is_refused_leaves_the_old_one_cancelled(house, resting):
    house.place(house.bob, "SELL", "1", "31000")
    answer = replace(
        house,
        house.alice,
        cancelOrderId=resting["orderId"],
        type="LIMIT_MAKER",
        price="31000",
        quantity="1",
        timeInForce="",
    )
    assert answer.json["code"] == -1105
    query = {
        "symbol": "BTCUSD",
        "side": "BUY",
        "type": "LIMIT_MAKER",
        "quantity": "1",
        "price": "31000",
        "cancelReplaceMode": "STOP_ON_FAILURE",
        "cancelOrigClientOrderId": "mine",
    }
    answer = house.ask("POST", "/api/v3/order/cancelReplace", key=house.alice, **query)
    assert (answer.status, answer.json["code"]) == (409, -2021)
    data = answer.json["data"]
    assert (data["cancelResult"], data["newOrderResult"]) == ("SUCCESS", "FAILURE")
    assert data["newOrderResponse"] == {
        "code": -2010,
        "msg": "Order would immediately match and take.",
    }


@pytest.mark.parametrize(
    ("changed", "filter_name"),
    [
        ({"price": "99999999"}, "PRICE_FILTER"),
        ({"quantity": "9001"}, "LOT_SIZE"),
        ({"quantity": "0.00001"}, "NOTIONAL"),
        ({"type": "MARKET", "quantity": "100.1"}, "MARKET_LOT_SIZE"),
        ({"type": "MARKET", "quantity": "9001"}, "LOT_SIZE"),
        ({"type": "MARKET", "quoteOrderQty": "0.5"}, "NOTIONAL"),
    ],
)
def test_filters_are_asked_before_anything_is_cancelled(house, resting, changed, filter_name):
    order = {"quantity": "1", "price": "29000", "timeInForce": "GTC", "type": "LIMIT"}
    if changed.get("type") == "MARKET":
        order = {}
    answer = house.ask(
        "POST",
        "/api/v3/order/cancelReplace",
        key=house.alice,
        symbol="BTCUSD",
        side="BUY",
        cancelReplaceMode="STOP_ON_FAILURE",
        cancelOrderId=resting["orderId"],
        **{**order, **changed},
    )
    assert answer.refusal == (400, -1013, f"Filter failure: {filter_name}")
    left = house.ask("GET", "/api/v3/openOrders", key=house.alice).json
    assert [each["clientOrderId"] for each in left] == ["mine"]
    counts = house.ask("GET", "/api/v3/rateLimit/order", key=house.alice).json
    assert [each["count"] for each in counts] == [2, 2]  # it was an order, as if sent alone


def test_the_order_that_would_make_room_still_counts(house, resting):
    house.exchange.apply(commands.set_symbol_rule(BTCUSD, SymbolRule.ORDERS_MAX, 1))
    for mode in "STOP_ON_FAILURE", "ALLOW_FAILURE":
        answer = replace(house, house.alice, mode, cancelOrderId=resting["orderId"])
        assert answer.refusal == (400, -1013, "Filter failure: MAX_NUM_ORDERS")
    assert cancel(house, house.alice, orderId=resting["orderId"]).status == 200


def test_when_both_halves_fail_both_are_told(house):
    answer = replace(house, house.alice, "ALLOW_FAILURE", cancelOrderId=99, quantity="1000")
    assert (answer.status, answer.json["code"]) == (400, -2022)
    data = answer.json["data"]
    assert (data["cancelResult"], data["newOrderResult"]) == ("FAILURE", "FAILURE")
    assert data["newOrderResponse"]["code"] == -2010


def test_who_may_place_no_more_may_still_ask_to_cancel_only(house, resting):
    for _ in range(99):
        house.place(house.alice, "BUY", "0.001", "20000")
    asked = {"cancelOrderId": resting["orderId"]}
    assert replace(house, house.alice, **asked).refusal[:2] == (429, -1015)
    answer = replace(house, house.alice, orderRateLimitExceededMode="CANCEL_ONLY", **asked)
    assert (answer.status, answer.json["code"]) == (409, -2021)
    assert answer.json["data"]["newOrderResponse"]["code"] == -1015
    assert answer.json["data"]["cancelResponse"]["status"] == "CANCELED"


# --- amend, keeping priority


def amend(house, key, **named):
    return house.ask("PUT", "/api/v3/order/amend/keepPriority", key=key, symbol="BTCUSD", **named)


def test_a_reduced_order_keeps_its_place_and_gives_back_its_money(house, resting):
    house.place(house.bob, "BUY", "1", "30000")
    answer = amend(house, house.alice, orderId=resting["orderId"], newQty="0.4")
    assert answer.status == 200
    told = answer.json["amendedOrder"]
    assert told["origClientOrderId"] == "mine"
    assert told["clientOrderId"] != "mine"
    assert (told["qty"], told["status"], told["executedQty"]) == ("0.40000000", "NEW", "0.00000000")
    assert house.balance(house.alice, "USD") == ("4988000.00000000", "12000.00000000")
    house.place(house.bob, "SELL", "0.4", "30000", selfTradePreventionMode="NONE")
    assert house.balance(house.alice, "BTC")[0] == "100.39960000"


def test_an_amended_order_may_keep_its_name(house, resting):
    told = amend(
        house, house.alice, origClientOrderId="mine", newClientOrderId="mine", newQty="0.4"
    )
    assert told.json["amendedOrder"]["clientOrderId"] == "mine"
    assert cancel(house, house.alice, origClientOrderId="mine").status == 200


@pytest.mark.parametrize(
    ("quantity", "refusal"),
    [
        ("2", (400, -2038, "Order amend (quantity increase) is not supported.")),
        ("1", (400, -2038, "The requested action would change no state; rejecting")),
        ("0", (400, -1013, "Invalid quantity.")),
        ("0.000001", (400, -1013, "Filter failure: LOT_SIZE")),
    ],
)
def test_an_order_can_only_become_smaller(house, resting, quantity, refusal):
    assert amend(house, house.alice, orderId=resting["orderId"], newQty=quantity).refusal == refusal


def test_only_the_owner_may_amend(house, resting):
    answer = amend(house, house.bob, orderId=resting["orderId"], newQty="0.4")
    assert answer.refusal == (400, -2038, "Unknown order sent.")
