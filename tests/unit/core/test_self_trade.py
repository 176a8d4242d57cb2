"""What happens when an account would trade with itself. The taker's mode decides."""

import pytest

from tests.stories import Stage, play

OPENING = """
    Alice deposits 9 BTC
    Alice deposits 99 USD
    Bob deposits 9 BTC
    Bob sells 1@10
    Alice sells 2@10
    Bob sells 3@10
"""


def test_without_prevention_an_account_trades_with_itself():
    told = play(OPENING + "Alice buys 4@10")
    assert told[-3:] == ["#7 x #4 1@10", "#7 x #5 2@10", "#7 x #6 1@10"]


def test_expire_maker_takes_the_own_order_away_and_goes_on():
    told = play(OPENING + "Alice buys 4@10 stp maker")
    assert told[-4:] == [
        "#7 x #4 1@10",
        "#7 kept from #5 2@10",
        "#5 expired 2 SELF_TRADE_PREVENTED",
        "#7 x #6 3@10",
    ]


def test_expire_taker_ends_the_taker_where_it_would_meet_itself():
    stage = Stage()
    told = stage.play(OPENING + "Alice buys 4@10 stp taker")
    assert told[-4:] == [
        "#7 accepted, 0 open",
        "#7 x #4 1@10",
        "#7 kept from #5 2@10",
        "#7 expired 3 SELF_TRADE_PREVENTED",
    ]
    assert stage.purse("Alice", "USD") == (89, 0)
    assert stage.purse("Alice", "BTC") == (8, 2)


def test_expire_both_ends_the_two_of_them_the_maker_first():
    stage = Stage()
    told = stage.play(OPENING + "Alice buys 4@10 stp both")
    assert told[-3:] == [
        "#7 kept from #5 2@10",
        "#5 expired 2 SELF_TRADE_PREVENTED",
        "#7 expired 3 SELF_TRADE_PREVENTED",
    ]
    assert stage.purse("Alice", "BTC") == (10, 0)


def test_the_makers_own_mode_does_not_matter():
    told = play(
        """
        Alice deposits 2 BTC
        Alice deposits 99 USD
        Alice sells 2@10 stp both
        Alice buys 2@10
        """
    )
    assert told[-1] == "#4 x #3 2@10"


def test_somebody_elses_order_is_never_prevented():
    told = play("Bob deposits 1 BTC\nAlice deposits 9 USD\nBob sells 1@9\nAlice buys 1@9 stp both")
    assert told[-1] == "#4 x #3 1@9"


@pytest.mark.parametrize("mode", ["taker", "both"])
def test_fill_or_kill_does_not_count_what_lies_behind_an_own_order(mode):
    told = play(OPENING + f"Alice buys 2@10 fok stp {mode}")
    assert told[-1] == "#7 expired 2 NOT_FILLED_AT_ONCE"


def test_fill_or_kill_passes_over_own_orders_that_would_expire():
    told = play(OPENING + "Alice buys 5@10 fok stp maker\nAlice buys 4@10 fok stp maker")
    assert told[-5:] == [
        "#8 accepted, 0 open",
        "#8 x #4 1@10",
        "#8 kept from #5 2@10",
        "#5 expired 2 SELF_TRADE_PREVENTED",
        "#8 x #6 3@10",
    ]


def test_a_killed_order_leaves_the_own_orders_it_would_have_expired():
    stage = Stage()
    stage.play(OPENING + "Alice buys 5@10 fok stp maker")
    assert stage.purse("Alice", "BTC") == (7, 2)


def test_a_market_order_stopped_by_its_own_account_says_so():
    stage = Stage()
    told = stage.play(OPENING + "Alice buys 4 at market stp taker")
    assert told[-3:] == [
        "#7 x #4 1@10",
        "#7 kept from #5 2@10",
        "#7 expired 3 SELF_TRADE_PREVENTED",
    ]
    assert stage.purse("Alice", "USD") == (89, 0)


def test_a_market_order_locks_nothing_for_own_orders_it_will_not_meet():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 9 BTC
        Alice deposits 10 USD
        Bob deposits 1 BTC
        Alice sells 5@9
        Bob sells 1@10
        Alice buys 3 at market stp maker
        """
    )
    assert told[-4:] == [
        "#6 kept from #4 3@9",
        "#4 expired 5 SELF_TRADE_PREVENTED",
        "#6 x #5 1@10",
        "#6 expired 2 LIQUIDITY_EXHAUSTED",
    ]


def test_prevented_matches_are_numbered_apart_from_trades():
    stage = Stage()
    stage.play(OPENING + "Alice buys 4@10 stp maker")
    numbers = [(event.kind, event.trade_id) for event in stage.events if event.trade_id]
    assert numbers == [(2, 1), (2, 1), (6, 1), (2, 2), (2, 2)]
