"""Orders that are over, for as long as somebody is likely to ask or the store may not hold them."""

from collections import deque

from glassbook.projection.order import Order

RECENT = 2_000  # done orders kept in memory


class DoneOrders:
    """The orders that were done last, by id, by market (account and symbol), by client id."""

    def __init__(self) -> None:
        self._by_id: dict[int, Order] = {}
        self._by_market: dict[int, dict[int, Order]] = {}
        self._by_client_id: dict[tuple[int, str], Order] = {}
        self._arrivals: deque[Order] = deque()

    def get(self, order_id: int) -> Order | None:
        """Return a done order by id."""
        return self._by_id.get(order_id)

    def by_client_id(self, market: int, client_order_id: str) -> Order | None:
        """Return the order of the market with this client id that was done last."""
        return self._by_client_id.get((market, client_order_id))

    def of_market(self, market: int) -> dict[int, Order]:
        """Return {order_id: order} of a market, in the order in which they were done."""
        return self._by_market.get(market, {})

    def add(self, market: int, order: Order) -> None:
        """Take in an order that was just done."""
        self._by_id[order.order_id] = order
        orders = self._by_market.get(market)
        if orders is None:
            orders = self._by_market[market] = {}
        orders[order.order_id] = order
        self._by_client_id[market, order.client_order_id] = order
        self._arrivals.append(order)

    def settle(self, written_sequence: int) -> None:
        """Forget the oldest ones above the limit, if the store holds them."""
        arrivals = self._arrivals
        while len(arrivals) > RECENT and arrivals[0].done_sequence <= written_sequence:
            self._forget(arrivals.popleft())

    def _forget(self, order: Order) -> None:
        market = order.account_id << 16 | order.symbol_id
        del self._by_id[order.order_id]
        orders = self._by_market[market]
        del orders[order.order_id]
        if not orders:
            del self._by_market[market]
        if self._by_client_id[market, order.client_order_id] is order:
            del self._by_client_id[market, order.client_order_id]
