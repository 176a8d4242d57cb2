"""OPO and OPOCO at the door: orders without a quantity, which another one pays for."""

import pytest

from tests.unit.gateway.rest.test_order_lists import OTO, OTOCO, enter, shown

PENDING = {"pendingType": "LIMIT", "pendingPrice": "31000", "pendingTimeInForce": "GTC"}
OPO = {name: value for name, value in (OTO | PENDING).items() if name != "pendingQuantity"}
OPOCO = {name: value for name, value in OTOCO.items() if name != "pendingQuantity"}


@pytest.fixture
def market(house):
    """A house in which the last price is 30,000."""
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    return house


@pytest.mark.operation("POST /api/v3/orderList/opo")
def test_the_paid_order_is_answered_without_a_quantity_and_has_it_later(market):
    before = float(market.balance(market.bob, "BTC")[0])
    told = enter(market, "orderList/opo", OPO).json
    assert told["contingencyType"] == "OTO"
    working, pending = told["orderReports"]
    assert (working["origQty"], working["status"]) == ("2.00000000", "NEW")
    assert (pending["status"], pending["workingTime"]) == ("PENDING_NEW", -1)
    assert "origQty" not in pending
    assert shown(market, pending["orderId"])["isWorking"] is False
    market.place(market.alice, "SELL", "1", "29500")
    free, locked = market.balance(market.bob, "BTC")
    assert (float(free), locked) == (pytest.approx(before, abs=0.01), "1.00000000")
    market.place(market.alice, "SELL", "1", "29500")
    sells = shown(market, pending["orderId"])
    assert (sells["status"], sells["origQty"], sells["isWorking"]) == ("NEW", "2.00000000", True)
    asks = market.ask("GET", "/api/v3/depth", symbol="BTCUSD").json["asks"]
    assert asks == [["31000.00000000", "2.00000000"]]


@pytest.mark.operation("POST /api/v3/orderList/opoco")
def test_a_pair_is_paid_together(market):
    told = enter(market, "orderList/opoco", OPOCO).json
    assert told["contingencyType"] == "OTO"
    market.place(market.alice, "SELL", "2", "29500")
    stop, limit = (shown(market, each["orderId"]) for each in told["orders"][1:])
    assert [stop["origQty"], limit["origQty"]] == ["2.00000000"] * 2
    assert market.balance(market.bob, "BTC")[1] == "2.00000000"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (
            {"workingSide": "SELL"},
            (400, -1222, "Working order in an OPO list must be a bid."),
        ),
        (
            {"pendingSide": "BUY"},
            (400, -1223, "Pending orders in an OPO list must be asks."),
        ),
    ],
)
def test_one_buys_and_the_others_sell(market, changes, refusal):
    assert enter(market, "orderList/opo", OPO | changes).refusal == refusal


def test_the_symbol_says_that_it_is_allowed(market):
    (symbol,) = market.ask("GET", "/api/v3/exchangeInfo", symbol="BTCUSD").json["symbols"]
    assert symbol["opoAllowed"]
