"""Orders as JSON: the answers of everything that places, changes or shows one.

Field names become Binance's by camel case, misspellings included. Quantities and money are texts
with eight decimals, times integers in the unit asked for. What is UNSET does not appear.
"""

from typing import Any

from msgspec import UNSET, Struct, UnsetType


class Shape(Struct, rename="camel", kw_only=True, gc=False):
    """A JSON object whose names are in camel case."""


class OrderFill(Shape, kw_only=True):
    price: str
    qty: str
    commission: str
    commission_asset: str
    trade_id: int


class OrderAck(Shape, kw_only=True):
    symbol: str
    order_id: int
    order_list_id: int = -1
    client_order_id: str
    transact_time: int


class OrderPlaced(OrderAck, kw_only=True):
    price: str
    orig_qty: str | UnsetType = UNSET  # while another order is yet to say how much
    executed_qty: str
    orig_quote_order_qty: str
    cummulative_quote_qty: str
    status: str
    time_in_force: str
    type: str
    side: str
    working_time: int
    self_trade_prevention_mode: str
    fills: list[OrderFill] | UnsetType = UNSET
    stop_price: str | UnsetType = UNSET
    iceberg_qty: str | UnsetType = UNSET
    trailing_delta: int | UnsetType = UNSET
    trailing_time: int | UnsetType = UNSET
    strategy_id: int | UnsetType = UNSET
    strategy_type: int | UnsetType = UNSET
    prevented_match_id: int | UnsetType = UNSET
    prevented_quantity: str | UnsetType = UNSET
    peg_price_type: str | UnsetType = UNSET
    peg_offset_type: str | UnsetType = UNSET
    peg_offset_value: int | UnsetType = UNSET
    pegged_price: str | UnsetType = UNSET
    expiry_reason: str | UnsetType = UNSET


class OrderCancelled(Shape, kw_only=True):
    symbol: str
    orig_client_order_id: str
    order_id: int
    order_list_id: int = -1
    client_order_id: str
    transact_time: int
    price: str
    orig_qty: str
    executed_qty: str
    orig_quote_order_qty: str
    cummulative_quote_qty: str
    status: str
    time_in_force: str
    type: str
    side: str
    self_trade_prevention_mode: str
    stop_price: str | UnsetType = UNSET
    iceberg_qty: str | UnsetType = UNSET
    trailing_delta: int | UnsetType = UNSET
    trailing_time: int | UnsetType = UNSET
    strategy_id: int | UnsetType = UNSET
    strategy_type: int | UnsetType = UNSET
    prevented_match_id: int | UnsetType = UNSET
    prevented_quantity: str | UnsetType = UNSET
    peg_price_type: str | UnsetType = UNSET
    peg_offset_type: str | UnsetType = UNSET
    peg_offset_value: int | UnsetType = UNSET
    pegged_price: str | UnsetType = UNSET


class OrderView(Shape, kw_only=True):
    symbol: str
    order_id: int
    order_list_id: int = -1
    client_order_id: str
    price: str
    orig_qty: str
    executed_qty: str
    cummulative_quote_qty: str
    status: str
    time_in_force: str
    type: str
    side: str
    stop_price: str = "0.00000000"
    iceberg_qty: str = "0.00000000"
    time: int
    update_time: int
    is_working: bool
    working_time: int
    orig_quote_order_qty: str
    self_trade_prevention_mode: str
    trailing_delta: int | UnsetType = UNSET
    trailing_time: int | UnsetType = UNSET
    strategy_id: int | UnsetType = UNSET
    strategy_type: int | UnsetType = UNSET
    prevented_match_id: int | UnsetType = UNSET
    prevented_quantity: str | UnsetType = UNSET
    peg_price_type: str | UnsetType = UNSET
    peg_offset_type: str | UnsetType = UNSET
    peg_offset_value: int | UnsetType = UNSET
    pegged_price: str | UnsetType = UNSET
    expiry_reason: str | UnsetType = UNSET


class AmendedOrder(Shape, kw_only=True):
    symbol: str
    order_id: int
    order_list_id: int = -1
    orig_client_order_id: str
    client_order_id: str
    price: str
    qty: str
    executed_qty: str
    prevented_qty: str
    quote_order_qty: str
    cumulative_quote_qty: str
    status: str
    time_in_force: str
    type: str
    side: str
    working_time: int | UnsetType = UNSET  # while it has not come to the market
    self_trade_prevention_mode: str
    stop_price: str | UnsetType = UNSET
    iceberg_qty: str | UnsetType = UNSET
    trailing_delta: int | UnsetType = UNSET
    trailing_time: int | UnsetType = UNSET
    strategy_id: int | UnsetType = UNSET
    strategy_type: int | UnsetType = UNSET
    peg_price_type: str | UnsetType = UNSET
    peg_offset_type: str | UnsetType = UNSET
    peg_offset_value: int | UnsetType = UNSET
    pegged_price: str | UnsetType = UNSET


class ListedOrder(Shape, kw_only=True):
    symbol: str
    order_id: int
    client_order_id: str


class AmendedList(Shape, kw_only=True):
    order_list_id: int
    contingency_type: str
    list_order_status: str
    list_client_order_id: str
    symbol: str
    orders: list[ListedOrder]


class OrderAmended(Shape, kw_only=True):
    """`related_orders` has less, too, because its order and the amended one are a pair."""

    transact_time: int
    execution_id: int
    amended_order: AmendedOrder
    list_status: AmendedList | UnsetType = UNSET
    related_orders: list[AmendedOrder] | UnsetType = UNSET


class ErrorBody(Struct):
    code: int
    msg: str


class CancelReplaced(Shape, kw_only=True):
    """Both halves of a cancel-replace: an OrderCancelled and an order's answer, or an ErrorBody
    that says why not; null when not attempted.
    """

    cancel_result: str
    new_order_result: str
    cancel_response: Any
    new_order_response: Any


class OrderRates(Shape, kw_only=True):
    maker: str
    taker: str


class Discount(Shape, kw_only=True):
    enabled_for_account: bool
    enabled_for_symbol: bool
    discount_asset: str | None
    discount: str


class CommissionForOrder(Shape, kw_only=True):
    """What `computeCommissionRates` asks for."""

    standard_commission_for_order: OrderRates
    special_commission_for_order: OrderRates
    tax_commission_for_order: OrderRates
    discount: Discount


class Empty(Struct):
    """`{}`: it was done, and there is nothing to say about it."""
