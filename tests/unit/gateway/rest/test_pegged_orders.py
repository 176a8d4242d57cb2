"""Pegged orders at the door: asked for without a price, and shown with what the book gave."""

import pytest

from tests.unit.gateway.rest.test_order_lists import OCO, OTO, enter, shown

PRIMARY = {"pegPriceType": "PRIMARY_PEG"}
MARKET = {"pegPriceType": "MARKET_PEG"}
BEHIND = {"pegOffsetType": "PRICE_LEVEL", "pegOffsetValue": "1"}


@pytest.fixture
def market(house):
    """A house with two bids and two asks around 30,000, where the last trade was."""
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    for side, price in (("BUY", "29900"), ("BUY", "29800"), ("SELL", "30100"), ("SELL", "30200")):
        house.place(house.alice, side, "1", price)
    return house


def peg(house, side="SELL", price=None, **sent):
    return house.place(house.bob, side, "1", price, newOrderRespType="RESULT", **sent)


def test_the_answer_tells_what_the_book_gave_beside_what_was_asked_for(market):
    told = peg(market, **PRIMARY).json
    assert (told["price"], told["peggedPrice"]) == ("0.00000000", "30100.00000000")
    assert told["pegPriceType"] == "PRIMARY_PEG"
    assert "pegOffsetType" not in told
    told = peg(market, price="40000", **PRIMARY, **BEHIND).json
    assert (told["price"], told["peggedPrice"]) == ("40000.00000000", "30200.00000000")
    assert (told["pegOffsetType"], told["pegOffsetValue"]) == ("PRICE_LEVEL", 1)
    asks = market.ask("GET", "/api/v3/depth", symbol="BTCUSD").json["asks"]
    assert asks == [["30100.00000000", "2.00000000"], ["30200.00000000", "2.00000000"]]


@pytest.mark.operation("POST /api/v3/order")
def test_an_order_pegged_to_the_other_side_takes_its_price(market):
    told = peg(market, timeInForce="IOC", **MARKET).json
    assert (told["status"], told["peggedPrice"]) == ("FILLED", "29900.00000000")


def test_its_owner_sees_the_peg_while_it_is_open_and_when_it_is_over(market):
    order_id = peg(market, **PRIMARY, **BEHIND).json["orderId"]
    pegged = {"pegPriceType": "PRIMARY_PEG", "pegOffsetType": "PRICE_LEVEL", "pegOffsetValue": 1}
    pegged |= {"price": "0.00000000", "peggedPrice": "30200.00000000"}
    assert shown(market, order_id).items() >= pegged.items()
    sent = {"symbol": "BTCUSD", "orderId": order_id}
    cancelled = market.ask("DELETE", "/api/v3/order", key=market.bob, **sent).json
    assert cancelled.items() >= pegged.items()
    assert shown(market, order_id).items() >= (pegged | {"status": "CANCELED"}).items()
    assert len(market.ask("GET", "/api/v3/depth", symbol="BTCUSD").json["asks"]) == 2


def test_a_stop_has_no_price_until_it_is_triggered(market):
    told = peg(market, type="STOP_LOSS_LIMIT", stopPrice="29950", **PRIMARY).json
    assert told["pegPriceType"] == "PRIMARY_PEG"
    assert "peggedPrice" not in told
    assert "peggedPrice" not in shown(market, told["orderId"])
    market.place(market.bob, "SELL", "1", "29900")
    working = shown(market, told["orderId"])
    assert (working["isWorking"], working["peggedPrice"]) == (True, "30100.00000000")


def test_orders_of_a_list_may_be_pegged(market):
    sent = {"abovePrice": None, "abovePegPriceType": "PRIMARY_PEG", "belowPrice": None}
    sent |= {"belowPegPriceType": "MARKET_PEG"}
    stop, limit = enter(market, "orderList/oco", OCO, **sent).json["orderReports"]
    assert (limit["peggedPrice"], limit["price"]) == ("30100.00000000", "0.00000000")
    assert stop["pegPriceType"] == "MARKET_PEG"
    assert "peggedPrice" not in stop


def test_a_pending_order_is_priced_when_it_comes_in(market):
    pending = {"pendingType": "LIMIT", "pendingTimeInForce": "GTC"}
    pending |= {"pendingPegPriceType": "PRIMARY_PEG"}
    told = enter(market, "orderList/oto", OTO, workingPrice="30100", **pending).json
    reports = told["orderReports"]
    assert [each["status"] for each in reports] == ["PARTIALLY_FILLED", "PENDING_NEW"]
    assert "peggedPrice" not in reports[1]
    market.place(market.alice, "SELL", "1", "30100")
    assert shown(market, reports[1]["orderId"])["peggedPrice"] == "30200.00000000"


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"pegPriceType": "MID"}, (400, -1210, "Invalid pegPriceType.")),
        (PRIMARY | BEHIND | {"pegOffsetType": "TICKS"}, (400, -1211, "Invalid pegOffsetType.")),
        (
            PRIMARY | {"pegOffsetValue": "1"},
            (
                400,
                -1102,
                "Mandatory parameter 'pegOffsetType' was not sent, was empty/null, or malformed.",
            ),
        ),
        (
            PRIMARY | BEHIND | {"pegOffsetValue": "101"},
            (400, -1130, "Data sent for parameter 'pegOffsetValue' is not valid."),
        ),
        (
            PRIMARY | {"timeInForce": "IOC"},
            (400, -2010, "This price peg cannot be used with this order type."),
        ),
        (
            MARKET | {"type": "LIMIT_MAKER", "timeInForce": None},
            (400, -2010, "This price peg cannot be used with this order type."),
        ),
        (
            PRIMARY | {"type": "MARKET", "timeInForce": None},
            (400, -2010, "This order type may not use pegged price."),
        ),
        (
            PRIMARY | BEHIND | {"pegOffsetValue": "2"},
            (400, -2010, "Order book liquidity is too low for this pegged order."),
        ),
    ],
)
def test_a_peg_that_cannot_be_is_refused(market, sent, refusal):
    assert peg(market, **sent).refusal == refusal


def test_without_a_peg_a_price_is_still_needed(market):
    assert peg(market).refusal[1] == -1102


def test_a_pegged_order_can_be_tested_and_can_replace_another(market):
    sent = {"symbol": "BTCUSD", "side": "SELL", "type": "LIMIT", "timeInForce": "GTC"}
    sent |= {"quantity": "1"} | PRIMARY
    assert market.ask("POST", "/api/v3/order/test", key=market.bob, **sent).json == {}
    market.place(market.bob, "SELL", "1", "31000", newClientOrderId="mine")
    told = market.ask(
        "POST",
        "/api/v3/order/cancelReplace",
        key=market.bob,
        cancelReplaceMode="STOP_ON_FAILURE",
        cancelOrigClientOrderId="mine",
        newOrderRespType="RESULT",
        **sent,
    ).json
    assert told["newOrderResponse"]["peggedPrice"] == "30100.00000000"
