"""Order lists at the door: placed as one, shown, decided and cancelled."""

import pytest

from glassbook.protocol import commands
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.unit.gateway.rest.house import BTCUSD

UP = {"aboveType": "LIMIT_MAKER", "abovePrice": "31000"}
DOWN = {"belowType": "STOP_LOSS_LIMIT", "belowStopPrice": "29000", "belowPrice": "28900"}
DOWN |= {"belowTimeInForce": "GTC"}
OCO = {"symbol": "BTCUSD", "side": "SELL", "quantity": "2", **UP, **DOWN}
WORKING = {"workingType": "LIMIT", "workingSide": "BUY", "workingPrice": "29500"}
WORKING |= {"workingQuantity": "2", "workingTimeInForce": "GTC", "symbol": "BTCUSD"}
OTO = {**WORKING, "pendingType": "MARKET", "pendingSide": "SELL", "pendingQuantity": "1"}
OTOCO = {
    **WORKING,
    "pendingSide": "SELL",
    "pendingQuantity": "2",
    **{f"pending{name[0].upper()}{name[1:]}": value for name, value in (UP | DOWN).items()},
}
OLD = {"symbol": "BTCUSD", "side": "SELL", "quantity": "2", "price": "31000", "stopPrice": "29000"}
LIST = {"orderListId", "contingencyType", "listStatusType", "listOrderStatus"}
LIST |= {"listClientOrderId", "transactionTime", "symbol", "orders"}


@pytest.fixture
def market(house):
    """A house in which the last price is 30,000."""
    house.place(house.bob, "SELL", "1", "30000")
    house.place(house.alice, "BUY", "1", "30000")
    return house


def enter(house, path, sent, **more):
    sent = {name: value for name, value in (sent | more).items() if value is not None}
    return house.ask("POST", f"/api/v3/{path}", key=house.bob, **sent)


def shown(house, order_id):
    sent = {"symbol": "BTCUSD", "orderId": order_id}
    return house.ask("GET", "/api/v3/order", key=house.bob, **sent).json


@pytest.mark.operation("POST /api/v3/orderList/oco")
def test_a_pair_is_answered_with_its_list_and_both_orders(market):
    told = enter(market, "orderList/oco", OCO, listClientOrderId="pair").json
    assert told.keys() == LIST | {"orderReports"}
    assert (told["contingencyType"], told["listStatusType"]) == ("OCO", "EXEC_STARTED")
    assert (told["listOrderStatus"], told["listClientOrderId"]) == ("EXECUTING", "pair")
    stop, limit = told["orderReports"]
    assert [stop["type"], limit["type"]] == ["STOP_LOSS_LIMIT", "LIMIT_MAKER"]
    assert {each["orderListId"] for each in (stop, limit)} == {told["orderListId"]}
    assert (stop["stopPrice"], stop["workingTime"]) == ("29000.00000000", -1)
    assert limit["workingTime"] == told["transactionTime"]
    ids = [(each["orderId"], each["clientOrderId"]) for each in told["orderReports"]]
    assert [(each["orderId"], each["clientOrderId"]) for each in told["orders"]] == ids
    assert market.balance(market.bob, "BTC")[1] == "2.00000000"
    assert shown(market, stop["orderId"])["orderListId"] == told["orderListId"]


@pytest.mark.operation("POST /api/v3/order/oco")
def test_the_old_form_is_the_same_pair(market):
    told = enter(market, "order/oco", OLD, stopClientOrderId="s", limitClientOrderId="l").json
    assert [(each["type"], each["clientOrderId"]) for each in told["orderReports"]] == [
        ("STOP_LOSS", "s"),
        ("LIMIT_MAKER", "l"),
    ]
    more = {"stopLimitPrice": "28900", "stopLimitTimeInForce": "GTC", "newOrderRespType": "ACK"}
    told = enter(market, "order/oco", OLD, **more).json
    stop = told["orderReports"][0]
    assert shown(market, stop["orderId"])["type"] == "STOP_LOSS_LIMIT"
    assert stop.keys() == {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"}


def test_the_first_fill_of_one_expires_the_other(market):
    stop, limit = enter(market, "orderList/oco", OCO).json["orders"]
    market.place(market.alice, "BUY", "1", "31000")
    assert shown(market, limit["orderId"])["status"] == "PARTIALLY_FILLED"
    expired = shown(market, stop["orderId"])
    assert (expired["status"], expired["expiryReason"]) == ("EXPIRED", "OCO_TRIGGER")
    assert len(market.ask("GET", "/api/v3/openOrderList", key=market.bob).json) == 1
    market.place(market.alice, "BUY", "1", "31000")
    assert market.ask("GET", "/api/v3/openOrderList", key=market.bob).json == []


@pytest.mark.operation("POST /api/v3/orderList/oto")
def test_a_pending_order_is_new_when_the_working_one_is_filled(market):
    told = enter(market, "orderList/oto", OTO).json
    assert told["contingencyType"] == "OTO"
    assert [each["status"] for each in told["orderReports"]] == ["NEW", "PENDING_NEW"]
    pending = told["orders"][1]["orderId"]
    assert (shown(market, pending)["status"], shown(market, pending)["isWorking"]) == (
        "PENDING_NEW",
        False,
    )
    market.place(market.alice, "BUY", "1", "29000")
    market.place(market.alice, "SELL", "2", "29500")
    assert shown(market, pending)["status"] == "FILLED"


@pytest.mark.operation("POST /api/v3/orderList/otoco")
def test_a_pending_order_is_answered_as_pending_though_it_came_in_at_once(market):
    market.place(market.alice, "SELL", "2", "29500")
    told = enter(market, "orderList/otoco", OTOCO).json
    states = [each["status"] for each in told["orderReports"]]
    assert states == ["FILLED", "PENDING_NEW", "PENDING_NEW"]
    assert [shown(market, each["orderId"])["status"] for each in told["orders"]] == [
        "FILLED",
        "NEW",
        "NEW",
    ]


def test_when_the_working_order_ends_so_does_what_is_pending(market):
    told = enter(market, "orderList/otoco", OTOCO, workingTimeInForce="IOC").json
    assert [each["status"] for each in told["orderReports"]] == ["EXPIRED"] * 3
    reasons = [each["expiryReason"] for each in told["orderReports"]]
    assert reasons[1:] == ["OTO_PHASE_ONE_EXPIRED"] * 2


@pytest.mark.operation("DELETE /api/v3/orderList")
@pytest.mark.parametrize("named", ["orderListId", "listClientOrderId", "both"])
def test_a_list_is_cancelled_whole(market, named):
    placed = enter(market, "orderList/otoco", OTOCO, listClientOrderId="mine").json
    by = {"orderListId": placed["orderListId"], "listClientOrderId": "mine"}
    by = by if named == "both" else {named: by[named]}
    sent = {"symbol": "BTCUSD", "newClientOrderId": "bye", **by}
    told = market.ask("DELETE", "/api/v3/orderList", key=market.bob, **sent).json
    assert (told["listStatusType"], told["listOrderStatus"]) == ("ALL_DONE", "ALL_DONE")
    assert {each["status"] for each in told["orderReports"]} == {"CANCELED"}
    assert {each["clientOrderId"] for each in told["orderReports"]} == {"bye"}
    again = market.ask("DELETE", "/api/v3/orderList", key=market.bob, **sent)
    assert again.refusal == (400, -2011, "Unknown order sent.")
    assert market.balance(market.bob, "BTC")[1] == "0.00000000"


def test_cancelling_one_order_cancels_its_list(market):
    placed = enter(market, "orderList/oco", OCO).json
    one = {"symbol": "BTCUSD", "orderId": placed["orders"][1]["orderId"]}
    told = market.ask("DELETE", "/api/v3/order", key=market.bob, **one).json
    assert (told["listOrderStatus"], told["orderListId"]) == ("ALL_DONE", placed["orderListId"])
    assert told["orders"] == placed["orders"]
    assert [each["status"] for each in told["orderReports"]] == ["CANCELED"] * 2
    assert market.ask("GET", "/api/v3/openOrders", key=market.bob).json == []


def test_among_all_open_orders_a_list_is_cancelled_as_one(market):
    placed = enter(market, "orderList/oco", OCO).json
    alone = market.place(market.bob, "BUY", 1, 100).json["orderId"]
    told = market.ask("DELETE", "/api/v3/openOrders", key=market.bob, symbol="BTCUSD").json
    single = [each["orderId"] for each in told if "orderReports" not in each]
    [together] = [each for each in told if "orderReports" in each]
    assert (single, together["orderListId"]) == ([alone], placed["orderListId"])
    assert len(together["orderReports"]) == 2
    assert {each["clientOrderId"] for each in together["orderReports"]} == {
        told[0]["clientOrderId"]
    }


@pytest.mark.operation(
    "GET /api/v3/orderList", "GET /api/v3/openOrderList", "GET /api/v3/allOrderList"
)
def test_lists_are_found_by_id_by_name_and_all_together(market):
    first = enter(market, "orderList/oco", OCO, listClientOrderId="one").json
    market.clock.wait(5)
    second = enter(market, "orderList/oco", OCO, listClientOrderId="two").json
    ask = {"key": market.bob}
    by_id = market.ask("GET", "/api/v3/orderList", orderListId=first["orderListId"], **ask).json
    assert by_id == {name: first[name] for name in LIST}
    by_name = market.ask("GET", "/api/v3/orderList", origClientOrderId="two", **ask).json
    assert by_name["orderListId"] == second["orderListId"]
    ids = [first["orderListId"], second["orderListId"]]
    for path in ("openOrderList", "allOrderList"):
        told = market.ask("GET", f"/api/v3/{path}", **ask).json
        assert [each["orderListId"] for each in told] == ids
    later = market.ask("GET", "/api/v3/allOrderList", fromId=ids[1], **ask).json
    assert [each["orderListId"] for each in later] == ids[1:]
    assert market.ask("GET", "/api/v3/allOrderList", key=market.alice).json == []


def test_a_list_is_its_owners_alone(market):
    placed = enter(market, "orderList/oco", OCO).json
    sent = {"orderListId": placed["orderListId"]}
    told = market.ask("GET", "/api/v3/orderList", key=market.alice, **sent)
    assert told.refusal == (400, -2013, "Order does not exist.")
    told = market.ask("DELETE", "/api/v3/orderList", key=market.alice, symbol="BTCUSD", **sent)
    assert told.refusal == (400, -2011, "Unknown order sent.")
    told = market.ask("GET", "/api/v3/orderList", key=market.bob)
    assert told.refusal[1] == -1102


def test_every_order_of_a_list_counts(market):
    told = enter(market, "orderList/otoco", OTOCO)
    before = enter(market, "orderList/oco", OCO)
    counts = [int(each.headers["x-mbx-order-count-1d"]) for each in (told, before)]
    assert counts[1] - counts[0] == 2


REFUSED = {
    "no stop price": ("oco", {"belowStopPrice": None}, -1102, "Param 'belowStopPrice' or"),
    "no price": ("oco", {"abovePrice": None}, -1102, "Mandatory parameter 'abovePrice'"),
    "off the tick": ("oco", {"abovePrice": "31000.001"}, -1013, "Filter failure: PRICE_FILTER"),
    "needless": ("oco", {"aboveStopPrice": "1"}, -1106, "Parameter 'aboveStopPrice' sent when"),
    "market": ("oco", {"aboveType": "MARKET"}, -1158, "Order type not supported in OCO."),
    "two limits": ("oco", {"belowType": "LIMIT_MAKER"}, -1168, "At least one OCO order must be"),
    "a buy's limit above": ("oco", {"side": "BUY"}, -1165, "A limit order in a buy OCO must be"),
    "a stop above": ("oco", {"aboveType": "STOP_LOSS"}, -1197, "A stop loss order in a sell OCO"),
    "a profit below": ("oco", {"belowType": "TAKE_PROFIT"}, -1199, "A take profit order in a"),
    "impatient": (
        "oco",
        {"belowIcebergQty": "1", "belowTimeInForce": "IOC"},
        -1160,
        "Parameter 'belowIcebergQty' is not supported if `belowTimeInForce` is not GTC.",
    ),
    "crossed": (
        "oco",
        {"abovePrice": "29999"},
        -2010,
        "The relationship of the prices for the orders is not correct.",
    ),
    "too much": ("oco", {"quantity": "1000"}, -2010, "Account has insufficient balance for"),
    "a working stop": ("oto", {"workingType": "STOP_LOSS"}, -1106, "Parameter 'workingPrice'"),
    "a pending amount": ("oto", {"pendingQuantity": None}, -1102, "Mandatory parameter"),
    "no life": ("oto", {"workingTimeInForce": None}, -1102, "Mandatory parameter 'workingTime"),
    "a pending pair": ("otoco", {"pendingAboveType": "STOP_LOSS"}, -1197, "A stop loss order"),
}


@pytest.mark.parametrize(("path", "change", "code", "text"), REFUSED.values(), ids=REFUSED)
def test_a_list_is_refused_by_the_names_that_were_sent(market, path, change, code, text):
    sent = {"oco": OCO, "oto": OTO, "otoco": OTOCO}[path]
    told = enter(market, f"orderList/{path}", sent, **change)
    assert told.refusal[1] == code
    assert told.refusal[2].startswith(text)


def test_an_open_lists_name_is_not_used_twice(market):
    enter(market, "orderList/oco", OCO, listClientOrderId="mine")
    told = enter(market, "orderList/oco", OCO, listClientOrderId="mine")
    assert told.refusal == (400, -2010, "Duplicate order sent.")


def test_open_lists_of_one_symbol_may_be_limited(market):
    market.exchange.apply(commands.set_symbol_rule(BTCUSD, SymbolRule.ORDER_LISTS_MAX, 1))
    told = market.ask("GET", "/api/v3/exchangeInfo", symbol="BTCUSD").json["symbols"][0]
    limit = {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": 1}
    assert limit in told["filters"]
    assert enter(market, "orderList/oco", OCO).status == 200
    refusal = enter(market, "orderList/oco", OCO).refusal
    assert refusal[1:] == (-1013, "Filter failure: MAX_NUM_ORDER_LISTS")


def test_before_an_auction_a_list_is_told_what_is_taken(market):
    market.set_status(BTCUSD, SymbolStatus.PRE_TRADING)
    refused = enter(market, "orderList/oco", OCO).refusal
    assert refused[1:] == (
        -1013,
        "Before an auction only LIMIT orders with timeInForce GTC are accepted.",
    )
    market.set_status(BTCUSD, SymbolStatus.AUCTION_MATCH)
    assert enter(market, "orderList/oco", OCO).refusal[1:] == (-1013, "Market is closed.")
