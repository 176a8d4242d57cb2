"""Tickers: last price, best prices, and statistics over windows. One symbol, several, or all.

One symbol is answered with an object, anything else with a list. Source: REST API, "24hr ticker",
"Trading Day Ticker", "Symbol price ticker", "Symbol order book ticker", "Rolling window".
"""

from collections.abc import Callable
from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import MILLISECOND_NS, Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.klines import TIME_ZONE
from glassbook.gateway.rest.market_data import TAG
from glassbook.gateway.rest.market_shapes import (
    AveragePrice,
    BookTicker,
    DayTicker,
    MiniTicker,
    PriceTicker,
    WindowTicker,
)
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.symbol_status import SYMBOL_STATUS, has_status, require_status
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.tickers import Ticker

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
WINDOWS = {
    **{f"{count}m": count * MINUTE_MS for count in range(1, 60)},
    **{f"{count}h": count * HOUR_MS for count in range(1, 24)},
    **{f"{count}d": count * DAY_MS for count in range(1, 8)},
}
SYMBOLS_MAX = 100
FULL, MINI = "FULL", "MINI"
NOTHING = "0.00000000"

View = Callable[[Symbol], Any]


def for_symbols(venue: Venue, call: Call, view: View) -> Any:
    """Return the view of one symbol, or a list of views. *Rejects* -1121, -1128, -1220."""
    directory, values = venue.projections.directory, call.values
    if "symbol" in values and "symbols" in values:
        raise refusals.bad_combination()
    if "symbol" in values:
        symbol = listed(directory, values["symbol"])
        require_status(symbol, values)
        return view(symbol)
    if "symbols" in values:
        chosen = [listed(directory, name) for name in values["symbols"]]
    else:
        chosen = list(directory.symbols.values())
    return [view(each) for each in chosen if has_status(each, values)]


def require_symbols(values: dict[str, Any]) -> None:
    """Return when symbols are named, and not too many. *Rejects* -1102, -1130."""
    if "symbol" not in values and "symbols" not in values:
        raise refusals.either_missing("symbol", "symbols")
    if len(values.get("symbols", ())) > SYMBOLS_MAX:
        raise refusals.bad_value("symbols")


async def price(venue: Venue, call: Call) -> Any:
    """Show the last price; zero for a symbol that never traded. *Rejects* -1121, -1128."""
    trades = venue.projections.trades

    def view(symbol: Symbol) -> PriceTicker:
        last = trades.last(symbol.symbol_id)
        text = symbol.price_text(last.price_ticks) if last else NOTHING
        return PriceTicker(symbol=symbol.name, price=text)

    return for_symbols(venue, call, view)


async def book(venue: Venue, call: Call) -> Any:
    """Show the best bid and ask; zeros for a side without orders. *Rejects* -1121, -1128."""
    depth = venue.projections.depth

    def view(symbol: Symbol) -> BookTicker:
        bid, ask = depth.best(symbol.symbol_id)
        return BookTicker(
            symbol=symbol.name,
            bid_price=symbol.price_text(bid[0]) if bid else NOTHING,
            bid_qty=symbol.quantity_text(bid[1]) if bid else NOTHING,
            ask_price=symbol.price_text(ask[0]) if ask else NOTHING,
            ask_qty=symbol.quantity_text(ask[1]) if ask else NOTHING,
        )

    return for_symbols(venue, call, view)


async def average(venue: Venue, call: Call) -> AveragePrice:
    """Show the average price of the last minutes. *Rejects* -1121."""
    symbol = listed(venue.projections.directory, call.values["symbol"])
    found = venue.projections.tickers.average(symbol.symbol_id, call.now_ns // MILLISECOND_NS)
    return AveragePrice(
        mins=found.minutes,
        price=symbol.average_price_text(found.quote_units, found.volume_lots)
        if found.volume_lots
        else symbol.price_text(found.last_ticks),
        close_time=call.time(found.close_time_ns),
    )


async def day(venue: Venue, call: Call) -> Any:
    """Show the last 24 hours. *Rejects* -1121, -1128, -1139."""
    now_ms, tickers = call.now_ns // MILLISECOND_NS, venue.projections.tickers
    shape = _mini if call.values.get("type", FULL) == MINI else _day

    def view(symbol: Symbol) -> DayTicker | MiniTicker:
        return shape(call, symbol, tickers.day(symbol.symbol_id, now_ms))

    return for_symbols(venue, call, view)


async def rolling(venue: Venue, call: Call) -> Any:
    """Show a window that ends now. *Rejects* -1102, -1121, -1128, -1130, -1139."""
    require_symbols(call.values)
    now_ms, tickers = call.now_ns // MILLISECOND_NS, venue.projections.tickers
    window_ms = call.values.get("windowSize", DAY_MS)
    shape = _mini if call.values.get("type", FULL) == MINI else _window

    def view(symbol: Symbol) -> WindowTicker | MiniTicker:
        return shape(call, symbol, tickers.rolling(symbol.symbol_id, window_ms, now_ms))

    return for_symbols(venue, call, view)


async def trading_day(venue: Venue, call: Call) -> Any:
    """Show the calendar day. *Rejects* -1102, -1121, -1128, -1130, -1139."""
    require_symbols(call.values)
    now_ms, tickers = call.now_ns // MILLISECOND_NS, venue.projections.tickers
    offset_ms = call.values.get("timeZone", 0)
    shape = _mini if call.values.get("type", FULL) == MINI else _window

    def view(symbol: Symbol) -> WindowTicker | MiniTicker:
        return shape(call, symbol, tickers.trading_day(symbol.symbol_id, now_ms, offset_ms))

    return for_symbols(venue, call, view)


# --- the shapes


def percent_text(thousandths: int) -> str:
    """Return thousandths of a percent with three decimals."""
    whole, part = divmod(abs(thousandths), 1000)
    return f"{'-' if thousandths < 0 else ''}{whole}.{part:03d}"


def _mini_fields(call: Call, symbol: Symbol, ticker: Ticker) -> dict[str, Any]:
    found, text = ticker.statistics, symbol.price_text
    return {
        "symbol": symbol.name,
        "open_price": text(found.open_ticks),
        "high_price": text(found.high_ticks),
        "low_price": text(found.low_ticks),
        "last_price": text(found.last_ticks),
        "volume": symbol.quantity_text(found.volume_lots),
        "quote_volume": symbol.amount_text(found.quote_units),
        "open_time": call.time(found.open_time_ms * MILLISECOND_NS),
        "close_time": call.time(ticker.close_time_ms * MILLISECOND_NS),
        "first_id": found.first_trade_id,
        "last_id": found.last_trade_id,
        "count": found.trade_count,
    }


def _window_fields(call: Call, symbol: Symbol, ticker: Ticker) -> dict[str, Any]:
    found = ticker.statistics
    return {
        **_mini_fields(call, symbol, ticker),
        "price_change": symbol.price_text(found.change_ticks),
        "price_change_percent": percent_text(found.change_percent_thousandths),
        "weighted_avg_price": symbol.average_price_text(found.quote_units, found.volume_lots),
    }


def _mini(call: Call, symbol: Symbol, ticker: Ticker) -> MiniTicker:
    return MiniTicker(**_mini_fields(call, symbol, ticker))


def _window(call: Call, symbol: Symbol, ticker: Ticker) -> WindowTicker:
    return WindowTicker(**_window_fields(call, symbol, ticker))


def _day(call: Call, symbol: Symbol, ticker: Ticker) -> DayTicker:
    bid, ask = ticker.bid or (0, 0), ticker.ask or (0, 0)
    return DayTicker(
        **_window_fields(call, symbol, ticker),
        prev_close_price=symbol.price_text(ticker.statistics.previous_close_ticks),
        last_qty=symbol.quantity_text(ticker.last_quantity_lots),
        bid_price=symbol.price_text(bid[0]),
        bid_qty=symbol.quantity_text(bid[1]),
        ask_price=symbol.price_text(ask[0]),
        ask_qty=symbol.quantity_text(ask[1]),
    )


SOME = (parameters.symbol(), parameters.symbols())
TYPE = parameters.choice("type", {FULL: FULL, MINI: MINI}, refusals.bad_ticker_type)

ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/v3/avgPrice",
        Security.NONE,
        average,
        AveragePrice,
        TAG,
        "Average price of the last five minutes",
        (mandatory(parameters.symbol()),),
    ),
    Endpoint(
        "GET",
        "/api/v3/ticker/24hr",
        Security.NONE,
        day,
        (DayTicker, list[DayTicker], MiniTicker, list[MiniTicker]),
        TAG,
        "The last 24 hours",
        (*SOME, TYPE, SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/ticker/tradingDay",
        Security.NONE,
        trading_day,
        (WindowTicker, list[WindowTicker], MiniTicker, list[MiniTicker]),
        TAG,
        "The calendar day",
        (*SOME, TIME_ZONE, TYPE, SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/ticker/price",
        Security.NONE,
        price,
        (PriceTicker, list[PriceTicker]),
        TAG,
        "Last price",
        (*SOME, SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/ticker/bookTicker",
        Security.NONE,
        book,
        (BookTicker, list[BookTicker]),
        TAG,
        "Best bid and ask",
        (*SOME, SYMBOL_STATUS),
    ),
    Endpoint(
        "GET",
        "/api/v3/ticker",
        Security.NONE,
        rolling,
        (WindowTicker, list[WindowTicker], MiniTicker, list[MiniTicker]),
        TAG,
        "A rolling window",
        (*SOME, parameters.choice("windowSize", WINDOWS), TYPE, SYMBOL_STATUS),
    ),
)
