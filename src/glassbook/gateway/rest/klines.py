"""GET /api/v3/klines and /uiKlines: candles. The two answer alike: ours need no embellishing."""

import re

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import MILLISECOND_NS, Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.history import LIMIT_DEFAULT, LIMIT_MAX
from glassbook.gateway.rest.market_data import TAG
from glassbook.gateway.rest.market_shapes import Kline
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.parameters import Parameter, mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.intervals import BY_WIRE
from glassbook.projection.listing import Symbol
from glassbook.projection.rows import Candle

MINUTE_MS = 60_000
OFFSET_MIN, OFFSET_MAX = -12 * 60, 14 * 60  # minutes ahead of UTC

_offset = re.compile(r"([+-]?)([0-9]{1,2})(?::([0-9]{2}))?").fullmatch


def _time_zone(text: str) -> int:
    """Return milliseconds ahead of UTC. *Rejects* -1130 outside -12:00 to +14:00."""
    match = _offset(text.strip())
    if match is None:
        raise refusals.bad_value("timeZone")
    sign, hours, rest = match.groups()
    minutes = int(hours) * 60 + int(rest or 0)
    minutes = -minutes if sign == "-" else minutes
    if int(rest or 0) >= 60 or not OFFSET_MIN <= minutes <= OFFSET_MAX:
        raise refusals.bad_value("timeZone")
    return minutes * MINUTE_MS


TIME_ZONE = Parameter(
    "timeZone",
    _time_zone,
    {"type": "string", "default": "0"},
    "Where days begin: hours ahead of UTC, e.g. 8 or -5:00.",
)


async def klines(venue: Venue, call: Call) -> list[Kline]:
    """Show candles, the open one included. *Rejects* -1121, -1120."""
    values = call.values
    symbol = listed(venue.projections.directory, values["symbol"])
    start, end = values.get("startTime"), values.get("endTime")
    found = venue.projections.candles.klines(
        symbol.symbol_id,
        values["interval"],
        now_ms=call.now_ns // MILLISECOND_NS,
        limit=values.get("limit", LIMIT_DEFAULT),
        start_ms=None if start is None else start // MILLISECOND_NS,
        end_ms=None if end is None else end // MILLISECOND_NS,
        offset_ms=values.get("timeZone", 0),
    )
    return [_kline(symbol, call, each) for each in found]


def _kline(symbol: Symbol, call: Call, candle: Candle) -> Kline:
    price, quantity, amount = symbol.price_text, symbol.quantity_text, symbol.amount_text
    return Kline(
        call.time(candle.open_time_ms * MILLISECOND_NS),
        price(candle.open_ticks),
        price(candle.high_ticks),
        price(candle.low_ticks),
        price(candle.close_ticks),
        quantity(candle.volume_lots),
        call.time((candle.close_time_ms + 1) * MILLISECOND_NS - 1),
        amount(candle.quote_units),
        candle.trade_count,
        quantity(candle.taker_buy_lots),
        amount(candle.taker_buy_quote_units),
    )


PARAMETERS = (
    mandatory(parameters.symbol()),
    mandatory(parameters.choice("interval", BY_WIRE, refusals.bad_interval)),
    parameters.time("startTime", "Inclusive, of the opening."),
    parameters.time("endTime", "Inclusive, of the opening.", is_end=True),
    TIME_ZONE,
    parameters.limit(LIMIT_DEFAULT, LIMIT_MAX),
)

ENDPOINTS = tuple(
    Endpoint("GET", path, Security.NONE, klines, list[Kline], TAG, summary, PARAMETERS)
    for path, summary in (
        ("/api/v3/klines", "Candles"),
        ("/api/v3/uiKlines", "Candles, for charts"),
    )
)
