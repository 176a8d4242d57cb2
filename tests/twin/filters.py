"""Filters that look beyond the order itself: the reference price, and what its account has."""

from collections.abc import Callable, Iterable, Iterator
from math import ceil, floor, inf

from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import ExchangeRule, SymbolRule
from tests.twin.state import NO_LIMIT, TRIGGERED, Command, Exchange, Order, Symbol, demand

PERCENTS = {Side.BUY: SymbolRule.BID_PERCENT_UP, Side.SELL: SymbolRule.ASK_PERCENT_UP}
RANGES = {Side.BUY: SymbolRule.RANGE_BID_UP, Side.SELL: SymbolRule.RANGE_ASK_UP}


def band(symbol: Symbol, up_rule: SymbolRule) -> tuple[float, float]:
    """Return the least and the greatest price within a rule and the one after it, its DOWN."""
    reference = symbol.rules[SymbolRule.REFERENCE_PRICE_TICKS] or symbol.last_price_ticks
    up, down = symbol.rules[up_rule], symbol.rules[SymbolRule(up_rule + 1)]
    if reference == 0:
        return 0, inf
    return -(-reference * down // 10_000), reference * up // 10_000 if up else inf


def demand_percents(symbol: Symbol, command: Command) -> None:
    if command.order_type in NO_LIMIT:
        return
    for rule, code in (
        (SymbolRule.PERCENT_UP, RejectCode.PRICE_OUT_OF_PERCENT),
        (PERCENTS[Side(command.side)], RejectCode.PRICE_OUT_OF_PERCENT_BY_SIDE),
    ):
        least, greatest = band(symbol, rule)
        demand(ceil(least) <= command.price_ticks, code)
        demand(greatest == inf or command.price_ticks <= floor(greatest), code)


def demand_counts(exchange: Exchange, order: Order) -> None:
    """Refuse one order too many on a symbol, or too large a position in its base."""
    symbol = exchange.symbols[order.symbol_id]

    def others() -> Iterator[Order]:
        mine = exchange.orders_of[order.account_id].values()
        return (each for each in mine if each.symbol_id == order.symbol_id)

    position_max = symbol.rules[SymbolRule.POSITION_LOTS_MAX]
    if order.side == Side.BUY and position_max:
        key = (order.account_id, symbol.base)
        held_units = exchange.available[key] + exchange.locked[key]
        lots = held_units // symbol.rules[SymbolRule.LOT_UNITS] + order.open_lots
        lots += sum(each.open_lots for each in others() if each.side == Side.BUY)
        demand(lots <= position_max, RejectCode.POSITION_ABOVE_MAX)
    demand_not_too_much(exchange, symbol, order)
    if order.order_type == OrderType.MARKET:
        return
    demand_totals(exchange, order)
    for is_kind, rule, code in (
        (is_any, SymbolRule.ORDERS_MAX, RejectCode.SYMBOL_ORDERS_MAX),
        (is_algo, SymbolRule.ALGO_ORDERS_MAX, RejectCode.ALGO_ORDERS_MAX),
        (is_iceberg, SymbolRule.ICEBERG_ORDERS_MAX, RejectCode.ICEBERG_ORDERS_MAX),
    ):
        demand_fewer(order, is_kind, others(), symbol.rules[rule], code)


def demand_not_too_much(exchange: Exchange, symbol: Symbol, order: Order) -> None:
    """Refuse an order about more of an asset than one may be."""
    is_market = order.order_type == OrderType.MARKET
    price_ticks = symbol.last_price_ticks if is_market else order.hold_ticks
    for asset_id, units in (
        (symbol.base, symbol.base_units(order.open_lots)),
        (symbol.quote, symbol.notional_units(price_ticks, order.open_lots)),
    ):
        most = exchange.rules.get((ExchangeRule.ASSET_UNITS_MAX, asset_id))
        demand(not most or units <= most, RejectCode.ASSET_UNITS_MAX)


def demand_totals(exchange: Exchange, order: Order) -> None:
    """Refuse one order too many on all symbols together."""
    mine = exchange.orders_of[order.account_id].values()
    for is_kind, rule, code in (
        (is_any, ExchangeRule.ORDERS_MAX, RejectCode.OPEN_ORDERS_MAX),
        (is_algo, ExchangeRule.ALGO_ORDERS_MAX, RejectCode.EXCHANGE_ALGO_ORDERS_MAX),
        (is_iceberg, ExchangeRule.ICEBERG_ORDERS_MAX, RejectCode.EXCHANGE_ICEBERG_ORDERS_MAX),
    ):
        demand_fewer(order, is_kind, mine, exchange.rules.get((rule, 0), 0), code)


def is_any(order: Order) -> bool:
    return True


def is_algo(order: Order) -> bool:
    return order.order_type in TRIGGERED


def is_iceberg(order: Order) -> bool:
    return order.visible_lots > 0


def demand_fewer(
    order: Order,
    is_kind: Callable[[Order], bool],
    others: Iterable[Order],
    most: int,
    code: RejectCode,
) -> None:
    """Refuse an order of a kind of which as many are open as may be; zero: any number may be."""
    if most and is_kind(order):
        demand(sum(map(is_kind, others)) < most, code)
