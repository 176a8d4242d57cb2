"""One pays the other: what the first order of a list bought is what the others sell.

Its one rule: every fill of the first locks what it brought for who comes next, and when there are
no more of them, what is locked says how much that is.
"""

from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import ListKind, OrderType
from glassbook.protocol.symbols import SymbolRule
from tests.twin.admission import demand_notional, demand_parts, demand_quantity
from tests.twin.ending import others, whose
from tests.twin.state import Command, Exchange, Fact, Order, RefusedError, Symbol

PAYING = {ListKind.OPO, ListKind.OPOCO}


def pay(exchange: Exchange, fact: Fact) -> None:
    """Lock what a fill brought, if it is of an order that pays others."""
    order_list = exchange.listed.get(fact["order_id"])
    is_first = order_list is not None and order_list.order_ids[0] == fact["order_id"]
    if order_list is None or not is_first or order_list.kind not in PAYING:
        return
    pending = others(exchange, order_list, fact["order_id"])
    holder = holder_among(pending)
    symbol = exchange.symbols[holder.symbol_id]
    units = symbol.base_units(fact["quantity_lots"])
    available = exchange.available[holder.account_id, symbol.base]
    if available < units:
        units = min(available, units - fact["commission_units"])
    exchange.tell(
        EventKind.ORDER_FUNDED,
        **whose(holder),
        order_id=holder.order_id,
        hold_units=exchange.set_hold(holder, holder.hold_units + units),
    )
    if fact["open_lots"] == 0:
        size(exchange, symbol, pending, holder)


def holder_among(pending: list[Order]) -> Order:
    """Return who holds for all of them: the one that will rest in the book, or else the first."""
    makers = [order for order in pending if order.order_type == OrderType.LIMIT_MAKER]
    return (makers or pending)[0]


def size(exchange: Exchange, symbol: Symbol, pending: list[Order], holder: Order) -> None:
    most = [symbol.rules[SymbolRule.QUANTITY_LOTS_MAX]]
    if holder.order_type == OrderType.MARKET and symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MAX]:
        most.append(symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MAX])
    lots = min(holder.hold_units // symbol.base_units(1), *most)
    for order in pending:
        order.open_lots = order.quantity_lots = lots
        change = exchange.set_hold(order, symbol.base_units(lots)) if order is holder else 0
        exchange.tell(
            EventKind.ORDER_SIZED,
            **whose(order),
            order_id=order.order_id,
            quantity_lots=lots,
            hold_units=change,
        )


def is_sized(exchange: Exchange, order: Order) -> bool:
    """May an order that was paid for be as large as it came to be?"""
    if exchange.lists[order.list_id].kind not in PAYING:
        return True
    symbol = exchange.symbols[order.symbol_id]
    command = Command(*[0] * len(Command._fields))._replace(
        side=order.side,
        order_type=order.order_type,
        quantity_lots=order.open_lots,
        price_ticks=order.hold_ticks,
        amount_units=order.visible_lots,
        trigger_ticks=order.trigger_ticks or order.hold_ticks,
    )
    try:
        demand_quantity(symbol, command)
        if order.order_type != OrderType.MARKET:
            demand_parts(symbol, command)
            demand_notional(symbol, command)
    except RefusedError:
        return False
    return order.open_lots > 0
