"""Amending an order of a list: the list is told with it, and who is reduced with it."""

import pytest

from tests.unit.gateway.rest.test_order_lists import OCO, OTO, enter, market, shown

assert market  # a fixture


def amend(house, order_id, quantity, **more):
    path = "/api/v3/order/amend/keepPriority"
    sent = {"symbol": "BTCUSD", "orderId": order_id, "newQty": quantity} | more
    return house.ask("PUT", path, key=house.bob, **sent)


@pytest.mark.operation("PUT /api/v3/order/amend/keepPriority")
def test_a_pending_order_is_amended_by_itself_and_told_with_its_list(market):
    entered = enter(market, "orderList/oto", OTO | {"pendingQuantity": "2"}).json
    working, pending = entered["orders"]
    told = amend(market, pending["orderId"], "1", newClientOrderId="less").json
    assert told.keys() == {"transactTime", "executionId", "amendedOrder", "listStatus"}
    amended = told["amendedOrder"]
    assert (amended["status"], amended["type"], amended["qty"]) == (
        "PENDING_NEW",
        "MARKET",
        "1.00000000",
    )
    assert amended["orderListId"] == entered["orderListId"]
    assert "workingTime" not in amended
    assert told["listStatus"] == {
        "orderListId": entered["orderListId"],
        "contingencyType": "OTO",
        "listOrderStatus": "EXECUTING",
        "listClientOrderId": entered["listClientOrderId"],
        "symbol": "BTCUSD",
        "orders": [working, pending | {"clientOrderId": "less"}],
    }
    assert shown(market, working["orderId"])["origQty"] == "2.00000000"


def test_amending_one_of_a_pair_amends_both(market):
    stop, limit = enter(market, "orderList/oco", OCO).json["orders"]
    told = amend(market, stop["orderId"], "1", newClientOrderId="less").json
    assert told["amendedOrder"]["stopPrice"] == "29000.00000000"
    [related] = told["relatedOrders"]
    assert (related["orderId"], related["qty"]) == (limit["orderId"], "1.00000000")
    assert related["clientOrderId"] == related["origClientOrderId"] == limit["clientOrderId"]
    assert [each["clientOrderId"] for each in told["listStatus"]["orders"]] == [
        "less",
        limit["clientOrderId"],
    ]
    assert market.balance(market.bob, "BTC")[1] == "1.00000000"
    for order in stop, limit:
        assert shown(market, order["orderId"])["origQty"] == "1.00000000"
        asked = {"symbol": "BTCUSD", "orderId": order["orderId"]}
        [amendment] = market.ask("GET", "/api/v3/order/amendments", key=market.bob, **asked).json
        assert (amendment["origQty"], amendment["newQty"]) == ("2.00000000", "1.00000000")
        assert amendment["executionId"] == told["executionId"]
