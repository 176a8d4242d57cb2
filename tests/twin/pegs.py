"""Pegged orders: the book gives the price, once, when the order comes to the market.

Its one rule: a pegged order is any other order, with a price that was looked up. One that waits is
weighed at what was asked for, or at its trigger, or at the last price, until its turn comes.
"""

from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import AMOUNT_UNITS_MAX
from glassbook.protocol.orders import ListKind, OrderFlag, OrderType, Peg, Side, TimeInForce
from glassbook.protocol.reject import RejectCode
from glassbook.protocol.symbols import SymbolStatus
from tests.twin.admission import (
    admit,
    demand_known_words,
    demand_notional,
    demand_parts,
    demand_price,
    demand_price_within,
    demand_quantity,
    demand_shape,
)
from tests.twin.ending import others, whose
from tests.twin.filters import demand_percents
from tests.twin.house import known_symbol
from tests.twin.state import (
    NO_LIMIT,
    TRIGGERED,
    Command,
    Exchange,
    Order,
    RefusedError,
    Symbol,
    demand,
)

LEVELS_MAX = 100


def is_pegged(command: Command) -> bool:
    return bool(pegs(command)) or command.asset_id >= 256


def pegs(command: Command) -> list[Peg]:
    flags = {OrderFlag.PRIMARY_PEG: Peg.PRIMARY, OrderFlag.MARKET_PEG: Peg.MARKET}
    return [peg for flag, peg in flags.items() if command.order_flags & flag]


def demand_peg(command: Command) -> None:
    """Refuse a peg that is none, or that an order of this type cannot have."""
    known = len(pegs(command)) == 1 and command.asset_id // 256 <= LEVELS_MAX
    demand(known, RejectCode.PEG_UNKNOWN)
    demand(command.order_type not in NO_LIMIT, RejectCode.PEG_NOT_ALLOWED)
    is_primary = pegs(command) == [Peg.PRIMARY]
    if command.order_type == OrderType.LIMIT_MAKER:
        demand(is_primary, RejectCode.PEG_MISMATCHED)
    if command.order_type == OrderType.LIMIT and is_primary:
        demand(command.time_in_force == TimeInForce.GTC, RejectCode.PEG_MISMATCHED)
    demand(command.price_ticks >= 0, RejectCode.PRICE_NOT_POSITIVE)


def admit_pegged(exchange: Exchange, command: Command) -> Order:
    """Return the order that a command places at the price that the book gives."""
    demand_known_words(command)
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    symbol = known_symbol(exchange, command)
    demand(symbol.status != SymbolStatus.PRE_TRADING, RejectCode.ORDER_NOT_COLLECTED)
    demand(symbol.status == SymbolStatus.TRADING, RejectCode.SYMBOL_NOT_TRADING)
    priced = give_price(symbol, command, waits=command.order_type in TRIGGERED)
    order = admit(exchange, priced)
    note_peg(order, command)
    return order


def note_peg(order: Order, command: Command) -> None:
    order.peg, order.peg_levels = pegs(command)[0], command.asset_id // 256
    order.asked_ticks = command.price_ticks


def priced_leg(symbol: Symbol, leg: Command, kind: ListKind, place: int) -> Command:
    """Return an order of a list, with its price if it is pegged."""
    if not is_pegged(leg):
        return leg
    is_later = kind != ListKind.OCO and place > 0
    return give_price(symbol, leg, waits=is_later or leg.order_type in TRIGGERED)


def give_price(symbol: Symbol, command: Command, *, waits: bool) -> Command:
    """Return the command with the price of its order, or with what it is weighed at."""
    demand_peg(command)
    if waits:
        at = command.price_ticks or max(command.trigger_ticks, 0) or symbol.last_price_ticks
        demand(at > 0, RejectCode.PRICE_UNKNOWN)
        return command._replace(price_ticks=at)
    if command.price_ticks:
        demand_shape(command)
        demand_price(symbol, command)
        demand_quantity(symbol, command)
        demand_parts(symbol, command)
        demand_notional(symbol, command)
        demand_percents(symbol, command)
    at = level_ticks(symbol, command.side, pegs(command)[0], command.asset_id // 256)
    demand(at > 0, RejectCode.PEG_LEVEL_MISSING)
    return command._replace(price_ticks=at)


def level_ticks(symbol: Symbol, side: int, peg: Peg, levels: int) -> int:
    """Return the price so many levels behind the best, 0 when there is none."""
    pegged_side = side if peg == Peg.PRIMARY else 1 - side
    ticks = sorted({order.price_ticks for order in symbol.sides[pegged_side].in_priority()})
    if pegged_side == Side.BUY:
        ticks.reverse()
    return ticks[levels] if levels < len(ticks) else 0


def tell_pegged(exchange: Exchange, order: Order) -> None:
    exchange.tell(
        EventKind.ORDER_PEGGED,
        **whose(order),
        order_id=order.order_id,
        price_ticks=order.asked_ticks,
        quantity_lots=order.peg_levels,
        reason=order.peg,
    )


def take_price(exchange: Exchange, order: Order) -> bool:
    """Let the book give an order that has waited its price, if it is a pegged one; and draw up what
    it holds, and what its pair does. False where that cannot be.
    """
    if not order.peg:
        return True
    symbol = exchange.symbols[order.symbol_id]
    ticks = level_ticks(symbol, order.side, order.peg, order.peg_levels)
    if not ticks or not may_have(symbol, order, ticks):
        return False
    units = symbol.hold_units(order.side, ticks, order.open_lots)
    paired = others(exchange, exchange.lists[order.list_id], 0) if order.list_id else []
    needed = {
        each.order_id: symbol.hold_units(each.side, each.hold_ticks, each.open_lots)
        for each in paired
    }
    rests = {order_id: max(0, need - units) for order_id, need in needed.items()}
    change = units + sum(rests.values()) - order.hold_units
    change -= sum(each.hold_units for each in paired)
    asset_id = symbol.paid_asset(order.side)
    if change > exchange.available[order.account_id, asset_id]:
        return False
    exchange.set_hold(order, units)
    for each in paired:
        exchange.set_hold(each, rests[each.order_id])
    order.price_ticks = order.hold_ticks = ticks
    order.peg = Peg.NONE
    exchange.tell(
        EventKind.ORDER_PRICED,
        **whose(order),
        order_id=order.order_id,
        price_ticks=ticks,
        hold_units=change,
    )
    return True


def may_have(symbol: Symbol, order: Order, ticks: int) -> bool:
    """Would the symbol's limits let an order have this price?"""
    asked = {"price_ticks": ticks, "quantity_lots": order.open_lots}
    command = Command(*[0] * len(Command._fields))._replace(
        **asked, side=order.side, order_type=OrderType.LIMIT
    )
    if symbol.notional_units(ticks, order.open_lots) > AMOUNT_UNITS_MAX:
        return False
    try:
        demand_price_within(symbol, ticks)
        demand_percents(symbol, command)
        demand_notional(symbol, command)
    except RefusedError:
        return False
    return True
