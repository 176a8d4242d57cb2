"""Limits of one account: fewer open orders than others, and smaller ones."""

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99 BTC
    Bob deposits 999 USD
    Alice sells 1@5
    Bob buys 1@5
"""


def last_after(story):
    return play(FUNDS + story)[-1]


def test_so_many_orders_may_be_open_on_all_symbols_together():
    told = play(
        FUNDS
        + """
        House limits Bob to OPEN_ORDERS_MAX 2
        Bob buys 1@1
        Bob buys 1@1 on ETH/USD
        Bob buys 1@1
        Alice buys 1@1
        """
    )
    assert told[5:] == [
        "#5 ACCOUNT_LIMIT_SET",
        "#6 accepted, 1 open",
        "#7 accepted, 1 open",
        "#8 rejected OPEN_ORDERS_MAX",
        "#9 accepted, 1 open",
    ]


def test_what_is_open_already_stays_and_0_takes_a_limit_away():
    stage = Stage()
    stage.play(FUNDS + "Bob buys 1@1\nBob buys 1@1\nHouse limits Bob to OPEN_ORDERS_MAX 1")
    assert stage.play("Bob buys 1@1") == ["#8 rejected OPEN_ORDERS_MAX"]
    assert stage.play("Bob cancels #5\nBob cancels #6\nBob buys 1@1")[-1] == "#11 accepted, 1 open"
    assert stage.play("House limits Bob to OPEN_ORDERS_MAX 0\nBob buys 1@1")[-1].endswith("1 open")


def test_one_order_may_be_worth_so_much():
    limit = "House limits Bob to ORDER_UNITS_MAX 20\n"
    assert last_after(limit + "Bob buys 4@5") == "#6 accepted, 4 open"
    assert last_after(limit + "Bob buys 3@7") == "#6 rejected ORDER_UNITS_MAX"
    assert last_after(limit + "Bob buys 3 at market stop 7") == "#6 rejected ORDER_UNITS_MAX"
    assert last_after(limit + "Bob buys for 21 at market") == "#6 rejected ORDER_UNITS_MAX"


def test_what_goes_to_market_is_weighed_at_the_last_price():
    limit = "House limits Alice to ORDER_UNITS_MAX 20\nBob buys 9@1\n"
    assert last_after(limit + "Alice sells 4 at market") == "#7 x #6 4@1"
    assert last_after(limit + "Alice sells 5 at market") == "#7 rejected ORDER_UNITS_MAX"


def test_all_orders_of_a_list_count_and_each_is_weighed():
    oco = "Alice enters oco: sells 3@9 post / sells 3@2 stop 3"
    count = "House limits Alice to OPEN_ORDERS_MAX 1\n"
    assert last_after(count + oco) == "#7 rejected OPEN_ORDERS_MAX"
    assert last_after("House limits Alice to ORDER_UNITS_MAX 20\n" + oco).endswith("UNITS_MAX")
    assert last_after("House limits Alice to ORDER_UNITS_MAX 27\n" + oco).endswith("0 open")


def test_a_replacement_and_a_pegged_order_are_held_to_it_too():
    limit = "Bob buys 1@4\nHouse limits Bob to ORDER_UNITS_MAX 20\n"
    told = last_after(limit + "Bob replaces #5: buys 6@4")
    assert told == "#7 rejected ORDER_UNITS_MAX"
    assert last_after(limit + "Bob buys 6@0 pegged primary") == "#7 rejected ORDER_UNITS_MAX"


def test_a_limit_and_a_freeze_do_not_undo_each_other():
    told = play(
        FUNDS
        + """
        House freezes Bob
        House limits Bob to OPEN_ORDERS_MAX 1
        Bob buys 1@1
        House unfreezes Bob
        Bob buys 1@1
        Bob buys 1@1
        House limits Bob to OPEN_ORDERS_MAX 0
        House freezes Bob
        House limits Bob to ORDER_UNITS_MAX 0
        Bob buys 1@1
        """
    )
    assert [each for each in told if "#" in each and "rejected" in each] == [
        "#7 rejected ACCOUNT_FROZEN",
        "#10 rejected OPEN_ORDERS_MAX",
        "#14 rejected ACCOUNT_FROZEN",
    ]


def test_a_limit_that_cannot_be_is_refused():
    assert last_after("House limits Nobody to OPEN_ORDERS_MAX 1").endswith("ACCOUNT_UNKNOWN")
    assert last_after("House limits Bob to OPEN_ORDERS_MAX 10001").endswith("VALUE_OUT_OF_RANGE")
    assert last_after("House limits Bob to OPEN_ORDERS_MAX -1").endswith("VALUE_OUT_OF_RANGE")
    assert last_after("House limits Bob to OPEN_ORDERS_MAX 1 with code=3").endswith("RULE_UNKNOWN")
