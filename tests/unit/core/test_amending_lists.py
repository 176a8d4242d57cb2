"""Reducing an order of a list: alone, or, of two of which only one can trade, with the other."""

import pytest

from tests.stories import Stage

FUNDS = """
    Alice deposits 100 BTC
    Bob deposits 9000 USD
    Carol deposits 100 BTC
    Carol deposits 9000 USD
    Alice sells 1@100
    Bob buys 1@100
"""


@pytest.fixture
def stage() -> Stage:
    """A market whose last price is 100. The next order of the story is #7."""
    stage = Stage()
    stage.play(FUNDS)
    return stage


@pytest.mark.parametrize(("meant", "other"), [(7, 8), (8, 7)])
def test_reducing_either_of_a_pair_reduces_both(stage, meant, other):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play(f"Carol reduces #{meant} to 3")
    assert [each.split(",")[0] for each in told] == [
        f"#{meant} reduced to 3",
        f"#{other} reduced to 3",
    ]
    assert stage.events[-1].counter_order_id == stage.events[-2].order_id
    assert stage.purse("Carol", "BTC") == (97, 3)
    assert stage.play("Bob buys 5@120")[-2:] == ["#10 x #7 3@120", "#8 expired 3 LIST_DECIDED"]


@pytest.mark.parametrize(
    "pair",
    [
        "buys 5@80 post / buys 5@130 stop 120",
        "buys 5@130 stop 120 / buys 5@80 post",
        "buys 5@130 stop 120 / buys 5@110 profit 80",
        "buys 5@110 profit 80 / buys 5@130 stop 120",
    ],
)
def test_a_reduced_pair_holds_what_its_dearer_order_needs(stage, pair):
    stage.play(f"Carol enters oco: {pair}")
    stage.play("Carol reduces #7 to 2\nCarol reduces #8 to 1")
    assert stage.purse("Carol", "USD") == (9000 - 130, 130)
    stage.play("Alice sells 1@120\nBob buys 1@120")  # the stop takes over the hold
    assert stage.purse("Carol", "USD")[1] == 130


def test_the_working_order_and_the_pending_one_are_reduced_each_by_itself(stage):
    stage.play("Carol enters oto: buys 5@90 / sells 4@120")
    assert stage.play("Carol reduces #7 to 3") == ["#7 reduced to 3, 3 open"]
    assert stage.play("Carol reduces #8 to 2") == ["#8 reduced to 2, 2 open"]
    assert (stage.purse("Carol", "USD"), stage.purse("Carol", "BTC")) == ((8730, 270), (98, 2))
    assert stage.play("Alice sells 3@90")[-1] == "#8 comes in, 2 open"


def test_the_pending_pair_of_three_is_reduced_together_before_and_after_it_comes_in(stage):
    stage.play("Carol enters otoco: buys 5@90 / sells 5@85 stop 88 / sells 5@120 post")
    told = stage.play("Carol reduces #8 to 4\nCarol reduces #7 to 2")
    assert [each.split(",")[0] for each in told] == [
        "#8 reduced to 4",
        "#9 reduced to 4",
        "#7 reduced to 2",
    ]
    assert stage.purse("Carol", "BTC") == (96, 4)
    stage.play("Alice sells 2@90\nCarol reduces #9 to 1")
    assert stage.purse("Carol", "BTC") == (101, 1)
    assert stage.play("Bob buys 1@120")[-1] == "#8 expired 1 LIST_DECIDED"


def test_who_pays_may_be_reduced_and_who_is_paid_only_once_he_was(stage):
    stage.play("Carol enters opo: buys 5@90 / sells 0@120")
    told = stage.play("Carol reduces #8 to 1\nAlice sells 1@90\nCarol reduces #7 to 3")
    assert told[0] == "#9 cancel rejected QUANTITY_NOT_REDUCED"
    assert told[-1] == "#7 reduced to 3, 2 open"
    assert stage.play("Alice sells 2@90")[-1] == "#8 comes in, 3 open"
    stage.play("Carol reduces #8 to 1")
    assert stage.purse("Carol", "BTC") == (102, 1)


def test_a_paid_pair_is_reduced_together(stage):
    stage.play("Carol enters opoco: buys 5@90 / sells 0@85 stop 88 / sells 0@120 post")
    stage.play("Alice sells 5@90\nCarol reduces #8 to 2")
    assert stage.purse("Carol", "BTC") == (103, 2)


def test_both_of_a_pair_must_keep_the_filters(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    stage.play("House sets NOTIONAL_UNITS_MIN 350")
    told = stage.play("Carol reduces #7 to 4\nCarol reduces #7 to 3")
    assert told[-1] == "#11 cancel rejected NOTIONAL_BELOW_MIN"  # the stop: 3 at 85
    stage.play("House sets NOTIONAL_UNITS_MIN 0\nHouse sets QUANTITY_LOTS_MIN 3")
    assert stage.play("Carol reduces #8 to 2") == ["#14 cancel rejected QUANTITY_BELOW_MIN"]


def test_a_pending_market_order_may_not_become_smaller_than_one_may_be(stage):
    stage.play("Carol enters oto: buys 5@90 / sells 5 at market")
    stage.play("House sets MARKET_QUANTITY_LOTS_MIN 3\nHouse sets NOTIONAL_UNITS_MIN 999")
    told = stage.play("Carol reduces #8 to 3\nCarol reduces #8 to 2")
    assert told == ["#8 reduced to 3, 3 open", "#12 cancel rejected MARKET_QUANTITY_BELOW_MIN"]


def test_an_iceberg_shows_less_only_when_less_is_left_of_it(stage):
    stage.play("Carol enters oco: sells 9@120 shows 4 post / sells 9@85 stop 90 shows 4")
    assert stage.play("Carol reduces #8 to 6")[-1] == "#7 reduced to 6, 6 open"
    assert stage.play("Carol reduces #7 to 2")[0] == "#7 reduced to 2, 2 open"
    assert stage.play("Bob buys 1@120")[1] == "#11 x #7 1@120"


def test_the_name_goes_to_the_order_that_was_meant(stage):
    stage.play("Carol enters oco: sells 5@120 post as x / sells 5@85 stop 90 as y")
    stage.play("Carol reduces x to 3 as z")
    assert stage.play("Carol cancels y")[0] == "#8 cancelled 3 REQUESTED"


def test_both_of_a_pair_count_an_amendment(stage):
    stage.play("House sets AMENDS_MAX 1")
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    stage.play("Carol reduces #8 to 3")
    assert stage.play("Carol reduces #9 to 2") == ["#11 cancel rejected ORDER_AMENDS_MAX"]
