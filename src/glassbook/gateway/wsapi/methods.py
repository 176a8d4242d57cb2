"""Every method by its name: a REST endpoint under another name, or one of a session's own.

A method whose endpoint is not in the table of the REST door does not exist here either.

*Source*: web-socket-api.md of Binance.US and of Binance Spot.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint
from glassbook.gateway.rest.weights import Rule, weight_of
from glassbook.gateway.wsapi.requests import Request

if TYPE_CHECKING:
    from glassbook.gateway.wsapi.session import Session

Serve = Callable[["Session", Request, Call], Awaitable[Any]]

BASE_WEIGHT = 1

#: By heading: method → (HTTP method, path) of the same operation at the REST door.
TWINS: dict[str, dict[str, tuple[str, str]]] = {
    "General": {
        "ping": ("GET", "/api/v3/ping"),
        "time": ("GET", "/api/v3/time"),
        "exchangeInfo": ("GET", "/api/v3/exchangeInfo"),
        "executionRules": ("GET", "/api/v3/executionRules"),
    },
    "Market data": {
        "depth": ("GET", "/api/v3/depth"),
        "trades.recent": ("GET", "/api/v3/trades"),
        "trades.historical": ("GET", "/api/v3/historicalTrades"),
        "trades.aggregate": ("GET", "/api/v3/aggTrades"),
        "blockTrades.historical": ("GET", "/api/v3/historicalBlockTrades"),
        "klines": ("GET", "/api/v3/klines"),
        "uiKlines": ("GET", "/api/v3/uiKlines"),
        "avgPrice": ("GET", "/api/v3/avgPrice"),
        "ticker.24hr": ("GET", "/api/v3/ticker/24hr"),
        "ticker.tradingDay": ("GET", "/api/v3/ticker/tradingDay"),
        "ticker": ("GET", "/api/v3/ticker"),
        "ticker.price": ("GET", "/api/v3/ticker/price"),
        "ticker.book": ("GET", "/api/v3/ticker/bookTicker"),
        "referencePrice": ("GET", "/api/v3/referencePrice"),
        "referencePrice.calculation": ("GET", "/api/v3/referencePrice/calculation"),
    },
    "Trading": {
        "order.place": ("POST", "/api/v3/order"),
        "order.test": ("POST", "/api/v3/order/test"),
        "order.status": ("GET", "/api/v3/order"),
        "order.cancel": ("DELETE", "/api/v3/order"),
        "order.cancelReplace": ("POST", "/api/v3/order/cancelReplace"),
        "order.amend.keepPriority": ("PUT", "/api/v3/order/amend/keepPriority"),
        "openOrders.status": ("GET", "/api/v3/openOrders"),
        "openOrders.cancelAll": ("DELETE", "/api/v3/openOrders"),
        "orderList.place": ("POST", "/api/v3/order/oco"),
        "orderList.place.oco": ("POST", "/api/v3/orderList/oco"),
        "orderList.place.oto": ("POST", "/api/v3/orderList/oto"),
        "orderList.place.otoco": ("POST", "/api/v3/orderList/otoco"),
        "orderList.place.opo": ("POST", "/api/v3/orderList/opo"),
        "orderList.place.opoco": ("POST", "/api/v3/orderList/opoco"),
        "orderList.status": ("GET", "/api/v3/orderList"),
        "orderList.cancel": ("DELETE", "/api/v3/orderList"),
        "openOrderLists.status": ("GET", "/api/v3/openOrderList"),
        "sor.order.place": ("POST", "/api/v3/sor/order"),
        "sor.order.test": ("POST", "/api/v3/sor/order/test"),
    },
    "Account": {
        "account.status": ("GET", "/api/v3/account"),
        "account.rateLimits.orders": ("GET", "/api/v3/rateLimit/order"),
        "account.commission": ("GET", "/api/v3/account/commission"),
        "allOrders": ("GET", "/api/v3/allOrders"),
        "allOrderLists": ("GET", "/api/v3/allOrderList"),
        "myTrades": ("GET", "/api/v3/myTrades"),
        "myPreventedMatches": ("GET", "/api/v3/myPreventedMatches"),
        "myAllocations": ("GET", "/api/v3/myAllocations"),
        "myFilters": ("GET", "/api/v3/myFilters"),
        "order.amendments": ("GET", "/api/v3/order/amendments"),
    },
    "User data by listen key": {
        "userDataStream.start": ("POST", "/api/v3/userDataStream"),
        "userDataStream.ping": ("PUT", "/api/v3/userDataStream"),
        "userDataStream.stop": ("DELETE", "/api/v3/userDataStream"),
    },
}
#: Their answers tell the order limits besides the weight.
COUNTING_ORDERS = frozenset(
    {
        "order.place",
        "order.cancelReplace",
        "orderList.place",
        "orderList.place.oco",
        "orderList.place.oto",
        "orderList.place.otoco",
        "orderList.place.opo",
        "orderList.place.opoco",
        "sor.order.place",
    }
)


@dataclass(frozen=True, slots=True)
class Method:
    """One method.

    endpoint       what is declared of it: security, parameters, answer, words about it
    weight, rule   as at the REST door
    needs_signer   the request itself must name and sign: no session stands in for it
    """

    name: str
    heading: str
    endpoint: Endpoint
    serve: Serve
    weight: int = BASE_WEIGHT
    rule: Rule | None = None
    counts_orders: bool = False
    needs_signer: bool = False


def twins(endpoints: Iterable[Endpoint], profile: str) -> list[Method]:
    """Return the methods that are REST endpoints, weighed as in this profile of limits."""
    table = {(each.method, each.path): each for each in endpoints}
    return [
        _twin(name, heading, table[operation], profile)
        for heading, names in TWINS.items()
        for name, operation in names.items()
        if operation in table
    ]


def _twin(name: str, heading: str, endpoint: Endpoint, profile: str) -> Method:
    weight = weight_of(profile, endpoint.method, endpoint.path)
    handler = endpoint.handler

    def serve(session: "Session", _request: Request, call: Call) -> Awaitable[Any]:
        return handler(session.venue, call)

    return Method(
        name,
        heading,
        endpoint,
        serve,
        weight if isinstance(weight, int) else BASE_WEIGHT,
        None if isinstance(weight, int) else weight,
        counts_orders=name in COUNTING_ORDERS,
    )
