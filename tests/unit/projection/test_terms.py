"""Terms become rules that the core opens a symbol with; what it would not, is named before."""

import pytest

from glassbook.core.commands import rules as core
from glassbook.core.engine import Engine
from glassbook.projection import terms as terms_of
from glassbook.projection.listing import Asset, Symbol
from glassbook.projection.terms import BadTerm, Terms, bounds, rule_text
from glassbook.protocol import commands
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import EventKind, facts_of
from glassbook.protocol.symbols import SymbolRule, SymbolStatus

WHOLE = 10**8
GOOD = Terms(
    tick="0.01",
    lot="0.0001",
    price_max="1000000",
    quantity_max="9000",
    price_min="0.5",
    quantity_min="0.001",
    market_quantity_max="100",
    notional_min="10",
    notional_max="9000000",
    more={SymbolRule.ORDERS_MAX: 200, SymbolRule.PERCENT_UP: 50_000},
)


def opens(rules, base_scale=WHOLE, quote_scale=WHOLE):
    """Does the core open a symbol with these rules?"""
    given = commands.define_asset(base_scale) + commands.define_asset(quote_scale)
    given += commands.list_symbol(0, 1)
    given += b"".join(commands.set_symbol_rule(0, rule, rules[rule]) for rule in rules)
    given += commands.set_symbol_status(0, SymbolStatus.TRADING)
    told = facts_of(Engine().apply(Batch(1, 0, commands_of(given))))
    return all(event.kind != EventKind.COMMAND_REJECTED for event in told)


def test_decimals_become_ticks_lots_and_units_and_the_core_opens_with_them():
    rules = GOOD.rules(WHOLE, WHOLE)
    assert rules == {
        SymbolRule.TICK_UNITS: 10**6,
        SymbolRule.LOT_UNITS: 10**4,
        SymbolRule.PRICE_TICKS_MIN: 50,
        SymbolRule.PRICE_TICKS_MAX: 10**8,
        SymbolRule.QUANTITY_LOTS_MIN: 10,
        SymbolRule.QUANTITY_LOTS_MAX: 9 * 10**7,
        SymbolRule.MARKET_QUANTITY_LOTS_MAX: 10**6,
        SymbolRule.NOTIONAL_UNITS_MIN: 10 * WHOLE,
        SymbolRule.NOTIONAL_UNITS_MAX: 9 * 10**6 * WHOLE,
        SymbolRule.ORDERS_MAX: 200,
        SymbolRule.PERCENT_UP: 50_000,
    }
    assert opens(rules)


def test_what_is_not_said_is_one_step_or_no_limit():
    rules = Terms("0.01", "0.0001", "1000000", "9000").rules(WHOLE, WHOLE)
    assert rules[SymbolRule.PRICE_TICKS_MIN] == rules[SymbolRule.QUANTITY_LOTS_MIN] == 1
    assert SymbolRule.NOTIONAL_UNITS_MAX not in rules
    assert opens(rules)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("tick", "", "tick is missing; expected a decimal"),
        ("tick", "0", "tick is 0 in that unit; expected 1 to 9007199254740992"),
        ("lot", "0.000000001", "lot has too many decimals; expected a multiple of 0.00000001"),
        ("lot", "-1", "lot is no decimal"),
        ("price_max", "0.015", "price_max is no whole number of steps"),
        ("price_max", "99999999999", "price_max is 9999999999900 in that unit; expected 1 to 439"),
        ("price_min", "2000000", "price_min is more than the greatest"),
        ("quantity_min", "9000.1", "quantity_min is more than the greatest"),
        ("market_quantity_min", "101", "market_quantity_min is more than the greatest"),
        ("notional_min", "9000001", "notional_min is more than the greatest"),
        (
            "more",
            {SymbolRule.ORDERS_MAX: 10_001},
            "ORDERS_MAX is 10001 in that unit; expected 0 to",
        ),
        ("more", {SymbolRule.TICK_UNITS: 1}, "TICK_UNITS is written as a decimal"),
        ("more", {SymbolRule.AMENDS_MAX: -1}, "AMENDS_MAX is -1"),
    ],
)
def test_what_does_not_fit_is_named_with_what_would(field, value, said):
    with pytest.raises(BadTerm) as refused:
        GOOD._replace(**{field: value}).rules(WHOLE, WHOLE)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("base_decimals", "quote_decimals", "terms"),
    [
        (18, 8, Terms("0.01", "0.000000000000000001", "30000", "1")),
        (18, 8, Terms("0.01", "0.000000000000000001", "30000", "5")),
        (18, 2, Terms("0.01", "0.001", "30000000000", "4")),
        (18, 2, Terms("0.01", "0.001", "30000000000", "5")),
        (0, 18, Terms("0.000000000000000001", "1", "0.000004", "1000000")),
        (0, 18, Terms("0.001", "4000", "0.004", "4000")),
        (0, 18, Terms("0.001", "5000", "0.004", "5000")),
        (3, 18, Terms("0.001", "0.001", "4", "40")),
        (3, 18, Terms("0.001", "0.001", "5", "40")),
        (8, 8, Terms("40000000", "40000000", "40000000", "40000000")),
    ],
)
def test_what_is_too_large_to_compute_is_refused_exactly_where_the_core_would(
    base_decimals, quote_decimals, terms, monkeypatch
):
    scales = 10**base_decimals, 10**quote_decimals
    checks = terms_of.__dict__["_require_consistent"]
    monkeypatch.setattr(terms_of, "_require_consistent", lambda *_: None)
    rules = terms.rules(*scales)
    if opens(rules, *scales):
        checks(rules, scales[0])
    else:
        with pytest.raises(BadTerm, match=r"price_max|quantity_max"):
            checks(rules, scales[0])


@pytest.mark.parametrize("rule", SymbolRule, ids=lambda rule: rule.name)
def test_every_rule_has_the_core_s_bounds(rule):
    assert core.is_rule(rule)
    assert bounds(rule) == (core.rule_least(rule), core.rule_most(rule))


def test_rules_are_shown_as_they_were_written():
    symbol = Symbol(0, "BTCUSD", Asset(0, "BTC", WHOLE), Asset(1, "USD", WHOLE))
    for rule, value in GOOD.rules(WHOLE, WHOLE).items():
        symbol.set_rule(rule, value)
    shown = {rule.name: rule_text(symbol, rule) for rule in symbol.rules}
    assert shown["TICK_UNITS"] == "0.01000000"
    assert shown["LOT_UNITS"] == "0.00010000"
    assert shown["PRICE_TICKS_MIN"] == "0.50000000"
    assert shown["MARKET_QUANTITY_LOTS_MAX"] == "100.00000000"
    assert shown["NOTIONAL_UNITS_MIN"] == "10.00000000"
    assert shown["ORDERS_MAX"] == "200"
