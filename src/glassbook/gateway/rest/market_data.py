"""The public tape and the book: depth, trades, aggregated trades."""

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import LIMIT_DEFAULT, LIMIT_MAX, PAGE, page
from glassbook.gateway.rest.market_shapes import (
    AggregateTradeView,
    BlockTradeView,
    DepthView,
    LevelText,
    ServerTime,
    TradeView,
)
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.order_shapes import Empty
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.symbol_status import SYMBOL_STATUS, require_status
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.pages import Page
from glassbook.projection.rows import Trade

GENERAL, TAG = "General", "Market data"
DEPTH_DEFAULT, DEPTH_MAX = 100, 5000


async def ping(_venue: Venue, _call: Call) -> Empty:
    """Say that the venue is there."""
    return Empty()


async def time(_venue: Venue, call: Call) -> ServerTime:
    """Tell the venue's clock."""
    return ServerTime(server_time=call.time(call.now_ns))


async def depth(venue: Venue, call: Call) -> DepthView:
    """Show the book. *Rejects* -1121, -1220."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    require_status(symbol, call.values)
    limit = call.values.get("limit", DEPTH_DEFAULT)
    last_update_id, bids, asks = venue.projections.depth.snapshot(symbol.symbol_id, limit)
    return DepthView(
        last_update_id=last_update_id, bids=_levels(symbol, bids), asks=_levels(symbol, asks)
    )


def _levels(symbol: Symbol, levels: list[tuple[int, int]]) -> list[LevelText]:
    price_text, quantity_text = symbol.price_text, symbol.quantity_text
    return [(price_text(ticks), quantity_text(lots)) for ticks, lots in levels]


async def trades(venue: Venue, call: Call) -> list[TradeView]:
    """Show the newest trades. *Rejects* -1121."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    limit = call.values.get("limit", LIMIT_DEFAULT)
    found = venue.projections.trades.recent(symbol.symbol_id, limit)
    return [_trade_view(symbol, call, each) for each in found]


async def historical_trades(venue: Venue, call: Call) -> list[TradeView]:
    """Show trades from an id on, or the newest. *Rejects* -1121."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    wanted = Page(call.values.get("limit", LIMIT_DEFAULT), from_id=call.values.get("fromId"))
    found = venue.projections.trades.page(symbol.symbol_id, wanted)
    return [_trade_view(symbol, call, each) for each in found]


async def block_trades(venue: Venue, call: Call) -> list[BlockTradeView]:
    """Show trades arranged outside the book: there are none. *Rejects* -1121."""
    listed(venue.projections.directory, call.values["symbol"])
    return []


def _trade_view(symbol: Symbol, call: Call, trade: Trade) -> TradeView:
    return TradeView(
        id=trade.trade_id,
        price=symbol.price_text(trade.price_ticks),
        qty=symbol.quantity_text(trade.quantity_lots),
        quote_qty=symbol.amount_text(trade.amount_units),
        time=call.time(trade.time_ns),
        is_buyer_maker=bool(trade.is_buyer_maker),
    )


async def aggregate_trades(venue: Venue, call: Call) -> list[AggregateTradeView]:
    """Show trades, those of one order at one price as one. *Rejects* -1121, -1128."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    if "fromId" in call.values and ("startTime" in call.values or "endTime" in call.values):
        raise refusals.bad_combination()
    wanted = page(call.values, "fromId", hours_max=None)
    return [
        AggregateTradeView(
            aggregate_id=each.aggregate_id,
            price=symbol.price_text(each.price_ticks),
            quantity=symbol.quantity_text(each.quantity_lots),
            first_trade_id=each.first_trade_id,
            last_trade_id=each.last_trade_id,
            time=call.time(each.time_ns),
            is_buyer_maker=bool(each.is_buyer_maker),
        )
        for each in venue.projections.trades.aggregated(symbol.symbol_id, wanted)
    ]


SYMBOL = mandatory(parameters.symbol())
LIMIT = parameters.limit(LIMIT_DEFAULT, LIMIT_MAX)

ENDPOINTS = (
    Endpoint("GET", "/api/v3/ping", Security.NONE, ping, Empty, GENERAL, "Is the venue there?"),
    Endpoint("GET", "/api/v3/time", Security.NONE, time, ServerTime, GENERAL, "The venue's clock"),
    Endpoint(
        "GET",
        "/api/v3/depth",
        Security.NONE,
        depth,
        DepthView,
        TAG,
        "The book",
        (SYMBOL, parameters.limit(DEPTH_DEFAULT, DEPTH_MAX), SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/trades",
        Security.NONE,
        trades,
        list[TradeView],
        TAG,
        "The newest trades",
        (SYMBOL, LIMIT),
    ),
    Endpoint(
        "GET",
        "/api/v3/historicalTrades",
        Security.NONE,
        historical_trades,
        list[TradeView],
        TAG,
        "Trades from an id on",
        (SYMBOL, LIMIT, parameters.long("fromId")),
        is_lenient_about_security=True,
    ),
    Endpoint(
        "GET",
        "/api/v3/historicalBlockTrades",
        Security.NONE,
        block_trades,
        list[BlockTradeView],
        TAG,
        "Block trades from an id on: none, every trade is of the book",
        (SYMBOL, mandatory(parameters.long("fromId")), LIMIT),
    ),
    Endpoint(
        "GET",
        "/api/v3/aggTrades",
        Security.NONE,
        aggregate_trades,
        list[AggregateTradeView],
        TAG,
        "Trades, those of one order at one price as one",
        (SYMBOL, parameters.long("fromId"), *PAGE),
    ),
)
