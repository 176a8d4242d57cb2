"""Filters and execution rules as clients see them: what is enforced is shown, and nothing else."""

import pytest

from glassbook.protocol import commands
from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.symbols import ExchangeRule, SymbolRule
from tests.unit.gateway.rest.house import BTCUSD

SHOWN = {
    "PERCENT_PRICE": (
        {SymbolRule.PERCENT_UP: 12_000},
        {"multiplierUp": "1.2000", "multiplierDown": "0.0000", "avgPriceMins": 0},
    ),
    "PERCENT_PRICE_BY_SIDE": (
        {SymbolRule.BID_PERCENT_UP: 12_000, SymbolRule.ASK_PERCENT_DOWN: 8_000},
        {
            "bidMultiplierUp": "1.2000",
            "bidMultiplierDown": "0.0000",
            "askMultiplierUp": "1000000000.0000",
            "askMultiplierDown": "0.8000",
            "avgPriceMins": 0,
        },
    ),
    "MAX_POSITION": ({SymbolRule.POSITION_LOTS_MAX: 10_100_000}, {"maxPosition": "101.00000000"}),
    "MAX_NUM_ORDERS": ({SymbolRule.ORDERS_MAX: 1}, {"maxNumOrders": 1}),
    "MAX_NUM_ALGO_ORDERS": ({SymbolRule.ALGO_ORDERS_MAX: 1}, {"maxNumAlgoOrders": 1}),
    "MAX_NUM_ICEBERG_ORDERS": ({SymbolRule.ICEBERG_ORDERS_MAX: 1}, {"maxNumIcebergOrders": 1}),
}
BROKEN_BY = {
    "PERCENT_PRICE": {"price": "36001"},
    "PERCENT_PRICE_BY_SIDE": {"price": "36001"},
    "MAX_POSITION": {"quantity": "2"},
    "MAX_NUM_ORDERS": {},
    "MAX_NUM_ALGO_ORDERS": {"type": "STOP_LOSS_LIMIT", "stopPrice": "31000"},
    "MAX_NUM_ICEBERG_ORDERS": {"icebergQty": "0.1"},
}


def set_rules(house, rules):
    for rule, value in rules.items():
        house.exchange.apply(commands.set_symbol_rule(BTCUSD, rule, value))


def filters(house):
    told = house.ask("GET", "/api/v3/exchangeInfo", symbol="BTCUSD").json
    return {each["filterType"]: each for each in told["symbols"][0]["filters"]}


def buy(house, **parameters):
    return house.place(house.alice, "BUY", **({"quantity": "0.5", "price": "30000"} | parameters))


@pytest.mark.parametrize("name", SHOWN)
def test_a_filter_is_shown_and_enforced_once_it_is_set(house, name):
    rules, shown = SHOWN[name]
    assert name not in filters(house)
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.bob, "BUY", "1", "30000")
    assert buy(house, **BROKEN_BY[name]).status == 200
    set_rules(house, rules)
    assert filters(house)[name] == {"filterType": name, **shown}
    assert buy(house, **BROKEN_BY[name]).refusal[1:] == (-1013, f"Filter failure: {name}")


def test_amendments_of_one_order_may_be_limited(house):
    set_rules(house, {SymbolRule.AMENDS_MAX: 1})
    shown = {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": 1}
    assert filters(house)["MAX_NUM_ORDER_AMENDS"] == shown
    order_id = buy(house).json["orderId"]
    path, order = "/api/v3/order/amend/keepPriority", {"symbol": "BTCUSD", "orderId": order_id}
    assert house.ask("PUT", path, key=house.alice, newQty="0.4", **order).status == 200
    told = house.ask("PUT", path, key=house.alice, newQty="0.3", **order)
    assert told.refusal[1:] == (-2038, "Filter failure: MAX_NUM_ORDER_AMENDS")


def test_the_limits_of_notional_may_spare_market_orders(house):
    set_rules(house, {SymbolRule.NOTIONAL_MIN_SPARES_MARKET: 1})
    shown = filters(house)["NOTIONAL"]
    assert (shown["applyMinToMarket"], shown["applyMaxToMarket"]) == (False, True)


def test_an_order_expires_where_its_trades_would_leave_the_range(house):
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.bob, "BUY", "1", "30000")
    set_rules(house, {SymbolRule.RANGE_BID_UP: 11_000})
    told = house.ask("GET", "/api/v3/executionRules", symbol="BTCUSD").json
    assert told["symbolRules"] == [
        {
            "symbol": "BTCUSD",
            "rules": [{"ruleType": "PRICE_RANGE", "bidLimitMultUp": "1.1000"}],
        }
    ]
    house.place(house.alice, "SELL", "1", "33000")
    house.place(house.alice, "SELL", "1", "33001")
    order = house.place(house.bob, "BUY", "2", "40000").json
    assert (order["status"], order["executedQty"]) == ("EXPIRED", "1.00000000")
    assert order["expiryReason"] == "EXECUTION_RULE_PRICE_RANGE_EXCEEDED"


def test_the_reference_price_is_what_the_house_says_or_else_the_last(house):
    path, symbol = "/api/v3/referencePrice", {"symbol": "BTCUSD"}
    assert house.ask("GET", path, **symbol).json["referencePrice"] is None
    none = house.ask("GET", path + "/calculation", **symbol)
    assert none.refusal[1:] == (-2043, "This symbol doesn't have a reference price.")
    house.place(house.alice, "SELL", "1", "30000")
    house.place(house.bob, "BUY", "1", "30000")
    assert house.ask("GET", path, **symbol).json["referencePrice"] == "30000.00000000"
    assert house.ask("GET", path + "/calculation", **symbol).json["externalCalculationId"] == 2
    set_rules(house, {SymbolRule.REFERENCE_PRICE_TICKS: 2_900_000})
    assert house.ask("GET", path, **symbol).json["referencePrice"] == "29000.00000000"
    assert house.ask("GET", path + "/calculation", **symbol).json["externalCalculationId"] == 1


def test_my_filters_are_those_of_the_symbol(house):
    told = house.ask("GET", "/api/v3/myFilters", key=house.alice, symbol="BTCUSD").json
    assert {each["filterType"]: each for each in told["symbolFilters"]} == filters(house)
    assert told["assetFilters"] == []


def test_an_account_sees_and_meets_limits_of_its_own(house):
    for limit, value in ((AccountLimit.OPEN_ORDERS_MAX, 1), (AccountLimit.ORDER_UNITS_MAX, 10**12)):
        house.exchange.apply(commands.set_account_limit(2, limit, value))
    told = house.ask("GET", "/api/v3/myFilters", key=house.alice, symbol="BTCUSD").json
    assert told["exchangeFilters"][0]["maxNumOrders"] == 1
    (notional,) = [each for each in told["symbolFilters"] if each["filterType"] == "NOTIONAL"]
    assert (notional["maxNotional"], notional["applyMaxToMarket"]) == ("10000.00000000", True)
    worth = house.place(house.alice, "BUY", "1", "20000").refusal
    assert worth == (400, -1013, "Filter failure: NOTIONAL")
    assert house.place(house.alice, "BUY", "0.1", "20000").status == 200
    many = house.place(house.alice, "BUY", "0.1", "20000").refusal
    assert many == (400, -1013, "Filter failure: EXCHANGE_MAX_NUM_ORDERS")


def test_limits_of_everybody_and_of_an_asset_are_shown_and_met(house):
    house.exchange.apply(commands.set_exchange_rule(ExchangeRule.ALGO_ORDERS_MAX, 1))
    usd = house.exchange.projections.directory.asset("USD")
    house.exchange.apply(
        commands.set_exchange_rule(ExchangeRule.ASSET_UNITS_MAX, 10**12, usd.asset_id)
    )
    algo = {"filterType": "EXCHANGE_MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 1}
    assert algo in house.ask("GET", "/api/v3/exchangeInfo").json["exchangeFilters"]
    told = house.ask("GET", "/api/v3/myFilters", key=house.alice, symbol="BTCUSD").json
    assert algo in told["exchangeFilters"]
    limit = {"filterType": "MAX_ASSET", "asset": "USD", "limit": "10000.00000000"}
    assert told["assetFilters"] == [limit]
    refused = house.place(house.alice, "BUY", "1", "20000").refusal
    assert refused == (400, -1013, "Filter failure: MAX_ASSET")
