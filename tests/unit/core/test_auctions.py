"""The call auction: orders collect, and one price is found for everyone who can trade at it."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 500000 BTC
    Alice deposits 99000000 USD
    Bob deposits 500000 BTC
    Bob deposits 99000000 USD
    Carol deposits 500000 BTC
    Carol deposits 99000000 USD
    House tells PRE_TRADING
"""


def cleared(orders: str, before: str = "") -> list[str]:
    """Return what an auction of these orders tells."""
    stage = Stage()
    stage.play(FUNDS.replace("    House tells PRE_TRADING\n", ""))
    stage.play(before)
    stage.play("House tells PRE_TRADING\n" + orders)
    return stage.play("House tells AUCTION_MATCH")


def test_while_orders_collect_nothing_matches_and_the_book_may_cross():
    told = play(FUNDS + "Alice sells 5@10\nBob buys 5@12")
    assert told[-2:] == ["#8 accepted, 5 open", "#9 accepted, 5 open"]


def test_everybody_trades_at_one_price_and_gets_back_what_he_would_have_paid_more():
    stage = Stage()
    told = stage.play(FUNDS + "Alice sells 5@10\nBob buys 9@12\nHouse tells AUCTION_MATCH")
    assert told[-3:] == ["#10 SYMBOL_STATUS_SET", "#9 x #8 5@10", "#10 clears 5@10"]
    assert stage.purse("Bob", "USD") == (99_000_000 - 50 - 48, 48)


def test_the_published_example():
    """MarketGrid, "Single-Price Auction": prices in hundreds; 290 lots trade at 12,400."""
    bids = {130: 45, 129: 95, 128: 25, 127: 35, 126: 25, 125: 55, 124: 200, 123: 80, 122: 60}
    asks = {131: 35, 130: 50, 129: 10, 128: 15, 127: 10, 126: 20, 125: 90, 124: 155, 123: 125}
    asks[122] = 10
    orders = [f"Alice buys {lots}@{ticks}" for ticks, lots in bids.items()]
    orders += [f"Bob sells {lots}@{ticks}" for ticks, lots in asks.items()]
    assert cleared("\n".join(orders))[-1].endswith("clears 290@124")


def test_of_equal_volumes_the_least_surplus_wins():
    told = cleared("Bob buys 5@12\nBob buys 3@11\nAlice sells 5@10\nAlice sells 2@12")
    assert told[-1].endswith("clears 5@12")


@pytest.mark.parametrize(("last_ticks", "price_ticks"), [(25, 20), (15, 15), (5, 10)])
def test_of_equal_surpluses_the_price_nearest_the_last_one_wins(last_ticks, price_ticks):
    before = f"Carol sells 1@{last_ticks}\nAlice buys 1@{last_ticks}"
    told = cleared("Bob buys 5@20\nAlice sells 5@10", before)
    assert told[-1].endswith(f"clears 5@{price_ticks}")


def test_without_a_last_price_the_lowest_wins():
    assert cleared("Bob buys 5@20\nAlice sells 5@10")[-1].endswith("clears 5@10")


def test_better_prices_trade_first_and_older_orders_before_newer():
    told = cleared(
        """
        Alice buys 2@11
        Bob buys 2@12
        Carol buys 2@12
        Alice sells 5@10
        """
    )
    assert told[1:4] == ["#11 x #9 2@10", "#11 x #10 2@10", "#11 x #8 1@10"]


def test_an_auction_in_which_nobody_meets_says_so_and_changes_nothing():
    told = cleared("Bob buys 5@9\nAlice sells 5@10")
    assert told[-1].endswith("clears 0@0")


def test_icebergs_take_part_with_all_they_have():
    told = cleared("Alice sells 6@10 shows 2\nBob sells 1@10\nCarol buys 7@10")
    assert told[1:] == [
        "#10 x #8 2@10",
        "#8 shows 2 more of 4",
        "#10 x #9 1@10",
        "#8 x #10 2@10",
        "#8 shows 2 more of 2",
        "#8 x #10 2@10",
        "#11 clears 7@10",
    ]


def test_classes_that_may_not_trade_do_not_meet_in_an_auction():
    told = cleared(
        """
        House puts Alice into 1
        House parts 0 and 1
        Alice sells 5@9
        Carol sells 2@10
        Bob buys 5@11
        """
    )
    assert [line for line in told if " x " in line] == ["#12 x #11 2@10"]


def test_what_could_not_trade_at_the_one_price_expires_if_it_stands_crossed():
    told = cleared(
        """
        House puts Alice into 1
        House parts 0 and 1
        Alice buys 9@30
        Alice sells 9@29
        Bob sells 2@5
        Carol buys 2@6
        """
    )
    assert told[-2].endswith("expired 2 LEFT_CROSSED")
    assert told[-1].endswith("clears 9@29")


@pytest.mark.parametrize(
    ("mode", "expired"),
    [
        ("maker", ["expired 5"]),
        ("taker", ["expired 3"]),
        ("decrement", ["expired 3"]),
        ("both", ["expired 5", "expired 3"]),
    ],
)
def test_self_trade_prevention_takes_the_newer_for_the_taker(mode, expired):
    told = cleared(f"Alice sells 5@10\nAlice buys 3@12 stp {mode}")
    ends = [line.split(" ", 1)[1][:9] for line in told if "expired" in line]
    assert ends == expired
    assert told[-1].endswith("clears 0@0")


def test_trading_opens_only_over_a_book_that_is_not_crossed():
    stage = Stage()
    told = stage.play(
        FUNDS
        + """
        Alice sells 5@10
        Bob buys 5@12
        House tells TRADING
        House tells AUCTION_MATCH
        House tells TRADING
        Carol sells 1@10
        Bob buys 1@10
        """
    )
    assert "#10 refused BOOK_CROSSED" in told
    assert told[-1] == "#14 x #13 1@10"


def test_the_price_of_an_auction_triggers_when_trading_opens():
    stage = Stage()
    stage.play(FUNDS.replace("    House tells PRE_TRADING\n", ""))
    told = stage.play(
        """
        Carol sells 1@20
        Carol buys 1@20
        Bob sells 3@8 stop 12
        House tells PRE_TRADING
        Alice sells 5@10
        Bob buys 5@10
        House tells AUCTION_MATCH
        House tells TRADING
        """
    )
    assert told[-3:] == ["#13 clears 5@10", "#14 SYMBOL_STATUS_SET", "#9 triggered at 12, 3 open"]


def test_cancels_are_taken_at_all_times_and_orders_not_after_the_auction():
    told = play(
        FUNDS
        + """
        Alice sells 5@10
        Alice cancels #8
        House tells AUCTION_MATCH
        Alice sells 5@10
        """
    )
    assert told[-3:] == [
        "#10 SYMBOL_STATUS_SET",
        "#10 clears 0@0",
        "#11 rejected SYMBOL_NOT_TRADING",
    ]
