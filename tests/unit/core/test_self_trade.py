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


# --- decrement and transfer ---------------------------------------------------------------------

FRIENDS = """
    Alice deposits 9 BTC
    Bob deposits 99 USD
    Carol deposits 99 USD
    House groups Alice 7
    House groups Bob 7
"""


def test_decrement_lessens_both_and_ends_the_smaller():
    stage = Stage()
    told = stage.play(OPENING + "Alice buys 5@10 stp decrement")
    assert told[-4:] == [
        "#7 x #4 1@10",
        "#7 kept from #5 2@10",
        "#5 loses 2, 0 open",
        "#7 x #6 2@10",
    ]
    assert stage.purse("Alice", "BTC") == (12, 0)
    assert stage.purse("Alice", "USD") == (69, 0)


def test_decrement_leaves_what_the_larger_has_more_in_its_place():
    told = play(OPENING + "Alice buys 2@10 stp decrement\nAlice buys 4@10")
    assert told[-7:] == [
        "#7 x #4 1@10",
        "#7 kept from #5 1@10",
        "#5 loses 1, 1 open",
        "#7 expired 0 SELF_TRADE_PREVENTED",
        "#8 accepted, 0 open",
        "#8 x #5 1@10",
        "#8 x #6 3@10",
    ]


def test_decrement_shows_an_icebergs_next_part():
    told = play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 USD
        Alice sells 5@10 shows 2
        Alice buys 3@10 stp decrement
        """
    )
    assert told[-6:] == [
        "#4 kept from #3 2@10",
        "#3 loses 2, 3 open",
        "#3 shows 2 more of 3",
        "#4 kept from #3 1@10",
        "#3 loses 1, 2 open",
        "#4 expired 0 SELF_TRADE_PREVENTED",
    ]


def test_a_market_order_holds_nothing_for_what_decrement_takes():
    stage = Stage()
    stage.play(
        """
        Alice deposits 9 BTC
        Alice deposits 10 USD
        Bob deposits 1 BTC
        Alice sells 2@9
        Bob sells 1@10
        Alice buys 3 at market stp decrement
        """
    )
    assert stage.purse("Alice", "USD") == (0, 0)
    assert stage.purse("Alice", "BTC") == (10, 0)


def test_an_amount_is_used_up_by_what_decrement_takes():
    told = play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 USD
        Alice sells 2@10
        Alice buys for 25 at market stp decrement
        """
    )
    assert told[-2:] == ["#3 loses 2, 0 open", "#4 expired 0 SELF_TRADE_PREVENTED"]


@pytest.mark.parametrize("mode", ["decrement", "transfer"])
def test_fill_or_kill_cannot_fill_whole_past_what_would_lessen_it(mode):
    told = play(OPENING + f"Alice buys 2@10 fok stp {mode}")
    assert told[-1] == "#7 expired 2 NOT_FILLED_AT_ONCE"


def test_accounts_of_one_group_are_kept_from_each_other():
    told = play(FRIENDS + "Alice sells 2@10\nBob buys 2@10 stp maker")
    assert told[-2:] == ["#7 kept from #6 2@10", "#6 expired 2 SELF_TRADE_PREVENTED"]


def test_accounts_of_two_groups_or_of_none_trade():
    told = play(
        FRIENDS
        + """
        Alice sells 2@10
        Carol buys 1@10 stp both
        House groups Bob 8
        Bob buys 1@10 stp both
        """
    )
    assert [line for line in told if " x " in line] == ["#7 x #6 1@10", "#9 x #6 1@10"]


def test_transfer_within_a_group_moves_what_would_have_traded():
    stage = Stage()
    told = stage.play(FRIENDS + "Alice sells 2@10 stp transfer\nBob buys 5@12 stp transfer")
    assert told[-3:] == ["#7 accepted, 3 open", "#7 kept from #6 2@10", "#6 loses 2, 0 open"]
    assert stage.purse("Alice", "USD") == (20, 0)
    assert stage.purse("Alice", "BTC") == (7, 0)
    assert stage.purse("Bob", "BTC") == (2, 0)
    assert stage.purse("Bob", "USD") == (43, 36)


def test_transfer_at_market_holds_what_it_will_pay():
    stage = Stage()
    stage.play(FRIENDS + "Alice sells 2@10 stp transfer\nBob buys 2 at market stp transfer")
    assert stage.purse("Bob", "USD") == (79, 0)
    assert stage.purse("Bob", "BTC") == (2, 0)


@pytest.mark.parametrize("mode", ["none", "maker", "decrement"])
def test_transfer_needs_both_sides_to_want_it(mode):
    stage = Stage()
    stage.play(FRIENDS + f"Alice sells 2@10 stp {mode}\nBob buys 2@10 stp transfer")
    assert stage.purse("Bob", "BTC") == (0, 0)
    assert stage.purse("Alice", "BTC") == (9, 0)


def test_a_transfer_is_no_trade_and_sets_no_price():
    told = play(
        FRIENDS
        + """
        Alice sells 1@10 stp transfer
        Bob buys 1@10 stp transfer
        Carol buys 1@12 stop 11
        Alice sells 1@12
        """
    )
    assert told[-1] == "#9 accepted, 1 open"


def test_what_was_lessened_is_reduced_from_what_is_left():
    told = play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 USD
        Alice sells 5@10
        Alice buys 2@10 stp decrement
        Alice reduces #3 to 3
        Alice reduces #3 to 2
        """
    )
    assert told[-2:] == ["#5 cancel rejected QUANTITY_NOT_REDUCED", "#3 reduced to 2, 2 open"]


def test_a_stop_that_sells_at_any_price_gets_back_what_decrement_takes():
    stage = Stage()
    stage.play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 USD
        Bob deposits 9 BTC
        Carol deposits 99 USD
        Alice sells 5 at market stop 12 stp decrement
        Alice buys 2@11
        Carol buys 3@10
        Carol buys 1@12
        Bob sells 1@12
        """
    )
    assert stage.purse("Alice", "BTC")[1] == 0
