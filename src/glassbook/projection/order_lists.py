"""Order lists: what was placed together, and what of it is still open."""

from typing import Any

from glassbook.projection.order import Order
from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import OrderList
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten


class OrderLists:
    """Lists by account; in memory only those that are open or not yet in the store."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[OrderList] = Unwritten()
        self._open: dict[int, OrderList] = {}  # by id
        self._open_orders: dict[int, int] = {}  # how many of each

    # --- asked by the doors ---------------------------------------------------------------------

    def open_lists(self, account_id: int) -> list[OrderList]:
        """Return the lists of an account of which an order is open, by id."""
        return [each for each in self._open.values() if each.account_id == account_id]

    def is_open(self, list_id: int) -> bool:
        """Is any of a list's orders open?"""
        return list_id in self._open

    def by_id(self, account_id: int, list_id: int) -> OrderList | None:
        """Return a list, open or done; None when it is not this account's.

        Ids begin at 1: what an order of no list says is no question for the store.
        """
        if list_id < 1:
            return None
        found = self.history(account_id, Page(1, from_id=list_id, before_id=list_id + 1))
        return found[0] if found else None

    def by_client_id(self, account_id: int, client_order_id: str) -> OrderList | None:
        """Return the account's list of this name: the open one, else the one placed last."""
        newest = [*self._unwritten.of(account_id)][::-1]
        for each in (*self.open_lists(account_id), *newest):
            if each.client_order_id == client_order_id:
                return each
        return self._store.order_list_by_client_id(account_id, client_order_id)

    def history(self, account_id: int, page: Page) -> list[OrderList]:
        """Return a page of an account's lists, by their id and time."""
        newer = self._unwritten.of(account_id)
        return joined(
            page,
            newer=newer,
            newer_from=newer[0].list_id if newer else None,
            older=lambda behind: self._store.order_lists(account_id, behind),
            is_wanted=lambda each: page.holds(each.list_id, each.time_ns),
        )

    # --- told by the fold -----------------------------------------------------------------------

    def open_list(self, list_id: int) -> OrderList:
        """Return a list of which an order is open."""
        return self._open[list_id]

    def add(self, order_list: OrderList) -> None:
        """Take in a list that was just accepted, with all its orders."""
        self._unwritten.add(order_list.account_id, order_list.list_id, order_list)
        self._open[order_list.list_id] = order_list
        self._open_orders[order_list.list_id] = order_list.order_count

    def finish(self, order: Order) -> OrderList | None:
        """Note the end of an order. Return its list, if that is over now."""
        self._open_orders[order.list_id] -= 1
        if self._open_orders[order.list_id]:
            return None
        del self._open_orders[order.list_id]
        return self._open.pop(order.list_id)

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> list[Any]:
        """Return the open lists, each with how many of its orders are open."""
        return [[*each, self._open_orders[list_id]] for list_id, each in self._open.items()]

    def load(self, saved: list[list[Any]]) -> None:
        """Take up what `saved` returned."""
        for *row, open_count in saved:
            order_list = OrderList._make(row)
            self._open[order_list.list_id] = order_list
            self._open_orders[order_list.list_id] = open_count
