"""Two operators bring something new to hold and to trade, and what does not fit is named first."""

import pytest

from glassbook.protocol.maxima import ASSETS_MAX, SYMBOLS_MAX
from glassbook.protocol.submission import QueueFull
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

WHY = "ticket 4711"
SOL = {"asset": "SOL", "decimals": 6, "reason": WHY}
SOLUSD = {
    "base": "SOL",
    "quote": "USD",
    "tick": "0.01",
    "lot": "0.001",
    "priceMax": "100000",
    "quantityMax": "90000",
    "notionalMin": "1",
    "rules": {"ORDERS_MAX": 200},
    "reason": WHY,
}


@pytest.fixture(scope="module")
def two(office, olga):
    return olga, office.member("otto")


def asked(two, act, wanted):
    return two[0].post(f"console/acts/{act}", wanted)


def done(two, act, wanted):
    """Have one operator propose and the other allow."""
    proposal = asked(two, act, wanted)
    assert (proposal.status, proposal.json["sequence"]) == (200, None), proposal.json
    return two[1].post("console/actions/approve", {"action": proposal.json["action"]})


@pytest.fixture(scope="module")
def listed(office, two):
    """A new asset, and a symbol of it."""
    assert done(two, "asset-define", SOL).status == 200
    assert done(two, "symbol-list", SOLUSD).status == 200
    return office.symbol("SOLUSD")


def test_a_symbol_is_listed_with_its_rules_and_waits_for_its_opening(office, two, listed):
    assert listed.status is SymbolStatus.BREAK
    assert listed.base.decimals == 6
    assert listed.rules[SymbolRule.QUANTITY_LOTS_MAX] == 90_000_000
    assert listed.rules[SymbolRule.ORDERS_MAX] == 200
    opening = {"symbol": "SOLUSD", "status": "TRADING", "reason": WHY}
    assert done(two, "symbol-open", opening).status == 200
    assert listed.status is SymbolStatus.TRADING


def test_every_command_of_a_listing_names_both_and_the_reason(office, listed):
    names = f"{office.id_of('olga')} and {office.id_of('otto')}: {WHY}"
    assert office.labels.count(names) >= 2 + len(listed.rules)


def test_the_console_shows_assets_and_what_a_symbol_was_listed_with(two, listed):
    assert {"asset": "SOL", "decimals": 6} in two[0].get("console/assets").json
    shown = next(each for each in two[0].get("console/symbols").json if each["symbol"] == "SOLUSD")
    assert {"rule": "TICK_UNITS", "value": "1000000", "text": "0.01000000"} in shown["rules"]
    assert {"rule": "ORDERS_MAX", "value": "200", "text": "200"} in shown["rules"]


def test_the_words_name_every_maximum(two):
    words = two[0].get("console/vocabulary").json
    assert (words["assetsMax"], words["symbolsMax"]) == (ASSETS_MAX, SYMBOLS_MAX)
    assert {"rule": "AMENDS_MAX", "least": "0", "most": "255"} in words["bounds"]
    assert [each["rule"] for each in words["bounds"]] == words["rules"]


@pytest.mark.parametrize(
    ("act", "wanted", "status", "field"),
    [
        ("asset-define", SOL, 409, "asset"),
        ("asset-define", SOL | {"asset": "sol"}, 400, "asset"),
        ("asset-define", SOL | {"asset": "ADA", "decimals": 9}, 400, "decimals"),
        ("symbol-list", SOLUSD, 409, "base"),
        ("symbol-list", SOLUSD | {"base": "XRP"}, 400, "base"),
        ("symbol-list", SOLUSD | {"quote": "SOL"}, 400, "quote"),
        ("symbol-list", SOLUSD | {"quote": "BTC", "tick": "0.015x"}, 400, "tick"),
        ("symbol-list", SOLUSD | {"quote": "BTC", "priceMax": "0.005"}, 400, "priceMax"),
        ("symbol-list", SOLUSD | {"quote": "BTC", "quantityMin": "90001"}, 400, "quantityMin"),
        ("symbol-list", SOLUSD | {"quote": "BTC", "rules": {"NONE": 1}}, 400, "rules"),
        ("symbol-list", SOLUSD | {"quote": "BTC", "rules": {"AMENDS_MAX": 256}}, 400, "AMENDS_MAX"),
        (
            "symbol-rule",
            {"symbol": "BTCUSD", "rule": "AMENDS_MAX", "value": 256, "reason": WHY},
            400,
            "value",
        ),
    ],
)
def test_what_cannot_be_listed_is_no_proposal_and_says_which_field(
    office, two, listed, act, wanted, status, field
):
    before = office.house.exchange.engine.sequence
    answer = asked(two, act, wanted)
    assert (answer.status, answer.problem["field"]) == (status, field)
    assert answer.problem["accepted"]
    assert office.house.exchange.engine.sequence == before


def test_a_name_that_was_given_meanwhile_is_refused_when_it_is_allowed(two, listed):
    ada = {"asset": "ADA", "decimals": 6, "reason": WHY}
    first = asked(two, "asset-define", ada).json["action"]
    assert done(two, "asset-define", ada).status == 200
    answer = two[1].post("console/actions/approve", {"action": first})
    assert (answer.status, answer.problem["field"]) == (409, "asset")


def test_what_was_listed_without_rules_is_completed_by_listing_it_again(office, two, listed):
    exchange, whole = office.house.exchange, office.house.exchange.submit_many
    wanted = SOLUSD | {"quote": "BTC"}

    async def full(*_arguments):
        raise QueueFull

    exchange.submit_many = full
    proposal = asked(two, "symbol-list", wanted).json["action"]
    assert two[1].post("console/actions/approve", {"action": proposal}).status == 503
    exchange.submit_many = whole
    assert office.symbol("SOLBTC").rules == {}
    assert two[1].post("console/actions/approve", {"action": proposal}).status == 200
    assert len([name for name in directory(office) if name == "SOLBTC"]) == 1
    assert office.symbol("SOLBTC").rules[SymbolRule.TICK_UNITS] == 10**6


def directory(office):
    return [each.name for each in office.house.exchange.projections.directory.symbols.values()]


def test_whoever_is_no_operator_lists_nothing(office):
    answer = office.member("clara").post("console/acts/asset-define", SOL | {"asset": "DOT"})
    assert (answer.status, answer.problem["why"]) == (403, "FORBIDDEN")
