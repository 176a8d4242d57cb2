"""Whether an order may come in, and what must be locked for it: every check of PLACE_ORDER.

Its one rule: nothing here changes anything. The checks run from the shape of the command over the
symbol's rules to the account's money, and the first that does not hold is the answer.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from glassbook.protocol.accounts import AccountLimit
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.eligibility import may_trade
from tests.twin.filters import RANGES, band, demand_counts, demand_percents
from tests.twin.house import known_symbol
from tests.twin.state import (
    NO_LIMIT,
    TRIGGERED,
    Command,
    Exchange,
    Order,
    Symbol,
    demand,
)

OPEN_ORDERS_MAX = 10_000  # of one account
PARTS_MAX = 50  # of an iceberg

STOPS_AT_ITS_OWN = {SelfTradePrevention.EXPIRE_TAKER, SelfTradePrevention.EXPIRE_BOTH}
LESSENING = {SelfTradePrevention.DECREMENT, SelfTradePrevention.TRANSFER}


class Survey(NamedTuple):
    """What an order would do if it came in now. Each maker's notional is rounded down by itself."""

    lots: int  # that would change hands
    cost_units: int  # their notional
    walked_lots: int  # and with those that self-trade prevention would take away
    walked_units: int


def admit(exchange: Exchange, command: Command) -> Order:
    """Return the order that the command places, whole, open, and with its hold yet to be locked."""
    demand_known_words(command)
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    symbol = known_symbol(exchange, command)
    demand_shape(command)
    demand_open(symbol, command)
    demand_kept_limits(symbol, command)
    demand_may_place(exchange, command)
    is_used = (command.account_id, command.client_key) in exchange.keys
    demand(not is_used, RejectCode.CLIENT_KEY_REUSED)
    demand_patience(exchange, command)
    order = order_of(exchange, command)
    demand_funds(exchange, order)
    demand_counts(exchange, order)
    return order


def demand_open(symbol: Symbol, command: Command) -> None:
    is_before = symbol.status == SymbolStatus.PRE_TRADING
    code = RejectCode.ORDER_NOT_COLLECTED if is_before else RejectCode.SYMBOL_NOT_TRADING
    demand(is_open_for(symbol, command), code)


def is_open_for(symbol: Symbol, command: Command) -> bool:
    """May such an order be placed now? Before an auction it must be one that can wait for it."""
    if symbol.status == SymbolStatus.PRE_TRADING:
        waits = command.time_in_force == TimeInForce.GTC
        return command.order_type == OrderType.LIMIT and waits
    return symbol.status == SymbolStatus.TRADING


def demand_kept_limits(symbol: Symbol, command: Command) -> None:
    """Refuse what the symbol's own filters do, whoever asks."""
    demand_price(symbol, command)
    demand_quantity(symbol, command)
    demand_parts(symbol, command)
    demand_notional(symbol, command)
    demand_percents(symbol, command)


def demand_known_words(command: Command) -> None:
    demand(command.side in list(Side), RejectCode.SIDE_UNKNOWN)
    demand(command.order_type in list(OrderType), RejectCode.ORDER_TYPE_UNKNOWN)
    demand(command.time_in_force in list(TimeInForce), RejectCode.TIME_IN_FORCE_UNKNOWN)
    is_known = command.self_trade_prevention in list(SelfTradePrevention)
    demand(is_known, RejectCode.SELF_TRADE_PREVENTION_UNKNOWN)


def demand_shape(command: Command) -> None:
    """Refuse what cannot be meant, whatever the symbol and the account."""
    if command.order_type in TRIGGERED:
        demand(command.trigger_ticks >= 0, RejectCode.TRIGGER_NOT_POSITIVE)
        waits = command.trigger_ticks > 0 or command.code > 0
        demand(waits, RejectCode.TRIGGER_NOT_POSITIVE)
    else:
        demand(command.trigger_ticks == 0, RejectCode.COMBINATION_NOT_ALLOWED)
        demand(command.code == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    if command.order_type in NO_LIMIT:
        demand_market_shape(command)
        return
    demand(command.price_ticks > 0, RejectCode.PRICE_NOT_POSITIVE)
    demand(command.quantity_lots > 0, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(visible_lots(command) >= 0, RejectCode.VISIBLE_QUANTITY_NOT_POSITIVE)
    if command.order_type == OrderType.LIMIT_MAKER or visible_lots(command) > 0:
        demand(command.time_in_force == TimeInForce.GTC, RejectCode.COMBINATION_NOT_ALLOWED)


def visible_lots(command: Command) -> int:
    """Return how much of an iceberg is to be shown: an order with a limit says it as an amount."""
    return 0 if command.order_type in NO_LIMIT else command.amount_units


def demand_market_shape(command: Command) -> None:
    demand(command.price_ticks == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    demand(command.time_in_force == TimeInForce.GTC, RejectCode.COMBINATION_NOT_ALLOWED)
    demand(command.quantity_lots >= 0, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(command.amount_units >= 0, RejectCode.AMOUNT_NOT_POSITIVE)
    has_quantity, has_amount = command.quantity_lots > 0, command.amount_units > 0
    demand(has_quantity or has_amount, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(not (has_quantity and has_amount), RejectCode.COMBINATION_NOT_ALLOWED)
    is_market = command.order_type == OrderType.MARKET
    demand(is_market or not has_amount, RejectCode.COMBINATION_NOT_ALLOWED)


def demand_within(
    value: int, least: int, greatest: int, below: RejectCode, above: RejectCode
) -> None:
    """Refuse a value outside of two limits, of which 0 is none."""
    demand(value >= least, below)
    demand(greatest == 0 or value <= greatest, above)


def demand_price(symbol: Symbol, command: Command) -> None:
    demand_trigger(symbol, command)
    if command.price_ticks > 0:
        demand_price_within(symbol, command.price_ticks)


def demand_trigger(symbol: Symbol, command: Command) -> None:
    if command.order_type not in TRIGGERED:
        return
    if command.trigger_ticks > 0:
        demand_price_within(symbol, command.trigger_ticks)
    if command.code > 0:
        demand(10 <= command.code <= 2_000, RejectCode.TRAILING_OUT_OF_RANGE)
    demand(hold_ticks(symbol, command) > 0, RejectCode.PRICE_UNKNOWN)


def hold_ticks(symbol: Symbol, command: Command) -> int:
    """Return the price at which an order is weighed, and held for until it is in the market."""
    if command.order_type not in NO_LIMIT:
        return command.price_ticks
    return command.trigger_ticks or symbol.last_price_ticks


def demand_price_within(symbol: Symbol, price_ticks: int) -> None:
    demand_within(
        price_ticks,
        symbol.rules[SymbolRule.PRICE_TICKS_MIN],
        symbol.rules[SymbolRule.PRICE_TICKS_MAX],
        RejectCode.PRICE_BELOW_MIN,
        RejectCode.PRICE_ABOVE_MAX,
    )


def demand_quantity(symbol: Symbol, command: Command) -> None:
    if command.order_type == OrderType.MARKET and command.amount_units > 0:
        return
    demand_quantity_within(symbol, command.quantity_lots)
    if command.order_type == OrderType.MARKET:
        demand_within(
            command.quantity_lots,
            symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MIN],
            symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MAX],
            RejectCode.MARKET_QUANTITY_BELOW_MIN,
            RejectCode.MARKET_QUANTITY_ABOVE_MAX,
        )


def demand_quantity_within(symbol: Symbol, lots: int) -> None:
    demand_within(
        lots,
        symbol.rules[SymbolRule.QUANTITY_LOTS_MIN],
        symbol.rules[SymbolRule.QUANTITY_LOTS_MAX],
        RejectCode.QUANTITY_BELOW_MIN,
        RejectCode.QUANTITY_ABOVE_MAX,
    )


def demand_notional_within(symbol: Symbol, units: int) -> None:
    demand_within(
        units,
        symbol.rules[SymbolRule.NOTIONAL_UNITS_MIN],
        symbol.rules[SymbolRule.NOTIONAL_UNITS_MAX],
        RejectCode.NOTIONAL_BELOW_MIN,
        RejectCode.NOTIONAL_ABOVE_MAX,
    )


def demand_parts(symbol: Symbol, command: Command) -> None:
    visible = visible_lots(command)
    if visible == 0:
        return
    least_lots = symbol.rules[SymbolRule.QUANTITY_LOTS_MIN]
    demand(visible >= least_lots, RejectCode.VISIBLE_QUANTITY_BELOW_MIN)
    parts = -(-command.quantity_lots // visible)
    parts_max = symbol.rules[SymbolRule.ICEBERG_PARTS_MAX] or PARTS_MAX
    is_one_of_few = visible <= command.quantity_lots and parts <= parts_max
    demand(is_one_of_few, RejectCode.ICEBERG_PARTS_ABOVE_MAX)


def demand_notional(symbol: Symbol, command: Command) -> None:
    least = symbol.rules[SymbolRule.NOTIONAL_UNITS_MIN]
    greatest = symbol.rules[SymbolRule.NOTIONAL_UNITS_MAX]
    if command.order_type != OrderType.MARKET:
        units = symbol.notional_units(hold_ticks(symbol, command), command.quantity_lots)
        demand(units <= AMOUNT_UNITS_MAX, RejectCode.NOTIONAL_OVERFLOWS)
        demand_notional_within(symbol, units)
        return
    if command.amount_units > 0:
        units = command.amount_units
        least = 0 if symbol.rules[SymbolRule.NOTIONAL_MIN_SPARES_MARKET] else least
        greatest = 0 if symbol.rules[SymbolRule.NOTIONAL_MAX_SPARES_MARKET] else greatest
    else:  # at the last price, which the order need not meet: only the least is asked of it
        spares = symbol.rules[SymbolRule.NOTIONAL_MIN_SPARES_MARKET]
        if symbol.last_price_ticks == 0 or spares:
            return
        units = symbol.notional_units(symbol.last_price_ticks, command.quantity_lots)
        greatest = 0
    below, above = RejectCode.NOTIONAL_BELOW_MIN, RejectCode.NOTIONAL_ABOVE_MAX
    demand_within(units, least, greatest, below, above)


def demand_may_place(exchange: Exchange, command: Command) -> None:
    """Refuse an account that may have no more orders, or none such."""
    demand(command.account_id not in exchange.frozen, RejectCode.ACCOUNT_FROZEN)
    demand_within_account(exchange, command, 1)
    open_count = len(exchange.orders_of[command.account_id])
    demand(open_count < OPEN_ORDERS_MAX, RejectCode.OPEN_ORDERS_MAX)


def demand_within_account(exchange: Exchange, command: Command, order_count: int) -> None:
    """Refuse what the house allows others, but not this account."""
    account_id, symbol = command.account_id, exchange.symbols[command.symbol_id]
    most = exchange.limits.get((account_id, AccountLimit.OPEN_ORDERS_MAX))
    count = len(exchange.orders_of[account_id]) + order_count
    demand(not most or count <= most, RejectCode.OPEN_ORDERS_MAX)
    most = exchange.limits.get((account_id, AccountLimit.ORDER_UNITS_MAX))
    is_market = command.order_type == OrderType.MARKET
    price_ticks = symbol.last_price_ticks if is_market else hold_ticks(symbol, command)
    units = symbol.notional_units(price_ticks, command.quantity_lots)
    worth = command.amount_units if is_market and command.amount_units else units
    demand(not most or worth <= most, RejectCode.ORDER_UNITS_MAX)


def demand_patience(exchange: Exchange, command: Command) -> None:
    """Refuse a LIMIT_MAKER that would not wait."""
    symbol = exchange.symbols[command.symbol_id]
    if command.order_type == OrderType.LIMIT_MAKER:
        takes = any(
            accepts(command, maker.price_ticks) and may_trade(exchange, command, maker)
            for maker in symbol.sides[1 - command.side].in_priority()
        )
        demand(not takes, RejectCode.WOULD_TAKE)
    if command.trigger_ticks > 0 and symbol.last_price_ticks > 0:
        reached = order_of(exchange, command).is_reached(symbol.last_price_ticks)
        demand(not reached, RejectCode.WOULD_TRIGGER)


def accepts(order: Command | Order, price_ticks: int) -> bool:
    """Would the order trade at this price?"""
    if order.order_type in NO_LIMIT:
        return True
    if order.side == Side.BUY:
        return price_ticks <= order.price_ticks
    return price_ticks >= order.price_ticks


def reaches(order: Order, price_ticks: int) -> bool:
    """Does the order accept this price, and may it trade so far from the reference price?"""
    least, greatest = order.band_ticks
    return accepts(order, price_ticks) and least <= price_ticks <= greatest


def reaches_far(order: Order, price_ticks: int) -> bool:
    """The same, whatever the near end of the band: that is asked only of whom it may meet."""
    least, greatest = order.band_ticks
    is_near = price_ticks <= greatest if order.side == Side.BUY else least <= price_ticks
    return accepts(order, price_ticks) and is_near


def parts(makers: Iterable[Order]) -> Iterator[tuple[Order, int]]:
    """Yield who would be met, and with how much: icebergs again and again, part by part."""
    for _, level in groupby(makers, lambda maker: maker.price_ticks):
        queue = deque((maker, maker.shown_lots, maker.open_lots) for maker in level)
        while queue:
            maker, shown_lots, open_lots = queue.popleft()
            yield maker, shown_lots
            if open_lots > shown_lots:
                left_lots = open_lots - shown_lots
                queue.append((maker, min(maker.visible_lots, left_lots), left_lots))


def eligible(exchange: Exchange, order: Order) -> Iterator[Order]:
    """Yield whom an order may trade with, in the order in which they are served."""
    for maker in exchange.symbols[order.symbol_id].sides[1 - order.side].in_priority():
        if may_trade(exchange, order, maker):
            yield maker


def look(exchange: Exchange, order: Order, units: int = 0) -> Survey:
    """Walk the other side as the order would, and say what it would fill: all it wants, or what
    so many quote units buy.
    """
    symbol = exchange.symbols[order.symbol_id]
    lots = cost_units = walked_lots = walked_units = 0
    for maker, shown_lots in parts(eligible(exchange, order)):
        mode = mode_between(exchange, order, maker)
        is_killed = mode in LESSENING and order.time_in_force == TimeInForce.FOK
        if not reaches(order, maker.price_ticks) or mode in STOPS_AT_ITS_OWN or is_killed:
            break
        if mode == SelfTradePrevention.EXPIRE_MAKER:
            continue
        if units > 0:
            wanted_lots = affordable_lots(symbol, maker.price_ticks, units - walked_units)
        else:
            wanted_lots = order.open_lots - walked_lots
        take = min(wanted_lots, shown_lots)
        notional_units = symbol.notional_units(maker.price_ticks, take)
        walked_lots += take
        walked_units += notional_units
        if mode != SelfTradePrevention.DECREMENT:
            lots += take
            cost_units += notional_units
        if take < shown_lots:
            break
    return Survey(lots, cost_units, walked_lots, walked_units)


def mode_between(exchange: Exchange, taker: Order, maker: Order) -> SelfTradePrevention:
    """Return how two orders are kept from each other: NONE when they may trade."""
    mode = SelfTradePrevention(taker.self_trade_prevention)
    if not are_one(exchange, taker, maker):
        return SelfTradePrevention.NONE
    if mode == SelfTradePrevention.TRANSFER and (
        taker.account_id == maker.account_id
        or maker.self_trade_prevention != SelfTradePrevention.TRANSFER
    ):
        return SelfTradePrevention.DECREMENT
    return mode


def are_one(exchange: Exchange, order: Order, other: Order) -> bool:
    """Are two orders of one account, or of one trade group?"""
    groups = [exchange.trade_groups.get(each.account_id) for each in (order, other)]
    return order.account_id == other.account_id or (groups[0] == groups[1] is not None)


def affordable_lots(symbol: Symbol, price_ticks: int, units: int) -> int:
    """Return the most lots whose notional, rounded down, is within `units`.

    The notional of n lots is within them when n times the price of one is below units + 1.
    """
    lot_dividend, divisor = symbol.exact(price_ticks, 1)
    return ((units + 1) * divisor - 1) // lot_dividend


def blank_order(exchange: Exchange, command: Command) -> Order:
    """Return the order that a command describes, for which nothing is held yet."""
    symbol = exchange.symbols[command.symbol_id]
    return Order(
        order_id=exchange.sequence,
        account_id=command.account_id,
        symbol_id=command.symbol_id,
        side=command.side,
        order_type=command.order_type,
        time_in_force=command.time_in_force,
        self_trade_prevention=command.self_trade_prevention,
        price_ticks=command.price_ticks,
        quantity_lots=command.quantity_lots,
        open_lots=command.quantity_lots,
        hold_units=0,
        client_key=command.client_key,
        visible_lots=visible_lots(command),
        trigger_ticks=command.trigger_ticks,
        hold_ticks=hold_ticks(symbol, command),
        trailing_bips=command.code if command.order_type in TRIGGERED else 0,
        is_waiting=command.order_type in TRIGGERED,
        band_ticks=band(symbol, RANGES[Side(command.side)]),
    )


def order_of(exchange: Exchange, command: Command) -> Order:
    symbol = exchange.symbols[command.symbol_id]
    order = blank_order(exchange, command)
    if command.order_type != OrderType.MARKET:
        order.hold_units = symbol.hold_units(order.side, order.hold_ticks, order.open_lots)
        return order
    survey = look(exchange, order, command.amount_units)
    if command.amount_units > 0:
        order.quantity_lots = order.open_lots = survey.walked_lots
    is_buy = order.side == Side.BUY
    order.hold_units = survey.cost_units if is_buy else symbol.base_units(survey.lots)
    return order


def demand_funds(exchange: Exchange, order: Order) -> None:
    asset_id = exchange.symbols[order.symbol_id].paid_asset(order.side)
    available_units = exchange.available[order.account_id, asset_id]
    demand(order.hold_units <= available_units, RejectCode.FUNDS_INSUFFICIENT)
