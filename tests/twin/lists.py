"""Order lists: two or three orders that come in together and depend on each other.

Its one rule: an order knows its list, and a list its open orders. What follows from a fill or an
end is drawn after the order that caused it, fact by fact.
"""

from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import ListKind, OrderType, Side
from glassbook.protocol.reject import DoneReason, RejectCode
from glassbook.protocol.symbols import ExchangeRule, SymbolRule, SymbolStatus
from tests.twin.admission import (
    OPEN_ORDERS_MAX,
    accepts,
    blank_order,
    demand_known_words,
    demand_notional,
    demand_parts,
    demand_price,
    demand_quantity,
    demand_shape,
    demand_within_account,
)
from tests.twin.eligibility import may_trade
from tests.twin.ending import end, others, settle_one, whose
from tests.twin.filters import demand_counts, demand_percents
from tests.twin.house import known_symbol
from tests.twin.payments import PAYING, pay
from tests.twin.pegs import is_pegged, note_peg, priced_leg
from tests.twin.state import TRIGGERED, Command, Exchange, Order, OrderList, Symbol, demand

SIZES = {kind: 3 if kind in {ListKind.OTOCO, ListKind.OPOCO} else 2 for kind in ListKind}
PAIRS = {kind: (1, 2) if SIZES[kind] == 3 else () for kind in ListKind} | {ListKind.OCO: (0, 1)}
STOPS = {OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT}
PROFITS = {OrderType.LIMIT_MAKER, OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT}
BIGGEST = 2**62


def keep_leg(exchange: Exchange, command: Command) -> None:
    """Carry out PLACE_LEG: nothing happens before the list comes."""
    if exchange.leg_sequence != exchange.sequence - 1:
        exchange.legs.clear()
    exchange.leg_sequence = exchange.sequence
    exchange.legs.append(command)


def admit_list(exchange: Exchange, command: Command) -> list[Order]:
    """Return the orders of the list, with their holds yet to be locked."""
    keep_leg(exchange, command)
    legs, exchange.legs = exchange.legs, []
    demand(command.asset_id % 256 in SIZES, RejectCode.LIST_INCOMPLETE)
    kind = ListKind(command.asset_id % 256)
    demand(len(legs) == SIZES[kind], RejectCode.LIST_INCOMPLETE)
    asked = list(legs)
    for place, leg in enumerate(asked):
        demand_known_words(leg)
        demand(leg.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
        legs[place] = priced_leg(known_symbol(exchange, leg), leg, kind, place)
        if is_paid(kind, place):
            demand(leg.quantity_lots == 0, RejectCode.LIST_MISMATCHED)
            demand_shape(legs[place]._replace(quantity_lots=1))
        else:
            demand_shape(legs[place])
    demand_fit(kind, legs)
    symbol = exchange.symbols[command.symbol_id]
    for place, leg in enumerate(legs):
        demand_limits(symbol, leg, is_paid=is_paid(kind, place))
    demand_account(exchange, command, legs)
    demand_prices(symbol, kind, legs)
    for leg in legs[: 2 if kind == ListKind.OCO else 1]:
        demand_patience(exchange, leg)
    orders = [blank_order(exchange, leg) for leg in legs]
    share_holds(symbol, kind, orders)
    demand_all_funds(exchange, symbol, orders)
    for order in orders:
        demand_counts(exchange, order)
    demand_few_lists(exchange, command)
    for place, order in enumerate(orders):
        if is_pegged(asked[place]):
            note_peg(order, asked[place])
        order.order_id = exchange.sequence - len(legs) + 1 + place
        order.is_pending = kind != ListKind.OCO and place > 0
    return orders


def demand_few_lists(exchange: Exchange, command: Command) -> None:
    mine = exchange.orders_of[command.account_id].values()
    all_lists = {each.list_id for each in mine if each.list_id}
    most = exchange.rules.get((ExchangeRule.ORDER_LISTS_MAX, 0))
    demand(not most or len(all_lists) < most, RejectCode.EXCHANGE_LISTS_MAX)
    lists = {each.list_id for each in mine if each.list_id and each.symbol_id == command.symbol_id}
    most = exchange.symbols[command.symbol_id].rules[SymbolRule.ORDER_LISTS_MAX]
    demand(most == 0 or len(lists) < most, RejectCode.SYMBOL_LISTS_MAX)


def demand_fit(kind: ListKind, legs: list[Command]) -> None:
    """Refuse orders that make no list of this kind."""
    for leg in legs:
        is_together = (leg.account_id, leg.symbol_id) == (legs[0].account_id, legs[0].symbol_id)
        demand(is_together, RejectCode.LIST_MISMATCHED)
    if kind != ListKind.OCO:
        is_first = legs[0].order_type in {OrderType.LIMIT, OrderType.LIMIT_MAKER}
        demand(is_first, RejectCode.LIST_MISMATCHED)
    if kind in PAYING:
        sides = [leg.side for leg in legs]
        is_resale = sides == [Side.BUY] + [Side.SELL] * (len(legs) - 1)
        demand(is_resale, RejectCode.LIST_MISMATCHED)
    if not PAIRS[kind]:
        is_in_money = legs[1].order_type == OrderType.MARKET and legs[1].amount_units > 0
        demand(not is_in_money, RejectCode.LIST_MISMATCHED)
        return
    one, other = (legs[place] for place in PAIRS[kind])
    types = {one.order_type, other.order_type}
    is_alike = (one.side, one.quantity_lots) == (other.side, other.quantity_lots)
    is_pair = len(types & STOPS) == 1 and len(types & PROFITS) == 1
    demand(is_alike and is_pair, RejectCode.LIST_MISMATCHED)


def is_paid(kind: ListKind, place: int) -> bool:
    """Does an order of a list sell what its first has bought?"""
    return kind in PAYING and place > 0


def demand_limits(symbol: Symbol, leg: Command, *, is_paid: bool) -> None:
    demand(symbol.status == SymbolStatus.TRADING, RejectCode.SYMBOL_NOT_TRADING)
    demand_price(symbol, leg)
    if is_paid:
        demand_percents(symbol, leg)
        return
    demand_quantity(symbol, leg)
    demand_parts(symbol, leg)
    demand_notional(symbol, leg)
    demand_percents(symbol, leg)
    if leg.order_type == OrderType.MARKET:
        demand(symbol.last_price_ticks > 0, RejectCode.PRICE_UNKNOWN)
        units = symbol.notional_units(symbol.last_price_ticks, leg.quantity_lots)
        demand(units <= BIGGEST, RejectCode.NOTIONAL_OVERFLOWS)


def demand_account(exchange: Exchange, command: Command, legs: list[Command]) -> None:
    demand(command.account_id not in exchange.frozen, RejectCode.ACCOUNT_FROZEN)
    for leg in legs:
        demand_within_account(exchange, leg, len(legs))
    open_count = len(exchange.orders_of[command.account_id])
    demand(open_count + len(legs) <= OPEN_ORDERS_MAX, RejectCode.OPEN_ORDERS_MAX)
    keys = [leg.client_key for leg in legs if leg.client_key]
    used = [key for key in keys if (command.account_id, key) in exchange.keys]
    demand(not used and len(set(keys)) == len(keys), RejectCode.CLIENT_KEY_REUSED)
    own = exchange.orders_of[command.account_id].values()
    names = {exchange.lists[each.list_id].client_key for each in own if each.list_id}
    demand(not command.order_id or command.order_id not in names, RejectCode.LIST_KEY_REUSED)


def demand_prices(symbol: Symbol, kind: ListKind, legs: list[Command]) -> None:
    """Refuse a pair between whose prices the last one does not lie, or could not."""
    prices: dict[bool, int] = {}
    for place in PAIRS[kind]:
        leg = legs[place]
        is_above = (leg.order_type in PROFITS) == (leg.side == Side.SELL)
        prices[is_above] = leg.trigger_ticks
        if leg.order_type not in TRIGGERED and (kind == ListKind.OCO or not is_pegged(leg)):
            prices[is_above] = leg.price_ticks
    if not prices:
        return
    above, below, last = prices[True], prices[False], symbol.last_price_ticks
    demand(not (above and below) or below < above, RejectCode.LIST_PRICES_WRONG)
    if kind == ListKind.OCO and last:
        demand(not above or last < above, RejectCode.LIST_PRICES_WRONG)
        demand(not below or below < last, RejectCode.LIST_PRICES_WRONG)


def demand_patience(exchange: Exchange, leg: Command) -> None:
    if leg.order_type == OrderType.LIMIT_MAKER:
        demand(not would_take(exchange, leg), RejectCode.WOULD_TAKE)


def would_take(exchange: Exchange, order: Command | Order) -> bool:
    makers = exchange.symbols[order.symbol_id].sides[1 - order.side].in_priority()
    return any(
        accepts(order, maker.price_ticks) and may_trade(exchange, order, maker) for maker in makers
    )


def share_holds(symbol: Symbol, kind: ListKind, orders: list[Order]) -> None:
    """Let a pair hold together what its dearer order needs: one in full, the other the rest."""
    for order in orders:
        order.hold_units = symbol.hold_units(order.side, order.hold_ticks, order.open_lots)
    if PAIRS[kind]:
        full, rest = in_hold_order([orders[place] for place in PAIRS[kind]])
        rest.hold_units = max(0, rest.hold_units - full.hold_units)


def in_hold_order(pair: list[Order]) -> list[Order]:
    """Return a pair, and first of it the order that is held for in full."""
    return sorted(pair, key=lambda each: (each.order_type != OrderType.LIMIT_MAKER, each.order_id))


def demand_all_funds(exchange: Exchange, symbol: Symbol, orders: list[Order]) -> None:
    for side in Side:
        units = sum(order.hold_units for order in orders if order.side == side)
        available = exchange.available[orders[0].account_id, symbol.paid_asset(side)]
        demand(units <= available or units == 0, RejectCode.FUNDS_INSUFFICIENT)


def begin_list(exchange: Exchange, command: Command, orders: list[Order]) -> OrderList:
    """Tell that a list is in, and let its orders know it."""
    order_list = OrderList(exchange.sequence, ListKind(command.asset_id % 256), command.order_id)
    exchange.lists[order_list.list_id] = order_list
    order_list.order_ids = [order.order_id for order in orders]
    for order in orders:
        order.list_id = order_list.list_id
        exchange.listed[order.order_id] = order_list
    exchange.tell(
        EventKind.ORDER_LIST_ACCEPTED,
        account_id=command.account_id,
        symbol_id=command.symbol_id,
        order_id=order_list.list_id,
        quantity_lots=len(orders),
        reason=order_list.kind,
    )
    return order_list


def settle_lists(exchange: Exchange, start: int) -> None:
    """Draw the consequences of the facts from `start` on."""
    for fact in list(exchange.facts[start:]):
        open_lots = fact.get("open_lots")
        if fact["kind"] == EventKind.ORDER_FILLED:
            pay(exchange, fact)
        if fact["kind"] in {EventKind.ORDER_FILLED, EventKind.ORDER_EXPIRED}:
            settle_one(exchange, fact["order_id"], open_lots)
        elif fact["kind"] == EventKind.ORDER_DECREMENTED:
            settle_one(exchange, fact["order_id"], open_lots or None)


def stand_alone(exchange: Exchange, order: Order) -> None:
    """End the others of a triggered order's list, whose hold it takes over."""
    if not order.list_id:
        return
    for other in others(exchange, exchange.lists[order.list_id], order.order_id):
        end(exchange, other, DoneReason.LIST_DECIDED)
    symbol = exchange.symbols[order.symbol_id]
    units = symbol.hold_units(order.side, order.hold_ticks, order.open_lots)
    change_units = exchange.set_hold(order, units)
    if change_units:
        exchange.facts[-1]["hold_units"] += change_units


def tell_activated(exchange: Exchange, order: Order) -> dict[str, int]:
    return exchange.tell(
        EventKind.ORDER_ACTIVATED,
        **whose(order),
        order_id=order.order_id,
        quantity_lots=order.open_lots,
        open_lots=0,
        hold_units=0,
    )


def is_admitted(exchange: Exchange, order: Order) -> bool:
    """May a pending order come in now, or would it take or be triggered at once?"""
    last_ticks = exchange.symbols[order.symbol_id].last_price_ticks
    if order.order_type == OrderType.LIMIT_MAKER:
        return not would_take(exchange, order)
    return not (order.trigger_ticks and order.is_reached(last_ticks))
