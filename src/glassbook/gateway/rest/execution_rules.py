"""The price-range execution rule, the reference price that it goes by, and a caller's own filters.

The reference is the price that the house has set for a symbol, or else that of its last trade; a
symbol that never traded and was told nothing has none, and no range. Source: REST API, "Query
Execution Rules", "Query Reference Price", "Query Reference Price Calculation", "Query Relevant
Filters"; faqs/price_range_execution_rules.md.
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.reference_price import reference
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.filters import (
    asset_filters,
    exchange_filters,
    multiplier_text,
    own_filters,
)
from glassbook.gateway.rest.market_data import TAG
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.symbol_status import SYMBOL_STATUS, has_status, require_status
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.protocol.symbols import SymbolRule

RANGE = (
    ("bidLimitMultUp", SymbolRule.RANGE_BID_UP),
    ("bidLimitMultDown", SymbolRule.RANGE_BID_DOWN),
    ("askLimitMultUp", SymbolRule.RANGE_ASK_UP),
    ("askLimitMultDown", SymbolRule.RANGE_ASK_DOWN),
)


class SymbolRules(Shape, kw_only=True):
    symbol: str
    rules: list[dict[str, Any]]


class ExecutionRules(Shape, kw_only=True):
    symbol_rules: list[SymbolRules]


class ReferencePrice(Shape, kw_only=True):
    symbol: str
    reference_price: str | None
    timestamp: int


class ReferenceCalculation(Shape, kw_only=True):
    symbol: str
    calculation_type: str = "EXTERNAL"
    external_calculation_id: int


class RelevantFilters(Shape, kw_only=True):
    exchange_filters: list[dict[str, Any]]
    symbol_filters: list[dict[str, Any]]
    asset_filters: list[dict[str, Any]]


async def execution_rules(venue: Venue, call: Call) -> ExecutionRules:
    """Show the range of each symbol that has one. *Rejects* -1121, -1128."""
    directory, values = venue.projections.directory, call.values
    chosen = [each for each in ("symbol", "symbols", "symbolStatus") if each in values]
    if len(chosen) > 1:
        raise refusals.bad_combination()
    names = values.get("symbols", [values["symbol"]] if "symbol" in values else None)
    symbols = (
        [each for each in directory.symbols.values() if has_status(each, values)]
        if names is None
        else [listed(directory, name) for name in names]
    )
    return ExecutionRules(
        symbol_rules=[SymbolRules(symbol=each.name, rules=_range(each)) for each in symbols]
    )


def _range(symbol: Symbol) -> list[dict[str, Any]]:
    """Return the range of a symbol with the multipliers that are set, if any is."""
    texts = {key: multiplier_text(symbol, rule) for key, rule in RANGE if symbol.rules.get(rule, 0)}
    return [{"ruleType": "PRICE_RANGE", **texts}] if texts else []


async def reference_price(venue: Venue, call: Call) -> ReferencePrice:
    """Show the reference price, null when there is none yet. *Rejects* -1121."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    price_ticks, _ = reference(venue.projections, symbol)
    return ReferencePrice(
        symbol=symbol.name,
        reference_price=symbol.price_text(price_ticks) if price_ticks else None,
        timestamp=call.time(call.now_ns),
    )


async def reference_calculation(venue: Venue, call: Call) -> ReferenceCalculation:
    """Show how the reference price comes about: 1 set by the house, 2 the last trade's.

    *Rejects* -1121, -1220, -2043.
    """
    symbol = listed(venue.projections.directory, call.values["symbol"])
    require_status(symbol, call.values)
    price_ticks, way = reference(venue.projections, symbol)
    if not price_ticks:
        raise refusals.no_reference_price()
    return ReferenceCalculation(symbol=symbol.name, external_calculation_id=way)


async def my_filters(venue: Venue, call: Call) -> RelevantFilters:
    """Show the filters that concern the caller on a symbol. *Rejects* -1121."""
    directory = venue.projections.directory
    symbol = listed(directory, call.values["symbol"])
    account = directory.accounts[call.account_id]
    return RelevantFilters(
        exchange_filters=exchange_filters(directory, account),
        symbol_filters=own_filters(symbol, account),
        asset_filters=asset_filters(directory, symbol),
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/executionRules",
        Security.NONE,
        execution_rules,
        ExecutionRules,
        TAG,
        "How far from the reference price orders trade",
        (parameters.symbol(), parameters.symbols(), SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/referencePrice",
        Security.NONE,
        reference_price,
        ReferencePrice,
        TAG,
        "The reference price",
        (mandatory(parameters.symbol()),),
    ),
    Endpoint(
        "GET",
        "/api/v3/referencePrice/calculation",
        Security.NONE,
        reference_calculation,
        ReferenceCalculation,
        TAG,
        "How the reference price comes about",
        (mandatory(parameters.symbol()), SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/myFilters",
        Security.USER_DATA,
        my_filters,
        RelevantFilters,
        "Account",
        "The filters that concern the caller",
        (mandatory(parameters.symbol()),),
    ),
)
