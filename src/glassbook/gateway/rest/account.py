"""What an account has, pays, and has used: balances, commissions, fills, order counts."""

from typing import Any

from msgspec import UNSET, UnsetType

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.account_shapes import (
    NO_DISCOUNT,
    NO_RATE,
    AccountCommission,
    AccountView,
    Balance,
    CommissionRates,
    FillView,
    OrderCount,
    PreventedMatchView,
    rate_text,
)
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import LIMIT_DEFAULT, LIMIT_MAX, PAGE, page, symbols_meant
from glassbook.gateway.rest.names import PREVENTION_NAMES
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Symbol
from glassbook.projection.pages import Page
from glassbook.projection.rows import Fill, PreventedMatch
from glassbook.protocol.orders import Side

TAG = "Account"
PPM_PER_BASIS_POINT = 100
NO_TRADE_GROUP = -1
NO_COMMISSION = CommissionRates(maker=NO_RATE, taker=NO_RATE)


async def account(venue: Venue, call: Call) -> AccountView:
    """Show the caller's balances and rates."""
    own = venue.projections.directory.accounts[call.account_id]
    return AccountView(
        maker_commission=own.maker_ppm // PPM_PER_BASIS_POINT,
        taker_commission=own.taker_ppm // PPM_PER_BASIS_POINT,
        commission_rates=CommissionRates(
            maker=rate_text(own.maker_ppm), taker=rate_text(own.taker_ppm)
        ),
        can_trade=not own.is_frozen,
        can_withdraw=False,
        can_deposit=False,
        update_time=call.time(call.now_ns),
        balances=_balances(venue, call),
        permissions=["SPOT"],
        uid=own.account_id,
        trade_group_id=own.trade_group or UNSET,
    )


def _balances(venue: Venue, call: Call) -> list[Balance]:
    """Return every asset with what the caller has of it; without zeros where that was asked for."""
    owned = venue.projections.balances.of(call.account_id)
    omits_zero = call.values.get("omitZeroBalances", False)
    balances = []
    for asset in venue.projections.directory.assets.values():
        available, locked = owned.get(asset.asset_id, (0, 0))
        if available or locked or not omits_zero:
            balances.append(
                Balance(asset=asset.name, free=asset.text(available), locked=asset.text(locked))
            )
    return balances


async def commission(venue: Venue, call: Call) -> AccountCommission:
    """Show what the caller pays on a symbol: his own rate and, as the special one, the symbol's.

    *Rejects* -1121.
    """
    symbol = listed(venue.projections.directory, call.values["symbol"])
    own = venue.projections.directory.accounts[call.account_id]
    return AccountCommission(
        symbol=symbol.name,
        standard_commission=CommissionRates(
            maker=rate_text(own.maker_ppm), taker=rate_text(own.taker_ppm)
        ),
        special_commission=CommissionRates(
            maker=rate_text(symbol.maker_ppm), taker=rate_text(symbol.taker_ppm)
        ),
        tax_commission=NO_COMMISSION,
        discount=NO_DISCOUNT,
    )


async def my_trades(venue: Venue, call: Call) -> list[FillView]:
    """Show a page of the caller's fills; of all symbols where none is named, which goes beyond
    Binance. *Rejects* -1121, -1127, -1128.
    """
    _require_supported(call.values)
    wanted, order_id = page(call.values, "fromId"), call.values.get("orderId")
    if order_id is not None and wanted.from_id is None:
        wanted = Page(wanted.limit, from_id=0)
    fills = venue.projections.fills
    found = [
        each
        for symbol in symbols_meant(venue, call)
        for each in fills.of_account(call.account_id, symbol.symbol_id, wanted, order_id)
    ]
    found.sort(key=lambda each: (each.time_ns, each.symbol_id, each.trade_id))
    kept = found[: wanted.limit] if wanted.is_forward else found[-wanted.limit :]
    return [_fill_view(venue.projections.directory, call, each) for each in kept]


def _require_supported(values: dict[str, Any]) -> None:
    has_time = "startTime" in values or "endTime" in values
    has_id = "orderId" in values or "fromId" in values
    if has_id and (has_time or "symbol" not in values):
        raise refusals.bad_combination()


def _fill_view(directory: Directory, call: Call, fill: Fill) -> FillView:
    symbol = directory.symbols[fill.symbol_id]
    asset = directory.assets[fill.commission_asset_id]
    return FillView(
        symbol=symbol.name,
        id=fill.trade_id,
        order_id=fill.order_id,
        price=symbol.price_text(fill.price_ticks),
        qty=symbol.quantity_text(fill.quantity_lots),
        quote_qty=symbol.amount_text(fill.amount_units),
        commission=asset.text(fill.commission_units),
        commission_asset=asset.name,
        time=call.time(fill.time_ns),
        is_buyer=fill.side == Side.BUY,
        is_maker=bool(fill.is_maker),
    )


async def prevented_matches(venue: Venue, call: Call) -> list[PreventedMatchView]:
    """Show matches of the caller with himself that were prevented. *Rejects* -1121, -1128."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    match_id, order_id = call.values.get("preventedMatchId"), call.values.get("orderId")
    if (match_id is None) == (order_id is None):
        raise refusals.bad_combination()
    if match_id is not None:
        wanted = Page(1, from_id=match_id)
    else:
        limit = call.values.get("limit", LIMIT_DEFAULT)
        wanted = Page(limit, from_id=call.values.get("fromPreventedMatchId", 0))
    prevented = venue.projections.prevented
    found = prevented.of_account(call.account_id, symbol.symbol_id, wanted, order_id)
    if match_id is not None:
        found = [each for each in found if each.prevented_match_id == match_id]
    trade_group = venue.projections.directory.accounts[call.account_id].trade_group
    return [_prevented_view(symbol, call, each, trade_group) for each in found]


def _prevented_view(
    symbol: Symbol, call: Call, match: PreventedMatch, trade_group: int
) -> PreventedMatchView:
    return PreventedMatchView(
        symbol=symbol.name,
        prevented_match_id=match.prevented_match_id,
        taker_order_id=match.taker_order_id,
        maker_symbol=symbol.name,
        maker_order_id=match.maker_order_id,
        trade_group_id=trade_group or NO_TRADE_GROUP,
        self_trade_prevention_mode=PREVENTION_NAMES[match.self_trade_prevention],
        price=symbol.price_text(match.price_ticks),
        maker_prevented_quantity=_quantity(symbol, match.maker_lots),
        taker_prevented_quantity=_quantity(symbol, match.taker_lots),
        transact_time=call.time(match.time_ns),
    )


def _quantity(symbol: Symbol, lots: int) -> str | UnsetType:
    """Return a quantity that appears only when there is one."""
    return symbol.quantity_text(lots) if lots else UNSET


async def order_counts(venue: Venue, call: Call) -> list[OrderCount]:
    """Show how many orders the caller has placed in each window."""
    profile = venue.limiter.profile
    counts = venue.limiter.order_counts(call.account_id)
    return [
        OrderCount(
            rate_limit_type=limit.rate_limit_type,
            interval=limit.interval,
            interval_num=limit.interval_num,
            limit=limit.limit,
            count=count,
        )
        for limit, count in zip((profile.orders_short, profile.orders_day), counts, strict=True)
    ]


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/account",
        Security.USER_DATA,
        account,
        AccountView,
        TAG,
        "Balances and rates",
        (parameters.boolean("omitZeroBalances"),),
    ),
    Endpoint(
        "GET",
        "/api/v3/account/commission",
        Security.USER_DATA,
        commission,
        AccountCommission,
        TAG,
        "Commission rates on a symbol",
        (mandatory(parameters.symbol()),),
    ),
    Endpoint(
        "GET",
        "/api/v3/myTrades",
        Security.USER_DATA,
        my_trades,
        list[FillView],
        TAG,
        "Fills",
        (
            parameters.symbol(),
            parameters.long("orderId", "Of this order only; needs symbol."),
            parameters.long("fromId", "From this trade on; needs symbol."),
            *PAGE,
        ),
    ),
    Endpoint(
        "GET",
        "/api/v3/myPreventedMatches",
        Security.USER_DATA,
        prevented_matches,
        list[PreventedMatchView],
        TAG,
        "Matches that self-trade prevention stopped",
        (
            mandatory(parameters.symbol()),
            parameters.long("preventedMatchId"),
            parameters.long("orderId"),
            parameters.long("fromPreventedMatchId"),
            parameters.limit(LIMIT_DEFAULT, LIMIT_MAX),
        ),
    ),
    Endpoint(
        "GET",
        "/api/v3/rateLimit/order",
        Security.USER_DATA,
        order_counts,
        list[OrderCount],
        TAG,
        "Orders placed in each window",
    ),
)
