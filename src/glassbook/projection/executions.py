"""What happened to the orders of accounts that somebody watches: the source of execution reports.

An order that the fold keeps is already as it is after the whole batch. A report must say how the
order stood at its own event; for accounts that are watched, and only for them, it is noted here.
"""

from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

from glassbook.projection.order import Order
from glassbook.projection.rows import OrderList
from glassbook.protocol.events import Event
from glassbook.protocol.labels import Label


class ListChange(IntEnum):
    """What happened to an order list as a whole."""

    BEGUN = 0
    RENAMED = 1  # one of its orders has another name from now on
    DONE = 2


@dataclass(frozen=True, slots=True)
class Execution:
    """One event of an account, and how its order stood when that had happened.

    event                     an order's acceptance, fill, cancellation, expiry or reduction, or a
                              deposit or withdrawal: then `order` is None and the rest is 0
    order                     as it is by now: for all that does not change
    client_order_id           the id that the report carries: a cancel's own, else the order's
    is_working                it had come to the market
    order_list                of a note about a list, not an order: `change` says what happened
    original_client_order_id  of a cancel or reduction, the order's id before it; else ""
    """

    event: Event
    time_ns: int
    order: Order | None
    status: int = 0
    quantity_lots: int = 0
    executed_lots: int = 0
    quote_units: int = 0
    client_order_id: str = ""
    original_client_order_id: str = ""
    is_working: bool = True
    prevented_lots: int = 0
    order_list: OrderList | None = None
    change: ListChange = ListChange.BEGUN


class Executions:
    """Notes the executions of watched accounts; those of one batch at a time.

    latest   {account_id: executions of the last batch folded, in order}
    """

    def __init__(self) -> None:
        self.latest: dict[int, list[Execution]] = {}
        self.watched: Counter[int] = Counter()

    # --- asked by the doors ---------------------------------------------------------------------

    def watch(self, account_id: int) -> None:
        """Note this account's executions from the next batch on, until `unwatch` is called as often
        as `watch` was.
        """
        self.watched[account_id] += 1

    def unwatch(self, account_id: int) -> None:
        """Take back one `watch`."""
        self.watched[account_id] -= 1
        if self.watched[account_id] <= 0:
            del self.watched[account_id]

    # --- told by the fold -----------------------------------------------------------------------

    def begin(self) -> None:
        """Forget the last batch."""
        if self.latest:
            self.latest = {}

    def note(self, event: Event, time_ns: int, order: Order, previous_client_id: str = "") -> None:
        """Note an event of an order as it stands now."""
        execution = Execution(
            event,
            time_ns,
            order,
            order.status,
            order.quantity_lots,
            order.executed_lots,
            order.quote_units,
            order.client_order_id,
            previous_client_id,
            order.working_time_ns > 0,
            order.prevented_lots,
        )
        self.latest.setdefault(event.account_id, []).append(execution)

    def note_cancel(self, event: Event, time_ns: int, order: Order, label: Label) -> None:
        """Note that an order was cancelled, by a cancel that may have an id of its own."""
        execution = Execution(
            event,
            time_ns,
            order,
            order.status,
            order.quantity_lots,
            order.executed_lots,
            order.quote_units,
            label.cancel_client_order_id or order.client_order_id,
            order.client_order_id,
            order.working_time_ns > 0,
            order.prevented_lots,
        )
        self.latest.setdefault(event.account_id, []).append(execution)

    def note_move(self, event: Event, time_ns: int) -> None:
        """Note a deposit or withdrawal."""
        execution = Execution(event, time_ns, None)
        self.latest.setdefault(event.account_id, []).append(execution)

    def note_list(
        self, event: Event, time_ns: int, order_list: OrderList, change: ListChange
    ) -> None:
        """Note what happened to a list as a whole."""
        execution = Execution(event, time_ns, None, order_list=order_list, change=change)
        self.latest.setdefault(order_list.account_id, []).append(execution)
