"""What the house paid to an account, from the commissions it earned."""

from glassbook.protocol import commands
from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER
from tests.unit.gateway.rest.house import BTC, START_NS, USD

PATH = "/sapi/v1/asset/assetDistributionHistory"
ALICE = FIRST_CUSTOMER


def paid(house, **parameters):
    told = house.ask("GET", PATH, key=house.alice, **parameters).json
    assert told["total"] == len(told["rows"])
    return [(each["asset"], each["amount"]) for each in told["rows"]]


def test_what_the_house_pays_is_told_and_nothing_else(house):
    house.place(house.bob, "SELL", 1, 30_000)
    house.place(house.alice, "BUY", 1, 30_000)
    assert paid(house) == [], "a deposit is no payment of the house"
    for asset_id, units in ((USD, 150_000_000), (BTC, 5)):
        house.exchange.apply(commands.transfer(FEES, ALICE, asset_id, units))
    assert paid(house) == [("USD", "1.50000000"), ("BTC", "0.00000005")]
    assert paid(house, asset="BTC") == [("BTC", "0.00000005")]
    assert paid(house, limit=1) == [("BTC", "0.00000005")]
    assert paid(house, startTime=START_NS // 1_000_000 + 1) == []
    assert house.ask("GET", PATH, key=house.alice, asset="XYZ").refusal[:2] == (400, -1130)


def test_a_payment_of_the_house_is_no_transfer_between_sub_accounts(house):
    house.place(house.bob, "SELL", 1, 30_000)
    house.place(house.alice, "BUY", 1, 30_000)
    house.exchange.apply(commands.transfer(FEES, ALICE, USD, 5))
    history = house.ask("GET", "/sapi/v3/sub-account/transfer/history", key=house.alice)
    assert history.json["transfers"] == []
