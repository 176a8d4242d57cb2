"""Limits of every account on all symbols together, and of one asset in one order."""

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99 BTC
    Alice deposits 999 ETH
    Bob deposits 999 USD
"""


def test_open_orders_of_all_symbols_count_together():
    told = play(
        FUNDS
        + """
        House rules ORDERS_MAX 2
        Bob buys 1@1
        Bob buys 1@1 on ETH/USD
        Bob buys 1@1
        Alice sells 1@9
        """
    )
    assert told[-2:] == ["#7 rejected OPEN_ORDERS_MAX", "#8 accepted, 1 open"]


def test_so_do_orders_with_triggers_and_icebergs():
    stage = Stage()
    stage.play(FUNDS + "House rules ALGO_ORDERS_MAX 1\nHouse rules ICEBERG_ORDERS_MAX 1")
    stage.play("Alice sells 1@1 stop 1\nAlice sells 2@9 shows 1")
    assert stage.play("Alice sells 1@1 stop 1 on ETH/USD") == [
        "#8 rejected EXCHANGE_ALGO_ORDERS_MAX"
    ]
    assert stage.play("Alice sells 2@9 shows 1 on ETH/USD") == [
        "#9 rejected EXCHANGE_ICEBERG_ORDERS_MAX"
    ]
    assert stage.play("Alice sells 2@9 on ETH/USD") == ["#10 accepted, 2 open"]


def test_so_do_order_lists():
    stage = Stage()
    stage.play(FUNDS + "House rules ORDER_LISTS_MAX 1")
    oco = "Alice enters oco: sells 1@9 post / sells 1@2 stop 3"
    stage.play(oco)
    assert stage.play(oco + " on ETH/USD") == ["#8 rejected EXCHANGE_LISTS_MAX"]


def test_one_order_may_be_about_so_much_of_its_base_and_of_its_quote():
    told = play(
        FUNDS
        + """
        House rules ASSET_UNITS_MAX 5 of BTC
        House rules ASSET_UNITS_MAX 20 of USD
        Bob buys 5@4
        Bob buys 6@1
        Bob buys 3@7
        Bob buys 3 at market stop 7
        Alice sells 6 at market
        """
    )
    assert [each for each in told if "accepted" in each] == ["#6 accepted, 5 open"]
    assert [each.split()[-1] for each in told[-4:]] == ["ASSET_UNITS_MAX"] * 4


def test_a_symbol_that_is_listed_later_is_held_to_them_too():
    stage = Stage()
    stage.play("House rules ASSET_UNITS_MAX 5 of BTC\nHouse lists BTC/ETH")
    for rule, value in (("TICK_UNITS", 1), ("LOT_UNITS", 1)):
        stage.play(f"House sets {rule} {value} with symbol_id=2")
    stage.play("House sets PRICE_TICKS_MAX 99 with symbol_id=2")
    stage.play("House sets QUANTITY_LOTS_MAX 99 with symbol_id=2")
    stage.play("House tells TRADING with symbol_id=2\nAlice deposits 9 BTC")
    told = stage.play("Alice sells 6@9 with symbol_id=2")
    assert told[-1].endswith("ASSET_UNITS_MAX")


def test_0_takes_a_limit_away():
    told = play(FUNDS + "House rules ORDERS_MAX 1\nHouse rules ORDERS_MAX 0\nBob buys 1@1 times 2")
    assert told[-1] == "#7 accepted, 1 open"


def test_a_rule_that_cannot_be_is_refused():
    told = play(
        """
        House rules ORDERS_MAX 10001
        House rules ORDERS_MAX -1
        House rules ORDERS_MAX 1 of USD
        House rules ASSET_UNITS_MAX 1 of XYZ
        House rules ORDERS_MAX 1 with code=6
        """
    )
    assert [each.split()[-1] for each in told] == [
        "VALUE_OUT_OF_RANGE",
        "VALUE_OUT_OF_RANGE",
        "COMBINATION_NOT_ALLOWED",
        "ASSET_UNKNOWN",
        "RULE_UNKNOWN",
    ]
