"""What happened to the orders of accounts that somebody watches: the source of execution reports.

An order that the fold keeps is already as it is after the whole batch. A report must say how the
order stood at its own event; for the accounts that are watched, and only for them, it is noted here.
"""

from dataclasses import dataclass

from glassbook.projection.order import Order
from glassbook.protocol.events import Event


@dataclass(frozen=True, slots=True)
class Execution:
    """One event of an order, and how the order stood when it had happened.

    order                   the order, as it is now: for all that does not change
    client_order_id         the id this report carries: the order's own; a cancel's for a cancel
    original_client_order_id  the order's own id before a cancel or a reduction, else ""
    """

    event: Event
    time_ns: int
    order: Order
    status: int
    quantity_lots: int
    executed_lots: int
    quote_units: int
    client_order_id: str
    original_client_order_id: str
