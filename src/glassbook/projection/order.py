"""One order as its owner may see it, open or done.

An open order is the live object that the fold keeps changing: read it and let go. A done order
never changes again.
"""

from enum import IntEnum

import msgspec


class OrderStatus(IntEnum):
    """How far an order has come. `name` is the wire name. The numbers are stored."""

    NEW = 0
    PARTIALLY_FILLED = 1
    FILLED = 2
    CANCELED = 3
    REJECTED = 4
    EXPIRED = 5  # the exchange ended it: IOC, FOK, or a market order that found no more
    EXPIRED_IN_MATCH = 6  # self-trade prevention ended it


LAST_OPEN = int(OrderStatus.PARTIALLY_FILLED)


class Order(msgspec.Struct, array_like=True, gc=False):
    """An order. Quantities in lots, prices in ticks, money in units of the quote asset.

    status           an OrderStatus
    amount_units     the quote amount of a MARKET order in money, 0 for every other order
    executed_lots    what filled, for `quote_units` in all
    prevented_lots   what did not trade because both sides were one account
    done_reason      a reject.DoneReason once the order ended without filling, else 0
    done_sequence    the command that ended it, 0 while it is open
    time_ns          when it was placed; `update_time_ns` when it last changed
    """

    order_id: int
    account_id: int
    symbol_id: int
    client_order_id: str
    side: int
    order_type: int
    time_in_force: int
    self_trade_prevention: int
    price_ticks: int
    quantity_lots: int
    executed_lots: int
    quote_units: int
    amount_units: int
    status: int
    done_reason: int
    done_sequence: int
    prevented_lots: int
    prevented_match_id: int
    time_ns: int
    update_time_ns: int
    strategy_id: int | None
    strategy_type: int | None

    @property
    def open_lots(self) -> int:
        """What has not filled and still may; 0 when the order is done."""
        return self.quantity_lots - self.executed_lots if self.status <= LAST_OPEN else 0

    @property
    def is_open(self) -> bool:
        """May it still trade?"""
        return self.status <= LAST_OPEN
