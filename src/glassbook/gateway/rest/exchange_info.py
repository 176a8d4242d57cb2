"""GET /api/v3/exchangeInfo: what is traded here, and by which rules.

Clients read PRICE_FILTER from the first place, and either `permissions` or `permissionSets`: both
are there. Source: REST API, "Exchange information"; filters.md.
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.filters import exchange_filters, filters
from glassbook.gateway.rest.market_data import GENERAL
from glassbook.gateway.rest.names import ORDER_TYPES, PREVENTIONS
from glassbook.gateway.rest.order_form import PREVENTION_DEFAULT, listed
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import Parameter
from glassbook.gateway.rest.symbol_status import SYMBOL_STATUS, has_status
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.protocol.symbols import SymbolStatus

SPOT = "SPOT"
PRECISION = 8


class RateLimitView(Shape, kw_only=True):
    rate_limit_type: str
    interval: str
    interval_num: int
    limit: int


class SymbolView(Shape, kw_only=True):
    symbol: str
    status: str
    base_asset: str
    base_asset_precision: int = PRECISION
    quote_asset: str
    quote_precision: int = PRECISION
    quote_asset_precision: int = PRECISION
    base_commission_precision: int = PRECISION
    quote_commission_precision: int = PRECISION
    order_types: list[str]
    iceberg_allowed: bool = True
    oco_allowed: bool = True
    oto_allowed: bool = True
    opo_allowed: bool = True
    quote_order_qty_market_allowed: bool = True
    allow_trailing_stop: bool = True
    cancel_replace_allowed: bool = True
    amend_allowed: bool = True
    peg_instructions_allowed: bool = True
    is_spot_trading_allowed: bool = True
    is_margin_trading_allowed: bool = False
    filters: list[dict[str, Any]]
    permissions: list[str]
    permission_sets: list[list[str]]
    default_self_trade_prevention_mode: str
    allowed_self_trade_prevention_modes: list[str]


class ExchangeInfo(Shape, kw_only=True):
    timezone: str = "UTC"
    server_time: int
    rate_limits: list[RateLimitView]
    exchange_filters: list[dict[str, Any]]
    symbols: list[SymbolView]


def _permissions(text: str) -> list[str]:
    return text.strip('[]"').replace('"', "").split(",")


PERMISSIONS = Parameter(
    "permissions", _permissions, {"type": "string"}, 'SPOT, or a JSON array such as ["SPOT"].'
)


async def exchange_info(venue: Venue, call: Call) -> ExchangeInfo:
    """Show the symbols that are asked for, or all. *Rejects* -1121, -1128."""
    shows_sets = call.values.get("showPermissionSets", True)
    return ExchangeInfo(
        server_time=call.time(call.now_ns),
        rate_limits=rate_limits(venue),
        exchange_filters=exchange_filters(venue.projections.directory),
        symbols=[symbol_view(each, shows_sets=shows_sets) for each in _wanted(venue, call)],
    )


def rate_limits(venue: Venue) -> list[RateLimitView]:
    """Show the limits that are enforced."""
    return [
        RateLimitView(
            rate_limit_type=each.rate_limit_type,
            interval=each.interval,
            interval_num=each.interval_num,
            limit=each.limit,
        )
        for each in venue.limiter.profile.published()
    ]


def _wanted(venue: Venue, call: Call) -> list[Symbol]:
    directory, values = venue.projections.directory, call.values
    chosen = [each for each in ("symbol", "symbols", "permissions") if each in values]
    if len(chosen) > 1 or ("symbolStatus" in values and {"symbol", "symbols"} & set(chosen)):
        raise refusals.bad_combination()
    if "symbol" in values:
        return [listed(directory, values["symbol"])]
    if "symbols" in values:
        return [listed(directory, name) for name in values["symbols"]]
    if SPOT not in values.get("permissions", [SPOT]):
        return []
    return [each for each in directory.symbols.values() if has_status(each, values)]


def symbol_view(symbol: Symbol, *, shows_sets: bool = True) -> SymbolView:
    """Return a symbol with its filters."""
    return SymbolView(
        symbol=symbol.name,
        status=SymbolStatus(symbol.status).name,
        base_asset=symbol.base.name,
        quote_asset=symbol.quote.name,
        order_types=sorted(ORDER_TYPES),
        filters=filters(symbol),
        permissions=[SPOT],
        permission_sets=[[SPOT]] if shows_sets else [],
        default_self_trade_prevention_mode=PREVENTION_DEFAULT.name,
        allowed_self_trade_prevention_modes=list(PREVENTIONS),
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/exchangeInfo",
        Security.NONE,
        exchange_info,
        ExchangeInfo,
        GENERAL,
        "Symbols, rules and limits",
        (
            parameters.symbol(),
            parameters.symbols(),
            PERMISSIONS,
            parameters.boolean("showPermissionSets"),
            SYMBOL_STATUS,
        ),
    ),
)
