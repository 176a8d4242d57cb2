"""The terms on which a symbol is listed: decimals as people write them, rules as the core has them.

The core takes each rule by itself and says no more than a code; here a symbol's rules are looked at
together, and what does not fit is named with what would. A test holds both against each other.
"""

from collections.abc import Mapping
from math import gcd
from typing import NamedTuple

from glassbook.projection.listing import Symbol
from glassbook.protocol.decimals import NotADecimal, TooPrecise, to_text, to_units
from glassbook.protocol.maxima import (
    AMENDS_LIMIT,
    AMOUNT_UNITS_MAX,
    ICEBERG_PARTS_LIMIT,
    MULTIPLIER_MAX,
    OPEN_ORDERS_PER_ACCOUNT_MAX,
    PRICE_TICKS_LIMIT,
    QUANTITY_LOTS_LIMIT,
    STEP_UNITS_LIMIT,
)
from glassbook.protocol.orders import LIST_ORDERS_MIN
from glassbook.protocol.symbols import SymbolRule

#: Rules that people write as decimals: of the quote asset in ticks, of the base asset in lots, of
#: the quote asset in its units.
PRICES = {"price_min": SymbolRule.PRICE_TICKS_MIN, "price_max": SymbolRule.PRICE_TICKS_MAX}
QUANTITIES = {
    "quantity_min": SymbolRule.QUANTITY_LOTS_MIN,
    "quantity_max": SymbolRule.QUANTITY_LOTS_MAX,
    "market_quantity_min": SymbolRule.MARKET_QUANTITY_LOTS_MIN,
    "market_quantity_max": SymbolRule.MARKET_QUANTITY_LOTS_MAX,
}
NOTIONALS = {
    "notional_min": SymbolRule.NOTIONAL_UNITS_MIN,
    "notional_max": SymbolRule.NOTIONAL_UNITS_MAX,
}
DECIMALS = {
    "tick": SymbolRule.TICK_UNITS,
    "lot": SymbolRule.LOT_UNITS,
    **PRICES,
    **QUANTITIES,
    **NOTIONALS,
}
_DECIMAL_RULES = frozenset(DECIMALS.values())
_TICKS = frozenset([*PRICES.values(), SymbolRule.REFERENCE_PRICE_TICKS])
_LOTS = frozenset([*QUANTITIES.values(), SymbolRule.POSITION_LOTS_MAX])


class BadTerm(ValueError):
    """What is wrong with which field, and what would be accepted."""

    def __init__(self, field: str, rule: str, accepted: str) -> None:
        super().__init__(f"{field} {rule}; expected {accepted}")
        self.field = field
        self.rule = rule
        self.accepted = accepted


class Terms(NamedTuple):
    """A symbol's filters, as decimals of its quote (price, notional) or base (quantity) asset.

    An empty minimum is one tick or one lot; another empty limit is none. `more` are the other
    rules, in their own units.
    """

    tick: str
    lot: str
    price_max: str
    quantity_max: str
    price_min: str = ""
    quantity_min: str = ""
    market_quantity_min: str = ""
    market_quantity_max: str = ""
    notional_min: str = ""
    notional_max: str = ""
    more: Mapping[SymbolRule, int] = {}

    def rules(self, base_scale: int, quote_scale: int) -> dict[SymbolRule, int]:
        """Return every rule that is set, in its unit. *Raises* BadTerm."""
        given = {field: text for field in DECIMALS if (text := getattr(self, field))}
        for field in ("tick", "lot", "price_max", "quantity_max"):
            if field not in given:
                raise BadTerm(field, "is missing", "a decimal")
        tick_units = _units("tick", self.tick, quote_scale)
        lot_units = _units("lot", self.lot, base_scale)
        rules = {SymbolRule.TICK_UNITS: tick_units, SymbolRule.LOT_UNITS: lot_units}
        require_in_bounds(SymbolRule.TICK_UNITS, tick_units, "tick")
        require_in_bounds(SymbolRule.LOT_UNITS, lot_units, "lot")
        rules |= {SymbolRule.PRICE_TICKS_MIN: 1, SymbolRule.QUANTITY_LOTS_MIN: 1}
        for field, text in given.items():
            if field in PRICES:
                rules[PRICES[field]] = _steps(field, text, quote_scale, tick_units)
            elif field in QUANTITIES:
                rules[QUANTITIES[field]] = _steps(field, text, base_scale, lot_units)
            elif field in NOTIONALS:
                rules[NOTIONALS[field]] = _units(field, text, quote_scale)
        rules |= _others(self.more)
        _require_consistent(rules, base_scale)
        return rules


class Bounds(NamedTuple):
    """The least and the greatest value of a rule, in its unit."""

    least: int
    most: int


def bounds(rule: SymbolRule) -> Bounds:
    """Return what values a rule takes."""
    least = 1 if rule in _INDISPENSABLE else 0
    if SymbolRule.PERCENT_UP <= rule <= SymbolRule.RANGE_ASK_DOWN:
        return Bounds(least, MULTIPLIER_MAX)
    return Bounds(least, _MOST.get(rule, AMOUNT_UNITS_MAX))


_INDISPENSABLE = frozenset(
    {
        SymbolRule.TICK_UNITS,
        SymbolRule.LOT_UNITS,
        SymbolRule.PRICE_TICKS_MAX,
        SymbolRule.QUANTITY_LOTS_MAX,
    }
)
_MOST = {
    SymbolRule.TICK_UNITS: STEP_UNITS_LIMIT,
    SymbolRule.LOT_UNITS: STEP_UNITS_LIMIT,
    SymbolRule.PRICE_TICKS_MAX: PRICE_TICKS_LIMIT,
    SymbolRule.QUANTITY_LOTS_MAX: QUANTITY_LOTS_LIMIT,
    SymbolRule.ICEBERG_PARTS_MAX: ICEBERG_PARTS_LIMIT,
    SymbolRule.REFERENCE_PRICE_TICKS: PRICE_TICKS_LIMIT,
    SymbolRule.ORDERS_MAX: OPEN_ORDERS_PER_ACCOUNT_MAX,
    SymbolRule.ALGO_ORDERS_MAX: OPEN_ORDERS_PER_ACCOUNT_MAX,
    SymbolRule.ICEBERG_ORDERS_MAX: OPEN_ORDERS_PER_ACCOUNT_MAX,
    SymbolRule.NOTIONAL_MIN_SPARES_MARKET: 1,
    SymbolRule.NOTIONAL_MAX_SPARES_MARKET: 1,
    SymbolRule.AMENDS_MAX: AMENDS_LIMIT,
    SymbolRule.ORDER_LISTS_MAX: OPEN_ORDERS_PER_ACCOUNT_MAX // LIST_ORDERS_MIN,
}


def require_in_bounds(rule: SymbolRule, value: int, field: str) -> None:
    """*Raises* BadTerm unless the rule takes the value."""
    least, most = bounds(rule)
    if not least <= value <= most:
        accepted = f"{least} to {most} in the unit of {rule.name}"
        raise BadTerm(field, f"is {value} in that unit", accepted)


def rule_text(symbol: Symbol, rule: SymbolRule) -> str:
    """Return a rule's value as people write it: a decimal where it is a price or a quantity."""
    value = symbol.rules[rule]
    if rule is SymbolRule.TICK_UNITS:
        return symbol.price_text(1)
    if rule is SymbolRule.LOT_UNITS:
        return symbol.quantity_text(1)
    if rule in _TICKS:
        return symbol.price_text(value)
    if rule in _LOTS:
        return symbol.quantity_text(value)
    return symbol.amount_text(value) if rule in NOTIONALS.values() else str(value)


def _units(field: str, text: str, scale: int) -> int:
    try:
        return to_units(text, scale)
    except NotADecimal:
        raise BadTerm(field, "is no decimal", "digits, with at most one point") from None
    except TooPrecise:
        least = to_text(1, scale, len(str(scale)) - 1)
        raise BadTerm(field, "has too many decimals", f"a multiple of {least}") from None


def _steps(field: str, text: str, scale: int, step_units: int) -> int:
    steps, rest = divmod(_units(field, text, scale), step_units)
    if rest:
        step = to_text(step_units, scale, len(str(scale)) - 1)
        raise BadTerm(field, "is no whole number of steps", f"a multiple of {step}")
    return steps


def _others(more: Mapping[SymbolRule, int]) -> dict[SymbolRule, int]:
    for rule in more:
        if rule in _DECIMAL_RULES:
            named = next(field for field, each in DECIMALS.items() if each is rule)
            raise BadTerm(rule.name, "is written as a decimal", f"the field {named}")
    return dict(more)


def _require_consistent(rules: Mapping[SymbolRule, int], base_scale: int) -> None:
    """*Raises* BadTerm where a rule is out of bounds, or two do not go together."""
    fields = {rule: field for field, rule in DECIMALS.items()}
    for rule, value in rules.items():
        require_in_bounds(rule, value, fields.get(rule, rule.name))
    for kind in ("price", "quantity", "market_quantity", "notional"):
        low, high = DECIMALS[f"{kind}_min"], DECIMALS[f"{kind}_max"]
        if 0 < rules.get(high, 0) < rules.get(low, 0):
            raise BadTerm(f"{kind}_min", "is more than the greatest", f"at most {kind}_max")
    _require_computable(rules, base_scale)


def _require_computable(rules: Mapping[SymbolRule, int], base_scale: int) -> None:
    """A quantity in base units, and what holds and trades multiply, must stay below 2^62."""
    tick_units, lot_units = rules[SymbolRule.TICK_UNITS], rules[SymbolRule.LOT_UNITS]
    quantity_most = AMOUNT_UNITS_MAX // lot_units
    if rules[SymbolRule.QUANTITY_LOTS_MAX] > quantity_most:
        raise BadTerm(
            "quantity_max",
            "is more than can be held",
            f"at most {quantity_most} lots, or a smaller lot",
        )
    product = tick_units * lot_units
    divisor = gcd(product, base_scale)
    price_most = AMOUNT_UNITS_MAX // (product // divisor) // (base_scale // divisor)
    if product > AMOUNT_UNITS_MAX or rules[SymbolRule.PRICE_TICKS_MAX] > price_most:
        raise BadTerm(
            "price_max",
            "is more than can be computed with this tick and lot",
            f"at most {price_most} ticks, or a larger tick",
        )
