"""Pegged orders: the book gives the price, when the order comes to the market."""

from tests.stories import Stage, play

BOOK = """
    Alice deposits 99 BTC
    Bob deposits 9999 USD
    Carol deposits 9999 USD
    Carol deposits 99 BTC
    Alice sells 5@10
    Alice sells 5@12
    Bob buys 3@8
    Bob buys 3@5
"""


def test_a_primary_peg_joins_the_best_price_of_its_own_side():
    told = play(
        BOOK
        + """
        Carol buys 2@0 pegged primary
        Alice sells 4@8
        """
    )
    assert told[8:] == [
        "#9 pegged PRIMARY 0, asks 0",
        "#9 accepted, 2 open",
        "#10 accepted, 0 open",
        "#10 x #7 3@8",
        "#10 x #9 1@8",
    ]


def test_a_market_peg_takes_the_best_price_of_the_other_side_and_no_other():
    told = play(BOOK + "Carol buys 7@0 pegged market ioc")
    assert told[8:] == [
        "#9 pegged MARKET 0, asks 0",
        "#9 accepted, 0 open",
        "#9 x #5 5@10",
        "#9 expired 2 IMMEDIATE_REMAINDER",
    ]


def test_levels_are_counted_away_from_the_best():
    stage = Stage()
    stage.play(BOOK)
    assert stage.play("Carol buys 2@0 pegged primary 1 post")[-1] == "#9 accepted, 2 open"
    assert stage.purse("Carol", "USD") == (9989, 10)
    assert stage.play("Carol buys 7@0 pegged market 1")[-2:] == ["#10 x #5 5@10", "#10 x #6 2@12"]


def test_everybody_s_levels_count_whatever_the_classes():
    told = play(
        BOOK
        + """
        House puts Alice into 1
        Carol sells 1@11
        Bob buys 1@0 pegged market 1
        """
    )
    assert told[-1] == "#11 x #5 1@10"


def test_without_such_a_level_there_is_no_order():
    told = play(BOOK + "Carol buys 7@0 pegged market 2")
    assert told[-1] == "#9 rejected PEG_LEVEL_MISSING"


def test_which_types_may_be_pegged_to_what():
    told = play(
        BOOK
        + """
        Carol buys 1 at market pegged market
        Carol buys 1 at market stop 14 pegged market
        Carol buys 1@0 pegged market post
        Carol buys 1@0 pegged primary ioc
        Carol buys 1@0 pegged primary fok
        Carol buys 1@0 pegged market fok
        Carol buys 1@0 pegged primary with order_flags=48
        Carol buys 1@0 pegged primary with asset_id=25856
        """
    )
    assert [each for each in told[8:] if "rejected" in each] == [
        "#9 rejected PEG_NOT_ALLOWED",
        "#10 rejected PEG_NOT_ALLOWED",
        "#11 rejected PEG_MISMATCHED",
        "#12 rejected PEG_MISMATCHED",
        "#13 rejected PEG_MISMATCHED",
        "#15 rejected PEG_UNKNOWN",
        "#16 rejected PEG_UNKNOWN",
    ]


def test_a_price_that_was_asked_for_must_keep_the_limits_too():
    told = play(
        BOOK
        + """
        House sets PRICE_TICKS_MIN 5
        Carol buys 1@4 pegged primary
        Carol buys 1@30 pegged primary
        House sets PRICE_TICKS_MIN 9
        Carol buys 1@30 pegged primary
        """
    )
    assert told[9] == "#10 rejected PRICE_BELOW_MIN"
    assert told[10:12] == ["#11 pegged PRIMARY 0, asks 30", "#11 accepted, 1 open"]
    assert told[13] == "#13 rejected PRICE_BELOW_MIN"


def test_before_an_auction_the_book_gives_no_price():
    told = play(
        BOOK
        + """
        House tells PRE_TRADING
        Carol buys 1@0 pegged primary
        """
    )
    assert told[-1] == "#10 rejected ORDER_NOT_COLLECTED"


def test_a_pegged_order_is_tried_out_and_replaces_another():
    told = play(
        BOOK
        + """
        Carol would buy 1@0 pegged primary
        Bob replaces #7: buys 2@0 pegged primary
        Bob replaces #7: buys 2@0 pegged primary
        Bob replaces #7 anyway: buys 2@0 pegged primary
        """
    )
    assert told[8:] == [
        "#9 ORDER_TESTED",
        "#7 cancelled 3 REPLACED",
        "#10 pegged PRIMARY 0, asks 0",
        "#10 accepted, 2 open",  # at 5: the price it left is gone
        "#11 cancel rejected ORDER_UNKNOWN",
        "#12 cancel rejected ORDER_UNKNOWN",
        "#12 pegged PRIMARY 0, asks 0",
        "#12 accepted, 2 open",
    ]


WAITING = """
    Alice deposits 99 BTC
    Bob deposits 9999 USD
    Carol deposits 100 USD
    Alice sells 9@10
    Bob buys 3@8
    Bob buys 1@10
    Carol buys 5@0 stop 12 pegged primary
    Alice sells 1@12
"""


def test_a_stop_gets_its_price_when_it_is_triggered():
    stage = Stage()
    stage.play(WAITING)
    assert stage.purse("Carol", "USD") == (40, 60), "held for at its trigger"
    assert stage.play("Bob buys 9@12")[-3:] == [
        "#9 x #8 1@12",
        "#7 priced 8",
        "#7 triggered at 12, 5 open",
    ]
    assert stage.purse("Carol", "USD") == (60, 40), "held for at its price"


def test_a_stop_for_which_the_book_has_no_price_then_expires():
    told = play(
        WAITING
        + """
        Bob cancels #5
        Bob buys 9@12
        """
    )
    assert told[-2:] == ["#7 triggered at 12, 0 open", "#7 expired 5 NOT_ADMITTED"]


def test_a_stop_whose_price_the_account_cannot_pay_then_expires():
    stage = Stage()
    stage.play(WAITING)
    stage.play("Carol cancels all\nCarol buys 5@0 stop 12 pegged market\nAlice sells 9@30")
    told = stage.play("Bob buys 9@12")
    assert told[-2:] == ["#10 triggered at 12, 0 open", "#10 expired 5 NOT_ADMITTED"]
    assert stage.purse("Carol", "USD") == (100, 0)


def test_a_stop_whose_price_breaks_a_limit_then_expires():
    told = play(
        WAITING
        + """
        House sets PRICE_TICKS_MIN 9
        Bob buys 9@12
        """
    )
    assert told[-2:] == ["#7 triggered at 12, 0 open", "#7 expired 5 NOT_ADMITTED"]


def test_a_pegged_order_that_follows_another_is_priced_when_it_comes_in():
    told = play(
        WAITING
        + """
        Alice enters oto: sells 4@11 / sells 4@0 pegged market
        Bob buys 12@11
        """
    )
    assert told[-3:] == ["#10 priced 8", "#10 comes in, 1 open", "#10 x #5 3@8"]


def test_a_pair_holds_for_the_dearer_of_its_orders_when_one_of_them_is_priced():
    stage = Stage()
    stage.play(WAITING)
    stage.play(
        """
        Carol cancels all
        Carol enters otoco: buys 2@9 / buys 5@13 stop 12 / buys 5@0 pegged primary post
        """
    )
    assert stage.purse("Carol", "USD") == (17, 83), "2 at 9, and 5 at 13"
    told = stage.play("Alice sells 2@9")
    assert told[-3:] == ["#11 comes in, 0 open", "#12 priced 8", "#12 comes in, 5 open"]
    assert stage.purse("Carol", "USD") == (17, 65), "40 for the one that rests, 25 for the other"
    stage.play("Carol cancels #12")
    assert stage.purse("Carol", "USD") == (82, 0)


def test_the_one_that_rests_of_a_pegged_pair_is_priced_at_once():
    told = play(
        WAITING
        + """
        Alice enters oco: sells 3@0 pegged primary 1 post / sells 3@0 stop 8 pegged market
        """
    )
    assert told[told.index("#10 OCO accepted") :] == [
        "#10 OCO accepted",
        "#9 pegged PRIMARY 1, asks 0",
        "#9 of #10",
        "#9 accepted, 3 open",
        "#10 pegged MARKET 0, asks 0",
        "#10 waits for 8 of #10",
        "#10 accepted, 0 open",
    ]


def test_a_pegged_order_amends_like_any_other():
    told = play(WAITING + "Bob buys 4@0 pegged primary\nBob reduces #9 to 3")
    assert told[-1] == "#9 reduced to 3, 3 open"
