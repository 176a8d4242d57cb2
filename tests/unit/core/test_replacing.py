"""A replacement that breaks a filter leaves everything as it was: the old order still counts."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99 BTC
    Alice deposits 9999 USD
    Bob deposits 99 BTC
    Bob deposits 9999 USD
    Bob sells 1@10
    Alice buys 1@10
    Alice buys 5@8
"""


@pytest.mark.parametrize(
    ("rule", "order", "code"),
    [
        ("PRICE_TICKS_MIN 5", "buys 5@4", "PRICE_BELOW_MIN"),
        ("QUANTITY_LOTS_MAX 9", "buys 10@8", "QUANTITY_ABOVE_MAX"),
        ("MARKET_QUANTITY_LOTS_MAX 3", "buys 4 at market", "MARKET_QUANTITY_ABOVE_MAX"),
        ("NOTIONAL_UNITS_MIN 40", "buys 4@8", "NOTIONAL_BELOW_MIN"),
        ("ICEBERG_PARTS_MAX 2", "buys 5@8 shows 2", "ICEBERG_PARTS_ABOVE_MAX"),
        ("PERCENT_DOWN 5000", "buys 5@4", "PRICE_OUT_OF_PERCENT"),
        ("BID_PERCENT_DOWN 5000", "buys 5@4", "PRICE_OUT_OF_PERCENT_BY_SIDE"),
        ("POSITION_LOTS_MAX 108", "buys 4@8", "POSITION_ABOVE_MAX"),
        ("ORDERS_MAX 1", "buys 5@9", "SYMBOL_ORDERS_MAX"),
        ("PRICE_TICKS_MIN 5", "buys 5@8 stop trailing 9", "TRAILING_OUT_OF_RANGE"),
    ],
)
def test_a_filter_is_asked_before_anything_is_cancelled(rule, order, code):
    story = f"{FUNDS}House sets {rule}\n"
    for anyway in "", " anyway":
        assert play(f"{story}Alice replaces #7{anyway}: {order}")[-1] == f"#9 rejected {code}"
    told = play(f"{story}Alice replaces #7: {order}\nAlice cancels #7")
    assert told[-1] == "#7 cancelled 5 REQUESTED"


def test_what_one_account_may_not_do_it_may_not_do_by_replacing():
    limits = {"OPEN_ORDERS_MAX 1": "OPEN_ORDERS_MAX", "ORDER_UNITS_MAX 39": "ORDER_UNITS_MAX"}
    for limit, code in limits.items():
        told = play(f"{FUNDS}House limits Alice to {limit}\nAlice replaces #7: buys 5@8")
        assert told[-1] == f"#9 rejected {code}"
    told = play(f"{FUNDS}House freezes Alice\nAlice replaces #7 anyway: buys 5@8")
    assert told[-1] == "#9 rejected ACCOUNT_FROZEN"


def test_algorithmic_orders_and_those_of_everybody_are_counted_before_too():
    story = f"{FUNDS}Alice buys 5@9 stop 12\nHouse sets ALGO_ORDERS_MAX 1\n"
    assert play(f"{story}Alice replaces #8: buys 5@9 stop 13")[-1] == "#10 rejected ALGO_ORDERS_MAX"
    assert play(f"{story}Alice replaces #8: buys 5@9")[-1] == "#10 accepted, 5 open"
    told = play(f"{FUNDS}House rules ORDERS_MAX 1\nAlice replaces #7: buys 5@9")
    assert told[-1] == "#9 rejected OPEN_ORDERS_MAX"


def test_a_market_order_in_money_is_counted_by_what_it_would_buy():
    story = f"{FUNDS}Bob sells 9@20\nHouse sets POSITION_LOTS_MAX 107\n"
    told = play(f"{story}Alice replaces #7: buys for 60 at market")
    assert told[-1] == "#10 rejected POSITION_ABOVE_MAX"
    assert play(f"{story}Alice replaces #7: buys for 40 at market")[-1] == "#10 x #8 2@20"


def test_where_no_order_may_be_placed_the_replacement_is_still_a_cancel():
    told = play(f"{FUNDS}House sets QUANTITY_LOTS_MAX 9\nHouse tells CANCEL_ONLY\n"
                "Alice replaces #7: buys 10@8")  # fmt: skip
    assert told[-2:] == ["#7 cancelled 5 REPLACED", "#10 rejected SYMBOL_NOT_TRADING"]


def test_a_pegged_replacement_is_asked_at_the_price_that_the_book_gives_before_the_cancel():
    story = f"{FUNDS}Bob buys 1@3\n"
    percent = f"{story}House sets PERCENT_DOWN 5000\n"
    told = play(f"{percent}Alice replaces #7: buys 5@4 pegged primary")
    assert told[-1] == "#10 rejected PRICE_OUT_OF_PERCENT"  # the price that was asked for
    told = play(f"{percent}Alice replaces #7: buys 5@0 pegged primary 1")
    assert told[-1] == "#10 rejected PRICE_OUT_OF_PERCENT"  # that of the second best, 3
    told = play(f"{percent}Alice replaces #7: buys 5@0 pegged primary 9")
    assert told[-2:] == ["#7 cancelled 5 REPLACED", "#10 rejected PEG_LEVEL_MISSING"]
    told = play(f"{story}House sets ORDERS_MAX 1\nAlice replaces #7: buys 5@0 pegged primary")
    assert told[-1] == "#10 rejected SYMBOL_ORDERS_MAX"
    told = play(f"{story}House tells CANCEL_ONLY\nAlice replaces #7: buys 5@0 pegged primary")
    assert told[-2:] == ["#7 cancelled 5 REPLACED", "#10 rejected SYMBOL_NOT_TRADING"]


def test_an_unknown_word_in_a_replacement_cancels_nothing():
    stage = Stage()
    told = stage.play(f"{FUNDS}Alice replaces #7: buys 5@8 with side=7")
    assert told[-1] == "#8 rejected SIDE_UNKNOWN"
    told = stage.play("Alice replaces #7: buys 5@8 pegged primary with time_in_force=9")
    assert told == ["#9 rejected TIME_IN_FORCE_UNKNOWN"]
    assert stage.purse("Alice", "USD") == (9949, 40)
