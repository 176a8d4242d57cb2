"""Orders that are over, for as long as somebody is likely to ask or the store may not hold them."""

from collections import deque

from glassbook.projection.order import Order

RECENT = 2_000  # done orders kept in memory


class Market:
    """What was done of one account on one symbol: by id, in the order in which it was done, and by
    client id.
    """

    __slots__ = ("by_client_id", "by_id")

    def __init__(self) -> None:
        self.by_id: dict[int, Order] = {}
        self.by_client_id: dict[str, Order] = {}


class DoneOrders:
    """The orders that were done last, by market: account and symbol."""

    def __init__(self) -> None:
        self._markets: dict[int, Market] = {}
        self._arrivals: deque[Order] = deque()

    def get(self, market: int, order_id: int) -> Order | None:
        """Return a done order of the market by id."""
        orders = self._markets.get(market)
        return None if orders is None else orders.by_id.get(order_id)

    def by_client_id(self, market: int, client_order_id: str) -> Order | None:
        """Return the order of the market with this client id that was done last."""
        orders = self._markets.get(market)
        return None if orders is None else orders.by_client_id.get(client_order_id)

    def of_market(self, market: int) -> dict[int, Order]:
        """Return {order_id: order} of a market, in the order in which they were done."""
        orders = self._markets.get(market)
        return {} if orders is None else orders.by_id

    def add(self, market: int, order: Order) -> None:
        """Take in an order that was just done."""
        orders = self._markets.get(market)
        if orders is None:
            orders = self._markets[market] = Market()
        orders.by_id[order.order_id] = order
        orders.by_client_id[order.client_order_id] = order
        self._arrivals.append(order)

    def settle(self, written_sequence: int) -> None:
        """Forget the oldest ones above the limit, if the store holds them."""
        arrivals = self._arrivals
        while len(arrivals) > RECENT and arrivals[0].done_sequence <= written_sequence:
            self._forget(arrivals.popleft())

    def _forget(self, order: Order) -> None:
        market = order.account_id << 16 | order.symbol_id
        orders = self._markets[market]
        del orders.by_id[order.order_id]
        if not orders.by_id:
            del self._markets[market]
        elif orders.by_client_id[order.client_order_id] is order:
            del orders.by_client_id[order.client_order_id]
