"""Who trades with whom, and at what price. Read these as the rules of the market."""

from tests.stories import Stage, play


def test_better_price_trades_before_older_order_and_older_before_newer():
    told = play(
        """
        Alice deposits 10 BTC
        Bob deposits 10 BTC
        Carol deposits 999 USD
        Alice sells 4@31
        Bob sells 4@30
        Alice sells 4@30
        Carol buys 9@31
        """
    )
    assert told[-3:] == ["#7 x #5 4@30", "#7 x #6 4@30", "#7 x #4 1@31"]


def test_the_highest_bid_is_the_best_for_a_seller():
    told = play(
        """
        Alice deposits 99 USD
        Bob deposits 3 BTC
        Alice buys 1@7
        Alice buys 1@9
        Alice buys 1@8
        Bob sells 3@7
        """
    )
    assert told[-3:] == ["#6 x #4 1@9", "#6 x #5 1@8", "#6 x #3 1@7"]


def test_prices_that_touch_trade_and_prices_that_do_not_rest():
    told = play(
        """
        Alice deposits 2 BTC
        Bob deposits 99 USD
        Alice sells 1@10
        Bob buys 1@9
        Bob buys 1@10
        """
    )
    assert told[-3:] == ["#4 accepted, 1 open", "#5 accepted, 0 open", "#5 x #3 1@10"]


def test_the_maker_names_the_price_and_the_taker_keeps_the_improvement():
    stage = Stage()
    stage.play("Alice deposits 1 BTC\nBob deposits 10 USD\nAlice sells 1@7\nBob buys 1@9")
    assert stage.purse("Bob", "USD") == (3, 0)
    assert stage.purse("Alice", "USD") == (7, 0)


def test_what_did_not_fill_rests_behind_those_who_were_there():
    told = play(
        """
        Alice deposits 5 BTC
        Bob deposits 999 USD
        Carol deposits 9 BTC
        Bob buys 2@10
        Alice sells 5@10
        Bob buys 1@9
        Carol sells 1@10
        Bob buys 4@10
        """
    )
    assert told[4:7] == ["#5 accepted, 3 open", "#5 x #4 2@10", "#6 accepted, 1 open"]
    assert told[-2:] == ["#8 x #5 3@10", "#8 x #7 1@10"]


def test_what_an_immediate_order_cannot_fill_expires_and_its_hold_is_released():
    told = play(
        """
        Alice deposits 3 BTC
        Bob deposits 100 USD
        Alice sells 3@10
        Bob buys 5@12 ioc
        Bob withdraws 70 USD
        """
    )
    assert told[-3:] == ["#4 x #3 3@10", "#4 expired 2 IMMEDIATE_REMAINDER", "Bob -70 USD"]


def test_fill_or_kill_fills_whole_over_several_makers():
    told = play(
        """
        Alice deposits 5 BTC
        Bob deposits 100 USD
        Alice sells 2@10
        Alice sells 3@11
        Bob buys 5@11 fok
        """
    )
    assert told[-3:] == ["#5 accepted, 0 open", "#5 x #3 2@10", "#5 x #4 3@11"]


def test_fill_or_kill_that_would_fall_short_by_one_does_nothing():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 5 BTC
        Bob deposits 100 USD
        Alice sells 2@10
        Alice sells 3@12
        Bob buys 3@11 fok
        """
    )
    assert told[-2:] == ["#5 accepted, 0 open", "#5 expired 3 NOT_FILLED_AT_ONCE"]
    assert stage.purse("Bob", "USD") == (100, 0)


def test_fill_or_kill_needs_the_money_for_its_limit_though_it_would_pay_less():
    told = play("Alice deposits 1 BTC\nBob deposits 9 USD\nAlice sells 1@5\nBob buys 1@10 fok")
    assert told[-1] == "#4 rejected FUNDS_INSUFFICIENT"


def test_a_post_only_order_waits_or_is_refused():
    told = play(
        """
        Alice deposits 5 BTC
        Bob deposits 100 USD
        Bob buys 1@10
        Alice sells 1@10 post
        Alice sells 1@11 post
        """
    )
    assert told[-2:] == ["#4 rejected WOULD_TAKE", "#5 accepted, 1 open"]


def test_a_post_only_order_is_refused_even_where_it_would_meet_its_own_account():
    told = play("Alice deposits 1 BTC\nAlice deposits 9 USD\nAlice sells 1@5\nAlice buys 1@5 post")
    assert told[-1] == "#4 rejected WOULD_TAKE"


def test_a_market_order_takes_what_there_is_and_the_rest_expires():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 5 BTC
        Bob deposits 100 USD
        Alice sells 2@10
        Alice sells 1@15
        Bob buys 9 at market
        """
    )
    assert told[-3:] == ["#5 x #3 2@10", "#5 x #4 1@15", "#5 expired 6 LIQUIDITY_EXHAUSTED"]
    assert stage.purse("Bob", "USD") == (65, 0)


def test_a_market_sell_larger_than_the_book_locks_and_sells_only_what_the_book_takes():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 100 USD
        Bob deposits 3 BTC
        Alice buys 1@10
        Alice buys 1@9
        Bob sells 8 at market
        """
    )
    assert told[-3:] == ["#5 x #3 1@10", "#5 x #4 1@9", "#5 expired 6 LIQUIDITY_EXHAUSTED"]
    assert stage.purse("Bob", "BTC") == (1, 0)
    assert stage.purse("Bob", "USD") == (19, 0)


def test_a_market_order_without_a_market_expires():
    told = play("Bob deposits 100 USD\nBob buys 9 at market\nBob buys for 9 at market")
    assert told[1:] == [
        "#2 accepted, 0 open",
        "#2 expired 9 LIQUIDITY_EXHAUSTED",
        "#3 accepted, 0 open",
        "#3 expired 0 LIQUIDITY_EXHAUSTED",
    ]


def test_a_market_order_by_amount_spends_at_most_that_amount():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 9 BTC
        Bob deposits 100 USD
        Alice sells 2@10
        Alice sells 5@15
        Bob buys for 64 at market
        """
    )
    assert told[-3:] == ["#5 accepted, 0 open", "#5 x #3 2@10", "#5 x #4 2@15"]
    assert stage.purse("Bob", "USD") == (50, 0)


def test_a_market_order_by_amount_goes_on_to_the_next_maker_only_when_the_first_is_emptied():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 100 USD
        Alice sells 2@10
        Alice sells 5@1
        Bob buys for 14 at market
        """
    )
    assert told[-2:] == ["#5 accepted, 0 open", "#5 x #4 5@1"]


def test_a_market_sale_by_amount_receives_at_most_that_amount():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 100 USD
        Bob deposits 9 BTC
        Alice buys 2@10
        Alice buys 5@9
        Bob sells for 40 at market
        """
    )
    assert told[-2:] == ["#5 x #3 2@10", "#5 x #4 2@9"]
    assert stage.purse("Bob", "USD") == (38, 0)


def test_a_market_buyer_must_have_what_the_book_would_cost_and_no_more():
    story = "Alice deposits 5 BTC\nAlice sells 2@10\nAlice sells 1@15\nBob deposits {} USD\n"
    buy = "Bob buys 3 at market"
    assert play(story.format(34) + buy)[-1] == "#5 rejected FUNDS_INSUFFICIENT"
    assert play(story.format(35) + buy)[-1] == "#5 x #3 1@15"


def test_an_order_test_says_what_placing_would_and_does_nothing():
    stage = Stage()
    told = stage.play(
        """
        Alice deposits 1 BTC
        Bob deposits 5 USD
        Alice sells 1@5
        Bob would buy 1@5
        Bob would buy 2@5
        Bob would buy 1@5 post
        Bob buys 1@5
        """
    )
    assert told[3:6] == [
        "#4 ORDER_TESTED",
        "#5 rejected FUNDS_INSUFFICIENT",
        "#6 rejected WOULD_TAKE",
    ]
    assert told[-1] == "#7 x #3 1@5"


def test_prices_a_billion_ticks_apart_meet_as_neighbours_do():
    told = play(
        f"""
        Alice deposits {2**41} USD
        Bob deposits 3 BTC
        Alice buys 1@1
        Alice buys 1@{2**40}
        Alice buys 1@1000000007
        Bob sells 3@1
        """
    )
    assert told[-3:] == [f"#6 x #4 1@{2**40}", "#6 x #5 1@1000000007", "#6 x #3 1@1"]


def test_a_market_order_in_lots_is_weighed_at_the_last_price():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 99 USD
        Alice sells 9@10
        House sets NOTIONAL_UNITS_MIN 20
        Bob buys 1 at market
        Bob buys 1 at market
        Bob buys 2 at market
        """
    )
    assert told[-5:] == [
        "#5 accepted, 0 open",
        "#5 x #3 1@10",
        "#6 rejected NOTIONAL_BELOW_MIN",
        "#7 accepted, 0 open",
        "#7 x #3 2@10",
    ]
