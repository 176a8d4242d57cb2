"""Orders for the best of several books, where there is one."""

import pytest

ORDER = {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC"}
ORDER |= {"quantity": 1, "price": 30_000}


def place(house, **changed):
    order = {name: text for name, text in (ORDER | changed).items() if text is not None}
    return house.ask("POST", "/api/v3/sor/order", key=house.alice, **order)


def test_a_routed_order_meets_the_orders_of_the_book(house):
    house.place(house.bob, "SELL", 1, 29_000)
    routed = place(house)
    assert (routed.json["workingFloor"], routed.json["usedSor"]) == ("SOR", True)
    assert [each["price"] for each in routed.json["fills"]] == ["29000.00000000"]
    assert routed.headers["x-mbx-order-count-10s"] == "1"
    acknowledged = place(house, newOrderRespType="ACK").json
    assert "usedSor" not in acknowledged
    assert acknowledged["orderId"] > routed.json["orderId"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"type": "LIMIT_MAKER"}, (400, -1116, "Invalid orderType.")),
        ({"quantity": None}, (400, -1102)),
        ({"type": "MARKET", "price": None, "timeInForce": None, "quoteOrderQty": 5}, (400, -1104)),
    ],
)
def test_only_limit_and_market_orders_with_a_quantity_are_routed(house, changed, refusal):
    assert place(house, **changed).refusal[: len(refusal)] == refusal
    assert house.balance(house.alice, "USD") == ("5000000.00000000", "0.00000000")
