"""How an account's orders behave: the three ratios of apiTradingStatus, and its trading volume.

    UFR   orders that did not fill at all, of all orders
    IFER  IOC and FOK orders that expired without filling, of all IOC and FOK orders
    GCR   GTC orders that were cancelled without filling, of all GTC orders

Counted over what an account placed in the last ten minutes, at most the newest 1000 orders on a
symbol. The documents name the ratios and their triggers and not their
window; it is ours. Nobody is locked by them here, for limits and filters do that work: `isLocked`
says that the house has frozen the account.
"""

from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import WIRE_SCALE
from glassbook.projection.order import Order, OrderStatus
from glassbook.projection.pages import Page
from glassbook.projection.valuation import traded_digits
from glassbook.projection.volumes import DAY_NS
from glassbook.protocol.orders import TimeInForce

TAG = "Standing and fees"
SECOND_NS = 1_000_000_000
WINDOW_NS = 600 * SECOND_NS
ORDERS_MAX = 1_000
#: indicator → orders that must have been placed for it to count, and the ratio that is too high.
TRIGGERS = {"UFR": (300, 0.995), "IFER": (150, 0.99), "GCR": (150, 0.99)}


class Indicator(Shape, kw_only=True):
    """`i` the name, `c` orders counted, `v` the ratio, `t` the ratio that is too high."""

    i: str
    c: int
    v: float
    t: float


class TradingStatus(Shape, kw_only=True):
    is_locked: bool
    planned_recover_time: int = 0
    trigger_condition: dict[str, int]
    indicators: dict[str, list[Indicator]]
    update_time: int


class TradingStatusUs(Shape, kw_only=True):
    success: bool = True
    status: TradingStatus


class TradingStatusGlobal(Shape, kw_only=True):
    data: TradingStatus


class Volume(Shape, kw_only=True):
    past30_days_trading_volume: float


def indicators(orders: list[Order]) -> list[Indicator]:
    """Return the ratios of some orders of one account on one symbol."""
    at_once = [each for each in orders if each.time_in_force != TimeInForce.GTC]
    lasting = [each for each in orders if each.time_in_force == TimeInForce.GTC]
    counted = {
        "UFR": (orders, [each for each in orders if not each.executed_lots]),
        "IFER": (at_once, [each for each in at_once if _ended(each, OrderStatus.EXPIRED)]),
        "GCR": (lasting, [each for each in lasting if _ended(each, OrderStatus.CANCELED)]),
    }
    return [
        Indicator(i=name, c=len(of), v=round(len(some) / len(of), 5), t=TRIGGERS[name][1])
        for name, (of, some) in counted.items()
        if of
    ]


def _ended(order: Order, status: OrderStatus) -> bool:
    return order.status == status and not order.executed_lots


def trading_status(venue: Venue, call: Call) -> TradingStatus:
    """Return the caller's ratios on every symbol that he placed orders on."""
    orders, directory = venue.projections.orders, venue.projections.directory
    page = Page(ORDERS_MAX, start_ns=call.now_ns - WINDOW_NS, end_ns=call.now_ns)
    found = {
        symbol.name: indicators(orders.history(call.account_id, symbol.symbol_id, page))
        for symbol in directory.symbols.values()
    }
    return TradingStatus(
        is_locked=directory.accounts[call.account_id].is_frozen,
        trigger_condition={name: least for name, (least, _) in TRIGGERS.items()},
        indicators={name: some for name, some in found.items() if some},
        update_time=call.time(call.now_ns),
    )


async def status_us(venue: Venue, call: Call) -> TradingStatusUs:
    """Show the ratios, in Binance.US's form."""
    return TradingStatusUs(status=trading_status(venue, call))


async def status_global(venue: Venue, call: Call) -> TradingStatusGlobal:
    """Show the ratios, in the global form."""
    return TradingStatusGlobal(data=trading_status(venue, call))


async def volume(venue: Venue, call: Call) -> Volume:
    """Show what the caller traded in the 30 days before today (UTC), in dollars of now."""
    day = call.now_ns // DAY_NS
    digits = traded_digits(venue.projections, call.account_id, day)
    return Volume(past30_days_trading_volume=digits / WIRE_SCALE)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/sapi/v3/apiTradingStatus",
        Security.USER_DATA,
        status_us,
        TradingStatusUs,
        TAG,
        "Ratios of unfilled, expired and cancelled orders (Binance.US)",
    ),
    Endpoint(
        "GET",
        "/sapi/v1/account/apiTradingStatus",
        Security.USER_DATA,
        status_global,
        TradingStatusGlobal,
        TAG,
        "Ratios of unfilled, expired and cancelled orders",
    ),
    Endpoint(
        "GET",
        "/sapi/v1/asset/query/trading-volume",
        Security.USER_DATA,
        volume,
        Volume,
        TAG,
        "What was traded in the 30 days before today",
    ),
)
