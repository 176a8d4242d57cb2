"""Order lists: all of it or nothing, and what becomes of the others when one of them is decided."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 100 BTC
    Alice deposits 9000 USD
    Bob deposits 100 BTC
    Bob deposits 9000 USD
    Carol deposits 100 BTC
    Carol deposits 9000 USD
    Alice sells 1@100
    Bob buys 1@100
"""


@pytest.fixture
def stage() -> Stage:
    """A market whose last price is 100. The next order of the story is #9."""
    stage = Stage()
    stage.play(FUNDS)
    return stage


def test_a_list_comes_in_whole(stage):
    told = stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    assert told == [
        "#10 OCO accepted",
        "#9 of #10",
        "#9 accepted, 5 open",
        "#10 waits for 90 of #10",
        "#10 accepted, 0 open",
    ]


def test_of_a_selling_pair_the_coins_are_held_once(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    assert stage.purse("Carol", "BTC") == (95, 5)


@pytest.mark.parametrize(
    "pair",
    [
        "buys 5@80 post / buys 5@130 stop 120",
        "buys 5@130 stop 120 / buys 5@80 post",
        "buys 5@130 stop 120 / buys 5@110 profit 80",
        "buys 5@110 profit 80 / buys 5@130 stop 120",
    ],
)
def test_of_a_buying_pair_the_dearer_order_is_held_for(stage, pair):
    stage.play(f"Carol enters oco: {pair}")
    assert stage.purse("Carol", "USD") == (9000 - 5 * 130, 5 * 130)
    stage.play("Carol cancels #9")
    assert stage.purse("Carol", "USD") == (9000, 0)


def test_the_first_fill_of_one_ends_the_other(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play("Bob buys 2@120")
    assert told[1:] == ["#11 x #9 2@120", "#10 expired 5 LIST_DECIDED"]
    assert stage.purse("Carol", "BTC")[1] == 3


def test_a_trigger_ends_the_other_before_anybody_else_can_meet_it(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5 at market stop 90")
    stage.play("Alice buys 1@90\nAlice buys 9@80")
    told = stage.play("Bob sells 1@90")
    assert told[2:] == [
        "#9 expired 5 LIST_DECIDED",
        "#10 triggered at 90, 0 open",
        "#10 x #12 5@80",
    ]


def test_who_is_triggered_takes_over_what_was_held(stage):
    """Nobody else's order of the account may come between and spend it."""
    stage.play("Carol withdraws 8160 USD")
    stage.play("Carol buys 3 at market stop 120")
    stage.play("Carol enters oco: buys 5@80 post / buys 5@95 stop 120")
    assert stage.purse("Carol", "USD") == (5, 360 + 475)
    stage.play("Alice sells 1@120\nAlice sells 9@125")
    told = stage.play("Bob buys 1@120")
    assert told[2:] == [
        "#11 expired 5 LIST_DECIDED",
        "#10 triggered at 120, 0 open",
        "#10 x #14 2@125",
        "#10 expired 1 FUNDS_EXHAUSTED",
        "#12 triggered at 120, 5 open",
    ]
    assert stage.purse("Carol", "USD") == (115, 475)


def test_a_profit_that_waits_is_one_of_a_pair_too(stage):
    stage.play("Carol enters oco: sells 5@110 profit 115 / sells 5@85 stop 90")
    stage.play("Alice sells 1@115")
    told = stage.play("Bob buys 1@115")
    assert told[2:] == ["#10 expired 5 LIST_DECIDED", "#9 triggered at 115, 5 open"]
    assert stage.purse("Carol", "BTC") == (95, 5)


def test_an_order_that_was_taken_is_not_triggered_by_the_same_command(stage):
    """One taker meets the profit, on a price that lies beyond the stop of the same pair."""
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    stage.play("Alice sells 1@90")
    told = stage.play("Bob buys 3@120")
    assert told[1:] == ["#12 x #11 1@90", "#12 x #9 2@120", "#10 expired 5 LIST_DECIDED"]


def test_cancelling_one_cancels_all(stage):
    stage.play("Carol enters oco: sells 5@120 post as up / sells 5@85 stop 90 as down")
    told = stage.play("Carol cancels down")
    assert told == ["#10 cancelled 5 REQUESTED", "#9 cancelled 5 REQUESTED"]
    assert stage.purse("Carol", "BTC") == (100, 0)


def test_a_list_is_cancelled_by_its_id(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    assert stage.play("Bob cancels list #10") == ["#11 cancel rejected LIST_UNKNOWN"]
    assert stage.play("Carol cancels list #10 on ETH/USD")[0].endswith("LIST_UNKNOWN")
    told = stage.play("Carol cancels list #10")
    assert told == ["#9 cancelled 5 REQUESTED", "#10 cancelled 5 REQUESTED"]
    for order_id in (10, -(2**63), -1, 0, 2**63 - 1):
        told = stage.play(f"Carol cancels list #1 with order_id={order_id}")
        assert told[0].endswith("LIST_UNKNOWN")


def test_all_orders_are_cancelled_lists_or_not(stage):
    stage.play("Carol enters otoco: buys 5@90 / sells 5@120 post / sells 5@75 stop 80")
    stage.play("Carol buys 1@50")
    assert len(stage.play("Carol cancels all")) == 4
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    assert len(stage.play("House freezes Carol")) == 3


def test_another_order_replaces_a_list(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play("Carol replaces #9: sells 100@130")
    assert told == [
        "#9 cancelled 5 REPLACED",
        "#10 cancelled 5 REPLACED",
        "#11 accepted, 100 open",
    ]


def test_a_pair_ends_when_one_of_it_meets_its_own_account(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play("Carol buys 1@120 stp maker")
    assert told[2:] == [
        "#9 expired 5 SELF_TRADE_PREVENTED",
        "#10 expired 5 LIST_DECIDED",
    ]


def test_a_pair_ends_when_classes_may_trade_that_stood_crossed(stage):
    stage.play("House puts Carol into 3\nHouse parts 0 and 3\nBob buys 1@125")
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play("House joins 0 and 3")
    assert told[1:] == ["#12 expired 5 LEFT_CROSSED", "#13 expired 5 LIST_DECIDED"]


def test_a_pair_of_which_one_is_lessened_is_decided(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    told = stage.play("Carol buys 2@120 stp decrement")
    assert "#10 expired 5 LIST_DECIDED" in told
    assert stage.purse("Carol", "BTC")[1] == 3


def test_a_first_order_that_is_lessened_to_nothing_was_not_filled(stage):
    stage.play("Carol enters oto: buys 2@90 / sells 2@110")
    told = stage.play("Carol sells 2@90 stp decrement")
    assert "#10 expired 2 LIST_NOT_BEGUN" in told


def test_an_auction_decides_a_pair(stage):
    stage.play("Carol enters oco: sells 5@120 post / sells 5@85 stop 90")
    stage.play("House tells PRE_TRADING\nBob buys 1@120")
    assert "#10 expired 5 LIST_DECIDED" in stage.play("House tells AUCTION_MATCH")


def test_an_auction_lets_pending_orders_in(stage):
    stage.play("Carol enters oto: buys 2@90 / sells 2@110")
    stage.play("House tells PRE_TRADING\nAlice sells 2@90")
    assert stage.play("House tells AUCTION_MATCH")[-1] == "#10 comes in, 2 open"


def test_a_pending_order_is_paid_for_and_met_by_nobody(stage):
    told = stage.play("Carol enters oto: buys 5@90 / sells 4@110")
    assert told == [
        "#10 OTO accepted",
        "#10 waits for 0 of #10",
        "#10 accepted, 0 open",
        "#9 of #10",
        "#9 accepted, 5 open",
    ]
    assert (stage.purse("Carol", "BTC")[1], stage.purse("Carol", "USD")[1]) == (4, 450)
    assert stage.play("Bob buys 1@115")[-1].endswith("1 open")


def test_a_pending_order_comes_in_when_the_first_is_filled_whole(stage):
    stage.play("Carol enters oto: buys 5@90 / sells 4@110")
    assert stage.play("Bob sells 2@90")[1:] == ["#11 x #9 2@90"]
    assert stage.play("Bob sells 3@90")[1:] == ["#12 x #9 3@90", "#10 comes in, 4 open"]
    assert stage.play("Bob buys 4@110")[-1] == "#13 x #10 4@110"


def test_a_first_order_that_is_filled_at_once_lets_the_pending_in_at_once(stage):
    stage.play("Alice sells 5@100")
    told = stage.play("Carol enters oto: buys 5@100 / sells 5 at market")
    assert told[-3:] == [
        "#10 x #9 5@100",
        "#11 comes in, 0 open",
        "#11 expired 5 LIQUIDITY_EXHAUSTED",
    ]


def test_a_pending_market_order_that_buys_pays_what_it_costs_by_then(stage):
    stage.play("Carol enters oto: sells 5@110 / buys 2 at market")
    assert stage.purse("Carol", "USD") == (8800, 200)
    stage.play("Alice sells 9@150")
    told = stage.play("Bob buys 5@110")
    assert told[1:] == ["#12 x #9 5@110", "#10 comes in, 0 open", "#10 x #11 2@150"]
    assert stage.purse("Carol", "USD") == (9000 + 550 - 300, 0)


@pytest.mark.parametrize(
    ("pending", "told"),
    [
        ("sells 4@80 post", "#10 expired 4 NOT_ADMITTED"),
        ("sells 4@80 stop 95", "#10 expired 4 NOT_ADMITTED"),
        ("sells 4@85 stop 89", "#10 comes in, 0 open"),
        ("sells 4@85 stop trailing 1000", "#10 comes in, 0 open"),
        ("sells 4@80 fok", "#10 x #11 4@85"),
    ],
)
def test_what_is_pending_is_asked_when_it_comes_in(stage, pending, told):
    stage.play(f"Carol enters oto: buys 5@90 / {pending}")
    stage.play("Alice buys 4@85")
    assert stage.play("Bob sells 5@90")[-1] == told


def test_what_was_let_in_to_wait_is_triggered_like_any_other(stage):
    stage.play("Carol enters oto: buys 5@90 / sells 4@85 stop 89 shows 2")
    stage.play("Bob sells 5@90\nAlice buys 1@89")
    assert stage.play("Bob sells 1@89")[-1] == "#10 triggered at 89, 4 open"
    assert stage.play("Bob buys 4@85")[-2:] == ["#10 shows 2 more of 2", "#14 x #10 2@85"]


@pytest.mark.parametrize("life", ["ioc", "fok"])
def test_when_the_first_ends_unfilled_so_do_the_others(stage, life):
    told = stage.play(
        f"Carol enters otoco: buys 5@90 {life} / sells 5@120 post / sells 5@75 stop 80"
    )
    assert told[-2:] == ["#10 expired 5 LIST_NOT_BEGUN", "#11 expired 5 LIST_NOT_BEGUN"]
    assert stage.purse("Carol", "BTC") == (100, 0)


def test_a_pending_pair_comes_in_and_cancels_one_another(stage):
    stage.play("Carol enters otoco: buys 5@90 / sells 5@120 post / sells 5@75 stop 80")
    assert stage.purse("Carol", "BTC") == (95, 5)
    told = stage.play("Bob sells 5@90")
    assert told[1:] == ["#12 x #9 5@90", "#10 comes in, 5 open", "#11 comes in, 0 open"]
    assert stage.play("Bob buys 1@120")[1:] == ["#13 x #10 1@120", "#11 expired 5 LIST_DECIDED"]


def test_a_pending_pair_of_which_one_is_not_admitted_ends(stage):
    stage.play("Carol enters otoco: buys 5@90 / sells 5@80 post / sells 5@70 stop 75")
    stage.play("Alice buys 4@85")
    told = stage.play("Bob sells 5@90")
    assert told[-2:] == ["#10 expired 5 NOT_ADMITTED", "#11 expired 5 LIST_DECIDED"]


def test_who_is_due_and_whose_pair_trades_first_is_not_entered(stage):
    """Both become due at once; what the nearer one trades decides the list of the other."""
    stage.play("Alice buys 9@80\nAlice buys 1@90")
    stage.play("Alice sells 9@120 stop 90")
    stage.play("Carol enters oco: buys 5@70 profit 85 / buys 5@130 stop 128")
    stage.play("Carol sells 9 at market stop 90")
    told = stage.play("Bob sells 1@90")
    assert told[2:] == [
        "#11 triggered at 90, 9 open",
        "#14 triggered at 90, 0 open",
        "#14 x #9 9@80",
        "#13 expired 5 LIST_DECIDED",
        "#12 triggered at 85, 5 open",
    ]


REFUSED = {
    "alone": ("sells 1@120 post", "LIST_INCOMPLETE"),
    "of three": ("sells 1@120 post / sells 1@85 stop 90 / sells 1@1 stop 2", "LIST_INCOMPLETE"),
    "two profits": ("sells 1@120 post / sells 1@130 profit 129", "LIST_MISMATCHED"),
    "two stops": ("sells 1@85 stop 90 / sells 1@84 stop 89", "LIST_MISMATCHED"),
    "of two sizes": ("sells 1@120 post / sells 2@85 stop 90", "LIST_MISMATCHED"),
    "of two sides": ("sells 1@120 post / buys 1@85 stop 110", "LIST_MISMATCHED"),
    "with a plain limit": ("sells 1@120 / sells 1@85 stop 90", "LIST_MISMATCHED"),
    "a profit below the stop": ("sells 1@101 post / sells 1@85 stop 102", "LIST_PRICES_WRONG"),
    "a profit at the last price": ("sells 1@100 post / sells 1@85 stop 90", "LIST_PRICES_WRONG"),
    "a stop at the last price": ("sells 1@120 post / sells 1@85 stop 100", "LIST_PRICES_WRONG"),
    "a buying stop below": ("buys 1@80 post / buys 1@85 stop 90", "LIST_PRICES_WRONG"),
    "one name for both": ("sells 1@120 post as x / sells 1@85 stop 90 as x", "CLIENT_KEY_REUSED"),
    "a name in use": ("sells 1@120 post as old / sells 1@85 stop 90", "CLIENT_KEY_REUSED"),
    "without the coins": ("sells 101@120 post / sells 101@85 stop 90", "FUNDS_INSUFFICIENT"),
    "a profit that would take": ("sells 1@103 post / sells 1@85 stop 90", "WOULD_TAKE"),
    "a malformed leg": ("sells 0@120 post / sells 1@85 stop 90", "QUANTITY_NOT_POSITIVE"),
}


@pytest.mark.parametrize(("pair", "code"), REFUSED.values(), ids=REFUSED)
def test_a_pair_is_refused(stage, pair, code):
    stage.play("Carol buys 1@50 as old\nBob buys 1@104")
    before = stage.balances()
    told = stage.play(f"Carol enters oco: {pair}")
    assert [text.split(" ", 1)[1] for text in told] == [f"rejected {code}"]
    assert stage.balances() == before


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ("oto: buys 1 at market / sells 1@120", "LIST_MISMATCHED"),
        ("oto: buys 1@90 / sells for 5 at market", "LIST_MISMATCHED"),
        ("oto: buys 1@90 / sells 101@120", "FUNDS_INSUFFICIENT"),
        ("oto: buys 60@90 / buys 60@91", "FUNDS_INSUFFICIENT"),
        ("oto: buys 1@103 post / sells 1@120", "WOULD_TAKE"),
        ("otoco: buys 1@90 / sells 1@120 / sells 1@75 stop 80", "LIST_MISMATCHED"),
        ("otoco: buys 1@90 / sells 1@120 post / sells 1@75 stop 121", "LIST_PRICES_WRONG"),
    ],
)
def test_a_list_with_pending_orders_is_refused(stage, orders, code):
    stage.play("Bob sells 1@102")
    told = stage.play(f"Carol enters {orders}")
    assert [text.split(" ", 1)[1] for text in told] == [f"rejected {code}"]


def test_a_market_order_cannot_be_held_for_before_anything_has_traded():
    told = play(
        """
        Carol deposits 9 BTC
        Carol deposits 9 USD
        Carol enters oto: buys 1@9 / sells 1 at market
        """
    )
    assert told[-1] == "#4 rejected PRICE_UNKNOWN"


def test_two_open_lists_have_two_names(stage):
    stage.play("Carol enters oco as x: sells 1@120 post / sells 1@85 stop 90")
    told = stage.play("Carol enters oco as x: sells 1@120 post / sells 1@85 stop 90")
    assert told == ["#12 rejected LIST_KEY_REUSED"]
    stage.play("Carol cancels #9")
    told = stage.play("Carol enters oco as x: sells 1@120 post / sells 1@85 stop 90")
    assert told[0] == "#15 OCO accepted"


def test_a_leg_counts_only_when_its_list_is_next(stage):
    leg = "Carol sells 1@120 post with kind=26"
    last = "Carol sells 1@85 stop 90 with kind=27 asset_id=1"
    assert stage.play(f"{leg}\nCarol deposits 1 BTC\n{last}")[-1].endswith("LIST_INCOMPLETE")
    assert stage.play(f"{leg}\n{leg}\n{last}")[-1].endswith("LIST_INCOMPLETE")
    assert stage.play(f"{leg}\n{last}")[0].endswith("OCO accepted")
    assert stage.play(last)[-1].endswith("LIST_INCOMPLETE")


def test_the_legs_are_one_accounts(stage):
    leg = "Alice sells 1@120 post with kind=26"
    last = "Carol sells 1@85 stop 90 with kind=27 asset_id=1"
    assert stage.play(f"{leg}\n{last}")[-1].endswith("LIST_MISMATCHED")


def test_a_list_counts_once_and_for_as_long_as_any_of_its_orders_is_open():
    told = play(
        """
        House sets ORDER_LISTS_MAX 1
        Alice deposits 9 USD
        Alice deposits 9 BTC
        Bob deposits 9 BTC
        Alice enters oto: buys 1@5 / sells 1@9
        Alice sells 1@20
        Bob sells 1@5
        Alice enters oto: buys 1@2 / sells 1@9
        Alice enters oto: buys 1@2 / buys 1@1 on ETH/USD
        Alice cancels #6
        Alice enters oto: buys 1@2 / sells 1@9
        """
    )
    assert "#10 rejected SYMBOL_LISTS_MAX" in told
    assert sum("OTO accepted" in text for text in told) == 3


def test_two_open_orders_of_a_list_are_one_list():
    told = play(
        """
        House sets ORDER_LISTS_MAX 2
        Alice deposits 9 USD
        Alice enters oto: buys 1@2 / buys 1@1
        Alice enters oto: buys 1@2 / buys 1@1
        Alice enters oto: buys 1@2 / buys 1@1
        """
    )
    assert sum("OTO accepted" in text for text in told) == 2
    assert told[-1] == "#8 rejected SYMBOL_LISTS_MAX"
