"""The ratios of apiTradingStatus and the volume of 30 days, from orders that were placed."""

DAY_S = 86_400


def indicators(house):
    told = house.ask("GET", "/sapi/v3/apiTradingStatus", key=house.alice).json["status"]
    some = told["indicators"].get("BTCUSD", [])
    return {each["i"]: (each["c"], each["v"]) for each in some}


def test_ratios_are_of_the_orders_of_ten_minutes(house):
    assert indicators(house) == {}
    house.place(house.bob, "SELL", 1, 30_000)
    house.place(house.alice, "BUY", 1, 30_000)  # fills
    house.place(house.alice, "BUY", 1, 20_000)  # rests
    house.place(house.alice, "BUY", 1, 20_000, timeInForce="IOC")  # expires
    house.place(house.alice, "BUY", 1, 20_000, newClientOrderId="gone")
    cancel = {"symbol": "BTCUSD", "origClientOrderId": "gone"}
    house.ask("DELETE", "/api/v3/order", key=house.alice, **cancel)
    assert indicators(house) == {"UFR": (4, 0.75), "IFER": (1, 1.0), "GCR": (3, 0.33333)}
    house.clock.wait(601)
    assert indicators(house) == {}


def volume(house):
    told = house.ask("GET", "/sapi/v1/asset/query/trading-volume", key=house.alice)
    return told.json["past30DaysTradingVolume"]


def test_the_volume_is_of_thirty_whole_days_in_dollars(house):
    house.place(house.bob, "SELL", 2, 30_000)
    house.place(house.alice, "BUY", 2, 30_000)
    for key, side in ((house.bob, "SELL"), (house.alice, "BUY")):  # two coins of 30,000
        coins = {"symbol": "ETHBTC", "type": "LIMIT", "timeInForce": "GTC", "side": side}
        coins |= {"price": "0.05", "quantity": 40}
        assert house.ask("POST", "/api/v3/order", key=key, **coins).status == 200
    assert volume(house) == 0
    house.clock.wait(DAY_S)
    assert volume(house) == 120_000
    house.clock.wait(30 * DAY_S)
    assert volume(house) == 0
