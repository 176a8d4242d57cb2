"""Client ids whose keys happen to meet in the index. By chance that takes 2^32 ids; here, none.

The index mixes the account into the key. Two accounts' keys can be chosen so that the mixtures are
one and the same: each must go on to name its own account's order, and nothing else.
"""

from glassbook.core.book.queue import account_key
from tests.growing import begin_small
from tests.stories import Stage, play

ALICE, BOB = 2, 3
PLACES = 256


def mixture(account_id: int) -> int:
    """Return what the index mixes into the keys of an account."""
    return int(account_key(account_id, 0))


HERS = 77
HIS = HERS ^ mixture(ALICE) ^ mixture(BOB)

OPENING = f"""
    Alice deposits 9 BTC
    Bob deposits 9 BTC
    Alice sells 1@5 with client_key={HERS}
    Bob sells 2@6 with client_key={HIS}
"""


def test_the_mixtures_do_meet():
    assert int(account_key(ALICE, HERS)) == int(account_key(BOB, HIS))


def test_each_cancels_its_own():
    told = play(
        OPENING
        + f"""
        Bob cancels x with order_id={HIS}
        Bob cancels x with order_id={HIS}
        Alice cancels x with order_id={HERS}
        """
    )
    assert told[-3:] == [
        "#4 cancelled 2 REQUESTED",
        "#6 cancel rejected ORDER_UNKNOWN",
        "#3 cancelled 1 REQUESTED",
    ]


def test_neither_takes_the_others_name():
    told = play(
        OPENING
        + f"""
        Bob sells 1@7 with client_key={HIS}
        Alice sells 1@7 with client_key={HERS}
        Alice cancels #3
        Alice sells 1@8 with client_key={HERS}
        Bob sells 1@8 with client_key={HIS}
        """
    )
    assert [text.split()[-1] for text in told[-5:]] == [
        "CLIENT_KEY_REUSED",
        "CLIENT_KEY_REUSED",
        "REQUESTED",
        "open",
        "CLIENT_KEY_REUSED",
    ]


def test_a_slot_used_again_does_not_answer_to_an_old_name():
    stage = Stage()
    stage.play(OPENING + "Bob cancels #4\nAlice sells 1@7")
    told = stage.play(f"Alice cancels x with order_id={HERS}")
    assert told == ["#3 cancelled 1 REQUESTED"]


def test_the_key_whose_mixture_would_be_none_is_a_key_of_its_own():
    told = play(
        f"""
        Alice deposits 9 BTC
        Alice sells 1@5 with client_key={mixture(ALICE)}
        Alice sells 1@6 with client_key={mixture(ALICE) ^ 1}
        Alice cancels x with order_id={mixture(ALICE) ^ 1}
        """
    )
    assert told[-2:] == ["#3 accepted, 1 open", "#3 cancelled 1 REQUESTED"]


def test_names_that_meet_are_told_apart_while_the_index_grows():
    """Alice's is of before the index began to grow, Bob's of after: his is met first."""
    stage = Stage()
    begin_small(stage.engine, PLACES)
    stage.play("Alice deposits 99 BTC\nBob deposits 9 BTC")
    stage.play(f"Alice sells 1@5 with client_key={HERS}")
    keys, hers, name = stage.engine.state.by_client_key, 1, 1_000
    while int(keys["unsettled"]) == 0:
        name += 1
        stage.play(f"Alice sells 1@5 with client_key={name}")
    stage.play(f"Bob sells 1@5 with client_key={HIS}")
    assert hers in keys["entries"][PLACES : 2 * PLACES]["slot"], "hers has not come over"
    assert stage.play(f"Alice cancels x with order_id={HERS}") == ["#3 cancelled 1 REQUESTED"]
