"""What the house decides and its cashier does: assets, symbols, rules, accounts, money."""

from math import gcd

from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER, WORLD, AccountLimit
from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import ExchangeRule, SymbolRule
from tests.twin.state import Command, Commission, Exchange, Symbol, demand

PPM_MAX = 100_000
SCALES = [10**exponent for exponent in range(19)]

#: The least and the greatest value of each rule.
BOUNDS = dict.fromkeys(SymbolRule, (0, 2**62)) | {
    SymbolRule.TICK_UNITS: (1, 2**53),
    SymbolRule.LOT_UNITS: (1, 2**53),
    SymbolRule.PRICE_TICKS_MAX: (1, 2**42 - 1),
    SymbolRule.QUANTITY_LOTS_MAX: (1, 2**60),
    SymbolRule.ICEBERG_PARTS_MAX: (0, 50),
    **{SymbolRule(rule): (0, 1_000_000) for rule in range(11, 21)},
    SymbolRule.REFERENCE_PRICE_TICKS: (0, 2**42 - 1),
    SymbolRule.ORDERS_MAX: (0, 10_000),
    SymbolRule.ALGO_ORDERS_MAX: (0, 10_000),
    SymbolRule.ICEBERG_ORDERS_MAX: (0, 10_000),
    SymbolRule.NOTIONAL_MIN_SPARES_MARKET: (0, 1),
    SymbolRule.NOTIONAL_MAX_SPARES_MARKET: (0, 1),
    SymbolRule.AMENDS_MAX: (0, 255),
    SymbolRule.ORDER_LISTS_MAX: (0, 5_000),
}
FIXED_ONCE_OPEN = {SymbolRule.TICK_UNITS, SymbolRule.LOT_UNITS, SymbolRule.PRICE_TICKS_MAX}
NEEDED = FIXED_ONCE_OPEN | {SymbolRule.QUANTITY_LOTS_MAX}
RANGES = [
    (SymbolRule.PRICE_TICKS_MIN, SymbolRule.PRICE_TICKS_MAX),
    (SymbolRule.QUANTITY_LOTS_MIN, SymbolRule.QUANTITY_LOTS_MAX),
    (SymbolRule.MARKET_QUANTITY_LOTS_MIN, SymbolRule.MARKET_QUANTITY_LOTS_MAX),
    (SymbolRule.NOTIONAL_UNITS_MIN, SymbolRule.NOTIONAL_UNITS_MAX),
]


def define_asset(exchange: Exchange, command: Command) -> None:
    demand(command.amount_units in SCALES, RejectCode.VALUE_OUT_OF_RANGE)
    exchange.scales.append(command.amount_units)
    exchange.tell(
        EventKind.ASSET_DEFINED,
        asset_id=len(exchange.scales) - 1,
        amount_units=command.amount_units,
    )


def list_symbol(exchange: Exchange, command: Command) -> None:
    base, quote = command.asset_id, command.code
    demand(max(base, quote) < len(exchange.scales), RejectCode.ASSET_UNKNOWN)
    demand(base != quote, RejectCode.COMBINATION_NOT_ALLOWED)
    exchange.symbols.append(Symbol(base, quote, exchange.scales[base]))
    exchange.tell(
        EventKind.SYMBOL_LISTED,
        symbol_id=len(exchange.symbols) - 1,
        asset_id=base,
        reason=quote,
    )


def known_symbol(exchange: Exchange, command: Command) -> Symbol:
    demand(command.symbol_id < len(exchange.symbols), RejectCode.SYMBOL_UNKNOWN)
    return exchange.symbols[command.symbol_id]


def set_symbol_rule(exchange: Exchange, command: Command) -> None:
    symbol = known_symbol(exchange, command)
    demand(command.code in list(SymbolRule), RejectCode.RULE_UNKNOWN)
    rule, value = SymbolRule(command.code), command.amount_units
    least, greatest = BOUNDS[rule]
    demand(least <= value <= greatest, RejectCode.VALUE_OUT_OF_RANGE)
    is_fixed = symbol.has_been_open and rule in FIXED_ONCE_OPEN
    demand(not is_fixed, RejectCode.SYMBOL_ALREADY_OPENED)
    if rule == SymbolRule.QUANTITY_LOTS_MAX and symbol.has_been_open:
        is_amount = value * symbol.rules[SymbolRule.LOT_UNITS] <= AMOUNT_UNITS_MAX
        demand(is_amount, RejectCode.VALUE_OUT_OF_RANGE)
    symbol.rules[rule] = value
    exchange.tell(
        EventKind.SYMBOL_RULE_SET, symbol_id=command.symbol_id, reason=rule, amount_units=value
    )


def is_complete(symbol: Symbol) -> bool:
    """Has the symbol all rules it needs, none against another, and room to compute in?"""
    rules = symbol.rules
    return (
        all(rules[rule] > 0 for rule in NEEDED)
        and all(0 in {rules[low], rules[high]} or rules[low] <= rules[high] for low, high in RANGES)
        and has_room(symbol)
    )


def has_room(symbol: Symbol) -> bool:
    rules = symbol.rules
    units = rules[SymbolRule.TICK_UNITS] * rules[SymbolRule.LOT_UNITS]
    shared = gcd(units, symbol.base_scale)
    numerator, denominator = units // shared, symbol.base_scale // shared
    return (
        units < 2**62
        and rules[SymbolRule.PRICE_TICKS_MAX] * numerator * denominator <= 2**62
        and rules[SymbolRule.QUANTITY_LOTS_MAX] * rules[SymbolRule.LOT_UNITS] <= 2**62
    )


def demand_ppm(command: Command) -> Commission:
    maker_ppm, taker_ppm = command.price_ticks, command.quantity_lots
    demand(0 <= maker_ppm <= PPM_MAX, RejectCode.VALUE_OUT_OF_RANGE)
    demand(0 <= taker_ppm <= PPM_MAX, RejectCode.VALUE_OUT_OF_RANGE)
    return Commission(maker_ppm, taker_ppm)


def open_account(exchange: Exchange, command: Command) -> None:
    commission = demand_ppm(command)
    is_master_known = command.account_id == 0 or command.account_id in exchange.commissions
    demand(is_master_known, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.account_id not in exchange.frozen, RejectCode.ACCOUNT_FROZEN)
    account_id = FIRST_CUSTOMER + len(exchange.commissions)
    exchange.commissions[account_id] = commission
    exchange.classes[account_id] = exchange.classes.get(command.account_id, 0)
    exchange.tell(
        EventKind.ACCOUNT_OPENED,
        account_id=account_id,
        order_id=command.account_id,
        price_ticks=commission.maker_ppm,
        quantity_lots=commission.taker_ppm,
    )
    inherit(exchange, account_id, command.account_id)


def inherit(exchange: Exchange, account_id: int, master_id: int) -> None:
    """Hold a sub-account to what its master is held to."""
    if class_id := exchange.classes[account_id]:
        exchange.tell(EventKind.ACCOUNT_CLASS_SET, account_id=account_id, reason=class_id)
    if group := exchange.trade_groups.get(master_id, 0):
        exchange.trade_groups[account_id] = group
        exchange.tell(EventKind.TRADE_GROUP_SET, account_id=account_id, amount_units=group)
    for limit in AccountLimit:
        if most := exchange.limits.get((master_id, limit)):
            exchange.limits[account_id, limit] = most
            exchange.tell(
                EventKind.ACCOUNT_LIMIT_SET, account_id=account_id, reason=limit, amount_units=most
            )


def set_commission(exchange: Exchange, command: Command) -> None:
    commission = demand_ppm(command)
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    exchange.commissions[command.account_id] = commission
    exchange.tell(
        EventKind.COMMISSION_SET,
        account_id=command.account_id,
        price_ticks=commission.maker_ppm,
        quantity_lots=commission.taker_ppm,
    )


def set_symbol_commission(exchange: Exchange, command: Command) -> None:
    commission = demand_ppm(command)
    symbol = known_symbol(exchange, command)
    symbol.maker_ppm, symbol.taker_ppm = commission
    exchange.tell(
        EventKind.SYMBOL_COMMISSION_SET,
        symbol_id=command.symbol_id,
        price_ticks=commission.maker_ppm,
        quantity_lots=commission.taker_ppm,
    )


def set_trade_group(exchange: Exchange, command: Command) -> None:
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(0 <= command.amount_units < 2**31, RejectCode.VALUE_OUT_OF_RANGE)
    exchange.trade_groups.pop(command.account_id, None)
    if command.amount_units:
        exchange.trade_groups[command.account_id] = command.amount_units
    exchange.tell(
        EventKind.TRADE_GROUP_SET,
        account_id=command.account_id,
        amount_units=command.amount_units,
    )


def set_exchange_rule(exchange: Exchange, command: Command) -> None:
    """Carry out SET_EXCHANGE_RULE."""
    demand(command.code in list(ExchangeRule), RejectCode.RULE_UNKNOWN)
    most = 10_000
    if command.code == ExchangeRule.ASSET_UNITS_MAX:
        most = AMOUNT_UNITS_MAX
        demand(command.asset_id < len(exchange.scales), RejectCode.ASSET_UNKNOWN)
    else:
        demand(command.asset_id == 0, RejectCode.COMBINATION_NOT_ALLOWED)
    demand(0 <= command.amount_units <= most, RejectCode.VALUE_OUT_OF_RANGE)
    exchange.rules[command.code, command.asset_id] = command.amount_units
    exchange.tell(
        EventKind.EXCHANGE_RULE_SET,
        reason=command.code,
        amount_units=command.amount_units,
        asset_id=command.asset_id,
    )


def set_account_limit(exchange: Exchange, command: Command) -> None:
    """Carry out SET_ACCOUNT_LIMIT."""
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.code in list(AccountLimit), RejectCode.RULE_UNKNOWN)
    most = 10_000 if command.code == AccountLimit.OPEN_ORDERS_MAX else AMOUNT_UNITS_MAX
    demand(0 <= command.amount_units <= most, RejectCode.VALUE_OUT_OF_RANGE)
    exchange.limits[command.account_id, command.code] = command.amount_units
    exchange.tell(
        EventKind.ACCOUNT_LIMIT_SET,
        account_id=command.account_id,
        reason=command.code,
        amount_units=command.amount_units,
    )


def demand_money(exchange: Exchange, command: Command) -> None:
    demand(command.amount_units > 0, RejectCode.AMOUNT_NOT_POSITIVE)
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.asset_id < len(exchange.scales), RejectCode.ASSET_UNKNOWN)


def deposit(exchange: Exchange, command: Command) -> None:
    demand_money(exchange, command)
    inside_units = exchange.inside_units(command.asset_id) + command.amount_units
    demand(inside_units <= AMOUNT_UNITS_MAX, RejectCode.BALANCE_OVERFLOWS)
    exchange.pay(WORLD, command.account_id, command.asset_id, command.amount_units)
    tell_moved(exchange, command, command.amount_units)


def withdraw(exchange: Exchange, command: Command) -> None:
    demand_money(exchange, command)
    available_units = exchange.available[command.account_id, command.asset_id]
    demand(command.amount_units <= available_units, RejectCode.FUNDS_INSUFFICIENT)
    exchange.pay(command.account_id, WORLD, command.asset_id, command.amount_units)
    tell_moved(exchange, command, -command.amount_units)


def transfer(exchange: Exchange, command: Command) -> None:
    payer, payee = command.account_id, command.order_id
    demand(command.amount_units > 0, RejectCode.AMOUNT_NOT_POSITIVE)
    demand(payer != payee, RejectCode.COMBINATION_NOT_ALLOWED)
    customers = exchange.commissions.keys()
    demand(payer in {FEES, *customers} and payee in customers, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.asset_id < len(exchange.scales), RejectCode.ASSET_UNKNOWN)
    available_units = exchange.available[payer, command.asset_id]
    demand(command.amount_units <= available_units, RejectCode.FUNDS_INSUFFICIENT)
    exchange.pay(payer, payee, command.asset_id, command.amount_units)
    for account_id, other, units in (
        (payer, payee, -command.amount_units),
        (payee, payer, command.amount_units),
    ):
        exchange.tell(
            EventKind.BALANCE_TRANSFERRED,
            account_id=account_id,
            order_id=other,
            asset_id=command.asset_id,
            amount_units=units,
        )


def tell_moved(exchange: Exchange, command: Command, amount_units: int) -> None:
    exchange.tell(
        EventKind.BALANCE_MOVED,
        account_id=command.account_id,
        asset_id=command.asset_id,
        amount_units=amount_units,
    )
