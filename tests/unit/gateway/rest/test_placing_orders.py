"""Orders as clients place them, and what they are told: shapes, numbers, words."""

import pytest

from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.protocol.symbols import SymbolStatus
from tests.unit.gateway.rest.house import BTCUSD, START_NS

NOW_MS = START_NS // 1_000_000


def test_a_resting_limit_order_is_told_in_full(house):
    answer = house.place(house.alice, "BUY", "0.5", "30000", newClientOrderId="mine")
    assert answer.status == 200
    order_id = answer.json["orderId"]
    assert answer.json == {
        "symbol": "BTCUSD",
        "orderId": order_id,
        "orderListId": -1,
        "clientOrderId": "mine",
        "transactTime": NOW_MS,
        "price": "30000.00000000",
        "origQty": "0.50000000",
        "executedQty": "0.00000000",
        "origQuoteOrderQty": "0.00000000",
        "cummulativeQuoteQty": "0.00000000",
        "status": "NEW",
        "timeInForce": "GTC",
        "type": "LIMIT",
        "side": "BUY",
        "workingTime": NOW_MS,
        "selfTradePreventionMode": "EXPIRE_MAKER",
        "fills": [],
    }


def test_a_taker_is_told_every_fill_with_its_commission(house):
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.alice, "SELL", "1", "30001")
    told = house.place(house.bob, "BUY", "1.5", "30010").json
    assert told["status"] == "FILLED"
    assert told["executedQty"] == "1.50000000"
    assert told["cummulativeQuoteQty"] == "45000.50000000"
    assert told["fills"] == [
        {
            "price": "30000.00000000",
            "qty": "1.00000000",
            "commission": "0.00150000",
            "commissionAsset": "BTC",
            "tradeId": 1,
        },
        {
            "price": "30001.00000000",
            "qty": "0.50000000",
            "commission": "0.00075000",
            "commissionAsset": "BTC",
            "tradeId": 2,
        },
    ]


def test_a_market_order_in_money_is_told_what_it_came_to(house):
    house.place(house.alice, "SELL", "2", "30000")
    told = house.ask(
        "POST",
        "/api/v3/order",
        key=house.bob,
        symbol="BTCUSD",
        side="BUY",
        type="MARKET",
        quoteOrderQty="15000",
    ).json
    assert told["status"] == "FILLED"
    assert told["origQty"] == told["executedQty"] == "0.50000000"
    assert told["origQuoteOrderQty"] == "15000.00000000"
    assert told["price"] == "0.00000000"
    assert told["timeInForce"] == "GTC"


def test_a_market_order_that_the_book_cannot_fill_expires_with_its_reason(house):
    house.place(house.alice, "SELL", "1", "30000")
    told = house.ask(
        "POST",
        "/api/v3/order",
        key=house.bob,
        symbol="BTCUSD",
        side="BUY",
        type="MARKET",
        quantity="3",
    ).json
    assert (told["status"], told["executedQty"]) == ("EXPIRED", "1.00000000")
    assert told["expiryReason"] == "INSUFFICIENT_LIQUIDITY"


@pytest.mark.parametrize(
    ("life", "reason"),
    [("IOC", "UNFILLED_IOC_QUANTITY_EXPIRED"), ("FOK", "UNFILLED_FOK_ORDER_EXPIRED")],
)
def test_what_does_not_fill_at_once_expires_with_its_reason(house, life, reason):
    told = house.place(house.alice, "BUY", "1", "30000", timeInForce=life).json
    assert (told["status"], told["expiryReason"]) == ("EXPIRED", reason)


def test_an_account_does_not_trade_with_itself_and_its_resting_order_expires(house):
    house.place(house.alice, "SELL", "1", "30000", newClientOrderId="old")
    told = house.place(house.alice, "BUY", "1", "30000").json
    assert (told["status"], told["executedQty"]) == ("NEW", "0.00000000")
    old = house.ask(
        "GET", "/api/v3/order", key=house.alice, symbol="BTCUSD", origClientOrderId="old"
    ).json
    assert old["status"] == "EXPIRED_IN_MATCH"
    assert (old["preventedMatchId"], old["preventedQuantity"]) == (1, "1.00000000")


def test_a_taker_that_expires_in_a_match_with_itself_is_told_so(house):
    house.place(house.alice, "SELL", "1", "30000")
    told = house.place(
        house.alice, "BUY", "2", "30000", selfTradePreventionMode="EXPIRE_TAKER"
    ).json
    assert told["status"] == "EXPIRED_IN_MATCH"
    assert (told["preventedMatchId"], told["preventedQuantity"]) == (1, "2.00000000")


@pytest.mark.parametrize(
    ("kind", "wanted", "fields"),
    [
        ("LIMIT", None, {"fills", "status"}),
        ("LIMIT", "RESULT", {"status"}),
        ("LIMIT", "ACK", set()),
        ("LIMIT_MAKER", None, set()),
        ("LIMIT_MAKER", "FULL", {"fills", "status"}),
    ],
)
def test_the_answer_has_the_form_that_was_asked_for(house, kind, wanted, fields):
    told = house.place(
        house.alice,
        "BUY",
        "1",
        "30000",
        type=kind,
        timeInForce="GTC" if kind == "LIMIT" else None,
        newOrderRespType=wanted,
    ).json
    assert set(told) & {"fills", "status"} == fields
    assert {"symbol", "orderId", "orderListId", "clientOrderId", "transactTime"} <= set(told)


def test_an_order_without_a_name_is_given_one(house):
    names = {house.place(house.alice, "BUY", "1", "30000").json["clientOrderId"] for _ in range(3)}
    assert len(names) == 3
    assert all(len(name) == 22 for name in names)


def test_strategy_numbers_come_back(house):
    told = house.place(house.alice, "BUY", "1", "30000", strategyId=7, strategyType=1_000_000).json
    assert (told["strategyId"], told["strategyType"]) == (7, 1_000_000)


def test_times_come_in_microseconds_when_asked(house):
    query = house.signed(
        house.alice,
        {"symbol": "BTCUSD", "side": "BUY", "type": "LIMIT_MAKER", "quantity": 1, "price": 30_000},
    )
    told = house.ask(
        "POST",
        "/api/v3/order",
        key=house.alice,
        query=query,
        headers={"X-MBX-TIME-UNIT": "microsecond"},
    ).json
    assert told["transactTime"] == START_NS // 1_000


def test_an_order_may_be_sent_as_a_form_and_split(house):
    body = house.signed(
        house.alice,
        {
            "symbol": "BTCUSD",
            "side": "BUY",
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "1",
            "price": "30000",
        },
    )
    assert house.ask("POST", "/api/v3/order", key=house.alice, body=body).status == 200


def test_an_order_that_trades_does_not_count(house):
    house.place(house.bob, "SELL", 1, 30_000)
    assert house.place(house.alice, "BUY", 1, 30_000).status == 200
    for key in (house.alice, house.bob):
        counts = house.ask("GET", "/api/v3/rateLimit/order", key=key).json
        assert [each["count"] for each in counts] == [0, 0]


def test_order_counts_come_in_the_headers(house):
    for count in (1, 2):
        headers = house.place(house.alice, "BUY", "1", "30000").headers
        assert headers["x-mbx-order-count-10s"] == headers["x-mbx-order-count-1d"] == str(count)


LIMIT = {
    "symbol": "BTCUSD",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "1",
    "price": "30000",
}
MARKET = {"symbol": "BTCUSD", "side": "BUY", "type": "MARKET"}
MAKER = {
    "symbol": "BTCUSD",
    "side": "BUY",
    "type": "LIMIT_MAKER",
    "quantity": "1",
    "price": "30000",
}


def without(order, name):
    return {key: value for key, value in order.items() if key != name}


MISSING = "Mandatory parameter '{}' was not sent, was empty/null, or malformed."

REFUSED = {
    "no symbol": (without(LIMIT, "symbol"), -1102, MISSING.format("symbol")),
    "no side": (without(LIMIT, "side"), -1102, MISSING.format("side")),
    "no type": (without(LIMIT, "type"), -1102, MISSING.format("type")),
    "a limit without a life": (without(LIMIT, "timeInForce"), -1102, MISSING.format("timeInForce")),
    "a limit without a price": (without(LIMIT, "price"), -1102, MISSING.format("price")),
    "a maker without a quantity": (without(MAKER, "quantity"), -1102, MISSING.format("quantity")),
    "a market order without a size": (
        MARKET,
        -1102,
        "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!",
    ),
    "a market order with both sizes": (
        {**MARKET, "quantity": "1", "quoteOrderQty": "1"},
        -1106,
        "Parameter 'quoteOrderQty' sent when not required.",
    ),
    "a market order with a life": (
        {**MARKET, "quantity": "1", "timeInForce": "GTC"},
        -1106,
        "Parameter 'timeInForce' sent when not required.",
    ),
    "a maker with a life": (
        {**MAKER, "timeInForce": "GTC"},
        -1106,
        "Parameter 'timeInForce' sent when not required.",
    ),
    "a stop price": (
        {**LIMIT, "stopPrice": "1"},
        -1106,
        "Parameter 'stopPrice' sent when not required.",
    ),
    "an iceberg in a hurry": (
        {**LIMIT, "timeInForce": "IOC", "icebergQty": "1"},
        -1106,
        "Parameter 'icebergQty' sent when not required.",
    ),
    "an iceberg in too many parts": (
        {**LIMIT, "quantity": "1", "icebergQty": "0.01"},
        -1013,
        "Filter failure: ICEBERG_PARTS",
    ),
    "an iceberg that shows more than it is": (
        {**LIMIT, "quantity": "1", "icebergQty": "1.5"},
        -2010,
        "IcebergQty exceeds QTY.",
    ),
    "an iceberg off the lot": (
        {**LIMIT, "icebergQty": "0.000001"},
        -1013,
        "Filter failure: LOT_SIZE",
    ),
    "a market order that hides": (
        {**MARKET, "quantity": "1", "icebergQty": "1"},
        -1106,
        "Parameter 'icebergQty' sent when not required.",
    ),
    "an unknown symbol": ({**LIMIT, "symbol": "XYZUSD"}, -1121, "Invalid symbol."),
    "an unknown life": ({**LIMIT, "timeInForce": "GTX"}, -1115, "Invalid timeInForce."),
    "a stop without a trigger": (
        {**LIMIT, "type": "STOP_LOSS_LIMIT"},
        -1102,
        "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
    ),
    "a trigger that trails too near": (
        {**LIMIT, "type": "STOP_LOSS_LIMIT", "trailingDelta": "9"},
        -1013,
        "Filter failure: TRAILING_DELTA",
    ),
    "a trailing stop before anything has traded, at any price": (
        {
            **without(without(LIMIT, "price"), "timeInForce"),
            "type": "STOP_LOSS",
            "trailingDelta": "10",
        },
        -1013,
        "Nothing has traded yet: send stopPrice, or a type with a price.",
    ),
    "an order without a trigger that trails": (
        {**LIMIT, "trailingDelta": "10"},
        -1106,
        "Parameter 'trailingDelta' sent when not required.",
    ),
    "a stop at any price with a price": (
        {**LIMIT, "type": "STOP_LOSS", "stopPrice": "1"},
        -1106,
        "Parameter 'price' sent when not required.",
    ),
    "a stop off the tick": (
        {**LIMIT, "type": "STOP_LOSS_LIMIT", "stopPrice": "1.001"},
        -1013,
        "Filter failure: PRICE_FILTER",
    ),
    "a trigger of zero": (
        {**LIMIT, "type": "TAKE_PROFIT_LIMIT", "stopPrice": "0"},
        -1013,
        "Invalid price.",
    ),
    "an unknown prevention": (
        {**LIMIT, "selfTradePreventionMode": "SOME"},
        -1130,
        "Data sent for parameter 'selfTradePreventionMode' is not valid.",
    ),
    "a price off the tick": ({**LIMIT, "price": "0.001"}, -1013, "Filter failure: PRICE_FILTER"),
    "a price too high": ({**LIMIT, "price": "99999999"}, -1013, "Filter failure: PRICE_FILTER"),
    "a price with nine decimals": (
        {**LIMIT, "price": "1.000000001"},
        -1111,
        "Parameter 'price' has too much precision.",
    ),
    "a price of zero": ({**LIMIT, "price": "0"}, -1013, "Invalid price."),
    "a price of 20 digits": (
        {**LIMIT, "price": "9" * 20},
        -1108,
        "Parameter 'price' overflowed.",
    ),
    "a quantity off the lot": (
        {**LIMIT, "quantity": "0.000001"},
        -1013,
        "Filter failure: LOT_SIZE",
    ),
    "a quantity too large": ({**LIMIT, "quantity": "9001"}, -1013, "Filter failure: LOT_SIZE"),
    "a quantity of zero": ({**LIMIT, "quantity": "0.0"}, -1013, "Invalid quantity."),
    "a market quantity too large": (
        {**MARKET, "quantity": "100.1"},
        -1013,
        "Filter failure: MARKET_LOT_SIZE",
    ),
    "too small a notional": (
        {**LIMIT, "quantity": "0.00001"},
        -1013,
        "Filter failure: NOTIONAL",
    ),
    "money with too many digits": (
        {**MARKET, "quoteOrderQty": "10.000000001"},
        -1111,
        "Parameter 'quoteOrderQty' has too much precision.",
    ),
    "more than is there": (
        {**LIMIT, "quantity": "200"},
        -2010,
        "Account has insufficient balance for requested action.",
    ),
    "a strategy type of Binance's own": (
        {**LIMIT, "strategyType": 999_999},
        -1134,
        "`strategyType` was less than 1000000.",
    ),
    "a price that is no number": (
        {**LIMIT, "price": "NaN"},
        -1100,
        (
            r"Illegal characters found in parameter 'price'; legal range is "
            r"'^([0-9]{1,20})(\.[0-9]{1,20})?$'."
        ),
    ),
    "an unknown form of answer": (
        {**LIMIT, "newOrderRespType": "SHORT"},
        -1130,
        "Data sent for parameter 'newOrderRespType' is not valid.",
    ),
    "a parameter nobody knows": (
        {**LIMIT, "colour": "red"},
        -1104,
        "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
    ),
}


@pytest.mark.parametrize("story", REFUSED)
def test_an_order_that_cannot_be_is_refused_in_binances_words_and_changes_nothing(house, story):
    order, code, text = REFUSED[story]
    house.place(house.alice, "BUY", "0.5", "29000")
    house.place(house.bob, "SELL", "0.5", "31000")
    before = house.remembered()
    answer = house.ask("POST", "/api/v3/order", key=house.alice, **order)
    assert answer.refusal == (400, code, text)
    assert house.remembered() == before


def test_a_maker_that_would_take_is_refused(house):
    house.place(house.bob, "SELL", "1", "30000")
    answer = house.ask("POST", "/api/v3/order", key=house.alice, **MAKER)
    assert answer.refusal == (400, -2010, "Order would immediately match and take.")


def test_an_open_orders_name_cannot_be_used_again_until_it_is_done(house):
    order = {**LIMIT, "newClientOrderId": "mine"}
    assert house.ask("POST", "/api/v3/order", key=house.alice, **order).status == 200
    again = house.ask("POST", "/api/v3/order", key=house.alice, **order)
    assert again.refusal == (400, -2010, "Duplicate order sent.")
    assert house.ask("POST", "/api/v3/order", key=house.bob, **order).status == 200
    house.ask("DELETE", "/api/v3/order", key=house.alice, symbol="BTCUSD", origClientOrderId="mine")
    assert house.ask("POST", "/api/v3/order", key=house.alice, **order).status == 200


def test_a_closed_market_says_so(house):
    house.set_status(BTCUSD, SymbolStatus.BREAK)
    assert house.place(house.alice, "BUY", "1", "30000").refusal == (
        400,
        -1013,
        "Market is closed.",
    )


def test_the_101st_order_in_ten_seconds_is_refused(house):
    for _ in range(100):
        assert house.place(house.alice, "BUY", "0.001", "30000").status == 200
    answer = house.place(house.alice, "BUY", "0.001", "30000")
    assert answer.refusal == (
        429,
        -1015,
        "Too many new orders; current limit is 100 orders per 10 SECOND.",
    )
    assert answer.headers["retry-after"] == "10"
    assert house.place(house.bob, "BUY", "0.001", "30000").status == 200
    house.clock.wait(10)
    assert house.place(house.alice, "BUY", "0.001", "30000").status == 200


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        (
            QueueFull(),
            (
                503,
                -1008,
                (
                    "Server is currently overloaded with other requests. "
                    "Please try again in a few minutes."
                ),
            ),
        ),
        (VenueStopped("shutting down"), (503, -1016, "This service is no longer available.")),
        (
            VenueStopped("disk", is_unknown=True),
            (
                503,
                -1007,
                (
                    "Timeout waiting for response from backend server. "
                    "Send status unknown; execution status unknown."
                ),
            ),
        ),
        (
            RuntimeError("a fault of ours"),
            (500, -1000, "An unknown error occurred while processing the request."),
        ),
    ],
    ids=["full", "stopping", "unknown", "fault"],
)
def test_what_the_venue_cannot_do_is_told_so_that_clients_know_where_they_stand(
    house, trouble, refusal
):
    house.exchange.trouble = trouble
    assert house.place(house.alice, "BUY", "1", "30000").refusal == refusal


def test_a_tested_order_is_checked_and_not_placed(house):
    answer = house.ask("POST", "/api/v3/order/test", key=house.alice, **LIMIT)
    assert (answer.status, answer.json) == (200, {})
    assert house.ask("GET", "/api/v3/openOrders", key=house.alice).json == []
    poor = house.ask("POST", "/api/v3/order/test", key=house.alice, **{**LIMIT, "quantity": "200"})
    assert poor.json["code"] == -2010


def test_a_tested_order_can_be_told_its_commission(house):
    told = house.ask(
        "POST", "/api/v3/order/test", key=house.alice, **LIMIT, computeCommissionRates="true"
    ).json
    assert told["standardCommissionForOrder"] == {"maker": "0.00100000", "taker": "0.00150000"}
