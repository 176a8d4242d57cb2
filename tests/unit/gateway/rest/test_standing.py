"""The ratios of apiTradingStatus and the volume of 30 days, from orders that were placed.

Of an account that is frozen, too.
"""

from glassbook.protocol import commands

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


def freeze(house):
    account = house.venue.projections.directory.account(house.alice.reference)
    house.exchange.apply(commands.freeze_account(account.account_id))


def test_what_a_freeze_ends_was_not_cancelled_by_its_owner(house):
    house.place(house.alice, "BUY", 1, 20_000)
    freeze(house)
    [order] = house.ask("GET", "/api/v3/allOrders", key=house.alice, symbol="BTCUSD").json
    assert (order["status"], order["expiryReason"]) == ("EXPIRED", "EXCHANGE_CANCELED")
    assert indicators(house) == {"UFR": (1, 1.0), "GCR": (1, 0.0)}


def test_an_account_that_is_frozen_is_told_so(house):
    def standing():
        us, everywhere = ask("v3/accountStatus"), ask("v1/account/status")
        lock, same_lock = ask("v3/apiTradingStatus"), ask("v1/account/apiTradingStatus")
        locks = lock["status"]["isLocked"], same_lock["data"]["isLocked"]
        return us["msg"], everywhere["data"], *locks

    def ask(path):
        return house.ask("GET", f"/sapi/{path}", key=house.alice).json

    assert standing() == ("Normal", "Normal", False, False)
    freeze(house)
    assert standing() == ("Frozen", "Frozen", True, True)
