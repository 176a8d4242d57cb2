"""Orders that wait for the last price: stops and profits, with a limit or without."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 90 BTC
    Alice deposits 9000 USD
    Bob deposits 90 BTC
    Bob deposits 9000 USD
    Carol deposits 90 BTC
    Carol deposits 9000 USD
"""
#: The last price is 30, and both sides are quoted around it.
MARKET = (
    FUNDS
    + """
    Alice sells 1@30
    Bob buys 1@30
    Alice sells 20@33
    Alice buys 20@27
    """
)
STORY = 10  # lines so far


def after(story: str) -> list[str]:
    """Return what is told of a story that begins in the market."""
    stage = Stage()
    stage.play(MARKET)
    return stage.play(story)


@pytest.mark.parametrize(
    ("order", "trade", "is_triggered"),
    [
        ("Carol sells 2 at market stop 28", "Bob sells 1@27", True),
        ("Carol sells 2 at market stop 28", "Bob buys 1@33", False),
        ("Carol buys 2 at market stop 32", "Bob buys 1@33", True),
        ("Carol buys 2 at market stop 32", "Bob sells 1@27", False),
        ("Carol sells 2 at market profit 32", "Bob buys 1@33", True),
        ("Carol sells 2 at market profit 32", "Bob sells 1@27", False),
        ("Carol buys 2 at market profit 28", "Bob sells 1@27", True),
        ("Carol buys 2 at market profit 28", "Bob buys 1@33", False),
        ("Carol sells 2 at market stop 27", "Bob sells 1@27", True),
        ("Carol sells 2 at market stop 26", "Bob sells 1@27", False),
    ],
)
def test_an_order_is_triggered_when_the_last_price_comes_to_its_trigger(order, trade, is_triggered):
    told = after(f"{order}\n{trade}")
    assert any("triggered" in text for text in told) == is_triggered


def test_what_is_triggered_comes_after_the_command_that_triggered_it():
    told = after("Carol sells 3 at market stop 28\nBob sells 2@27 ioc")
    assert told == [
        "#11 waits for 28",
        "#11 accepted, 0 open",
        "#12 accepted, 0 open",
        "#12 x #10 2@27",
        "#11 triggered at 28, 0 open",
        "#11 x #10 3@27",
    ]


def test_a_triggered_order_with_a_limit_rests_at_it():
    told = after("Carol sells 3@29 stop 28\nBob sells 2@27\nBob buys 9@29")
    assert told[4:] == [
        "#11 triggered at 28, 3 open",
        "#13 accepted, 6 open",
        "#13 x #11 3@29",
    ]


@pytest.mark.parametrize("life", ["ioc", "fok"])
def test_a_triggered_order_keeps_its_time_in_force(life):
    reason = {"ioc": "IMMEDIATE_REMAINDER", "fok": "NOT_FILLED_AT_ONCE"}[life]
    told = after(f"Carol sells 3@29 stop 28 {life}\nBob sells 2@27")
    assert told[-1] == f"#11 expired 3 {reason}"


def test_the_nearest_trigger_goes_first_and_at_one_trigger_the_older_order():
    told = after(
        """
        Carol sells 1 at market stop 27
        Carol sells 1 at market stop 28
        Bob sells 1 at market stop 28
        Bob sells 1@27
        """
    )
    assert [text for text in told if "triggered" in text] == [
        "#12 triggered at 28, 0 open",
        "#13 triggered at 28, 0 open",
        "#11 triggered at 27, 0 open",
    ]


def test_what_a_triggered_order_trades_triggers_others_behind_those_who_are_due():
    told = after(
        """
        Bob buys 1@26
        Bob buys 1@20
        Carol sells 20 at market stop 28
        Carol sells 1 at market stop 26
        Bob sells 1 at market stop 27
        Bob sells 1@27
        """
    )
    assert [text for text in told if "triggered" in text] == [
        "#13 triggered at 28, 0 open",
        "#15 triggered at 27, 0 open",
        "#14 triggered at 26, 0 open",
    ]


def test_a_price_that_was_passed_on_the_way_counts():
    """A buyer's first trade is lower than its last: it may trigger the one side, then the other."""
    told = after(
        """
        Carol sells 1@28
        Carol buys 1 at market stop 33
        Carol sells 1 at market stop 29
        Bob buys 2@33
        """
    )
    assert [text for text in told if "triggered" in text] == [
        "#13 triggered at 29, 0 open",
        "#12 triggered at 33, 0 open",
    ]


def test_before_the_first_trade_nothing_is_reached():
    told = play(FUNDS + "Carol sells 1@5 stop 9\nCarol sells 1@5 profit 9")
    assert [text for text in told if "accepted" in text] == [
        "#7 accepted, 0 open",
        "#8 accepted, 0 open",
    ]


@pytest.mark.parametrize(
    "order",
    ["sells 1@1 stop 30", "sells 1@1 profit 30", "buys 1@1 stop 30", "buys 1@1 profit 30"],
)
def test_a_trigger_that_is_the_last_price_is_refused(order):
    assert after(f"Carol {order}") == ["#11 rejected WOULD_TRIGGER"]
    assert after(f"Carol would {order.replace('sells', 'sell').replace('buys', 'buy')}") == [
        "#11 rejected WOULD_TRIGGER"
    ]


@pytest.mark.parametrize(
    ("order", "asset", "held"),
    [
        ("sells 4 at market stop 28", "BTC", 4),
        ("sells 4@25 stop 28", "BTC", 4),
        ("buys 4@35 stop 32", "USD", 140),
        ("buys 4 at market stop 32", "USD", 128),
    ],
)
def test_what_waits_is_held_for_at_its_limit_or_without_one_at_its_trigger(order, asset, held):
    stage = Stage()
    stage.play(MARKET)
    stage.play(f"Carol {order}")
    assert stage.purse("Carol", asset)[1] == held
    stage.play("Carol cancels #11")
    assert stage.purse("Carol", asset)[1] == 0


def test_a_triggered_market_order_pays_what_it_costs_and_keeps_the_rest():
    stage = Stage()
    stage.play(MARKET)
    stage.play("Carol buys 4 at market stop 32\nBob buys 1@33")
    assert stage.purse("Carol", "USD") == (9000 - 4 * 33, 0)


def test_a_triggered_market_order_buys_as_far_as_the_money_goes():
    stage = Stage()
    told = stage.play(
        MARKET
        + """
        Carol withdraws 8870 USD
        Carol buys 4 at market stop 32
        Bob buys 1@33
        """
    )
    assert told[-3:] == [
        "#12 triggered at 32, 0 open",
        "#12 x #9 3@33",
        "#12 expired 1 FUNDS_EXHAUSTED",
    ]
    assert stage.purse("Carol", "USD") == (130 - 99, 0)


def test_a_waiting_order_is_cancelled_replaced_and_reduced_like_any_other():
    told = after(
        """
        Carol sells 4@25 stop 28 as x
        Carol reduces x to 3
        Carol replaces x: sells 2@25 stop 26 as x
        Carol cancels all
        """
    )
    assert told[2:] == [
        "#11 reduced to 3, 3 open",
        "#11 cancelled 3 REPLACED",
        "#13 waits for 26",
        "#13 accepted, 0 open",
        "#13 cancelled 2 REQUESTED",
    ]


def test_a_waiting_order_counts_among_the_open_ones_and_keeps_its_client_id():
    told = after("Carol sells 1@25 stop 28 as x\nCarol sells 1@40 as x")
    assert told[-1] == "#12 rejected CLIENT_KEY_REUSED"


def test_an_iceberg_may_wait_and_is_one_once_it_is_triggered():
    told = after("Carol sells 6@29 stop 28 shows 2\nBob sells 1@27\nBob buys 3@29")
    assert told[0] == "#11 shows 2 waits for 28"
    assert told[4:] == [
        "#11 triggered at 28, 6 open",
        "#13 accepted, 0 open",
        "#13 x #11 2@29",
        "#11 shows 2 more of 4",
        "#13 x #11 1@29",
    ]


def test_a_triggered_order_takes_its_place_behind_who_was_there():
    told = after(
        """
        Carol sells 1@29 stop 28
        Bob sells 1@29
        Bob sells 1@27
        Carol buys 1@29
        """
    )
    assert told[-1] == "#14 x #12 1@29"


def test_while_a_symbol_is_halted_nothing_is_triggered_and_what_waits_can_be_cancelled_in_a_break():
    told = after(
        """
        Carol sells 1@25 stop 28
        House tells BREAK
        Carol cancels #11
        """
    )
    assert told[-1] == "#11 cancelled 1 REQUESTED"


def test_what_waits_on_one_symbol_is_not_triggered_by_another():
    told = after(
        """
        Alice deposits 900 ETH
        Carol sells 1 at market stop 28
        Alice sells 70@9 on ETH/USD
        Bob buys 70@9 on ETH/USD
        """
    )
    assert not any("triggered" in text for text in told)
