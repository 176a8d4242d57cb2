"""`executionReport`: one event of one order, told to its owner.

*Source*: "Order Update", "Conditional Fields in Execution Report", "Order Expiry Reason" of
Binance's user-data-stream.md, and the same page of Binance.US; faqs/stp_faq.md for prevented
matches. Fields that the documents show only under a condition are left out otherwise.

    event                   x                 X
    ORDER_ACCEPTED          NEW               NEW
    ORDER_FILLED            TRADE             PARTIALLY_FILLED, FILLED
    ORDER_CANCELLED         CANCELED          CANCELED
      by a freeze           EXPIRED           EXPIRED: the customer cancelled nothing
    ORDER_EXPIRED           EXPIRED           EXPIRED
      in a prevented match  TRADE_PREVENTION  EXPIRED_IN_MATCH
    ORDER_REDUCED           REPLACED          NEW, PARTIALLY_FILLED
    ORDER_TRIGGERED         NEW               NEW: it was accepted before, now it is working
    MATCH_PREVENTED,
    ORDER_DECREMENTED       TRADE_PREVENTION  NEW, PARTIALLY_FILLED, EXPIRED_IN_MATCH
    ORDER_ACTIVATED         NEW               NEW: it was pending before, as PENDING_NEW
"""

from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from glassbook.gateway.streams.form import TimeUnit
from glassbook.projection.executions import Execution
from glassbook.projection.listing import Asset, Symbol
from glassbook.projection.order import Order, OrderStatus
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import OrderType, Peg, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import DoneReason

NO_LIST = -1
NO_TRADE = -1
NO_TIME = -1
NO_TRADE_GROUP = -1

EXECUTION_TYPE = {
    EventKind.ORDER_ACCEPTED: "NEW",
    EventKind.ORDER_FILLED: "TRADE",
    EventKind.ORDER_CANCELLED: "CANCELED",
    EventKind.ORDER_EXPIRED: "EXPIRED",
    EventKind.ORDER_REDUCED: "REPLACED",
    EventKind.ORDER_TRIGGERED: "NEW",
    EventKind.MATCH_PREVENTED: "TRADE_PREVENTION",
    EventKind.ORDER_DECREMENTED: "TRADE_PREVENTION",
    EventKind.ORDER_ACTIVATED: "NEW",
}
PEG_PRICE_TYPES = {int(Peg.PRIMARY): "PRIMARY_PEG", int(Peg.MARKET): "MARKET_PEG"}
EXPIRY_REASON = {
    DoneReason.IMMEDIATE_REMAINDER: "UNFILLED_IOC_QUANTITY_EXPIRED",
    DoneReason.NOT_FILLED_AT_ONCE: "UNFILLED_FOK_ORDER_EXPIRED",
    DoneReason.LIQUIDITY_EXHAUSTED: "INSUFFICIENT_LIQUIDITY",
    DoneReason.PRICE_RANGE_EXCEEDED: "EXECUTION_RULE_PRICE_RANGE_EXCEEDED",
    DoneReason.LIST_DECIDED: "OCO_TRIGGER",
    DoneReason.LIST_NOT_BEGUN: "OTO_PHASE_ONE_EXPIRED",
    DoneReason.NOT_ADMITTED: "REJECTED",
}


class ExecutionReport(msgspec.Struct, tag_field="e", tag="executionReport"):
    event_time: int = msgspec.field(name="E")
    symbol: str = msgspec.field(name="s")
    client_order_id: str = msgspec.field(name="c")
    side: str = msgspec.field(name="S")
    order_type: str = msgspec.field(name="o")
    time_in_force: str = msgspec.field(name="f")
    quantity: str = msgspec.field(name="q")
    price: str = msgspec.field(name="p")
    stop_price: str = msgspec.field(name="P")
    iceberg_quantity: str = msgspec.field(name="F")
    order_list_id: int = msgspec.field(name="g")
    original_client_order_id: str = msgspec.field(name="C")
    execution_type: str = msgspec.field(name="x")
    status: str = msgspec.field(name="X")
    reject_reason: str = msgspec.field(name="r")
    order_id: int = msgspec.field(name="i")
    last_quantity: str = msgspec.field(name="l")
    executed_quantity: str = msgspec.field(name="z")
    last_price: str = msgspec.field(name="L")
    commission: str = msgspec.field(name="n")
    commission_asset: str | None = msgspec.field(name="N")
    transaction_time: int = msgspec.field(name="T")
    trade_id: int = msgspec.field(name="t")
    execution_id: int = msgspec.field(name="I")
    is_on_book: bool = msgspec.field(name="w")
    is_maker: bool = msgspec.field(name="m")
    ignored: bool = msgspec.field(name="M")
    order_time: int = msgspec.field(name="O")
    executed_amount: str = msgspec.field(name="Z")
    last_amount: str = msgspec.field(name="Y")
    quote_order_quantity: str = msgspec.field(name="Q")
    working_time: int | UnsetType = msgspec.field(name="W")
    self_trade_prevention: str = msgspec.field(name="V")
    trailing_delta: int | UnsetType = msgspec.field(name="d", default=UNSET)
    trailing_time: int | UnsetType = msgspec.field(name="D", default=UNSET)
    strategy_id: int | UnsetType = msgspec.field(name="j", default=UNSET)
    strategy_type: int | UnsetType = msgspec.field(name="J", default=UNSET)
    prevented_match_id: int | UnsetType = msgspec.field(name="v", default=UNSET)
    prevented_quantity: str | UnsetType = msgspec.field(name="A", default=UNSET)
    last_prevented_quantity: str | UnsetType = msgspec.field(name="B", default=UNSET)
    trade_group_id: int | UnsetType = msgspec.field(name="u", default=UNSET)
    counter_order_id: int | UnsetType = msgspec.field(name="U", default=UNSET)
    prevented_execution_quantity: str | UnsetType = msgspec.field(name="pl", default=UNSET)
    prevented_execution_price: str | UnsetType = msgspec.field(name="pL", default=UNSET)
    prevented_execution_amount: str | UnsetType = msgspec.field(name="pY", default=UNSET)
    peg_price_type: str | UnsetType = msgspec.field(name="gP", default=UNSET)
    peg_offset_type: str | UnsetType = msgspec.field(name="gOT", default=UNSET)
    peg_offset_value: int | UnsetType = msgspec.field(name="gOV", default=UNSET)
    pegged_price: str | UnsetType = msgspec.field(name="gp", default=UNSET)
    expiry_reason: str | UnsetType = msgspec.field(name="eR", default=UNSET)


@dataclass(frozen=True, slots=True)
class Report:
    """An execution with what its report needs besides.

    execution_id       one for each report of the account, growing
    prevented_match    the event of the match that ended or lessened the order, if one did
    commission_asset   of a trade that cost something
    trade_group        of the account, 0 for none
    """

    execution: Execution
    symbol: Symbol
    execution_id: int
    prevented_match: Event | None
    commission_asset: Asset | None
    trade_group: int = 0

    def payload(self, now_ns: int, unit: TimeUnit) -> bytes:
        """Return the JSON of the report."""
        report = self._report(now_ns, unit)
        self._add_peg(report)
        if self.execution.event.kind == EventKind.ORDER_FILLED:
            self._add_trade(report)
        elif self.prevented_match is not None:
            self._add_prevented(report, self.prevented_match)
        elif self.execution.status == OrderStatus.EXPIRED:
            report.execution_type = "EXPIRED"
            reason = DoneReason(self.execution.event.reason)
            report.expiry_reason = EXPIRY_REASON.get(reason, "EXCHANGE_CANCELED")
        return msgspec.json.encode(report)

    def _report(self, now_ns: int, unit: TimeUnit) -> ExecutionReport:
        """Return the fields that every report has; nothing traded in this event."""
        execution, order, symbol = self.execution, self.execution.order, self.symbol
        assert order is not None, "only an order's events are reported"
        nothing = symbol.quantity_text(0)
        return ExecutionReport(
            event_time=unit.of(now_ns),
            symbol=symbol.name,
            client_order_id=execution.client_order_id,
            side=Side(order.side).name,
            order_type=OrderType(order.order_type).name,
            time_in_force=TimeInForce(order.time_in_force).name,
            quantity=symbol.quantity_text(execution.quantity_lots),
            price=symbol.price_text(order.price_ticks),
            stop_price=symbol.price_text(order.trigger_ticks),
            iceberg_quantity=symbol.quantity_text(order.visible_lots),
            order_list_id=order.list_id or NO_LIST,
            original_client_order_id=execution.original_client_order_id,
            execution_type=EXECUTION_TYPE[EventKind(execution.event.kind)],
            status=OrderStatus(execution.status).name,
            reject_reason="NONE",
            order_id=order.order_id,
            last_quantity=nothing,
            executed_quantity=symbol.quantity_text(execution.executed_lots),
            last_price=nothing,
            commission="0",
            commission_asset=None,
            transaction_time=unit.of(execution.time_ns),
            trade_id=NO_TRADE,
            execution_id=self.execution_id,
            is_on_book=execution.is_working and execution.status <= OrderStatus.PARTIALLY_FILLED,
            is_maker=False,
            ignored=False,
            order_time=unit.of(order.time_ns),
            executed_amount=symbol.amount_text(execution.quote_units),
            last_amount=nothing,
            quote_order_quantity=symbol.amount_text(order.amount_units),
            trailing_delta=order.trailing_bips or UNSET,
            trailing_time=_trailing_time(order, unit),
            working_time=unit.of(order.working_time_ns) if execution.is_working else UNSET,
            self_trade_prevention=SelfTradePrevention(order.self_trade_prevention).name,
            strategy_id=UNSET if order.strategy_id is None else order.strategy_id,
            strategy_type=UNSET if order.strategy_type is None else order.strategy_type,
        )

    def _add_peg(self, report: ExecutionReport) -> None:
        execution, order = self.execution, self.execution.order
        if order is None or not order.peg:
            return
        report.peg_price_type = PEG_PRICE_TYPES[order.peg]
        if order.peg_levels:
            report.peg_offset_type, report.peg_offset_value = "PRICE_LEVEL", order.peg_levels
        if execution.is_working and order.pegged_ticks:
            report.pegged_price = self.symbol.price_text(order.pegged_ticks)

    def _add_trade(self, report: ExecutionReport) -> None:
        event, symbol = self.execution.event, self.symbol
        report.last_quantity = symbol.quantity_text(event.quantity_lots)
        report.last_price = symbol.price_text(event.price_ticks)
        report.last_amount = symbol.amount_text(event.amount_units)
        report.trade_id = event.trade_id
        report.is_maker = bool(event.is_maker)
        report.ignored = True
        if self.commission_asset is not None:
            report.commission = self.commission_asset.text(event.commission_units)
            report.commission_asset = self.commission_asset.name

    def _add_prevented(self, report: ExecutionReport, match: Event) -> None:
        event, symbol = self.execution.event, self.symbol
        report.execution_type = "TRADE_PREVENTION"
        report.prevented_match_id = match.trade_id
        report.prevented_quantity = symbol.quantity_text(self.execution.prevented_lots)
        report.last_prevented_quantity = symbol.quantity_text(event.quantity_lots)
        report.trade_group_id = self.trade_group or NO_TRADE_GROUP
        is_taker = match.order_id == event.order_id
        report.counter_order_id = match.counter_order_id if is_taker else match.order_id
        report.prevented_execution_quantity = symbol.quantity_text(match.quantity_lots)
        report.prevented_execution_price = symbol.price_text(match.price_ticks)
        report.prevented_execution_amount = symbol.amount_text(_notional_units(symbol, match))


def _trailing_time(order: Order, unit: TimeUnit) -> int | UnsetType:
    """Return when the trigger began to follow the price: -1 while it does not."""
    if not order.trailing_bips:
        return UNSET
    return unit.of(order.trailing_time_ns) if order.trailing_time_ns else NO_TIME


def _notional_units(symbol: Symbol, match: Event) -> int:
    """Return what the trade that did not happen would have been worth, in units of the quote."""
    base_units = match.quantity_lots * symbol.lot_units
    return match.price_ticks * symbol.tick_units * base_units // symbol.base.scale
