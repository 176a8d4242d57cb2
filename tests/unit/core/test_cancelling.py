"""Changing one's mind: cancel, cancel all, replace, reduce."""

import pytest

from tests.stories import Stage, play


def test_only_the_owner_may_cancel():
    told = play("Alice deposits 1 BTC\nAlice sells 1@5\nBob cancels #2\nAlice cancels #2")
    assert told[-2:] == ["#3 cancel rejected ORDER_UNKNOWN", "#2 cancelled 1 REQUESTED"]


def test_an_order_is_cancelled_on_its_own_symbol_only():
    told = play("Alice deposits 1 BTC\nAlice sells 1@5\nAlice cancels #2 on ETH/USD")
    assert told[-1] == "#3 cancel rejected ORDER_UNKNOWN"


def test_a_done_order_cannot_be_cancelled_again():
    told = play("Alice deposits 1 BTC\nAlice sells 1@5\nAlice cancels #2\nAlice cancels #2")
    assert told[-1] == "#4 cancel rejected ORDER_UNKNOWN"


def test_a_cancel_gives_back_what_was_locked():
    stage = Stage()
    stage.play("Bob deposits 100 USD\nBob buys 3@7")
    assert stage.purse("Bob", "USD") == (79, 21)
    stage.play("Bob cancels #2")
    assert stage.purse("Bob", "USD") == (100, 0)


def test_a_client_id_names_the_order_of_its_own_account():
    told = play(
        """
        Alice deposits 2 BTC
        Bob deposits 2 BTC
        Alice sells 1@5 as x
        Bob sells 1@6 as x
        Bob cancels x
        Bob cancels x
        """
    )
    assert told[-2:] == ["#4 cancelled 1 REQUESTED", "#6 cancel rejected ORDER_UNKNOWN"]


def test_no_client_id_names_no_order():
    told = play("Alice deposits 1 BTC\nAlice sells 1@5\nAlice cancels x with order_id=0")
    assert told[-1] == "#3 cancel rejected ORDER_UNKNOWN"
    assert play("Alice cancels #1 with order_id=0")[-1] == "#1 cancel rejected ORDER_UNKNOWN"


def test_a_client_id_is_free_again_when_its_order_is_done():
    told = play(
        """
        Alice deposits 3 BTC
        Bob deposits 5 USD
        Alice sells 1@5 as x
        Alice sells 1@6 as x
        Bob buys 1@5
        Alice sells 1@7 as x
        """
    )
    assert "#4 rejected CLIENT_KEY_REUSED" in told
    assert told[-1] == "#6 accepted, 1 open"


def test_a_client_id_is_taken_on_every_symbol():
    told = play(
        """
        Alice deposits 1 BTC
        Alice deposits 99 ETH
        Alice sells 1@5 as x
        Alice sells 1@5 as x on ETH/USD
        """
    )
    assert told[-1] == "#4 rejected CLIENT_KEY_REUSED"


@pytest.mark.parametrize(
    ("when", "is_filled", "answer"),
    [
        ("new", False, "#4 cancelled 2 REQUESTED"),
        ("new", True, "#6 cancel rejected CANCEL_RESTRICTED"),
        ("filled", False, "#6 cancel rejected CANCEL_RESTRICTED"),
        ("filled", True, "#4 cancelled 1 REQUESTED"),
    ],
)
def test_a_cancel_can_be_restricted_to_new_or_to_partly_filled_orders(when, is_filled, answer):
    told = play(
        f"""
        Alice deposits 2 BTC
        Bob deposits 9 USD
        Bob deposits 1 BTC
        Alice sells 2@5
        Bob {"buys" if is_filled else "would buy"} 1@5
        Alice cancels #4 if {when}
        """
    )
    assert told[-1] == answer


def test_cancel_all_takes_the_newest_first_on_one_symbol_and_nobody_elses():
    told = play(
        """
        Alice deposits 9 BTC
        Alice deposits 99 ETH
        Bob deposits 9 BTC
        Alice sells 1@5
        Alice sells 1@5 on ETH/USD
        Bob sells 1@5
        Alice sells 1@7
        Alice cancels all
        Bob cancels #6
        Alice cancels #5 on ETH/USD
        """
    )
    assert told[-4:] == [
        "#7 cancelled 1 REQUESTED",
        "#4 cancelled 1 REQUESTED",
        "#6 cancelled 1 REQUESTED",
        "#5 cancelled 1 REQUESTED",
    ]


def test_a_replacement_can_use_the_money_the_client_id_and_the_place_of_the_old_order():
    told = play(
        """
        Bob deposits 10 USD
        Bob buys 1@10 as x
        Bob replaces x: buys 2@5 as x
        """
    )
    assert told[-2:] == ["#2 cancelled 1 REPLACED", "#3 accepted, 2 open"]


def test_without_the_cancel_there_is_no_replacement_unless_it_was_asked_for():
    told = play(
        """
        Bob deposits 10 USD
        Bob replaces #1: buys 1@5
        Bob replaces #1 anyway: buys 2@5
        """
    )
    assert told[-3:] == [
        "#2 cancel rejected ORDER_UNKNOWN",
        "#3 cancel rejected ORDER_UNKNOWN",
        "#3 accepted, 2 open",
    ]


def test_when_the_new_order_is_refused_the_old_one_stays_cancelled():
    stage = Stage()
    told = stage.play("Bob deposits 10 USD\nBob buys 1@10\nBob replaces #2: buys 2@10")
    assert told[-2:] == ["#2 cancelled 1 REPLACED", "#3 rejected FUNDS_INSUFFICIENT"]
    assert stage.purse("Bob", "USD") == (10, 0)


def test_a_replacement_stands_at_the_back_of_the_queue():
    told = play(
        """
        Alice deposits 2 BTC
        Bob deposits 2 BTC
        Carol deposits 9 USD
        Alice sells 1@5
        Bob sells 1@5
        Alice replaces #4: sells 1@5
        Carol buys 1@5
        """
    )
    assert told[-1] == "#7 x #5 1@5"


def test_a_reduced_order_keeps_its_place():
    told = play(
        """
        Alice deposits 5 BTC
        Bob deposits 5 BTC
        Carol deposits 99 USD
        Alice sells 5@5
        Bob sells 5@5
        Alice reduces #4 to 2
        Carol buys 3@5
        """
    )
    assert told[-4:] == [
        "#4 reduced to 2, 2 open",
        "#7 accepted, 0 open",
        "#7 x #4 2@5",
        "#7 x #5 1@5",
    ]


def test_a_reduction_counts_what_has_filled_and_leaves_more_than_that():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 5 BTC
        Bob deposits 99 USD
        Alice sells 5@5
        Bob buys 2@5
        Alice reduces #3 to 2
        Alice reduces #3 to 5
        Alice reduces #3 to -1
        Alice reduces #3 to 3
        """
    )
    assert [text.split()[-1] for text in told[-4:-1]] == ["QUANTITY_NOT_REDUCED"] * 3
    assert told[-1] == "#3 reduced to 3, 1 open"
    assert stage.purse("Alice", "BTC") == (2, 1)


def test_a_reduction_below_the_least_quantity_is_refused():
    told = play(
        """
        Alice deposits 5 BTC
        Alice sells 5@5
        House sets QUANTITY_LOTS_MIN 3
        Alice reduces #2 to 2
        Alice reduces #2 to 3
        """
    )
    assert told[-2:] == ["#4 cancel rejected QUANTITY_BELOW_MIN", "#2 reduced to 3, 3 open"]


def test_a_reduction_may_rename_the_order_but_not_to_a_name_in_use():
    told = play(
        """
        Alice deposits 5 BTC
        Alice sells 3@5 as x
        Alice sells 1@6 as y
        Alice reduces x to 2 as y
        Alice reduces x to 2 as x
        Alice reduces x to 1 as z
        Alice sells 1@7 as x
        Alice cancels z
        """
    )
    assert told[-5:] == [
        "#4 cancel rejected CLIENT_KEY_REUSED",
        "#2 reduced to 2, 2 open",
        "#2 reduced to 1, 1 open",
        "#7 accepted, 1 open",
        "#2 cancelled 1 REQUESTED",
    ]


def test_amendments_are_counted_for_each_order_while_there_is_a_limit():
    told = play(
        """
        Alice deposits 9 BTC
        Alice sells 5@5
        Alice sells 4@6 shows 2
        Alice reduces #2 to 4
        House sets AMENDS_MAX 1
        Alice reduces #2 to 3
        Alice reduces #2 to 2
        Alice reduces #3 to 3
        Alice reduces #3 to 2
        House sets AMENDS_MAX 0
        Alice reduces #2 to 2
        """
    )
    assert told[6:10] == [
        "#2 reduced to 3, 3 open",
        "#7 cancel rejected ORDER_AMENDS_MAX",
        "#3 reduced to 3, 3 open",
        "#9 cancel rejected ORDER_AMENDS_MAX",
    ]
    assert told[-1] == "#2 reduced to 2, 2 open"


def test_an_amended_order_trades_in_its_place_and_leaves_nothing_behind():
    stage = Stage()
    told = stage.play(
        """
        House sets AMENDS_MAX 9
        Alice deposits 9 BTC
        Bob deposits 99 USD
        Alice sells 5@5
        Alice sells 1@5
        Alice reduces #4 to 2
        Bob buys 3@5
        """
    )
    assert told[-2:] == ["#7 x #4 2@5", "#7 x #5 1@5"]
    assert stage.purse("Alice", "BTC") == (6, 0)
