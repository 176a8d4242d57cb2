"""Trailing triggers: they follow the best price at their distance, and never go back."""

import pytest

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99999 BTC
    Alice deposits 9999999 USD
    Bob deposits 99999 BTC
    Bob deposits 9999999 USD
    Carol deposits 99999 BTC
    Carol deposits 9999999 USD
    Alice sells 1@1000
    Bob buys 1@1000
"""


class Market:
    """A market in which the last price goes where it is told to."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.stage.play(FUNDS)

    def says(self, line: str) -> list[str]:
        return self.stage.play(line)

    def goes_to(self, *prices: int) -> list[str]:
        """Trade one lot at each price. Return what is told of who waited."""
        told = []
        for price in prices:
            told += self.stage.play(f"Alice sells 1@{price}\nBob buys 1@{price}")
        return [text for text in told if "triggered" in text or "tracks" in text]


@pytest.fixture
def market() -> Market:
    return Market()


def test_a_selling_stop_follows_the_highest_price_from_the_next_trade_on(market):
    assert market.says("Carol sells 1@1 stop trailing 500")[0] == "#9 waits for 0 trails 500"
    assert market.goes_to(1000) == ["#9 tracks from 1000"]
    assert market.goes_to(1100, 1200, 1150, 1141) == []
    assert market.goes_to(1140) == ["#9 triggered at 1140, 1 open"]


def test_a_buying_stop_follows_the_lowest_price(market):
    market.says("Carol buys 1@9999 stop trailing 1000")
    assert market.goes_to(1000, 900, 800, 879) == ["#9 tracks from 1000"]
    assert market.goes_to(880) == ["#9 triggered at 880, 1 open"]


def test_a_trigger_of_its_own_is_where_it_begins_to_follow(market):
    """As in the documented scenarios: what the price does before that counts for nothing."""
    market.says("Carol buys 1@9999 stop 1100 trailing 500")
    assert market.goes_to(900, 1000, 1099) == []
    assert market.goes_to(1100) == ["#9 tracks from 1100"]
    assert market.goes_to(1154) == []
    assert market.goes_to(1155) == ["#9 triggered at 1155, 1 open"]


@pytest.mark.parametrize(
    ("order", "before", "begins", "after", "ends"),
    [
        ("buys 1@9999 profit 950 trailing 850", (1050, 951), 925, (900, 976), 977),
        ("sells 1@1 profit 1100 trailing 1000", (950, 1099), 1150, (1200, 1081), 1080),
        ("sells 1@1 stop 900 trailing 1000", (1200, 901), 900, (1000, 901), 900),
    ],
)
def test_each_kind_begins_at_its_trigger_and_ends_at_its_distance(
    market, order, before, begins, after, ends
):
    market.says(f"Carol {order}")
    assert market.goes_to(*before) == []
    assert market.goes_to(begins) == [f"#9 tracks from {begins}"]
    assert market.goes_to(*after) == []
    assert [text.split(",")[0] for text in market.goes_to(ends)] == [f"#9 triggered at {ends}"]


def test_the_distance_is_rounded_away_from_the_price(market):
    market.says("Carol sells 1@1 stop trailing 10")
    market.goes_to(1001)
    assert market.goes_to(1000) == []
    assert market.goes_to(999)[0].startswith("#9 triggered at 999")


def test_who_waits_at_a_new_trigger_stands_behind_who_was_there(market):
    market.says("Carol sells 1 at market stop trailing 1000")
    market.goes_to(1000)
    market.says("Bob buys 9@900")
    market.says("Carol sells 2 at market stop 945")
    market.goes_to(1050)
    told = market.says("Alice sells 1@900")
    assert [text for text in told if "triggered" in text] == [
        "#13 triggered at 945, 0 open",
        "#9 triggered at 945, 0 open",
    ]


def test_without_a_limit_it_is_held_for_at_the_last_price(market):
    market.says("Carol buys 3 at market stop trailing 500")
    assert market.stage.purse("Carol", "USD")[1] == 3000
    market.says("Carol reduces #9 to 2")
    assert market.stage.purse("Carol", "USD")[1] == 2000
    market.says("Carol cancels #9")
    assert market.stage.purse("Carol", "USD")[1] == 0


def test_a_cancelled_order_follows_no_more(market):
    market.says("Carol sells 1@1 stop trailing 500")
    market.says("Carol sells 1@1 stop trailing 600")
    market.says("Carol sells 1@1 stop trailing 700")
    market.says("Carol cancels #10")
    assert market.goes_to(1000) == ["#9 tracks from 1000", "#11 tracks from 1000"]
    assert market.goes_to(1100, 1046) == []
    assert [text.split(",")[0] for text in market.goes_to(1045)] == ["#9 triggered at 1045"]


def test_triggers_that_trail_move_in_the_order_in_which_they_began_to_wait():
    told = play(
        """
        Alice deposits 99 BTC
        Bob deposits 999 USD
        Alice sells 1@10
        Bob buys 1@10
        Alice enters oto: sells 1@12 / sells 1 at market stop trailing 1000
        Alice sells 2 at market stop trailing 1000
        Bob buys 1@12
        Alice sells 1@20
        Bob buys 1@20
        Alice sells 1@30
        Bob buys 1@30
        Bob buys 5@7
        Alice sells 1@7
        """
    )
    triggered = [each for each in told if "triggered" in each]
    assert triggered == ["#7 triggered at 27, 0 open", "#6 triggered at 27, 0 open"]
