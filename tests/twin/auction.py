"""The call auction again: try every price that could be best, and match at the one that is.

Its one rule: for each price ask every order whether it takes part.
"""

from typing import NamedTuple

from glassbook.protocol.events import AUCTION_FILL, EventKind
from glassbook.protocol.maxima import CLASSES_MAX
from glassbook.protocol.orders import SelfTradePrevention, Side
from glassbook.protocol.reject import DoneReason
from tests.twin.admission import accepts, are_one
from tests.twin.eligibility import may_trade, uncross
from tests.twin.ending import expire, whose
from tests.twin.matching import fill, show_or_forget
from tests.twin.state import Exchange, Order, Symbol


class Trial(NamedTuple):
    """How a price would do. The least of all trials is the best."""

    missed_lots: int  # minus what would trade
    unmatched_lots: int
    distance_ticks: int  # from the last price
    price_ticks: int


def clear(exchange: Exchange, symbol_id: int) -> None:
    """Trade at one price, expire what still stands crossed, and tell the price."""
    symbol = exchange.symbols[symbol_id]
    trials = [try_price(exchange, symbol, ticks) for ticks in candidates(symbol)]
    best = min(trials, default=Trial(0, 0, 0, 0))
    lots = 0
    if best.missed_lots < 0:
        lots = match_at(exchange, symbol, best.price_ticks)
    symbol.may_cross = False
    uncross(exchange, symbol)
    exchange.tell(
        EventKind.AUCTION_CLEARED,
        symbol_id=symbol_id,
        price_ticks=best.price_ticks if lots else 0,
        quantity_lots=lots,
    )


def candidates(symbol: Symbol) -> list[int]:
    """Return every price at which the answer could change, or come nearest to the last price."""
    bids, asks = (
        [order.price_ticks for order in symbol.sides[side].in_priority()]
        for side in (Side.BUY, Side.SELL)
    )
    if not bids or not asks:
        return []
    near = [ticks + step for ticks in bids + asks for step in (-1, 0, 1)]
    return [t for t in {*near, symbol.last_price_ticks} if min(asks) <= t <= max(bids)]


def try_price(exchange: Exchange, symbol: Symbol, ticks: int) -> Trial:
    demand, supply = [0] * CLASSES_MAX, [0] * CLASSES_MAX
    for side, lots in ((Side.BUY, demand), (Side.SELL, supply)):
        for order in symbol.sides[side].in_priority():
            if accepts(order, ticks):
                lots[exchange.classes[order.account_id]] += order.open_lots
    traded = 0
    for buyer in range(CLASSES_MAX):
        for seller in range(CLASSES_MAX):
            if frozenset({buyer, seller}) not in symbol.barred:
                lots_now = min(demand[buyer], supply[seller])
                demand[buyer] -= lots_now
                supply[seller] -= lots_now
                traded += lots_now
    last_ticks = symbol.last_price_ticks
    distance = abs(ticks - last_ticks) if last_ticks else 0
    return Trial(-traded, sum(demand) + sum(supply), distance, ticks)


def match_at(exchange: Exchange, symbol: Symbol, ticks: int) -> int:
    """Let the first buyer who finds a seller trade with the first whom he may trade with."""
    traded = 0
    while (pair := next_pair(exchange, symbol, ticks)) is not None:
        traded += meet(exchange, symbol, *pair, ticks)
    return traded


def next_pair(exchange: Exchange, symbol: Symbol, ticks: int) -> tuple[Order, Order] | None:
    for buyer in symbol.sides[Side.BUY].in_priority():
        for seller in symbol.sides[Side.SELL].in_priority():
            if not accepts(buyer, ticks) or not accepts(seller, ticks):
                break
            if may_trade(exchange, buyer, seller):
                return buyer, seller
    return None


def meet(exchange: Exchange, symbol: Symbol, buyer: Order, seller: Order, ticks: int) -> int:
    newer, older = sorted((buyer, seller), key=lambda order: -order.place)
    if newer.self_trade_prevention and are_one(exchange, newer, older):
        keep_apart(exchange, symbol, newer, older, ticks)
        return 0
    lots = min(newer.shown_lots, older.shown_lots)
    symbol.trade_count += 1
    symbol.last_price_ticks = ticks
    holds = {order.order_id: fill(exchange, order, ticks, lots) for order in (newer, older)}
    units = symbol.notional_units(ticks, lots)
    exchange.pay(buyer.account_id, seller.account_id, symbol.quote, units)
    exchange.pay(seller.account_id, buyer.account_id, symbol.base, symbol.base_units(lots))
    for order, other in ((newer, older), (older, newer)):
        is_buy = order.side == Side.BUY
        asset_id = symbol.base if is_buy else symbol.quote
        received_units = symbol.base_units(lots) if is_buy else units
        ppm = exchange.rate_ppm(order, is_maker=order is older)
        exchange.tell(
            EventKind.ORDER_FILLED,
            **whose(order),
            order_id=order.order_id,
            counter_order_id=other.order_id,
            trade_id=symbol.trade_count,
            is_maker=order is older,
            price_ticks=ticks,
            quantity_lots=lots,
            open_lots=order.open_lots,
            amount_units=units,
            hold_units=holds[order.order_id],
            commission_units=exchange.charge(order.account_id, asset_id, received_units, ppm),
            asset_id=asset_id,
            reason=AUCTION_FILL,
        )
    show_or_forget(exchange, newer)
    show_or_forget(exchange, older)
    return lots


def keep_apart(exchange: Exchange, symbol: Symbol, newer: Order, older: Order, ticks: int) -> None:
    mode = newer.self_trade_prevention
    if mode in {SelfTradePrevention.DECREMENT, SelfTradePrevention.TRANSFER}:
        mode = SelfTradePrevention.EXPIRE_TAKER
    symbol.prevented_count += 1
    exchange.tell(
        EventKind.MATCH_PREVENTED,
        **whose(newer),
        order_id=newer.order_id,
        counter_order_id=older.order_id,
        trade_id=symbol.prevented_count,
        price_ticks=ticks,
        quantity_lots=min(newer.shown_lots, older.shown_lots),
        self_trade_prevention=mode,
        open_lots=0,
        hold_units=0,
        amount_units=0,
    )
    for order, spared in (
        (older, SelfTradePrevention.EXPIRE_TAKER),
        (newer, SelfTradePrevention.EXPIRE_MAKER),
    ):
        if mode != spared:
            expire(exchange, order, DoneReason.SELF_TRADE_PREVENTED, is_maker=True)
            exchange.forget(order)


def is_crossed(exchange: Exchange, symbol: Symbol) -> bool:
    """Do two resting orders cross that may trade with each other?"""
    return any(
        accepts(buyer, seller.price_ticks) and may_trade(exchange, buyer, seller)
        for buyer in symbol.sides[Side.BUY].in_priority()
        for seller in symbol.sides[Side.SELL].in_priority()
    )
