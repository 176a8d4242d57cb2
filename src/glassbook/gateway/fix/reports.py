"""ExecutionReport: one event of one order, told to its owner. The hot path of every session.

    event                   ExecType  OrdStatus
    ORDER_ACCEPTED          NEW       NEW
    ORDER_FILLED            TRADE     PARTIALLY_FILLED, FILLED
    ORDER_CANCELLED         CANCELED  CANCELED; EXPIRED both by a freeze
    ORDER_EXPIRED           EXPIRED   EXPIRED, in a prevented match too
    ORDER_REDUCED           REPLACED  NEW, PARTIALLY_FILLED
    ORDER_TRIGGERED         NEW       NEW: it was accepted before, now it is working
    MATCH_PREVENTED,
    ORDER_DECREMENTED       EXPIRED   NEW, PARTIALLY_FILLED: only LastPreventedQty of it has

Written by hand in the order of tags; the tests read every one of them back through the tables.
Source: FIX API, "ExecutionReport".
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.order_lists import list_status
from glassbook.gateway.fix.times import stamp
from glassbook.gateway.fix.writing import Body
from glassbook.gateway.streams.account.user_data import PLACE_BITS, prevented_match
from glassbook.projection import Projections
from glassbook.projection.directory import Directory
from glassbook.projection.executions import Execution
from glassbook.projection.listing import Symbol, wire_text
from glassbook.projection.order import LAST_OPEN, Order, OrderStatus
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import OrderType, Peg, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import DoneReason

CODE = b"8"
NO_TRADE = b"32=0.00000000\x01"
NO_TRADE_GROUP = -1

FILLED, EXPIRED = int(EventKind.ORDER_FILLED), int(EventKind.ORDER_EXPIRED)
EXEC_TYPES = {
    int(EventKind.ORDER_ACCEPTED): b"0",
    FILLED: b"F",
    int(EventKind.ORDER_CANCELLED): b"4",
    EXPIRED: b"C",
    int(EventKind.ORDER_REDUCED): b"5",
    int(EventKind.ORDER_TRIGGERED): b"0",
    int(EventKind.MATCH_PREVENTED): b"C",
    int(EventKind.ORDER_DECREMENTED): b"C",
    int(EventKind.ORDER_ACTIVATED): b"0",
}
EXPIRED_TYPE = EXEC_TYPES[EXPIRED]
ENDING = (EXPIRED, int(EventKind.ORDER_CANCELLED))
ORDER_EXPIRED = int(OrderStatus.EXPIRED)
TAKING = (int(EventKind.ORDER_ACCEPTED), FILLED)  # where it is told who took
STATUSES = {
    int(OrderStatus.PENDING_NEW): b"A",
    int(OrderStatus.NEW): b"0",
    int(OrderStatus.PARTIALLY_FILLED): b"1",
    int(OrderStatus.FILLED): b"2",
    int(OrderStatus.CANCELED): b"4",
    int(OrderStatus.REJECTED): b"8",
    int(OrderStatus.EXPIRED): b"C",
    int(OrderStatus.EXPIRED_IN_MATCH): b"C",  # FIX has no status of its own for it
}
TIMES_IN_FORCE = {
    int(TimeInForce.GTC): b"1",
    int(TimeInForce.IOC): b"3",
    int(TimeInForce.FOK): b"4",
}
PREVENTIONS = {
    int(SelfTradePrevention[name]): value.encode()
    for value, name in BY_NAME["SelfTradePreventionMode"].values.items()
    if name in SelfTradePrevention.__members__
}
ORDER_TYPES = {
    int(OrderType.LIMIT): b"2",
    int(OrderType.MARKET): b"1",
    int(OrderType.LIMIT_MAKER): b"2",
    int(OrderType.STOP_LOSS): b"3",
    int(OrderType.TAKE_PROFIT): b"3",
    int(OrderType.STOP_LOSS_LIMIT): b"4",
    int(OrderType.TAKE_PROFIT_LIMIT): b"4",
}
PEGGED = b"P"
PEGS = {int(Peg.MARKET): b"4", int(Peg.PRIMARY): b"5"}
TAKING_PROFIT = (int(OrderType.TAKE_PROFIT), int(OrderType.TAKE_PROFIT_LIMIT))
EXPIRY_REASONS = {
    int(DoneReason.IMMEDIATE_REMAINDER): b"5",
    int(DoneReason.NOT_FILLED_AT_ONCE): b"6",
    int(DoneReason.LIQUIDITY_EXHAUSTED): b"7",
    int(DoneReason.PRICE_RANGE_EXCEEDED): b"8",
    int(DoneReason.NOT_ADMITTED): b"1",
    int(DoneReason.LIST_DECIDED): b"3",
    int(DoneReason.LIST_NOT_BEGUN): b"4",
}
EXCHANGE_CANCELED = b"2"
PREVENTED = int(DoneReason.SELF_TRADE_PREVENTED)
LIMIT_MAKER = int(OrderType.LIMIT_MAKER)


def reports(
    executions: list[Execution], facts: list[Event], projections: Projections
) -> Iterator[Body]:
    """Yield the reports of one account's executions in one batch, whose events are `facts`."""
    directory = projections.directory
    for sequence, of_command in groupby(executions, lambda each: each.event.sequence):
        execution_id = sequence << PLACE_BITS
        for execution in of_command:
            if (order_list := execution.order_list) is not None:
                yield list_status(projections, order_list, execution.time_ns, execution.change)
                continue
            if execution.order is not None:
                yield CODE, report(execution, execution_id, facts, directory)
            execution_id += 1


def report(
    execution: Execution, execution_id: int, facts: list[Event], directory: Directory
) -> bytes:
    """Return the fields of one report."""
    event, order = execution.event, execution.order
    assert order is not None, "only an order's events are reported"
    symbol = directory.symbols[event.symbol_id]
    kind = event.kind
    exec_type = EXPIRED_TYPE if execution.status == ORDER_EXPIRED else EXEC_TYPES[kind]
    trade = _trade(event, symbol) if kind == FILLED else NO_TRADE
    is_open = execution.status <= LAST_OPEN
    is_working = is_open and execution.is_working
    taken_lots = execution.executed_lots + execution.prevented_lots
    open_lots = execution.quantity_lots - taken_lots if is_open else 0
    return b"".join(
        (
            b"11=%b\x01" % execution.client_order_id.encode(),
            b"14=%b\x0117=%d\x01" % (_quantity(symbol, execution.executed_lots), execution_id),
            b"18=6\x01" if order.order_type == LIMIT_MAKER else b"",
            trade,
            _order(execution, order, symbol),
            b"54=%d\x0155=%b\x01" % (order.side + 1, symbol.name.encode()),
            b"59=%b\x01" % TIMES_IN_FORCE[order.time_in_force],
            b"60=%b\x01" % stamp(execution.time_ns),
            b"66=%d\x01" % order.list_id if order.list_id else b"",
            _fee(event, directory) if event.commission_units else b"",
            b"150=%b\x01151=%b\x01" % (exec_type, _quantity(symbol, open_lots)),
            _asked_for(order, symbol),
            _peg(execution, order, symbol) if order.peg else b"",
            b"636=%b\x01" % (b"Y" if is_working else b"N"),
            _strategy(order),
            _terms(order, symbol),
            b"1003=%d\x01" % event.trade_id if kind == FILLED else b"",
            b"1057=%b\x01" % (b"N" if event.is_maker else b"Y") if kind in TAKING else b"",
            b"25001=%b\x01" % PREVENTIONS[order.self_trade_prevention],
            b"25009=%d\x01" % order.trailing_bips if order.trailing_bips else b"",
            b"25017=%b\x01" % symbol.amount_text(execution.quote_units).encode(),
            b"25018=%b\x01" % stamp(order.time_ns),
            b"25022=%b\x01" % stamp(order.trailing_time_ns) if order.trailing_time_ns else b"",
            b"25023=%b\x01" % stamp(order.working_time_ns) if execution.is_working else b"",
            _expiry(execution, symbol, facts, directory) if exec_type == EXPIRED_TYPE else b"",
        )
    )


def _quantity(symbol: Symbol, lots: int) -> bytes:
    numerator, denominator = symbol.quantity_ratio
    return _wire_bytes(lots * numerator // denominator)


def _price(symbol: Symbol, ticks: int) -> bytes:
    numerator, denominator = symbol.price_ratio
    return _wire_bytes(ticks * numerator // denominator)


@lru_cache(maxsize=16_384)  # round numbers and prices near the market come again and again
def _wire_bytes(digits: int) -> bytes:
    return wire_text(digits).encode()


def _trade(event: Event, symbol: Symbol) -> bytes:
    price, quantity = _price(symbol, event.price_ticks), _quantity(symbol, event.quantity_lots)
    return b"31=%b\x0132=%b\x01" % (price, quantity)


def _order(execution: Execution, order: Order, symbol: Symbol) -> bytes:
    """The order itself: tags 37 to 44. A market order in money has no quantity to tell, nor has one
    that is to sell what another buys.
    """
    quantity = b""
    if execution.quantity_lots:
        quantity = b"38=%b\x01" % _quantity(symbol, execution.quantity_lots)
    before = b""
    if execution.original_client_order_id:
        before = b"41=%b\x01" % execution.original_client_order_id.encode()
    price = b"44=%b\x01" % _price(symbol, order.price_ticks) if order.price_ticks else b""
    status = STATUSES[execution.status]
    order_type = PEGGED if order.peg else ORDER_TYPES[order.order_type]
    return b"37=%d\x01%b39=%b\x0140=%b\x01%b%b" % (
        order.order_id, quantity, status, order_type, before, price,
    )  # fmt: skip


def _fee(event: Event, directory: Directory) -> bytes:
    asset = directory.assets[event.asset_id]
    amount = asset.text(event.commission_units).encode()
    return b"136=1\x01137=%b\x01138=%b\x01139=4\x01" % (amount, asset.name.encode())


def _asked_for(order: Order, symbol: Symbol) -> bytes:
    if not order.amount_units:
        return b""
    return b"152=%b\x01" % symbol.amount_text(order.amount_units).encode()


def _peg(execution: Execution, order: Order, symbol: Symbol) -> bytes:
    """Which level of which side of the book gives the price, and once it has, what it gave."""
    written = b"835=1\x01"
    if order.peg_levels:
        written = b"211=%d\x01835=1\x01836=3\x01" % order.peg_levels
    if execution.is_working and order.pegged_ticks:
        written += b"839=%b\x01" % _price(symbol, order.pegged_ticks)
    return written + b"1094=%b\x01" % PEGS[order.peg]


def _strategy(order: Order) -> bytes:
    written = b""
    if order.strategy_type is not None:
        written += b"847=%d\x01" % order.strategy_type
    if order.strategy_id is not None:
        written += b"7940=%d\x01" % order.strategy_id
    return written


def _terms(order: Order, symbol: Symbol) -> bytes:
    """What an order waits for, and how much of it is shown."""
    written = b""
    if order.visible_lots:
        written += b"111=%b\x01" % _quantity(symbol, order.visible_lots)
    if order.trigger_ticks or order.trailing_bips:
        is_up = (order.side == Side.BUY) != (order.order_type in TAKING_PROFIT)
        price = b"1102=%b\x01" % _price(symbol, order.trigger_ticks) if order.trigger_ticks else b""
        direction = b"U" if is_up else b"D"
        written += b"1100=4\x011101=1\x01%b1107=2\x011109=%b\x01" % (price, direction)
    return written


def _expiry(
    execution: Execution, symbol: Symbol, facts: list[Event], directory: Directory
) -> bytes:
    event = execution.event
    if event.kind in ENDING and event.reason != PREVENTED:
        reason = EXPIRY_REASONS.get(event.reason, EXCHANGE_CANCELED)
        return b"25056=%b\x01" % reason
    match = prevented_match(event, facts)
    is_taker = match.order_id == event.order_id
    counter = match.counter_order_id if is_taker else match.order_id
    prevented = _quantity(symbol, execution.prevented_lots)
    last = _quantity(symbol, event.quantity_lots)
    trade_group = directory.accounts[event.account_id].trade_group or NO_TRADE_GROUP
    price, quantity = _price(symbol, match.price_ticks), _quantity(symbol, match.quantity_lots)
    return (
        b"25024=%d\x0125025=%b\x0125026=%b\x0125027=%d\x0125029=%d\x0125030=%b\x0125031=%b\x01"
        % (match.trade_id, price, quantity, trade_group, counter, prevented, last)
    )
