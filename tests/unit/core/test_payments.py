"""OPO and OPOCO: what the first order of a list buys is what the others sell."""

from tests.stories import Stage, play

FUNDS = """
    Alice deposits 99 BTC
    Bob deposits 9999 USD
    Carol deposits 100 USD
"""


def stage_with(story):
    stage = Stage()
    stage.play(FUNDS + story)
    return stage


def test_only_the_first_order_needs_money_and_what_it_buys_is_locked():
    stage = stage_with("Carol enters opo: buys 5@10 / sells 0@12")
    assert (stage.purse("Carol", "USD"), stage.purse("Carol", "BTC")) == ((50, 50), (0, 0))
    assert stage.play("Alice sells 2@10")[-1] == "#5 is paid 2"
    assert stage.purse("Carol", "BTC") == (0, 2)
    assert stage.play("Carol withdraws 1 BTC") == ["#7 refused FUNDS_INSUFFICIENT"]


def test_when_the_first_is_filled_the_other_sells_all_of_it():
    stage = stage_with("Carol enters opo: buys 5@10 / sells 0@12\nAlice sells 2@10")
    assert stage.play("Alice sells 3@10")[-3:] == [
        "#5 is paid 3",
        "#5 is to be 5",
        "#5 comes in, 5 open",
    ]
    assert stage.play("Bob buys 9@12")[-1] == "#8 x #5 5@12"
    assert stage.purse("Carol", "USD") == (110, 0)


def test_when_the_list_is_cancelled_what_was_bought_is_free():
    stage = stage_with("Carol enters opo: buys 5@10 / sells 0@12\nAlice sells 2@10")
    assert stage.play("Carol cancels #5")[0] == "#5 cancelled 0 REQUESTED"
    assert (stage.purse("Carol", "USD"), stage.purse("Carol", "BTC")) == ((80, 0), (2, 0))


def test_when_the_first_expires_what_it_bought_is_free():
    stage = stage_with("Alice sells 2@10")
    told = stage.play("Carol enters opo: buys 5@10 ioc / sells 0@12")
    assert told[-2:] == ["#6 is paid 2", "#6 expired 0 LIST_NOT_BEGUN"]
    assert stage.purse("Carol", "BTC") == (2, 0)


RATES = "House charges Carol 100000 100000\n"  # a tenth


def test_commission_is_paid_from_what_the_account_has_besides():
    stage = stage_with(RATES + "Carol deposits 1 BTC\nCarol enters opo: buys 10@10 / sells 0@12")
    assert stage.play("Alice sells 10@10")[-2] == "#7 is to be 10"
    assert stage.purse("Carol", "BTC") == (0, 10)


def test_or_else_from_what_was_bought():
    stage = stage_with(RATES + "Carol enters opo: buys 10@10 / sells 0@12")
    assert stage.play("Alice sells 10@10")[-3:-1] == ["#6 is paid 9", "#6 is to be 9"]
    assert stage.purse("Carol", "BTC") == (0, 9)


def test_what_is_less_than_a_lot_is_given_back():
    stage = Stage()
    stage.play(
        """
        Alice deposits 999 ETH
        Carol deposits 999 USD
        House charges Carol 100000 100000
        Carol enters opo: buys 5@100 / sells 0@120 on ETH/USD
        """
    )
    told = stage.play("Alice sells 5@100 on ETH/USD")
    assert told[-3:-1] == ["#5 is paid 32", "#5 is to be 4, 4 back"]
    assert stage.purse("Carol", "ETH") == (4, 28)


def test_of_a_pair_one_holds_for_both_and_the_first_to_trade_decides():
    stage = stage_with("Carol enters opoco: buys 5@10 / sells 0@7 stop 8 / sells 0@12 post")
    assert stage.play("Alice sells 5@10")[-5:] == [
        "#6 is paid 5",
        "#5 is to be 5",
        "#6 is to be 5",
        "#5 comes in, 0 open",
        "#6 comes in, 5 open",
    ]
    assert stage.purse("Carol", "BTC") == (0, 5)
    told = stage.play("Bob buys 1@12")
    assert told[-2:] == ["#8 x #6 1@12", "#5 expired 5 LIST_DECIDED"]
    assert stage.purse("Carol", "BTC") == (0, 4)


def test_the_quantity_is_judged_when_it_is_known():
    stage = stage_with(
        "House sets NOTIONAL_UNITS_MIN 40\n"
        "Carol enters opoco: buys 4@10 / sells 0 at market stop 8 / sells 0@12 post"
    )
    assert stage.play("Alice sells 4@10")[-3:] == [
        "#6 comes in, 0 open",
        "#6 expired 4 NOT_ADMITTED",
        "#7 expired 4 LIST_DECIDED",
    ]
    assert stage.purse("Carol", "BTC") == (4, 0)


def test_more_than_one_order_may_sell_is_given_back():
    stage = stage_with(
        "House sets MARKET_QUANTITY_LOTS_MAX 3\nBob buys 9@7\n"
        "Carol enters opo: buys 5@10 / sells 0 at market"
    )
    told = stage.play("Bob cancels all\nAlice sells 5@10")
    assert told[-3:-1] == ["#7 is to be 3, 2 back", "#7 comes in, 0 open"]
    assert stage.purse("Carol", "BTC") == (5, 0)


def test_the_first_must_buy_and_the_others_must_sell_without_a_quantity():
    told = play(
        FUNDS
        + """
        Alice enters opo: sells 5@10 / buys 0@12
        Carol enters opo: buys 5@10 / sells 5@12
        Carol enters opoco: buys 5@10 / buys 0@12 stop 11 / buys 0@8 post
        """
    )
    assert [each.partition(" ")[2] for each in told[3:]] == ["rejected LIST_MISMATCHED"] * 3


def test_every_part_of_an_iceberg_pays():
    stage = stage_with("Carol enters opo: buys 6@10 shows 2 / sells 0@12 shows 3")
    told = stage.play("Alice sells 6@10")
    assert [each for each in told if "paid" in each] == ["#5 is paid 2"] * 3
    assert told[-1] == "#5 comes in, 6 open"


def test_what_an_auction_fills_pays_too():
    stage = stage_with(
        """
        Carol enters opo: buys 5@10 / sells 0@12
        House tells HALT
        House tells PRE_TRADING
        Alice sells 5@9
        """
    )
    told = stage.play("House tells AUCTION_MATCH")
    assert "#5 is to be 5" in told
    assert stage.purse("Carol", "BTC") == (0, 5)
