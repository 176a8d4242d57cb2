"""Whether an order may come in, and what must be locked for it: every check of PLACE_ORDER.

Its one rule: nothing here changes anything. The checks run from the shape of the command over the
symbol's rules to the account's money, and the first that does not hold is the answer.
"""

from typing import NamedTuple

from glassbook.protocol.accounts import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolRule, SymbolStatus
from tests.twin.house import known_symbol
from tests.twin.state import Command, Exchange, Order, Symbol, demand

OPEN_ORDERS_MAX = 10_000  # of one account

STOPS_AT_ITS_OWN = {SelfTradePrevention.EXPIRE_TAKER, SelfTradePrevention.EXPIRE_BOTH}


class Survey(NamedTuple):
    """What an order would fill if it came in now."""

    lots: int
    cost_units: int  # in quote, each maker's notional rounded down by itself


def admit(exchange: Exchange, command: Command) -> Order:
    """Return the order that the command places, whole, open, and with its hold yet to be locked."""
    demand_known_words(command)
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    symbol = known_symbol(exchange, command)
    demand(command.trigger_ticks == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    demand_shape(command)
    demand(symbol.status == SymbolStatus.TRADING, RejectCode.SYMBOL_NOT_TRADING)
    demand_price(symbol, command)
    demand_quantity(symbol, command)
    demand_notional(symbol, command)
    demand_room(exchange, command)
    demand_patience(symbol, command)
    survey = look(symbol, command)
    order = order_of(exchange, command, survey)
    demand_funds(exchange, order)
    return order


def demand_known_words(command: Command) -> None:
    demand(command.side in list(Side), RejectCode.SIDE_UNKNOWN)
    demand(command.order_type in list(OrderType), RejectCode.ORDER_TYPE_UNKNOWN)
    demand(command.time_in_force in list(TimeInForce), RejectCode.TIME_IN_FORCE_UNKNOWN)
    is_known = command.self_trade_prevention in list(SelfTradePrevention)
    demand(is_known, RejectCode.SELF_TRADE_PREVENTION_UNKNOWN)


def demand_shape(command: Command) -> None:
    """Refuse what cannot be meant, whatever the symbol and the account."""
    if command.order_type == OrderType.MARKET:
        demand_market_shape(command)
        return
    demand(command.price_ticks > 0, RejectCode.PRICE_NOT_POSITIVE)
    demand(command.quantity_lots > 0, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(command.amount_units == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    if command.order_type == OrderType.LIMIT_MAKER:
        demand(command.time_in_force == TimeInForce.GTC, RejectCode.COMBINATION_NOT_ALLOWED)


def demand_market_shape(command: Command) -> None:
    demand(command.price_ticks == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    demand(command.time_in_force == TimeInForce.GTC, RejectCode.COMBINATION_NOT_ALLOWED)
    demand(command.quantity_lots >= 0, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(command.amount_units >= 0, RejectCode.AMOUNT_NOT_POSITIVE)
    has_quantity, has_amount = command.quantity_lots > 0, command.amount_units > 0
    demand(has_quantity or has_amount, RejectCode.QUANTITY_NOT_POSITIVE)
    demand(not (has_quantity and has_amount), RejectCode.COMBINATION_NOT_ALLOWED)


def demand_within(
    value: int, least: int, greatest: int, below: RejectCode, above: RejectCode
) -> None:
    """Refuse a value outside of two limits, of which 0 is none."""
    demand(value >= least, below)
    demand(greatest == 0 or value <= greatest, above)


def demand_price(symbol: Symbol, command: Command) -> None:
    if command.order_type != OrderType.MARKET:
        demand_within(
            command.price_ticks,
            symbol.rules[SymbolRule.PRICE_TICKS_MIN],
            symbol.rules[SymbolRule.PRICE_TICKS_MAX],
            RejectCode.PRICE_BELOW_MIN,
            RejectCode.PRICE_ABOVE_MAX,
        )


def demand_quantity(symbol: Symbol, command: Command) -> None:
    if command.amount_units > 0:
        return
    demand_within(
        command.quantity_lots,
        symbol.rules[SymbolRule.QUANTITY_LOTS_MIN],
        symbol.rules[SymbolRule.QUANTITY_LOTS_MAX],
        RejectCode.QUANTITY_BELOW_MIN,
        RejectCode.QUANTITY_ABOVE_MAX,
    )
    if command.order_type == OrderType.MARKET:
        demand_within(
            command.quantity_lots,
            symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MIN],
            symbol.rules[SymbolRule.MARKET_QUANTITY_LOTS_MAX],
            RejectCode.MARKET_QUANTITY_BELOW_MIN,
            RejectCode.MARKET_QUANTITY_ABOVE_MAX,
        )


def demand_notional(symbol: Symbol, command: Command) -> None:
    least = symbol.rules[SymbolRule.NOTIONAL_UNITS_MIN]
    greatest = symbol.rules[SymbolRule.NOTIONAL_UNITS_MAX]
    if command.order_type != OrderType.MARKET:
        units = symbol.notional_units(command.price_ticks, command.quantity_lots)
        demand(units <= AMOUNT_UNITS_MAX, RejectCode.NOTIONAL_OVERFLOWS)
    elif command.amount_units > 0:
        units = command.amount_units
    else:  # at the last price, which the order need not meet: only the least is asked of it
        if symbol.last_price_ticks == 0:
            return
        units = symbol.notional_units(symbol.last_price_ticks, command.quantity_lots)
        greatest = 0
    below, above = RejectCode.NOTIONAL_BELOW_MIN, RejectCode.NOTIONAL_ABOVE_MAX
    demand_within(units, least, greatest, below, above)


def demand_room(exchange: Exchange, command: Command) -> None:
    open_count = len(exchange.orders_of[command.account_id])
    demand(open_count < OPEN_ORDERS_MAX, RejectCode.OPEN_ORDERS_MAX)
    is_used = (command.account_id, command.client_key) in exchange.keys
    demand(not is_used, RejectCode.CLIENT_KEY_REUSED)


def demand_patience(symbol: Symbol, command: Command) -> None:
    """Refuse a LIMIT_MAKER that would not wait."""
    if command.order_type == OrderType.LIMIT_MAKER:
        best_ticks = symbol.sides[1 - command.side].best_ticks()
        takes = best_ticks is not None and accepts(command, best_ticks)
        demand(not takes, RejectCode.WOULD_TAKE)


def accepts(order: Command | Order, price_ticks: int) -> bool:
    """Would the order trade at this price?"""
    if order.order_type == OrderType.MARKET:
        return True
    if order.side == Side.BUY:
        return price_ticks <= order.price_ticks
    return price_ticks >= order.price_ticks


def look(symbol: Symbol, command: Command) -> Survey:
    """Walk the other side as the order would, and say what it would fill."""
    lots, cost_units = 0, 0
    for maker in symbol.sides[1 - command.side].in_priority():
        if not accepts(command, maker.price_ticks):
            break
        if maker.account_id == command.account_id:
            if command.self_trade_prevention in STOPS_AT_ITS_OWN:
                break
            if command.self_trade_prevention == SelfTradePrevention.EXPIRE_MAKER:
                continue
        if command.amount_units > 0:
            left_units = command.amount_units - cost_units
            wanted_lots = affordable_lots(symbol, maker.price_ticks, left_units)
        else:
            wanted_lots = command.quantity_lots - lots
        take = min(wanted_lots, maker.open_lots)
        lots += take
        cost_units += symbol.notional_units(maker.price_ticks, take)
        if take < maker.open_lots:
            break
    return Survey(lots, cost_units)


def affordable_lots(symbol: Symbol, price_ticks: int, units: int) -> int:
    """Return the most lots whose notional, rounded down, is within `units`.

    The notional of n lots is within them when n times the price of one is below units + 1.
    """
    lot_dividend, divisor = symbol.exact(price_ticks, 1)
    return ((units + 1) * divisor - 1) // lot_dividend


def order_of(exchange: Exchange, command: Command, survey: Survey) -> Order:
    symbol = exchange.symbols[command.symbol_id]
    quantity_lots = command.quantity_lots if command.amount_units == 0 else survey.lots
    if command.order_type != OrderType.MARKET:
        hold_units = symbol.hold_units(command.side, command.price_ticks, quantity_lots)
    elif command.side == Side.BUY:
        hold_units = survey.cost_units
    else:
        hold_units = symbol.base_units(survey.lots)
    return Order(
        order_id=exchange.sequence,
        account_id=command.account_id,
        symbol_id=command.symbol_id,
        side=command.side,
        order_type=command.order_type,
        time_in_force=command.time_in_force,
        self_trade_prevention=command.self_trade_prevention,
        price_ticks=command.price_ticks,
        quantity_lots=quantity_lots,
        open_lots=quantity_lots,
        hold_units=hold_units,
        client_key=command.client_key,
    )


def demand_funds(exchange: Exchange, order: Order) -> None:
    asset_id = exchange.symbols[order.symbol_id].paid_asset(order.side)
    available_units = exchange.available[order.account_id, asset_id]
    demand(order.hold_units <= available_units, RejectCode.FUNDS_INSUFFICIENT)
