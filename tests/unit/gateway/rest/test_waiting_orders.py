"""Stops, profits and icebergs at the door: placed, shown to their owner, and seen by others."""

import pytest

STOP = {"type": "STOP_LOSS_LIMIT", "stopPrice": "29000"}


@pytest.fixture
def market(house):
    """A house in which the last price is 30,000."""
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    return house


def depth(house):
    told = house.ask("GET", "/api/v3/depth", symbol="BTCUSD").json
    return told["bids"], told["asks"]


def order(house, key, order_id):
    return house.ask("GET", "/api/v3/order", key=key, symbol="BTCUSD", orderId=order_id).json


def test_a_stop_is_acknowledged_waits_unseen_and_locks_its_money(market):
    told = market.place(market.bob, "SELL", "1", "28900", newClientOrderId="mine", **STOP).json
    assert told.keys() == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}
    assert depth(market) == ([], [])
    shown = order(market, market.bob, told["orderId"])
    assert (shown["status"], shown["isWorking"], shown["workingTime"]) == ("NEW", False, -1)
    assert (shown["type"], shown["stopPrice"], shown["price"]) == (
        "STOP_LOSS_LIMIT",
        "29000.00000000",
        "28900.00000000",
    )
    assert market.balance(market.bob, "BTC")[1] == "1.00000000"


def test_a_full_answer_shows_what_it_waits_for(market):
    told = market.place(market.bob, "SELL", "1", "28900", newOrderRespType="FULL", **STOP).json
    assert (told["status"], told["stopPrice"], told["workingTime"]) == ("NEW", "29000.00000000", -1)
    assert told["fills"] == []


def test_a_triggered_stop_is_a_working_order(market):
    stop = market.place(market.bob, "SELL", "2", "28900", **STOP).json["orderId"]
    market.place(market.alice, "BUY", "1", "29000")
    market.clock.wait(5)
    sold = market.place(market.bob, "SELL", "1", "29000").json
    shown = order(market, market.bob, stop)
    assert shown["isWorking"]
    assert shown["workingTime"] == sold["transactTime"] > shown["time"]
    assert depth(market) == ([], [["28900.00000000", "2.00000000"]])


@pytest.mark.parametrize("kind", ["STOP_LOSS", "STOP_LOSS_LIMIT"])
def test_a_stop_beyond_the_last_price_is_refused_and_not_only_tested(market, kind):
    sent = {"type": kind, "stopPrice": "30000"}
    if kind == "STOP_LOSS":
        sent |= {"price": None, "timeInForce": None}
    refusal = (400, -2010, "Stop price would trigger immediately.")
    assert market.place(market.bob, "SELL", "1", **({"price": "29000"} | sent)).refusal == refusal


def test_a_stop_at_any_price_needs_no_price(market):
    sent = {"timeInForce": None, "type": "STOP_LOSS", "stopPrice": "29000"}
    told = market.place(market.bob, "SELL", "1", None, newOrderRespType="RESULT", **sent).json
    assert (told["type"], told["price"], told["status"]) == ("STOP_LOSS", "0.00000000", "NEW")


def test_a_waiting_order_is_cancelled_and_its_money_is_free(market):
    market.place(market.bob, "SELL", "1", "28900", newClientOrderId="mine", **STOP)
    told = market.ask(
        "DELETE", "/api/v3/order", key=market.bob, symbol="BTCUSD", origClientOrderId="mine"
    ).json
    assert (told["status"], told["stopPrice"]) == ("CANCELED", "29000.00000000")
    assert market.balance(market.bob, "BTC")[1] == "0.00000000"
    assert depth(market) == ([], [])


def test_a_stop_can_be_tested_and_can_replace_another(market):
    tested = {"symbol": "BTCUSD", "side": "SELL", "timeInForce": "GTC", "quantity": "1"}
    tested |= {"price": "28900", **STOP}
    assert market.ask("POST", "/api/v3/order/test", key=market.bob, **tested).json == {}
    market.place(market.bob, "SELL", "1", "31000", newClientOrderId="mine")
    told = market.ask(
        "POST",
        "/api/v3/order/cancelReplace",
        key=market.bob,
        cancelReplaceMode="STOP_ON_FAILURE",
        cancelOrigClientOrderId="mine",
        **tested,
    ).json
    assert (told["cancelResult"], told["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    assert depth(market) == ([], [])


def test_a_trailing_stop_says_how_far_and_since_when_it_follows_the_price(market):
    told = market.place(
        market.bob,
        "SELL",
        "1",
        "1000",
        type="STOP_LOSS_LIMIT",
        trailingDelta="1000",
        newOrderRespType="RESULT",
    ).json
    assert (told["trailingDelta"], told["trailingTime"], told["workingTime"]) == (1000, -1, -1)
    assert "stopPrice" not in told
    market.clock.wait(5)
    market.place(market.alice, "BUY", "1", "40000")
    traded = market.place(market.bob, "SELL", "1", "40000").json["transactTime"]
    shown = order(market, market.bob, told["orderId"])
    assert (shown["trailingDelta"], shown["trailingTime"]) == (1000, traded)
    assert not shown["isWorking"]
    market.place(market.alice, "BUY", "2", "36000")
    market.place(market.bob, "SELL", "1", "36000")
    assert order(market, market.bob, told["orderId"])["status"] == "FILLED"


def test_of_an_iceberg_others_see_the_shown_part_and_its_owner_all(house):
    told = house.place(house.bob, "SELL", "10", "30000", icebergQty="4").json
    assert told["icebergQty"] == "4.00000000"
    assert depth(house) == ([], [["30000.00000000", "4.00000000"]])
    shown = order(house, house.bob, told["orderId"])
    assert (shown["origQty"], shown["icebergQty"]) == ("10.00000000", "4.00000000")
    house.place(house.alice, "BUY", "3", "30000")
    assert depth(house) == ([], [["30000.00000000", "1.00000000"]])
    house.place(house.alice, "BUY", "2", "30000")
    assert depth(house) == ([], [["30000.00000000", "3.00000000"]])
    assert order(house, house.bob, told["orderId"])["executedQty"] == "5.00000000"


def test_a_reduced_iceberg_shows_as_much_as_before_while_it_has_it(house):
    house.place(house.bob, "SELL", "10", "30000", icebergQty="4", newClientOrderId="ice")
    for quantity, shown in (("5", "4.00000000"), ("3", "3.00000000")):
        sent = {"symbol": "BTCUSD", "origClientOrderId": "ice", "newClientOrderId": "ice"}
        path = "/api/v3/order/amend/keepPriority"
        assert house.ask("PUT", path, key=house.bob, newQty=quantity, **sent).status == 200
        assert depth(house) == ([], [["30000.00000000", shown]])
