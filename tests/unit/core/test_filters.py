"""Filters that look beyond the order: the reference price, and what its account has."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99 BTC
    Alice deposits 9999 USD
    Bob deposits 99 BTC
    Bob deposits 9999 USD
"""


@pytest.mark.parametrize(
    ("rule", "value", "order", "is_taken"),
    [
        ("PERCENT_UP", 20_000, "buys 1@200", True),
        ("PERCENT_UP", 20_000, "buys 1@201", False),
        ("PERCENT_UP", 20_000, "sells 1@201", False),
        ("PERCENT_DOWN", 5_050, "buys 1@51", True),
        ("PERCENT_DOWN", 5_050, "buys 1@50", False),
        ("BID_PERCENT_UP", 20_000, "sells 1@201", True),
        ("BID_PERCENT_UP", 20_000, "buys 1@201", False),
        ("ASK_PERCENT_DOWN", 5_000, "sells 1@49", False),
        ("ASK_PERCENT_DOWN", 5_000, "buys 1@49", True),
        ("PERCENT_UP", 1, "buys 1 at market", True),
    ],
)
def test_a_limit_lies_within_the_multipliers_of_the_reference_price(rule, value, order, is_taken):
    told = play(
        FUNDS + f"House sets REFERENCE_PRICE_TICKS 100\nHouse sets {rule} {value}\nAlice {order}"
    )
    assert ("rejected" not in told[-1]) == is_taken


def test_the_reference_is_the_last_price_where_the_house_has_set_none():
    story = FUNDS + "House sets PERCENT_UP 20000\nAlice buys 1@500\nAlice cancels #6\n"
    told = play(story + "Alice sells 1@10\nBob buys 1@10\nBob buys 1@21\nBob buys 1@20")
    assert told[5] == "#6 accepted, 1 open"
    assert told[-2:] == ["#10 rejected PRICE_OUT_OF_PERCENT", "#11 accepted, 1 open"]


RANGE = (
    FUNDS
    + """
    House sets REFERENCE_PRICE_TICKS 10
    House sets RANGE_BID_UP 20000
    House sets RANGE_BID_DOWN 5000
    House sets RANGE_ASK_UP 20000
    House sets RANGE_ASK_DOWN 5000
"""
)


def test_a_taker_trades_to_the_end_of_the_range_and_expires_there():
    told = play(RANGE + "Bob sells 1@20\nBob sells 1@21\nAlice buys 3@30")
    assert told[-2:] == ["#12 x #10 1@20", "#12 expired 2 PRICE_RANGE_EXCEEDED"]


def test_a_market_order_holds_and_trades_only_within_the_range():
    stage = Stage()
    told = stage.play(RANGE + "Bob sells 1@20\nBob sells 1@21\nAlice buys 3 at market")
    assert told[-1] == "#12 expired 2 PRICE_RANGE_EXCEEDED"
    assert stage.purse("Alice", "USD") == (9979, 0)


def test_nobody_buys_below_the_range_or_sells_above_it():
    told = play(RANGE + "Bob sells 1@4\nAlice buys 1@5\nBob cancels #10")
    assert told[-2] == "#11 expired 1 PRICE_RANGE_EXCEEDED"
    told = play(RANGE + "Alice buys 1@21\nBob sells 1@5")
    assert told[-1] == "#11 expired 1 PRICE_RANGE_EXCEEDED"


def test_what_may_not_fill_whole_within_the_range_is_killed():
    told = play(RANGE + "Bob sells 1@20\nBob sells 1@21\nAlice buys 2@30 fok")
    assert told[-1] == "#12 expired 2 NOT_FILLED_AT_ONCE"


def test_an_order_whose_limit_lies_within_the_range_rests():
    told = play(RANGE + "Bob sells 1@20\nAlice buys 2@20")
    assert told[-2:] == ["#11 accepted, 1 open", "#11 x #10 1@20"]


def test_a_maker_beyond_the_range_still_keeps_limit_makers_away():
    told = play(RANGE + "Bob sells 1@21\nAlice buys 1@22 post")
    assert told[-1] == "#11 rejected WOULD_TAKE"


def test_a_position_counts_what_is_held_locked_and_being_bought():
    told = play(
        FUNDS
        + """
        House sets POSITION_LOTS_MAX 102
        Alice sells 50@9
        Alice buys 2@1
        Alice buys 2@1
        Alice buys 1@1
        Alice buys 1@1
        """
    )
    assert told[-3:] == [
        "#8 rejected POSITION_ABOVE_MAX",
        "#9 accepted, 1 open",
        "#10 rejected POSITION_ABOVE_MAX",
    ]


def test_the_counts_are_of_one_symbol_and_market_orders_never_stay():
    told = play(
        FUNDS
        + """
        House sets ORDERS_MAX 1
        Alice sells 1@9
        Alice buys 1@1 on ETH/USD
        Bob buys 1 at market
        Alice sells 1@9
        Alice sells 1@9
        """
    )
    assert told[-1] == "#10 rejected SYMBOL_ORDERS_MAX"
    assert told[-2] == "#9 accepted, 1 open"


@pytest.mark.parametrize(
    ("flag", "order"),
    [
        ("NOTIONAL_MIN_SPARES_MARKET", "buys for 5 at market"),
        ("NOTIONAL_MIN_SPARES_MARKET", "buys 1 at market"),
        ("NOTIONAL_MAX_SPARES_MARKET", "buys for 500 at market"),
    ],
)
def test_market_orders_can_be_spared_the_limits_of_notional(flag, order):
    story = FUNDS + "Bob sells 90@9\nAlice buys 1@9\nHouse sets NOTIONAL_UNITS_MIN 10\n"
    story += "House sets NOTIONAL_UNITS_MAX 100\n"
    assert "rejected NOTIONAL" in play(story + f"Alice {order}")[-1]
    assert "rejected" not in play(story + f"House sets {flag} 1\nAlice {order}")[-1]
