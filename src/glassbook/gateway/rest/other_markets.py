"""What clients ask of markets that are not here, margin and futures: there are none, they hear.

A client written for the whole of Binance looks for all of them before its first order. Asked where
the spot market is, it finds empty lists, in the shape of each. Source: Binance's margin trading,
USDⓈ-M and COIN-M futures documentation, "exchange information" and "all pairs".
"""

from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.exchange_info import RateLimitView, rate_limits
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.venue import Venue

TAG = "Margin and futures"


class MarginPair(Shape, kw_only=True):
    """A symbol that is traded on margin. None is."""

    symbol: str


class Contracts(Shape, kw_only=True):
    timezone: str = "UTC"
    server_time: int
    rate_limits: list[RateLimitView]
    exchange_filters: tuple[()] = ()
    symbols: tuple[()] = ()


async def contracts(venue: Venue, call: Call) -> Contracts:
    """Show which contracts are traded: none."""
    return Contracts(server_time=call.time(call.now_ns), rate_limits=rate_limits(venue))


async def margin_pairs(_venue: Venue, _call: Call) -> list[MarginPair]:
    """Show which symbols are traded on margin: none."""
    return []


ENDPOINTS = (
    *(
        Endpoint("GET", path, Security.NONE, contracts, Contracts, TAG, summary)
        for path, summary in (
            ("/fapi/v1/exchangeInfo", "Contracts settled in a stablecoin"),
            ("/dapi/v1/exchangeInfo", "Contracts settled in their own coin"),
        )
    ),
    *(
        Endpoint(
            "GET",
            path,
            Security.MARKET_DATA,
            margin_pairs,
            list[MarginPair],
            TAG,
            summary,
            is_lenient_about_security=True,
        )
        for path, summary in (
            ("/sapi/v1/margin/allPairs", "Symbols on cross margin"),
            ("/sapi/v1/margin/isolated/allPairs", "Symbols on isolated margin"),
        )
    ),
)
