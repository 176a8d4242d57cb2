"""Every order: the open ones in memory, the done ones in the store.

A market, here, is one account on one symbol: the pair under which customers ask for orders.
"""

from collections.abc import Iterable
from typing import Any

from glassbook.projection.done_orders import DoneOrders
from glassbook.projection.order import Order
from glassbook.projection.pages import Page, newest
from glassbook.projection.store.history import History


class OpenOrders:
    """One account's open orders, by symbol and by client id."""

    __slots__ = ("by_client_id", "by_symbol")

    def __init__(self) -> None:
        self.by_symbol: dict[int, dict[int, Order]] = {}
        self.by_client_id: dict[str, Order] = {}


class Orders:
    """Orders by account and symbol, by id, by client id."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._open: dict[int, Order] = {}
        self._accounts: dict[int, OpenOrders] = {}
        self._done = DoneOrders()
        self._first_fills: dict[int, list[int]] = {}

    # --- asked by the doors ---------------------------------------------------------------------

    def open_orders(self, account_id: int, symbol_id: int | None = None) -> list[Order]:
        """Return the open orders of an account, on one symbol or on all, by id."""
        account = self._accounts.get(account_id)
        if account is None:
            return []
        if symbol_id is not None:
            return sorted(account.by_symbol.get(symbol_id, {}).values(), key=_order_id)
        orders = [order for some in account.by_symbol.values() for order in some.values()]
        return sorted(orders, key=_order_id)

    def open_count(self, account_id: int, symbol_id: int | None = None) -> int:
        """Return how many orders of an account are open, on one symbol or on all."""
        account = self._accounts.get(account_id)
        if account is None:
            return 0
        if symbol_id is not None:
            return len(account.by_symbol.get(symbol_id, ()))
        return sum(map(len, account.by_symbol.values()))

    def first_fills(self, account_id: int) -> tuple[int, int]:
        """Return how many orders of an account began to fill since the process began: (as taker,
        as maker).
        """
        taker, maker = self._first_fills.get(account_id, (0, 0))
        return taker, maker

    def by_id(self, account_id: int, symbol_id: int, order_id: int) -> Order | None:
        """Return the order, open or done; None when it is not this account's on this symbol."""
        order = self._open.get(order_id)
        if order is None:
            done = self._done.get(account_id << 16 | symbol_id, order_id)
            return done or self._store.order(account_id, symbol_id, order_id)
        is_theirs = order.account_id == account_id and order.symbol_id == symbol_id
        return order if is_theirs else None

    def by_client_id(self, account_id: int, symbol_id: int, client_order_id: str) -> Order | None:
        """Return the account's order with this client id on the symbol: the open one, else the one
        that was done last.
        """
        account = self._accounts.get(account_id)
        order = account.by_client_id.get(client_order_id) if account else None
        if order is not None and order.symbol_id == symbol_id:
            return order
        done = self._done.by_client_id(account_id << 16 | symbol_id, client_order_id)
        return done or self._store.order_by_client_id(account_id, symbol_id, client_order_id)

    def history(self, account_id: int, symbol_id: int, page: Page) -> list[Order]:
        """Return a page of an account's orders on a symbol, open and done, by order id and the
        time they were placed.
        """
        rows = {order.order_id: order for order in self._store.orders(account_id, symbol_id, page)}
        for order in self._remembered(account_id, symbol_id):
            if page.holds(order.order_id, order.time_ns):
                rows[order.order_id] = order
        if page.is_forward:
            return sorted(rows.values(), key=_order_id)[: page.limit]
        return newest(sorted(rows.values(), key=_order_id, reverse=True), page.limit)

    def _remembered(self, account_id: int, symbol_id: int) -> Iterable[Order]:
        yield from self._done.of_market(account_id << 16 | symbol_id).values()
        yield from self.open_orders(account_id, symbol_id)

    # --- told by the fold -----------------------------------------------------------------------

    def get(self, order_id: int) -> Order:
        """Return an open order."""
        return self._open[order_id]

    def add(self, order: Order) -> None:
        """Take in an order that was just accepted."""
        order_id = order.order_id
        self._open[order_id] = order
        account = self._accounts.get(order.account_id)
        if account is None:
            account = self._accounts[order.account_id] = OpenOrders()
        orders = account.by_symbol.get(order.symbol_id)
        if orders is None:
            orders = account.by_symbol[order.symbol_id] = {}
        orders[order_id] = order
        account.by_client_id[order.client_order_id] = order

    def begin_to_fill(self, account_id: int, is_maker: int) -> None:
        """Note the first fill of an order."""
        counts = self._first_fills.get(account_id)
        if counts is None:
            counts = self._first_fills[account_id] = [0, 0]
        counts[is_maker] += 1

    def rename(self, order: Order, client_order_id: str) -> None:
        """Give an open order another client id."""
        names = self._accounts[order.account_id].by_client_id
        if names.get(order.client_order_id) is order:
            del names[order.client_order_id]
        order.client_order_id = client_order_id
        names[client_order_id] = order

    def finish(self, order: Order, status: int, sequence: int) -> None:
        """End an open order."""
        order.status = status
        order.done_sequence = sequence
        order_id, account_id, symbol_id = order.order_id, order.account_id, order.symbol_id
        client_order_id = order.client_order_id
        del self._open[order_id]
        account = self._accounts[account_id]
        del account.by_symbol[symbol_id][order_id]
        if account.by_client_id.get(client_order_id) is order:
            del account.by_client_id[client_order_id]
        self._done.add(account_id << 16 | symbol_id, order)

    def settle(self, written_sequence: int) -> None:
        """Forget old done orders that the store holds."""
        self._done.settle(written_sequence)

    # --- saved and restored ---------------------------------------------------------------------

    def all_open(self) -> Iterable[Order]:
        """Return every open order, by id."""
        return self._open.values()

    def saved(self) -> list[Order]:
        """Return every open order; the done ones are in the store."""
        return list(self._open.values())

    def load(self, saved: list[Any]) -> None:
        """Take up what `saved` returned."""
        for order in saved:
            self.add(order)


def _order_id(order: Order) -> int:
    return order.order_id
