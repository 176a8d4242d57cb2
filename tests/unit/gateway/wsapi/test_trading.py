"""Orders and accounts over the WebSocket API: what REST does, by other names."""

import pytest

from glassbook.protocol.submission import QueueFull, VenueStopped
from tests.unit.gateway.wsapi.client import LIMIT, Hmac, refusal_of


@pytest.fixture
def alice(house):
    return Hmac(house.alice)


@pytest.fixture
def bob(house):
    return Hmac(house.bob)


def orders_used(answer):
    """Return the counts told: orders of ten seconds, orders of a day, weight."""
    kinds = [(each["rateLimitType"], each["interval"]) for each in answer["rateLimits"]]
    assert kinds == [("ORDERS", "SECOND"), ("ORDERS", "DAY"), ("REQUEST_WEIGHT", "MINUTE")]
    return [each["count"] for each in answer["rateLimits"]]


@pytest.mark.operation(
    "ws order.place", "ws order.status", "ws order.cancel", "ws allOrders", "ws myTrades"
)
def test_an_order_lives_and_dies_under_its_rest_name(house, api, alice, bob):
    placed = api.result("order.place", alice, **LIMIT)
    assert (placed["status"], placed["fills"]) == ("NEW", [])
    order = {"symbol": "BTCUSD", "orderId": placed["orderId"]}
    told = api.result("order.status", alice, **order)
    assert told == house.ask("GET", "/api/v3/order", key=house.alice, **order).json
    sold = api.result("order.place", bob, **(LIMIT | {"side": "SELL", "quantity": "0.2"}))
    assert sold["status"] == "FILLED"
    cancelled = api.result("order.cancel", alice, **order)
    assert (cancelled["status"], cancelled["executedQty"]) == ("CANCELED", "0.20000000")
    assert [each["orderId"] for each in api.result("allOrders", alice, symbol="BTCUSD")] == [
        placed["orderId"]
    ]
    assert [each["qty"] for each in api.result("myTrades", bob, symbol="BTCUSD")] == ["0.20000000"]


def test_a_placed_order_tells_how_many_are_left_to_place(api, alice):
    assert orders_used(api.ask("order.place", alice, **LIMIT)) == [1, 1, 1]
    assert orders_used(api.ask("order.place", alice, **LIMIT)) == [2, 2, 2]


def test_a_refused_order_tells_it_too_but_only_to_who_is_known(api, alice):
    dear = api.ask("order.place", alice, **(LIMIT | {"quantity": "9000"}))
    said = (400, -2010, "Account has insufficient balance for requested action.")
    assert refusal_of(dear) == said
    assert orders_used(dear)[2] == 1
    unsigned = api.ask("order.place", **LIMIT)
    assert [each["rateLimitType"] for each in unsigned["rateLimits"]] == ["REQUEST_WEIGHT"]


@pytest.mark.operation("ws order.test")
def test_an_order_can_be_tried_without_being_placed(api, alice):
    assert api.result("order.test", alice, **LIMIT) == {}
    rates = api.result("order.test", alice, computeCommissionRates=True, **LIMIT)
    assert "standardCommissionForOrder" in rates
    assert api.result("openOrders.status", alice) == []


@pytest.mark.operation("ws sor.order.place", "ws sor.order.test")
def test_an_order_is_routed_to_the_only_book(api, alice):
    assert api.result("sor.order.test", alice, **LIMIT) == {}
    assert api.result("openOrders.status", alice) == []
    routed = api.ask("sor.order.place", alice, **LIMIT)
    assert (routed["result"]["usedSor"], routed["result"]["workingFloor"]) == (True, "SOR")
    assert orders_used(routed)[0] == 1
    assert len(api.result("openOrders.status", alice)) == 1


@pytest.mark.operation("ws order.cancelReplace")
def test_an_order_is_replaced_and_a_half_failure_says_which_half(api, alice):
    placed = api.result("order.place", alice, **LIMIT)
    replacing = {**LIMIT, "cancelReplaceMode": "STOP_ON_FAILURE"}
    done = api.result(
        "order.cancelReplace",
        alice,
        cancelOrderId=placed["orderId"],
        **(replacing | {"price": "29000"}),
    )
    assert (done["cancelResult"], done["newOrderResult"]) == ("SUCCESS", "SUCCESS")
    again = done["newOrderResponse"]["orderId"]
    dear = replacing | {"quantity": "9000"}
    answer = api.ask("order.cancelReplace", alice, cancelOrderId=again, **dear)
    assert (answer["status"], answer["error"]["code"]) == (409, -2021)
    data = answer["error"]["data"]
    assert (data["cancelResult"], data["newOrderResult"]) == ("SUCCESS", "FAILURE")
    assert data["newOrderResponse"]["code"] == -2010
    assert orders_used(answer)[0] == 3


@pytest.mark.operation("ws order.amend.keepPriority", "ws order.amendments")
def test_an_order_is_reduced_in_its_place(api, alice):
    placed = api.result("order.place", alice, **LIMIT)
    amended = api.result(
        "order.amend.keepPriority",
        alice,
        symbol="BTCUSD",
        orderId=placed["orderId"],
        newQty="0.1",
    )
    assert amended["amendedOrder"]["qty"] == "0.10000000"
    asked = {"symbol": "BTCUSD", "orderId": placed["orderId"]}
    (told,) = api.result("order.amendments", alice, **asked)
    assert (told["origQty"], told["newQty"]) == ("0.50000000", "0.10000000")


@pytest.mark.operation("ws openOrders.cancelAll")
def test_all_orders_of_a_symbol_are_cancelled_at_once(api, alice):
    placed = [api.result("order.place", alice, **LIMIT)["orderId"] for _ in range(3)]
    done = api.result("openOrders.cancelAll", alice, symbol="BTCUSD")
    assert sorted(each["orderId"] for each in done) == placed
    nothing = api.refusal("openOrders.cancelAll", alice, symbol="BTCUSD")
    assert nothing == (400, -2011, "Unknown order sent.")


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("account.status", "/api/v3/account", {}),
        ("account.commission", "/api/v3/account/commission", {"symbol": "BTCUSD"}),
        ("account.rateLimits.orders", "/api/v3/rateLimit/order", {}),
        ("myPreventedMatches", "/api/v3/myPreventedMatches", {"symbol": "BTCUSD", "orderId": 1}),
        ("openOrders.status", "/api/v3/openOrders", {"symbol": "BTCUSD"}),
        ("myAllocations", "/api/v3/myAllocations", {"symbol": "BTCUSD"}),
        ("myFilters", "/api/v3/myFilters", {"symbol": "BTCUSD"}),
    ],
)
@pytest.mark.operation(
    "ws account.status",
    "ws account.commission",
    "ws account.rateLimits.orders",
    "ws myPreventedMatches",
    "ws openOrders.status",
    "ws myFilters",
)
@pytest.mark.operation("ws myAllocations", lacks="no order is ever filled elsewhere")
def test_an_account_is_told_as_rest_tells_it(house, api, alice, method, path, params):
    api.result("order.place", alice, **LIMIT)
    told = api.result(method, alice, **params)
    assert told == house.ask("GET", path, key=house.alice, **params).json


def test_too_many_orders_are_refused_with_when_to_come_again(house, api, alice):
    order = LIMIT | {"quantity": "0.001"}
    for _ in range(100):
        api.result("order.place", alice, **order)
    answer = api.ask("order.place", alice, **order)
    said = (429, -1015, "Too many new orders; current limit is 100 orders per 10 SECOND.")
    assert refusal_of(answer) == said
    now_ms = house.clock() // 1_000_000
    assert answer["error"]["data"] == {
        "serverTime": now_ms,
        "retryAfter": (now_ms // 10_000 + 1) * 10_000,
    }


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (QueueFull(), (503, -1008)),
        (VenueStopped("stopping"), (503, -1016)),
        (VenueStopped("stopping", is_unknown=True), (503, -1007)),
        (RuntimeError("ours"), (500, -1000)),
    ],
)
def test_what_the_venue_cannot_do_is_said(house, api, alice, trouble, refusal):
    house.exchange.trouble = trouble
    assert api.refusal("order.place", alice, **LIMIT)[:2] == refusal
