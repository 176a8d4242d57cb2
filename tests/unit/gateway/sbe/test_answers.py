"""What REST answers in SBE is what it answers in JSON, read by somebody who has only the schema."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassbook.gateway.rest.table import ENDPOINTS
from glassbook.gateway.sbe.choice import CHOICES, HELD, MESSAGES
from glassbook.gateway.sbe.encoder import encoded
from glassbook.gateway.sbe.kinds import TooFine, mantissa
from glassbook.gateway.sbe.spot import market, orders
from glassbook.gateway.wsapi import own_methods
from tests.conformance.answers import ANSWERS
from tests.unit.gateway.rest.house import BTCUSD, House, SymbolStatus
from tests.unit.gateway.sbe.decoder import SCHEMA, differences, read, untold

SBE = {"accept": "application/sbe", "x-mbx-sbe": "3:5"}
MICROSECONDS = {"x-mbx-time-unit": "MICROSECOND"}
#: What JSON tells and the schema has no field for.
ONLY_IN_JSON = {
    "timezone",
    "serverTime",
    "permissions",
    "quotePrecision",
    "opoAllowed",
    "makerCommission",
    "takerCommission",
    "buyerCommission",
    "sellerCommission",
    "quoteOrderQty",
}
#: Whose messages tell one symbol, several, or the short form.
ASKED = [
    ("/api/v3/ticker/24hr", {}),
    ("/api/v3/ticker/24hr", {"type": "MINI"}),
    ("/api/v3/ticker/24hr", {"symbol": "BTCUSD", "type": "MINI"}),
    ("/api/v3/ticker", {"symbols": '["BTCUSD","ETHUSD"]'}),
    ("/api/v3/ticker", {"symbols": '["BTCUSD"]', "type": "MINI"}),
    ("/api/v3/ticker/tradingDay", {"symbol": "BTCUSD", "type": "MINI"}),
    ("/api/v3/ticker/price", {"symbol": "BTCUSD"}),
    ("/api/v3/ticker/bookTicker", {}),
    ("/api/v3/historicalBlockTrades", {"symbol": "BTCUSD", "fromId": 0}),
    ("/api/v3/exchangeInfo", {"symbolStatus": "HALT"}),
]
LIMIT = {"symbol": "BTCUSD", "type": "LIMIT", "timeInForce": "GTC", "side": "BUY"}
PAIR = {
    "symbol": "BTCUSD",
    "side": "SELL",
    "quantity": 1,
    "aboveType": "LIMIT_MAKER",
    "abovePrice": 40_000,
    "belowType": "STOP_LOSS",
    "belowStopPrice": 10_000,
}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A venue that traded, where alice's orders wait; refusing nobody for asking often."""
    kept = House(tmp_path_factory.mktemp("sbe"), "none")
    kept.place(kept.bob, "SELL", 2, 30_000)
    kept.place(kept.alice, "BUY", 1, 30_000)
    kept.place(kept.alice, "SELL", 1, 29_000)
    kept.place(kept.alice, "BUY", 1, 29_000, selfTradePreventionMode="EXPIRE_BOTH")
    kept.place(kept.alice, "BUY", 3, 20_000, newClientOrderId="resting")
    placed = kept.place(kept.alice, "BUY", 3, 19_000, newClientOrderId="amended").json
    kept.amended = placed["orderId"]
    kept.ask(
        "PUT",
        "/api/v3/order/amend/keepPriority",
        key=kept.alice,
        symbol="BTCUSD",
        orderId=kept.amended,
        newQty=2,
    )
    yield kept
    kept.close()


def both(house, path, key=None, **parameters):
    """Ask the same in both forms; return the SBE message's name, and both answers."""
    plain = house.ask("GET", path, key=key, headers=MICROSECONDS, **parameters)
    told = house.ask("GET", path, key=key, headers=SBE, **parameters)
    assert plain.status == told.status == 200, plain.body
    assert told.headers["content-type"] == "application/sbe"
    return *read(told.body), plain.json


READ = [
    operation
    for operation, example in ANSWERS.items()
    if tuple(operation.split()) in CHOICES and operation.startswith("GET")
]


@pytest.mark.operation("sbe rest answers")
@pytest.mark.parametrize("operation", READ)
def test_an_answer_in_sbe_says_what_the_json_answer_says(house, operation):
    example = ANSWERS[operation]
    known = {"amended": house.amended}
    asked = {name: known.get(text, text) for name, text in example.parameters.items()}
    key = house.alice if example.key else None
    _, told, plain = both(house, operation.split()[1], key, **asked)
    assert list(differences(told, plain)) == []
    assert untold(told, plain) <= ONLY_IN_JSON


@pytest.mark.parametrize(("path", "asked"), ASKED)
def test_each_form_of_an_answer_has_its_message(house, path, asked):
    name, told, plain = both(house, path, **asked)
    assert list(differences(told, plain)) == []
    assert ("Mini" in name) == (asked.get("type") == "MINI")


def test_prices_and_quantities_have_eight_decimals(house):
    told = house.ask("GET", "/api/v3/depth", headers=SBE, symbol="BTCUSD", limit=1).body
    assert told[8:18].hex() == told[8:16].hex() + "f8f8"
    assert int.from_bytes(told[24:32], "little") == 20_000 * 10**8


# --- what changes something: told by the messages of what JSON was answered


@pytest.mark.parametrize("form", ["ACK", "RESULT", "FULL"])
def test_a_new_order_is_told_in_the_form_that_was_asked_for(house, form):
    order = {**LIMIT, "quantity": 1, "price": 15_000, "newOrderRespType": form}
    answer = house.ask("POST", "/api/v3/order", key=house.alice, headers=SBE, **order)
    name, told = read(answer.body)
    assert name == f"NewOrder{form.capitalize()}Response"
    asked = {"symbol": "BTCUSD", "orderId": told["orderId"]}
    shown = house.ask("GET", "/api/v3/order", key=house.alice, headers=MICROSECONDS, **asked).json
    shown |= {"transactTime": shown["time"], "fills": [], "stopPrice": None, "icebergQty": None}
    assert list(differences(told, shown)) == []


@pytest.mark.parametrize("form", ["ACK", "RESULT", "FULL"])
def test_an_order_list_is_placed_shown_and_cancelled(house, form):
    def ask(method, path, **parameters):
        told = house.ask(method, path, key=house.alice, headers=SBE, **parameters)
        assert told.status == 200, told.body
        return read(told.body)

    name, placed = ask("POST", "/api/v3/orderList/oco", newOrderRespType=form, **PAIR)
    assert name == f"NewOrderList{form.capitalize()}Response"
    assert [len(placed["orders"]), len(placed["orderReports"])] == [2, 2]
    listed = {"orderListId": placed["orderListId"]}
    name, shown = ask("GET", "/api/v3/orderList", **listed)
    assert (name, shown["orders"]) == ("OrderListResponse", placed["orders"])
    name, open_lists = ask("GET", "/api/v3/openOrderList")
    assert (name, open_lists) == ("OrderListsResponse", [shown])
    name, cancelled = ask("DELETE", "/api/v3/orderList", symbol="BTCUSD", **listed)
    assert (name, cancelled["listOrderStatus"]) == ("CancelOrderListResponse", "ALL_DONE")
    assert {each["status"] for each in cancelled["orderReports"]} == {"CANCELED"}


def test_a_pegged_order_tells_its_peg_and_one_that_is_paid_no_quantity_yet(house):
    sent = {"symbol": "BTCUSD", "workingType": "LIMIT", "workingSide": "BUY", "pendingSide": "SELL"}
    sent |= {"workingTimeInForce": "GTC", "workingQuantity": 1, "pendingType": "MARKET"}
    sent |= {"workingPegPriceType": "PRIMARY_PEG", "workingPrice": 14_000}
    told = house.ask("POST", "/api/v3/orderList/opo", key=house.alice, headers=SBE, **sent)
    _, placed = read(told.body)
    working, pending = placed["orderReports"]
    assert (working["pegPriceType"], working["peggedPrice"]) == ("PRIMARY_PEG", 20_000)
    assert (working["origQty"], pending["origQty"]) == (1, 0)


def placed(house, **more):
    order = {**LIMIT, "quantity": 1, "price": 15_000, **more}
    return house.ask("POST", "/api/v3/order", key=house.alice, **order).json


def test_orders_are_amended_replaced_and_cancelled(house):
    order_id = placed(house, quantity=2)["orderId"]
    asked = {"symbol": "BTCUSD", "orderId": order_id, "newQty": 1}
    path = "/api/v3/order/amend/keepPriority"
    answer = house.ask("PUT", path, key=house.alice, headers=SBE, **asked)
    name, amended = read(answer.body)
    assert (name, amended["orderId"]) == ("OrderAmendKeepPriorityResponse", order_id)
    assert (amended["qty"], amended["listStatus"]) == (1, [])
    replaced = {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": order_id}
    new = {**LIMIT, "quantity": 1, "price": 15_000, **replaced}
    answer = house.ask("POST", "/api/v3/order/cancelReplace", key=house.alice, headers=SBE, **new)
    name, told = read(answer.body)
    assert name == "CancelReplaceOrderResponse"
    assert (told["cancelResult"], told["cancelResponse"]["orderId"]) == ("SUCCESS", order_id)
    new_id = told["newOrderResponse"]["orderId"]
    asked = {"symbol": "BTCUSD", "orderId": new_id}
    answer = house.ask("DELETE", "/api/v3/order", key=house.alice, headers=SBE, **asked)
    name, told = read(answer.body)
    assert (name, told["orderId"], told["status"]) == ("CancelOrderResponse", new_id, "CANCELED")


def test_an_amended_pair_is_told_with_its_list(house):
    sent = {**PAIR, "symbol": "ETHUSD", "abovePrice": 4_000, "belowStopPrice": 1_000}
    entered = house.ask("POST", "/api/v3/orderList/oco", key=house.alice, **sent).json
    stop, limit = (each["orderId"] for each in entered["orders"])
    asked = {"symbol": "ETHUSD", "orderId": limit, "newQty": "0.5"}
    path = "/api/v3/order/amend/keepPriority"
    answer = house.ask("PUT", path, key=house.alice, headers=SBE, **asked)
    _, told = read(answer.body)
    [listed] = told["listStatus"]
    assert [each["orderId"] for each in listed["orders"]] == [stop, limit]
    assert [(each["orderId"], each["qty"]) for each in told["relatedOrders"]] == [(stop, 0.5)]
    cancelled = {"symbol": "ETHUSD", "orderListId": entered["orderListId"]}
    assert house.ask("DELETE", "/api/v3/orderList", key=house.alice, **cancelled).status == 200


def test_all_open_orders_are_cancelled_lists_among_them(house):
    asked = {**PAIR, "symbol": "ETHUSD", "abovePrice": 4_000, "belowStopPrice": 1_000}
    assert house.ask("POST", "/api/v3/orderList/oco", key=house.alice, **asked).status == 200
    placed(house, symbol="ETHUSD", price=900)
    cancelled = {"symbol": "ETHUSD"}
    answer = house.ask("DELETE", "/api/v3/openOrders", key=house.alice, headers=SBE, **cancelled)
    name, told = read(answer.body)
    assert name == "CancelOpenOrdersResponse"
    assert sorted("orderReports" in each["response"] for each in told) == [False, True]


def test_a_half_refused_replacement_says_why_in_a_message_in_a_message(house):
    asked = {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrderId": 10**9, "quantity": 1}
    answer = house.ask(
        "POST",
        "/api/v3/order/cancelReplace",
        key=house.alice,
        headers=SBE,
        **{**LIMIT, "price": 15_000, **asked},
    )
    name, told = read(answer.body)
    assert (answer.status, name, told["code"]) == (400, "ErrorResponse", -2022)
    assert told["data"]["cancelResult"] == "FAILURE"
    assert told["data"]["cancelResponse"]["code"] == -2011
    assert told["data"]["newOrderResult"] == "NOT_ATTEMPTED"


def test_a_tested_order_tells_its_rates_only_when_asked(house):
    order = {**LIMIT, "quantity": 1, "price": 15_000}
    path = "/api/v3/order/test"
    answer = house.ask("POST", path, key=house.alice, headers=SBE, **order)
    assert read(answer.body) == ("OrderTestResponse", {})
    order["computeCommissionRates"] = "true"
    plain = house.ask("POST", path, key=house.alice, **order).json
    name, told = read(house.ask("POST", path, key=house.alice, headers=SBE, **order).body)
    assert (name, list(differences(told, plain))) == ("OrderTestWithCommissionsResponse", [])


def test_what_the_schema_cannot_name_is_not_representable(house):
    house.set_status(BTCUSD, SymbolStatus.PRE_TRADING)
    _, told, _ = both_unequal(house)
    house.set_status(BTCUSD, SymbolStatus.TRADING)
    assert told["symbols"][0]["status"] == "NON_REPRESENTABLE"
    strange = {"filterType": "OF_ANOTHER_AGE"}
    message = encoded(market.MY_FILTERS, {"symbolFilters": [strange]})
    assert read(message)[1]["symbolFilters"] == [{}]
    assert HELD["filter"](strange).template_id == 999


def both_unequal(house):
    return both(house, "/api/v3/exchangeInfo", symbol="BTCUSD")


# --- who asks wrongly


def asked(house, path="/api/v3/time", method="GET", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return house.ask(method, path, headers=named)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, -1152),
        ("", -1152),
        ("3", -1152),
        ("3:", -1152),
        ("3:5:1", -1152),
        ("three:five", -1152),
        ("-3:5", -1152),
        ("3:999999", -1152),
        ("3:1", -1153),
        ("3:6", -1153),
        ("2:1", -1153),
        ("1:0", -1153),
    ],
)
def test_a_schema_that_cannot_be_served_is_refused_unless_json_will_do(house, header, code):
    schema = {} if header is None else {"x_mbx_sbe": header}
    answer = asked(house, accept="application/sbe", **schema)
    name, told = read(answer.body)
    assert (answer.status, name, told["code"]) == (400, "ErrorResponse", code)
    answer = asked(house, accept="application/sbe;q=1, application/json", **schema)
    assert (answer.status, answer.json.keys()) == (200, {"serverTime"})


def test_whoever_does_not_accept_sbe_is_answered_in_json(house):
    assert asked(house, accept="application/json", x_mbx_sbe="3:5").json.keys() == {"serverTime"}
    assert asked(house, accept="application/sbed", x_mbx_sbe="3:5").json.keys() == {"serverTime"}
    assert asked(house, x_mbx_sbe="3:5").json.keys() == {"serverTime"}


def test_sbe_comes_first_for_whoever_accepts_both(house):
    answer = asked(house, accept="application/json, application/sbe", x_mbx_sbe="3:5")
    assert read(answer.body)[0] == "ServerTimeResponse"
    assert "x-mbx-sbe-deprecated" not in answer.headers


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_deprecated_version_is_answered_in_the_latest_and_says_so(house, version):
    answer = asked(house, accept="application/sbe", x_mbx_sbe=f"3:{version}")
    assert read(answer.body)[0] == "ServerTimeResponse"
    assert "x-mbx-sbe-deprecated" in answer.headers


@pytest.mark.parametrize(
    ("version", "path", "needed"),
    [(2, "executionRules", 3), (3, "historicalBlockTrades?symbol=BTCUSD&fromId=0", 4)],
)
def test_what_came_after_the_version_asked_for_is_refused(house, version, path, needed):
    path, _, query = path.partition("?")
    headers = {"accept": "application/sbe", "x-mbx-sbe": f"3:{version}"}
    answer = house.ask("GET", f"/api/v3/{path}", query=query.encode(), headers=headers)
    told = read(answer.body)[1]
    assert (answer.status, told["code"]) == (400, -1161)
    assert told["msg"].endswith(f"Please use schema '3:{needed}' or higher.")


def test_an_operation_without_a_message_is_not_acceptable_unless_json_will_do(house):
    path = "/sapi/v1/system/status"
    answer = asked(house, path, accept="application/sbe", x_mbx_sbe="3:5")
    assert (answer.status, read(answer.body)[1]["code"]) == (406, -1155)
    answer = asked(house, path, accept="application/sbe,application/json", x_mbx_sbe="3:5")
    assert (answer.status, answer.json["status"]) == (200, 0)


def test_refusals_are_told_in_sbe_those_of_nobodys_paths_too(house):
    for path, code in (("/api/v3/depth", -1102), ("/api/v3/nothing", -1020)):
        answer = asked(house, path, accept="application/sbe", x_mbx_sbe="3:5")
        name, told = read(answer.body)
        assert (name, told["code"]) == ("ErrorResponse", code)
        assert answer.headers["content-type"] == "application/sbe"


def test_a_head_that_asks_for_sbe_does_not_take_the_express_lane(house):
    router, headers = house.application.router, [(b"accept", b"application/sbe")]
    assert router.read_head("GET", "/api/v3/time", headers) is None
    assert router.read_head("GET", "/api/v3/time", []) is not None


# --- the tables


def test_every_operation_of_the_trading_contract_has_a_message():
    trading = {(each.method, each.path) for each in ENDPOINTS if "/api/v3/" in each.path}
    own = {("WS", each.name) for each in own_methods.METHODS}
    assert (trading | own) - CHOICES.keys() <= {("GET", "/api/v3/auction")}
    assert CHOICES.keys() <= trading | own


def test_every_message_is_laid_out_as_documented():
    for message in MESSAGES:
        known = SCHEMA["messages"][str(message.template_id)]
        assert known["name"] == message.name
        same_block(message, known)


def same_block(block, known):
    widths = [width(each) for each in block.fields]
    offsets = itertools.accumulate([0, *widths[:-1]] if widths else [])
    fields = zip(block.fields, offsets, strict=True)
    told = [[each.name, at, each.is_optional] for each, at in fields]
    assert told == [[field[0], field[1], field[6]] for field in known["fields"]], block.name
    assert [each.name for each in block.groups] == [each[0] for each in known["groups"]]
    for group, (_, counter, _, inner) in zip(block.groups, known["groups"], strict=True):
        assert {"uint16": "H", "uint32": "I"}[counter] == group.counter, group.name
        same_block(group, inner)
    told = [[each.name, "BHI".index(each.counter)] for each in block.texts]
    assert told == [[each[0], [1, 2, 4].index(each[1])] for each in known["texts"]], block.name


def width(field):
    return {"q": 8, "Q": 8, "i": 4, "I": 4, "f": 4, "h": 2, "H": 2, "16s": 16}.get(
        field.kind.code, 1
    )


# --- any numbers

whole = st.integers(-(2**63) + 1, 2**63 - 1)


def text_of(mantissa, decimals):
    digits = f"{abs(mantissa):0{decimals + 1}d}"
    point = len(digits) - decimals
    return f"{'-' * (mantissa < 0)}{digits[:point]}.{digits[point:].ljust(8, '0')}"


@given(st.integers(0, 8), st.lists(st.tuples(whole, whole)), st.lists(st.tuples(whole, whole)))
def test_any_amounts_that_fit_come_through_unchanged(decimals, bids, asks):
    levels = [
        [[text_of(each, decimals) for each in level] for level in side] for side in (bids, asks)
    ]
    answer = {"lastUpdateId": 7, "bids": levels[0], "asks": levels[1]}
    assert list(differences(read(encoded(market.DEPTH, answer))[1], answer)) == []


told_or_not = st.none() | st.integers(1, 2**31 - 1)


@given(told_or_not, told_or_not, st.sampled_from(["STOP_LOSS", "LIMIT"]), st.text(max_size=36))
def test_whatever_an_order_may_lack_is_told_as_nothing(strategy, trailing, order_type, name):
    order = {
        "symbol": "BTCUSD",
        "clientOrderId": name,
        "orderId": 1,
        "orderListId": -1,
        "type": order_type,
        "side": "BUY",
        "status": "NEW",
        "timeInForce": "GTC",
        "selfTradePreventionMode": "NONE",
        "isWorking": False,
        "time": 5,
        "updateTime": 6,
        "workingTime": -1,
        **dict.fromkeys(("price", "origQty", "executedQty", "cummulativeQuoteQty"), "0.10000000"),
        "origQuoteOrderQty": "0.00000000",
        **({} if strategy is None else {"strategyId": strategy, "strategyType": strategy}),
        **({} if trailing is None else {"trailingDelta": trailing}),
    }
    told = read(encoded(orders.ORDER, order))[1]
    assert list(differences(told, order)) == []
    assert untold(told, order) == set()


@pytest.mark.parametrize(
    ("text", "decimals", "told"),
    [
        ("12", 2, 1200),
        ("1", 0, 1),
        ("1.00", 0, 1),
        ("-0.5", 1, -5),
        ("-0.05", 8, -5_000_000),
        ("0.00000001", 8, 1),
        ("7.", 1, 70),
    ],
)
def test_a_number_is_told_whole_with_as_many_decimals_as_its_message_has(text, decimals, told):
    assert mantissa(text, decimals) == told


@pytest.mark.parametrize(("text", "decimals"), [("1.01", 1), ("0.1", 0)])
def test_digits_are_never_cut_off(text, decimals):
    with pytest.raises(TooFine):
        mantissa(text, decimals)
