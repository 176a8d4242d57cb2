"""What a symbol costs on top of what its traders pay: from the next fill on, and only there."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 9000 BTC
    Bob deposits 90000 USD
"""


def paid(lines: str) -> list[str]:
    """Return who paid what commission in a story of Alice, with coins, and Bob, with money."""
    return [text for text in play(FUNDS + lines) if "pays" in text]


def test_both_sides_pay_their_own_rate_and_the_symbols_of_what_they_receive():
    lines = """
        House charges Alice 1000 2000
        House charges Bob 3000 4000
        House surcharges 10000 20000
        Alice sells 1000@5
        Bob buys 1000@5
    """
    assert paid(lines) == ["Bob pays 24 BTC", "Alice pays 55 USD"]


def test_the_two_rates_are_summed_before_anything_is_rounded():
    lines = """
        House charges Bob 0 600
        House surcharges 0 400
        Alice sells 1000@1
        Bob buys 1000@1
    """
    assert paid(lines) == ["Bob pays 1 BTC"]


def test_it_holds_from_the_next_fill_on_resting_orders_included_until_it_is_nothing_again():
    lines = """
        Alice sells 300@1
        Bob buys 100@1
        House surcharges 50000 0
        Bob buys 100@1
        House surcharges 0 0
        Bob buys 100@1
    """
    assert paid(lines) == ["Alice pays 5 USD"]


def test_another_symbol_costs_what_it_did():
    lines = """
        House surcharges 100000 100000 with symbol_id=1
        Alice sells 100@1
        Bob buys 100@1
    """
    assert paid(lines) == []


def test_an_auction_costs_the_one_that_waited_the_makers_rate_and_the_other_the_takers():
    lines = """
        House surcharges 10000 20000
        House tells PRE_TRADING
        Alice sells 1000@5
        Bob buys 1000@5
        House tells AUCTION_MATCH
    """
    assert paid(lines) == ["Bob pays 20 BTC", "Alice pays 50 USD"]


def test_an_account_and_a_symbol_at_their_highest_take_a_fifth_together():
    stage = Stage()
    stage.play(
        f"""
        Alice deposits {2**61} BTC
        Bob deposits {2**61} USD
        House charges Bob 0 100000
        House charges Alice 100000 0
        House surcharges 100000 100000
        Alice sells {2**22}@{2**24}
        Bob buys {2**22}@{2**24}
        Alice sells {2**50}@2
        Bob buys {2**50}@2
        """
    )
    assert stage.purse("Fees", "BTC") == (2**22 // 5 + 2**50 // 5, 0)
    assert stage.purse("Fees", "USD") == (2**46 // 5 + 2**51 // 5, 0)


@pytest.mark.parametrize("rates", ["-1 0", "0 -1", "100001 0", "0 100001"])
def test_no_rate_is_below_nothing_or_above_a_tenth(rates):
    lines = f"House surcharges {rates}\nAlice sells 1000@5\nBob buys 1000@5"
    assert play(FUNDS + lines)[2].endswith("refused VALUE_OUT_OF_RANGE")
    assert paid(lines) == []


def test_a_symbol_that_is_not_listed_costs_nothing_more():
    told = play("House surcharges 1 1 with symbol_id=2")
    assert told == ["#1 refused SYMBOL_UNKNOWN"]
