"""From what happened to an order to what its client is told.

A placement is told from the events of its own command, so the answer shows the order as it stood
when the command was over, whatever happened since. Everything else is told from the order itself.
"""

from dataclasses import dataclass, field

from msgspec import UNSET

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import rejects
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.names import (
    EXPIRY_REASONS,
    ORDER_TYPE_NAMES,
    PREVENTION_NAMES,
    SIDE_NAMES,
    TIME_IN_FORCE_NAMES,
)
from glassbook.gateway.rest.order_form import ACK, FULL, OrderForm
from glassbook.gateway.rest.order_shapes import (
    AmendedOrder,
    OrderAck,
    OrderCancelled,
    OrderFill,
    OrderPlaced,
    OrderView,
)
from glassbook.gateway.rest.pegs import add_peg
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Symbol
from glassbook.projection.order import Order, OrderStatus
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import OrderType, SelfTradePrevention
from glassbook.protocol.reject import DoneReason

ZERO = "0.00000000"
NO_LIST = -1
NEVER = -1  # an order that waits has come to the market at no time
STATUS_NAMES = {int(status): status.name for status in OrderStatus}

# As plain integers: every event of every order is compared with them.
ACCEPTED = int(EventKind.ORDER_ACCEPTED)
FILLED = int(EventKind.ORDER_FILLED)
ACTIVATED = int(EventKind.ORDER_ACTIVATED)
EXPIRED = int(EventKind.ORDER_EXPIRED)
PREVENTED = int(EventKind.MATCH_PREVENTED)
LESSENING = (int(SelfTradePrevention.DECREMENT), int(SelfTradePrevention.TRANSFER))
REJECTED = int(EventKind.ORDER_REJECTED)


@dataclass(slots=True)
class Placement:
    """An accepted order when its command was over."""

    order_id: int
    time_ns: int
    quantity_lots: int
    price_ticks: int = 0
    executed_lots: int = 0
    quote_units: int = 0
    done_reason: int = 0
    prevented_lots: int = 0
    prevented_match_id: int = 0
    fills: list[Event] = field(default_factory=list)

    @property
    def status(self) -> str:
        if self.done_reason == DoneReason.SELF_TRADE_PREVENTED:
            return "EXPIRED_IN_MATCH"
        if self.done_reason:
            return "EXPIRED"
        if self.executed_lots == 0:
            return "NEW"
        is_open = self.executed_lots + self.prevented_lots < self.quantity_lots
        return "PARTIALLY_FILLED" if is_open else "FILLED"


def placement(events: list[Event], time_ns: int) -> Placement | Refusal | None:
    """Return what became of the order that these events tell of.

    A Refusal when the core said no; None when none of them tells of a new order.
    """
    placed: Placement | None = None
    for event in events:
        kind = event.kind
        if kind == ACCEPTED:
            placed = Placement(event.order_id, time_ns, event.quantity_lots, event.price_ticks)
        elif kind == REJECTED:
            return rejects.refusal(event.reason, rejects.PLACING)
        elif placed is not None and event.order_id == placed.order_id:
            _add(placed, event)
    return placed


def _add(placed: Placement, event: Event) -> None:
    if event.kind == FILLED:
        placed.executed_lots += event.quantity_lots
        placed.quote_units += event.amount_units
        placed.fills.append(event)
    elif event.kind == EXPIRED:
        placed.done_reason = event.reason
        if event.reason == DoneReason.SELF_TRADE_PREVENTED:
            placed.prevented_lots += event.quantity_lots
    elif event.kind == PREVENTED:
        placed.prevented_match_id = event.trade_id
        if event.self_trade_prevention in LESSENING:
            placed.prevented_lots += event.quantity_lots


def placement_of(events: list[Event], order_id: int, time_ns: int) -> Placement:
    """Return what became of one order of several, all of them accepted. Of a pending one what
    becomes of it later does not count: it is answered as pending.
    """
    own = [each for each in events if each.order_id == order_id]
    begins = [at for at, each in enumerate(own) if each.kind == ACTIVATED]
    placed = placement(own[: begins[0]] if begins else own, time_ns)
    assert isinstance(placed, Placement), "an accepted order is told"
    return placed


def placed_answer(
    directory: Directory, call: Call, form: OrderForm, placed: Placement
) -> OrderAck | OrderPlaced:
    """Return the answer in the form the client asked for: ACK, RESULT or FULL."""
    time = call.time(placed.time_ns)
    symbol, label = form.symbol, form.label
    if form.response is ACK:
        return OrderAck(
            symbol=symbol.name,
            order_id=placed.order_id,
            client_order_id=label.client_order_id,
            transact_time=time,
        )
    executed_lots, quote_units = placed.executed_lots, placed.quote_units
    answer = OrderPlaced(
        symbol=symbol.name,
        order_id=placed.order_id,
        client_order_id=label.client_order_id,
        transact_time=time,
        price=symbol.price_text(form.price_ticks) if form.price_ticks else ZERO,
        orig_qty=symbol.quantity_text(placed.quantity_lots),
        executed_qty=symbol.quantity_text(executed_lots) if executed_lots else ZERO,
        orig_quote_order_qty=symbol.amount_text(form.amount_units) if form.amount_units else ZERO,
        cummulative_quote_qty=symbol.amount_text(quote_units) if quote_units else ZERO,
        status=placed.status,
        time_in_force=TIME_IN_FORCE_NAMES[form.time_in_force],
        type=ORDER_TYPE_NAMES[form.order_type],
        side=SIDE_NAMES[form.side],
        working_time=NEVER if form.waits else time,
        self_trade_prevention_mode=PREVENTION_NAMES[form.prevention],
    )
    if form.trigger_ticks:
        answer.stop_price = symbol.price_text(form.trigger_ticks)
    if form.trailing_bips:
        answer.trailing_delta, answer.trailing_time = form.trailing_bips, NEVER
    if form.visible_lots:
        answer.iceberg_qty = symbol.quantity_text(form.visible_lots)
    if form.peg:
        pegged_ticks = 0 if form.waits else placed.price_ticks
        add_peg(answer, symbol, form.peg, form.peg_levels, pegged_ticks)
    if form.response is FULL:
        answer.fills = [fill(directory, symbol, each) for each in placed.fills]
    if placed.done_reason or placed.prevented_lots:
        _add_ending(answer, symbol, placed)
    if label.strategy_id is not None:
        answer.strategy_id = label.strategy_id
    if label.strategy_type is not None:
        answer.strategy_type = label.strategy_type
    return answer


def _add_ending(answer: OrderPlaced, symbol: Symbol, placed: Placement) -> None:
    answer.expiry_reason = EXPIRY_REASONS.get(placed.done_reason, UNSET)
    if placed.prevented_lots:
        answer.prevented_match_id = placed.prevented_match_id
        answer.prevented_quantity = symbol.quantity_text(placed.prevented_lots)


def fill(directory: Directory, symbol: Symbol, event: Event) -> OrderFill:
    """Return one fill as it stands in a FULL answer."""
    asset = directory.assets[event.asset_id]
    return OrderFill(
        price=symbol.price_text(event.price_ticks),
        qty=symbol.quantity_text(event.quantity_lots),
        commission=asset.text(event.commission_units),
        commission_asset=asset.name,
        trade_id=event.trade_id,
    )


def order_view(venue: Venue, call: Call, order: Order) -> OrderView:
    """Return an order as its owner may see it."""
    symbol = venue.projections.directory.symbols[order.symbol_id]
    view = OrderView(
        symbol=symbol.name,
        order_id=order.order_id,
        order_list_id=order.list_id or NO_LIST,
        client_order_id=order.client_order_id,
        price=symbol.price_text(order.price_ticks),
        orig_qty=symbol.quantity_text(whole_lots(order)),
        executed_qty=symbol.quantity_text(order.executed_lots),
        cummulative_quote_qty=symbol.amount_text(order.quote_units),
        status=STATUS_NAMES[order.status],
        time_in_force=TIME_IN_FORCE_NAMES[order.time_in_force],
        type=ORDER_TYPE_NAMES[order.order_type],
        side=SIDE_NAMES[order.side],
        time=call.time(order.time_ns),
        update_time=call.time(order.update_time_ns),
        stop_price=symbol.price_text(order.trigger_ticks),
        iceberg_qty=symbol.quantity_text(order.visible_lots),
        is_working=order.working_time_ns > 0,
        working_time=working_time(call, order),
        orig_quote_order_qty=symbol.amount_text(order.amount_units),
        self_trade_prevention_mode=PREVENTION_NAMES[order.self_trade_prevention],
        expiry_reason=EXPIRY_REASONS.get(order.done_reason, UNSET),
    )
    add_conditional(view, call, order, symbol)
    return view


def cancelled_answer(
    venue: Venue, call: Call, order: Order, cancel_id: str, time_ns: int
) -> OrderCancelled:
    """Return what a cancel of this order, which was done at `time_ns`, is answered with."""
    symbol = venue.projections.directory.symbols[order.symbol_id]
    answer = OrderCancelled(
        symbol=symbol.name,
        orig_client_order_id=order.client_order_id,
        order_id=order.order_id,
        order_list_id=order.list_id or NO_LIST,
        client_order_id=cancel_id,
        transact_time=call.time(time_ns),
        price=symbol.price_text(order.price_ticks),
        orig_qty=symbol.quantity_text(whole_lots(order)),
        executed_qty=symbol.quantity_text(order.executed_lots),
        orig_quote_order_qty=symbol.amount_text(order.amount_units),
        cummulative_quote_qty=symbol.amount_text(order.quote_units),
        status=STATUS_NAMES[order.status],
        time_in_force=TIME_IN_FORCE_NAMES[order.time_in_force],
        type=ORDER_TYPE_NAMES[order.order_type],
        side=SIDE_NAMES[order.side],
        self_trade_prevention_mode=PREVENTION_NAMES[order.self_trade_prevention],
    )
    if order.trigger_ticks:
        answer.stop_price = symbol.price_text(order.trigger_ticks)
    if order.visible_lots:
        answer.iceberg_qty = symbol.quantity_text(order.visible_lots)
    add_conditional(answer, call, order, symbol)
    return answer


def working_time(call: Call, order: Order) -> int:
    """Return when an order came to the market: -1 while it waits for that."""
    return call.time(order.working_time_ns) if order.working_time_ns else NEVER


def whole_lots(order: Order) -> int:
    """Return an order's whole quantity; of an order in money, what it came to."""
    if order.order_type == OrderType.MARKET and order.quantity_lots == 0:
        return order.executed_lots
    return order.quantity_lots


def add_conditional(
    shape: OrderView | OrderCancelled | AmendedOrder, call: Call, order: Order, symbol: Symbol
) -> None:
    """Say what only some orders have."""
    if order.strategy_id is not None:
        shape.strategy_id = order.strategy_id
    if order.strategy_type is not None:
        shape.strategy_type = order.strategy_type
    if order.trailing_bips:
        shape.trailing_delta = order.trailing_bips
        tracked_ns = order.trailing_time_ns
        shape.trailing_time = call.time(tracked_ns) if tracked_ns else NEVER
    if order.peg:
        add_peg(shape, symbol, order.peg, order.peg_levels, order.pegged_ticks)
    if order.prevented_lots and not isinstance(shape, AmendedOrder):
        shape.prevented_match_id = order.prevented_match_id
        shape.prevented_quantity = symbol.quantity_text(order.prevented_lots)
