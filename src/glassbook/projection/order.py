"""One order as its owner may see it, open or done.

An open order is the live object that the fold keeps changing: read it and let go. A done order
never changes again.
"""

from enum import IntEnum

import msgspec

from glassbook.protocol.orders import OrderType


class OrderStatus(IntEnum):
    """How far an order has come. `name` is the wire name. The numbers are stored."""

    PENDING_NEW = -1  # of an order list: it will come in when another order is filled
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
    working_time_ns  when it came to the market; 0 while it waits for that
    trigger_ticks    the price that it waits, or waited, for; 0 when it came to the market at once
    visible_lots     how much of an iceberg is shown at a time, 0 of every other order
    shown_lots       what of an iceberg stands in the book
    trailing_bips    how far, in hundredths of a percent, the trigger trails the price; 0 if not
    trailing_time_ns when it began to follow the price; 0 while it does not
    list_id          the order list that it is one of, or 0
    peg              an orders.Peg; NONE when its price is its own
    peg_levels       how many levels behind the best the book gives its price
    pegged_ticks     what the book gave; 0 while it waits. `price_ticks` is what was asked for
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
    working_time_ns: int
    trigger_ticks: int = 0
    visible_lots: int = 0
    shown_lots: int = 0
    trailing_bips: int = 0
    trailing_time_ns: int = 0
    list_id: int = 0
    peg: int = 0
    peg_levels: int = 0
    pegged_ticks: int = 0

    @property
    def limit_ticks(self) -> int:
        """The price at which it stands in the book, if it does."""
        return self.pegged_ticks or self.price_ticks

    @property
    def open_lots(self) -> int:
        """What has not filled and still may; 0 when the order is done."""
        if self.status > LAST_OPEN:
            return 0
        return self.quantity_lots - self.executed_lots - self.prevented_lots

    @property
    def book_lots(self) -> int:
        """What of it stands in the book for everybody to see."""
        if self.visible_lots:
            return self.shown_lots
        return self.open_lots if self.working_time_ns else 0

    @property
    def waits_for_price(self) -> bool:
        """Is it of a type that does?"""
        return self.order_type >= OrderType.STOP_LOSS

    @property
    def is_open(self) -> bool:
        """May it still trade?"""
        return self.status <= LAST_OPEN
