"""Who may trade with whom, and what becomes of resting orders when the house changes its mind.

Its one rule: ask for every pair of orders, one by one, whether their accounts may meet.
"""

from glassbook.protocol.events import EventKind
from glassbook.protocol.maxima import CLASSES_MAX
from glassbook.protocol.orders import Side
from glassbook.protocol.reject import DoneReason, RejectCode
from tests.twin.ending import expire, settle_one, take_back
from tests.twin.house import known_symbol
from tests.twin.state import Command, Exchange, Order, Symbol, demand


def set_account_class(exchange: Exchange, command: Command) -> None:
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.code < CLASSES_MAX, RejectCode.CLASS_UNKNOWN)
    exchange.classes[command.account_id] = command.code
    exchange.tell(EventKind.ACCOUNT_CLASS_SET, account_id=command.account_id, reason=command.code)
    symbol_ids = [o.symbol_id for o in reversed(exchange.orders_of[command.account_id].values())]
    for symbol_id in dict.fromkeys(symbol_ids):
        uncross(exchange, exchange.symbols[symbol_id])


def set_eligibility(exchange: Exchange, command: Command) -> None:
    symbol = known_symbol(exchange, command)
    demand(max(command.code, command.asset_id) < CLASSES_MAX, RejectCode.CLASS_UNKNOWN)
    demand(command.amount_units in {0, 1}, RejectCode.VALUE_OUT_OF_RANGE)
    pair = frozenset({command.code, command.asset_id})
    if command.amount_units:
        symbol.barred.discard(pair)
    else:
        symbol.barred.add(pair)
    exchange.tell(
        EventKind.ELIGIBILITY_SET,
        symbol_id=command.symbol_id,
        reason=command.code,
        asset_id=command.asset_id,
        amount_units=command.amount_units,
    )
    uncross(exchange, symbol)


def freeze_account(exchange: Exchange, command: Command) -> None:
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.account_id not in exchange.frozen, RejectCode.ACCOUNT_FROZEN)
    exchange.frozen.add(command.account_id)
    exchange.tell(EventKind.ACCOUNT_FROZEN, account_id=command.account_id)
    for order in reversed(list(exchange.orders_of[command.account_id].values())):
        take_back(exchange, order, DoneReason.ACCOUNT_FROZEN)


def unfreeze_account(exchange: Exchange, command: Command) -> None:
    demand(command.account_id in exchange.commissions, RejectCode.ACCOUNT_UNKNOWN)
    demand(command.account_id in exchange.frozen, RejectCode.ACCOUNT_NOT_FROZEN)
    exchange.frozen.discard(command.account_id)
    exchange.tell(EventKind.ACCOUNT_UNFROZEN, account_id=command.account_id)


def may_trade(exchange: Exchange, order: Order | Command, other: Order) -> bool:
    """May the accounts of two orders trade with each other on their symbol?"""
    pair = frozenset({exchange.classes[order.account_id], exchange.classes[other.account_id]})
    return pair not in exchange.symbols[other.symbol_id].barred


def uncross(exchange: Exchange, symbol: Symbol) -> None:
    """Of every two orders that cross and may trade let the one expire that has waited less; not
    while they are collected for an auction.

    Class by class of the buyers, and of the sellers for each, the best of both first.
    """
    if symbol.may_cross:
        return
    buyers, sellers = (
        sorted({exchange.classes[order.account_id] for order in symbol.sides[side].in_priority()})
        for side in (Side.BUY, Side.SELL)
    )
    for buyer in buyers:
        for seller in sellers:
            if frozenset({buyer, seller}) not in symbol.barred:
                uncross_pair(exchange, symbol, buyer, seller)


def uncross_pair(exchange: Exchange, symbol: Symbol, buyer: int, seller: int) -> None:
    while True:
        bids, asks = (
            [o for o in symbol.sides[side].in_priority() if exchange.classes[o.account_id] == which]
            for side, which in ((Side.BUY, buyer), (Side.SELL, seller))
        )
        if not bids or not asks or bids[0].price_ticks < asks[0].price_ticks:
            return
        newer = max(bids[0], asks[0], key=lambda order: order.place)
        expire(exchange, newer, DoneReason.LEFT_CROSSED, is_maker=True)
        exchange.forget(newer)
        settle_one(exchange, newer.order_id, None)
