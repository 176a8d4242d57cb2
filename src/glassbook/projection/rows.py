"""The rows of history: what is written once and never changes.

Each is a tuple whose fields are the columns of its table in the store, in order.
"""

from typing import NamedTuple


class Trade(NamedTuple):
    """One trade. `trade_id` counts 1, 2, 3, ... on each symbol, and so does `aggregate_id`.

    Trades of one taker order, one after the other, at one price, share an `aggregate_id`.
    """

    symbol_id: int
    trade_id: int
    aggregate_id: int
    price_ticks: int
    quantity_lots: int
    amount_units: int  # the notional, in the quote asset
    buyer_order_id: int
    seller_order_id: int
    is_buyer_maker: int
    time_ns: int


class AggregateTrade(NamedTuple):
    """The trades of one taker order at one price, as one."""

    symbol_id: int
    aggregate_id: int
    price_ticks: int
    quantity_lots: int
    first_trade_id: int
    last_trade_id: int
    is_buyer_maker: int
    time_ns: int


class Fill(NamedTuple):
    """One side's view of a trade."""

    account_id: int
    symbol_id: int
    trade_id: int
    order_id: int
    side: int
    is_maker: int
    price_ticks: int
    quantity_lots: int
    amount_units: int  # the notional, in the quote asset
    commission_units: int
    commission_asset_id: int
    time_ns: int


class PreventedMatch(NamedTuple):
    """A match that self-trade prevention stopped. The id counts 1, 2, 3, ... on each symbol.

    `taker_lots` and `maker_lots` are what the match cost each order: all that it had open if it
    expired, 0 if it lives on unharmed. Where two accounts of one trade group met, each has a row.
    """

    account_id: int
    symbol_id: int
    prevented_match_id: int
    taker_order_id: int
    maker_order_id: int
    self_trade_prevention: int  # the mode that ruled
    price_ticks: int
    taker_lots: int
    maker_lots: int
    time_ns: int


class Amendment(NamedTuple):
    """An order's whole quantity was reduced, in its place. `amendment_id` is the command's."""

    account_id: int
    symbol_id: int
    order_id: int
    amendment_id: int
    old_client_order_id: str
    new_client_order_id: str
    old_quantity_lots: int
    new_quantity_lots: int
    time_ns: int


class OrderList(NamedTuple):
    """Orders that depend on each other, as they were placed; their ids end with `list_id`.

    The list is open as long as one of them is.
    """

    account_id: int
    list_id: int
    symbol_id: int
    kind: int  # ListKind
    order_count: int
    client_order_id: str  # the list's own
    time_ns: int

    @property
    def order_ids(self) -> range:
        """The ids of its orders, in the order in which they were sent."""
        return range(self.list_id - self.order_count + 1, self.list_id + 1)


class Movement(NamedTuple):
    """Money that came to an account (positive) or left it, other than by a trade.

    `sequence` is the command's; the other account is WORLD for deposits and withdrawals. `purpose`
    is a Purpose, where the house paid for one.
    """

    account_id: int
    sequence: int
    asset_id: int
    amount_units: int
    other_account_id: int
    time_ns: int
    purpose: int


class Volume(NamedTuple):
    """What an account traded on a symbol in one day (UTC), counted in days since the epoch."""

    account_id: int
    symbol_id: int
    day: int
    quote_units: int


class Candle(NamedTuple):
    """The trades of one interval. A candle without trades repeats the close before it, flat.

    Times in milliseconds; `close_time_ms` is the last millisecond inside. Prices in ticks, volumes
    in lots of the base and in units of the quote asset. A candle without trades has ids -1.
    """

    open_time_ms: int
    close_time_ms: int
    open_ticks: int
    high_ticks: int
    low_ticks: int
    close_ticks: int
    volume_lots: int
    quote_units: int
    trade_count: int
    taker_buy_lots: int
    taker_buy_quote_units: int
    first_trade_id: int
    last_trade_id: int
