"""Icebergs: a part stands in the queue, the rest waits behind it, and each refill starts anew."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 50 BTC
    Bob deposits 50 BTC
    Carol deposits 5000 USD
"""


def test_a_refill_goes_to_the_back_of_the_queue():
    told = play(
        FUNDS
        + """
        Alice sells 6@10 shows 2
        Bob sells 3@10
        Carol buys 9@10
        """
    )
    assert told[-7:] == [
        "#6 accepted, 0 open",
        "#6 x #4 2@10",
        "#4 shows 2 more of 4",
        "#6 x #5 3@10",
        "#6 x #4 2@10",
        "#4 shows 2 more of 2",
        "#6 x #4 2@10",
    ]


def test_only_the_shown_part_stands_in_the_queue_and_all_of_it_is_held():
    stage = Stage()
    told = stage.play(FUNDS + "Alice sells 7@10 shows 3")
    assert told[-2:] == ["#4 shows 3", "#4 accepted, 7 open"]
    assert stage.purse("Alice", "BTC") == (43, 7)
    assert _shown_first(stage) == 3


def test_the_last_part_is_what_is_left():
    told = play(FUNDS + "Alice sells 5@10 shows 2\nCarol buys 4@10")
    assert told[-1] == "#4 shows 1 more of 1"


def test_two_icebergs_take_turns():
    told = play(
        FUNDS
        + """
        Alice sells 4@10 shows 2
        Bob sells 3@10 shows 1
        Carol buys 7@10
        """
    )
    assert [text for text in told if " x " in text] == [
        "#6 x #4 2@10",
        "#6 x #5 1@10",
        "#6 x #4 2@10",
        "#6 x #5 1@10",
        "#6 x #5 1@10",
    ]


def test_an_iceberg_that_takes_takes_with_all_of_itself_and_then_shows_a_part():
    told = play(FUNDS + "Alice sells 3@10\nCarol buys 8@10 shows 2\nBob sells 4@10")
    assert told[-8:] == [
        "#5 shows 2",
        "#5 accepted, 5 open",
        "#5 x #4 3@10",
        "#6 accepted, 0 open",
        "#6 x #5 2@10",
        "#5 shows 2 more of 3",
        "#6 x #5 2@10",
        "#5 shows 1 more of 1",
    ]


def test_fill_or_kill_and_market_orders_see_what_is_hidden():
    told = play(FUNDS + "Alice sells 6@10 shows 2\nCarol buys 6@10 fok")
    assert told[-1] == "#5 x #4 2@10"
    stage = Stage()
    told = stage.play(
        FUNDS + "Alice sells 6@10 shows 2\nBob sells 6@11\nCarol buys for 82 at market"
    )
    assert [text for text in told if " x " in text] == [
        "#6 x #4 2@10",
        "#6 x #4 2@10",
        "#6 x #4 2@10",
        "#6 x #5 2@11",
    ]
    assert stage.purse("Carol", "USD") == (4918, 0)


@pytest.mark.parametrize(
    ("whole", "shown_after", "held_after"),
    [(6, 3, 6), (3, 3, 3), (2, 2, 2)],
)
def test_a_reduction_takes_what_is_hidden_first(whole, shown_after, held_after):
    stage = Stage()
    stage.play(FUNDS + f"Alice sells 7@10 shows 3\nAlice reduces #4 to {whole}")
    assert _shown_first(stage) == shown_after
    assert stage.purse("Alice", "BTC") == (50 - held_after, held_after)


def test_a_cancelled_iceberg_gives_back_what_was_hidden():
    stage = Stage()
    told = stage.play(FUNDS + "Carol buys 7@10 shows 3\nCarol cancels #4")
    assert told[-1] == "#4 cancelled 7 REQUESTED"
    assert stage.purse("Carol", "USD") == (5000, 0)


def test_an_iceberg_that_meets_its_owner_expires_whole():
    told = play(
        FUNDS
        + """
        Alice sells 7@10 shows 3
        Alice deposits 100 USD
        Alice buys 5@10 stp maker
        """
    )
    assert told[-2:] == ["#6 kept from #4 3@10", "#4 expired 7 SELF_TRADE_PREVENTED"]


def test_what_rounds_is_rounded_as_one_order():
    stage = Stage()
    stage.play(
        """
        Alice deposits 700 ETH
        Carol deposits 9 USD
        Carol buys 90@4 shows 7 on ETH/USD
        Alice sells 64@4 on ETH/USD
        Carol cancels #3 on ETH/USD
        """
    )
    assert stage.purse("Carol", "USD")[1] == 0


def _shown_first(stage):
    """Return the shown lots of the first of the asks."""
    state = stage.engine.state
    return state.orders[state.levels[state.ladders[1]["best"]]["oldest"]]["open_lots"]
