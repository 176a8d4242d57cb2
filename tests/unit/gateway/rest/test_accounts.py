"""What an account is shown of itself, and of nobody else."""

import pytest

from glassbook.protocol import commands
from tests.unit.gateway.rest.house import BTCUSD, START_NS


@pytest.fixture
def traded(house):
    """Alice sold bob 1 BTC at 30,000 and 0.5 at 30,001; her order of 2 rests with 1.5 left."""
    house.place(house.alice, "SELL", "1", "30000", newClientOrderId="first")
    house.place(house.alice, "SELL", "2", "30001", newClientOrderId="second")
    return house.place(house.bob, "BUY", "1.5", "30001", newClientOrderId="taker").json


def test_balances_are_what_trades_made_them_commission_included(house, traded):
    assert house.balance(house.bob, "BTC") == ("101.49775000", "0.00000000")
    assert house.balance(house.bob, "USD") == ("4954999.50000000", "0.00000000")
    assert house.balance(house.alice, "BTC") == ("97.00000000", "1.50000000")
    assert house.balance(house.alice, "USD") == ("5044955.49950000", "0.00000000")


def test_zero_balances_can_be_left_out(house):
    sold = house.ask("GET", "/api/v3/account", key=house.alice, omitZeroBalances="true").json
    assert [each["asset"] for each in sold["balances"]] == ["BTC", "ETH", "USD"]


def test_an_account_shows_its_rates(house):
    account = house.ask("GET", "/api/v3/account", key=house.alice).json
    assert (account["makerCommission"], account["takerCommission"]) == (10, 15)
    assert account["commissionRates"] == {
        "maker": "0.00100000",
        "taker": "0.00150000",
        "buyer": "0.00000000",
        "seller": "0.00000000",
    }
    assert account["permissions"] == ["SPOT"]
    told = house.ask("GET", "/api/v3/account/commission", key=house.alice, symbol="BTCUSD").json
    assert told["standardCommission"]["taker"] == "0.00150000"


def test_what_a_symbol_costs_on_top_is_shown_apart_and_in_the_sum_and_is_what_a_fill_pays(house):
    def commission(symbol):
        told = house.ask("GET", "/api/v3/account/commission", key=house.bob, symbol=symbol).json
        return [told[f"{kind}Commission"]["taker"] for kind in ("standard", "special", "tax")]

    def fee(symbol):
        [told] = house.ask("GET", "/sapi/v1/asset/tradeFee", key=house.bob, symbol=symbol).json
        return told["makerCommission"], told["takerCommission"]

    house.exchange.apply(commands.set_symbol_commission(BTCUSD, 2_000, 500))
    assert commission("BTCUSD") == ["0.00150000", "0.00050000", "0.00000000"]
    assert fee("BTCUSD") == ("0.00300000", "0.00200000")
    assert commission("ETHBTC") == ["0.00150000", "0.00000000", "0.00000000"]
    assert fee("ETHBTC") == ("0.00100000", "0.00150000")
    own = house.ask("GET", "/api/v3/account", key=house.bob).json
    assert own["commissionRates"]["taker"] == "0.00150000"
    order = {"symbol": "BTCUSD", "side": "BUY", "type": "MARKET", "quoteOrderQty": "90"}
    house.place(house.alice, "SELL", "1", "30000")
    tested = house.ask(
        "POST", "/api/v3/order/test", key=house.bob, **order, computeCommissionRates="true"
    ).json
    assert tested["specialCommissionForOrder"] == {"maker": "0.00200000", "taker": "0.00050000"}
    house.place(house.bob, "BUY", "1", "30000")
    asked = {
        key: house.ask("GET", "/api/v3/myTrades", key=key, symbol="BTCUSD").json[0]
        for key in (house.alice, house.bob)
    }
    assert asked[house.alice]["commission"] == "90.00000000"
    assert asked[house.bob]["commission"] == "0.00200000"


def test_one_order_is_shown_by_id_or_name(house, traded):
    by_id = house.ask(
        "GET", "/api/v3/order", key=house.bob, symbol="BTCUSD", orderId=traded["orderId"]
    ).json
    by_name = house.ask(
        "GET", "/api/v3/order", key=house.bob, symbol="BTCUSD", origClientOrderId="taker"
    ).json
    assert by_id == by_name
    assert by_id["status"] == "FILLED"
    assert by_id["cummulativeQuoteQty"] == "45000.50000000"
    assert by_id["time"] == by_id["updateTime"] == START_NS // 1_000_000
    assert (by_id["stopPrice"], by_id["icebergQty"]) == ("0.00000000", "0.00000000")


def test_a_foreign_or_unknown_order_does_not_exist(house, traded):
    absent = (400, -2013, "Order does not exist.")
    for order_id in (traded["orderId"], 10**12):
        answer = house.ask(
            "GET", "/api/v3/order", key=house.alice, symbol="BTCUSD", orderId=order_id
        )
        assert answer.refusal == absent


def test_open_orders_are_the_callers_own(house, traded):
    for more in ({}, {"symbol": "BTCUSD"}):
        told = house.ask("GET", "/api/v3/openOrders", key=house.alice, **more).json
        assert [(each["clientOrderId"], each["status"]) for each in told] == [
            ("second", "PARTIALLY_FILLED")
        ]
    assert house.ask("GET", "/api/v3/openOrders", key=house.bob).json == []
    assert house.ask("GET", "/api/v3/openOrders", key=house.alice, symbol="ETHUSD").json == []


def test_all_orders_are_shown_open_and_done_oldest_first(house, traded):
    told = house.ask("GET", "/api/v3/allOrders", key=house.alice, symbol="BTCUSD").json
    assert [each["clientOrderId"] for each in told] == ["first", "second"]
    later = house.ask(
        "GET", "/api/v3/allOrders", key=house.alice, symbol="BTCUSD", orderId=told[1]["orderId"]
    ).json
    assert [each["clientOrderId"] for each in later] == ["second"]


def test_orders_and_fills_of_all_symbols_are_shown_without_naming_one(house, traded):
    house.ask(
        "POST",
        "/api/v3/order",
        key=house.alice,
        symbol="ETHUSD",
        side="BUY",
        type="LIMIT_MAKER",
        quantity="1",
        price="2000",
    )
    orders = house.ask("GET", "/api/v3/allOrders", key=house.alice).json
    assert [each["symbol"] for each in orders] == ["BTCUSD", "BTCUSD", "ETHUSD"]
    newest = house.ask("GET", "/api/v3/allOrders", key=house.alice, limit=1).json
    assert newest == orders[-1:]
    oldest = house.ask("GET", "/api/v3/allOrders", key=house.alice, limit=1, orderId=0).json
    assert oldest == orders[:1]
    assert len(house.ask("GET", "/api/v3/myTrades", key=house.alice).json) == 2
    answer = house.ask("GET", "/api/v3/myTrades", key=house.alice, fromId=1)
    assert answer.refusal == (400, -1128, "Combination of optional parameters invalid.")


def test_fills_are_shown_from_the_callers_side(house, traded):
    told = house.ask("GET", "/api/v3/myTrades", key=house.bob, symbol="BTCUSD").json
    assert told[0] == {
        "symbol": "BTCUSD",
        "id": 1,
        "orderId": traded["orderId"],
        "orderListId": -1,
        "price": "30000.00000000",
        "qty": "1.00000000",
        "quoteQty": "30000.00000000",
        "commission": "0.00150000",
        "commissionAsset": "BTC",
        "time": START_NS // 1_000_000,
        "isBuyer": True,
        "isMaker": False,
        "isBestMatch": True,
    }
    maker = house.ask("GET", "/api/v3/myTrades", key=house.alice, symbol="BTCUSD").json[0]
    assert (maker["isMaker"], maker["isBuyer"], maker["commissionAsset"]) == (True, False, "USD")
    assert maker["commission"] == "30.00000000"


def test_fills_can_be_asked_for_by_order_id_and_time(house, traded):
    def ask(**named):
        answer = house.ask("GET", "/api/v3/myTrades", key=house.alice, symbol="BTCUSD", **named)
        return [each["id"] for each in answer.json]

    second = house.ask(
        "GET", "/api/v3/order", key=house.alice, symbol="BTCUSD", origClientOrderId="second"
    ).json
    now = START_NS // 1_000_000
    assert ask(orderId=second["orderId"]) == [2]
    assert ask(fromId=2) == [2]
    assert ask(limit=1) == [2]
    assert ask(startTime=now, endTime=now) == [1, 2]
    assert ask(startTime=now + 1) == []


@pytest.mark.parametrize("path", ["/api/v3/allOrders", "/api/v3/myTrades"])
def test_a_day_is_the_longest_window_of_history(house, path):
    now = START_NS // 1_000_000
    day = 86_400_000
    ask = {"key": house.alice, "symbol": "BTCUSD", "endTime": now}
    assert house.ask("GET", path, startTime=now - day, **ask).status == 200
    answer = house.ask("GET", path, startTime=now - day - 1, **ask)
    assert answer.refusal == (400, -1127, "More than 24 hours between startTime and endTime.")
    assert house.ask("GET", path, startTime=now + 1, **ask).json["code"] == -1128


def test_accounts_of_one_group_transfer_instead_of_trading(house):
    for account_id in (2, 3):
        house.exchange.apply(commands.set_trade_group(account_id, 7))
    mode = {"selfTradePreventionMode": "TRANSFER"}
    house.place(house.alice, "SELL", "1", "30000", **mode)
    before = house.balance(house.bob, "BTC")
    told = house.place(house.bob, "BUY", "3", "30000", **mode).json
    assert (told["status"], told["preventedQuantity"]) == ("NEW", "1.00000000")
    assert float(house.balance(house.bob, "BTC")[0]) == float(before[0]) + 1
    assert house.ask("GET", "/api/v3/account", key=house.bob).json["tradeGroupId"] == 7
    for key in (house.alice, house.bob):
        (match,) = house.ask(
            "GET", "/api/v3/myPreventedMatches", key=key, symbol="BTCUSD", preventedMatchId=1
        ).json
        assert match["tradeGroupId"] == 7
        assert match["selfTradePreventionMode"] == "TRANSFER"
        assert match["makerPreventedQuantity"] == match["takerPreventedQuantity"] == "1.00000000"


def test_prevented_matches_are_shown_by_id_or_order(house):
    maker = house.place(house.alice, "SELL", "1", "30000").json["orderId"]
    taker = house.place(house.alice, "BUY", "2", "30000").json["orderId"]
    path, shared = "/api/v3/myPreventedMatches", {"key": house.alice, "symbol": "BTCUSD"}
    by_order = house.ask("GET", path, orderId=taker, **shared).json
    by_id = house.ask("GET", path, preventedMatchId=1, **shared).json
    assert by_order == by_id
    assert by_id == [
        {
            "symbol": "BTCUSD",
            "preventedMatchId": 1,
            "takerOrderId": taker,
            "makerSymbol": "BTCUSD",
            "makerOrderId": maker,
            "tradeGroupId": -1,
            "selfTradePreventionMode": "EXPIRE_MAKER",
            "price": "30000.00000000",
            "makerPreventedQuantity": "1.00000000",
            "transactTime": START_NS // 1_000_000,
        }
    ]
    assert house.ask("GET", path, preventedMatchId=2, **shared).json == []
    assert house.ask("GET", path, **shared).json["code"] == -1128


def test_listen_keys_are_made_kept_and_closed_with_the_key_alone(house):
    made = house.stream_key("POST", house.alice).json["listenKey"]
    assert house.stream_key("POST", house.alice).json["listenKey"] == made
    assert house.stream_key("PUT", house.alice, listenKey=made).json == {}
    assert house.stream_key("DELETE", house.bob, listenKey=made).refusal == (
        400,
        -1125,
        "This listenKey does not exist.",
    )
    assert house.stream_key("DELETE", house.alice, listenKey=made).json == {}
    assert house.stream_key("PUT", house.alice, listenKey=made).json["code"] == -1125


@pytest.mark.operation(
    "GET /sapi/v1/capital/config/getall",
    lacks="no network is listed: nothing can be moved in or out yet",
)
def test_what_clients_ask_before_they_trade_is_answered_truly(house):
    coins = house.ask("GET", "/sapi/v1/capital/config/getall", key=house.alice).json
    assert [each["coin"] for each in coins] == ["BTC", "ETH", "USD"]
    assert coins[0]["free"] == "100.00000000"
    assert not any(each["depositAllEnable"] or each["withdrawAllEnable"] for each in coins)
    assert [each["isLegalMoney"] for each in coins] == [False, False, True]
    assert house.ask("GET", "/sapi/v1/system/status").json == {"status": 0, "msg": "normal"}
    for path in ("/sapi/v1/asset/tradeFee", "/sapi/v1/asset/query/trading-fee"):
        fees = house.ask("GET", path, key=house.alice, symbol="ETHBTC").json
        assert fees == [
            {
                "symbol": "ETHBTC",
                "makerCommission": "0.00100000",
                "takerCommission": "0.00150000",
            }
        ]
    assert house.ask("GET", "/sapi/v1/account/status", key=house.alice).json == {"data": "Normal"}
    us = house.ask("GET", "/sapi/v3/accountStatus", key=house.alice).json
    assert us == {"msg": "Normal", "success": True}


def test_who_looks_for_margin_and_futures_hears_that_there_are_none(house):
    for path in ("/fapi/v1/exchangeInfo", "/dapi/v1/exchangeInfo"):
        info = house.ask("GET", path).json
        assert (info["symbols"], info["exchangeFilters"]) == ([], [])
        assert info["rateLimits"] == house.ask("GET", "/api/v3/exchangeInfo").json["rateLimits"]
        assert info["serverTime"] > 0
    for path in ("/sapi/v1/margin/allPairs", "/sapi/v1/margin/isolated/allPairs"):
        assert house.ask("GET", path, key=house.alice).json == []
        assert house.ask("GET", path).json["code"] == -2014
