"""What the house says about a symbol, and what may be done on it then."""

import pytest

from tests.stories import Stage, play

ASKED = {
    "order": ("Alice buys 1@1", "#6 accepted, 1 open"),
    "reduction": ("Alice reduces #3 to 2", "#3 reduced to 2, 2 open"),
    "cancel": ("Alice cancels #3", "#3 cancelled 3 REQUESTED"),
    "cancel all": ("Alice cancels all", "#3 cancelled 3 REQUESTED"),
}
ALLOWED = {
    "TRADING": {"order", "reduction", "cancel", "cancel all"},
    "CANCEL_ONLY": {"reduction", "cancel", "cancel all"},
    "BREAK": {"cancel", "cancel all"},
    "HALT": set(),
}


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("what", ASKED)
def test_the_status_of_a_symbol_says_what_may_be_done(status, what):
    line, answer = ASKED[what]
    told = play(
        f"""
        Alice deposits 9 BTC
        Alice deposits 9 USD
        Alice sells 3@5
        House tells {status}
        Alice would buy 1@1
        {line}
        """
    )
    is_refused = told[-1].endswith("rejected SYMBOL_NOT_TRADING")
    assert is_refused == (what not in ALLOWED[status])
    assert is_refused or told[-1] == answer


def test_an_order_outlives_a_halt_and_trades_after_it():
    told = play(
        """
        Alice deposits 1 BTC
        Bob deposits 5 USD
        Alice sells 1@5
        House tells HALT
        House tells TRADING
        Bob buys 1@5
        """
    )
    assert told[-1] == "#6 x #3 1@5"


def test_a_replacement_while_winding_down_is_only_a_cancel():
    told = play(
        """
        Alice deposits 1 BTC
        Alice sells 1@5
        House tells CANCEL_ONLY
        Alice replaces #2: sells 1@6
        """
    )
    assert told[-2:] == ["#2 cancelled 1 REPLACED", "#4 rejected SYMBOL_NOT_TRADING"]


RULES = {"TICK_UNITS": 1, "LOT_UNITS": 1, "PRICE_TICKS_MAX": 100, "QUANTITY_LOTS_MAX": 100}


def opened(rules: dict[str, int]) -> str:
    """List a new symbol with these rules, and say how opening it went."""
    lines = [f"House sets {rule} {value} with symbol_id=2" for rule, value in rules.items()]
    told = Stage().play(
        "\n".join(["House lists ETH/BTC", *lines, "House tells TRADING with symbol_id=2"])
    )
    assert not any("refused" in text for text in told[:-1])
    return told[-1].split()[-1]


def test_a_symbol_with_all_its_rules_opens():
    assert opened(RULES) == "SYMBOL_STATUS_SET"


@pytest.mark.parametrize("missing", RULES)
def test_a_symbol_without_one_of_them_does_not(missing):
    assert opened({rule: RULES[rule] for rule in RULES if rule != missing}) == "SYMBOL_INCOMPLETE"


@pytest.mark.parametrize(
    "rules",
    [
        {"PRICE_TICKS_MIN": 101},
        {"QUANTITY_LOTS_MIN": 101},
        {"MARKET_QUANTITY_LOTS_MIN": 6, "MARKET_QUANTITY_LOTS_MAX": 5},
        {"NOTIONAL_UNITS_MIN": 6, "NOTIONAL_UNITS_MAX": 5},
        {"TICK_UNITS": 2**31, "LOT_UNITS": 2**31},
        {"QUANTITY_LOTS_MAX": 2**53, "LOT_UNITS": 2**10},
        {"TICK_UNITS": 2**50, "PRICE_TICKS_MAX": 2**20},
        {"PRICE_TICKS_MAX": 2**42 - 1, "TICK_UNITS": 10**4 + 1},
    ],
    ids=str,
)
def test_rules_that_contradict_or_do_not_fit_64_bits_do_not_open(rules):
    assert opened(RULES | rules) == "SYMBOL_INCOMPLETE"


def test_rules_that_just_fit_open():
    assert opened(RULES | {"QUANTITY_LOTS_MAX": 2**52, "LOT_UNITS": 2**10}) == "SYMBOL_STATUS_SET"
    assert opened(RULES | {"MARKET_QUANTITY_LOTS_MAX": 5}) == "SYMBOL_STATUS_SET"


def test_a_new_limit_holds_for_new_orders_and_leaves_those_that_rest():
    told = play(
        """
        Alice deposits 9 BTC
        Bob deposits 99 USD
        Alice sells 2@5
        House sets QUANTITY_LOTS_MIN 3
        Bob buys 2@5
        House sets QUANTITY_LOTS_MIN 0
        Bob buys 2@5
        """
    )
    assert told[-4:] == [
        "#5 rejected QUANTITY_BELOW_MIN",
        "#6 SYMBOL_RULE_SET",
        "#7 accepted, 0 open",
        "#7 x #3 2@5",
    ]
