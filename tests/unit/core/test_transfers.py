"""Money between two accounts: what one loses the other has, and nothing else changes."""

import pytest

from tests.stories import Stage, play


def test_what_one_sends_the_other_has():
    stage = Stage()
    told = stage.play("Alice deposits 10 BTC\nAlice sends Bob 4 BTC")
    assert told[1:] == ["Alice -4 BTC with Bob", "Bob +4 BTC with Alice"]
    assert (stage.purse("Alice", "BTC"), stage.purse("Bob", "BTC")) == ((6, 0), (4, 0))
    assert stage.purse("World", "BTC") == (-10, 0)


def test_only_what_is_available_can_be_sent():
    told = play(
        """
        Alice deposits 10 USD
        Alice buys 1@8
        Alice sends Bob 3 USD
        Alice sends Bob 2 USD
        """
    )
    assert told[-3:] == [
        "#3 refused FUNDS_INSUFFICIENT",
        "Alice -2 USD with Bob",
        "Bob +2 USD with Alice",
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Alice sends Bob 0 BTC", "AMOUNT_NOT_POSITIVE"),
        ("Alice sends Bob -1 BTC", "AMOUNT_NOT_POSITIVE"),
        ("Alice sends Alice 1 BTC", "COMBINATION_NOT_ALLOWED"),
        ("Alice sends Nobody 1 BTC", "ACCOUNT_UNKNOWN"),
        ("Alice sends Fees 1 BTC", "ACCOUNT_UNKNOWN"),
        ("World sends Alice 1 BTC", "ACCOUNT_UNKNOWN"),
        ("Alice sends Bob 1 XYZ", "ASSET_UNKNOWN"),
        ("Alice sends Bob 6 BTC", "FUNDS_INSUFFICIENT"),
        ("Alice sends Bob 1 BTC with order_id=-1", "ACCOUNT_UNKNOWN"),
        (f"Alice sends Bob 1 BTC with order_id={2**40}", "ACCOUNT_UNKNOWN"),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(line, reason):
    assert play(f"Alice deposits 5 BTC\n{line}")[-1] == f"#2 refused {reason}"


def test_the_house_pays_from_what_it_earned_and_no_more():
    stage = Stage()
    assert stage.play("Fees sends Bob 1 USD") == ["#1 refused FUNDS_INSUFFICIENT"]
    stage.play(
        """
        Alice deposits 1000 BTC
        Bob deposits 99999 USD
        House charges Alice 1999 100000
        Alice sells 1000@5
        Bob buys 1000@5
        """
    )
    assert stage.purse("Fees", "USD") == (9, 0)
    assert stage.play("Fees sends Carol 10 USD") == ["#7 refused FUNDS_INSUFFICIENT"]
    told = stage.play("Fees sends Carol 4 USD")
    assert told == ["Fees -4 USD with Carol", "Carol +4 USD with Fees"]
    assert (stage.purse("Fees", "USD"), stage.purse("Carol", "USD")) == ((5, 0), (4, 0))


def test_an_account_may_be_opened_beneath_another_that_is_there():
    stage = Stage()
    stage.play("Alice opens 10 20")
    assert (stage.events[-1].account_id, stage.events[-1].order_id) == (5, 2)
    assert stage.play("Nobody opens 10 20") == ["#2 refused ACCOUNT_UNKNOWN"]
    assert stage.play("Fees opens 10 20") == ["#3 refused ACCOUNT_UNKNOWN"]
