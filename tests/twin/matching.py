"""Placing an order: let it in, match it against who waits, and let the rest wait or expire.

Its one rule: the maker's price, the best price first, and at one price who has waited longest. What
an order has locked is released as it fills, and payments are made from what is available.
"""

from glassbook.protocol.events import EventKind
from glassbook.protocol.orders import OrderType, Peg, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.reject import DoneReason
from glassbook.protocol.symbols import SymbolRule
from tests.twin.admission import (
    LESSENING,
    accepts,
    admit,
    eligible,
    look,
    mode_between,
    reaches_far,
)
from tests.twin.eligibility import may_trade
from tests.twin.ending import expire, whose
from tests.twin.filters import RANGES, band
from tests.twin.lists import (
    admit_list,
    begin_list,
    is_admitted,
    settle_lists,
    stand_alone,
    tell_activated,
)
from tests.twin.payments import is_sized
from tests.twin.pegs import admit_pegged, take_price, tell_pegged
from tests.twin.state import NO_LIMIT, Command, Exchange, Fact, Order, Symbol


def try_out(exchange: Exchange, command: Command) -> None:
    """Carry out TEST_ORDER."""
    order = admit(exchange, command)
    exchange.tell(EventKind.ORDER_TESTED, **whose(order))


def place(exchange: Exchange, command: Command) -> None:
    """Carry out PLACE_ORDER."""
    accept(exchange, admit(exchange, command), command)


def place_pegged(exchange: Exchange, command: Command) -> None:
    """Carry out PLACE_PEGGED."""
    accept(exchange, admit_pegged(exchange, command), command)


def try_pegged(exchange: Exchange, command: Command) -> None:
    """Carry out TEST_PEGGED."""
    exchange.tell(EventKind.ORDER_TESTED, **whose(admit_pegged(exchange, command)))


def place_list(exchange: Exchange, command: Command) -> None:
    """Carry out PLACE_LIST: the pending orders are told before the one that may trade at once."""
    orders = admit_list(exchange, command)
    begin_list(exchange, command, orders)
    for order in sorted(orders, key=lambda each: not each.is_pending):
        accept(exchange, order, command)


def accept(exchange: Exchange, order: Order, command: Command) -> None:
    """Tell an order, and bring it where it belongs."""
    symbol = exchange.symbols[order.symbol_id]
    start = len(exchange.facts)
    is_off_book = order.is_waiting or order.is_pending
    exchange.lock(order.account_id, symbol.paid_asset(order.side), order.hold_units)
    if order.peg:
        tell_pegged(exchange, order)
        if not is_off_book:
            order.peg = Peg.NONE
    if order.visible_lots or is_off_book or order.list_id:
        exchange.tell(
            EventKind.ORDER_TERMS,
            **whose(order),
            order_id=order.order_id,
            price_ticks=order.trigger_ticks,
            quantity_lots=order.visible_lots,
            open_lots=order.open_lots if is_off_book else 0,
            reason=order.trailing_bips,
            counter_order_id=order.list_id,
        )
    accepted = exchange.tell(
        EventKind.ORDER_ACCEPTED,
        **whose(order),
        order_id=order.order_id,
        order_type=order.order_type,
        time_in_force=order.time_in_force,
        self_trade_prevention=order.self_trade_prevention,
        price_ticks=order.price_ticks,
        quantity_lots=order.quantity_lots,
        open_lots=0,
        hold_units=order.hold_units,
        amount_units=0
        if is_off_book or order.order_type != OrderType.MARKET
        else command.amount_units,
    )
    if is_off_book:
        exchange.remember(order)
    elif symbol.may_cross:
        accepted["open_lots"] = order.open_lots
        exchange.remember(order)
    else:
        accepted["open_lots"] = enter(exchange, order)
        settle_lists(exchange, start)
        notice_prices(exchange, order)


def enter(exchange: Exchange, order: Order) -> int:
    """Bring an order to the market. Return how much of it rests there afterwards."""
    is_whole_or_nothing = order.time_in_force == TimeInForce.FOK
    if is_whole_or_nothing and look(exchange, order).lots < order.open_lots:
        expire(exchange, order, DoneReason.NOT_FILLED_AT_ONCE, is_maker=False)
    elif order.quantity_lots == 0:
        expire(exchange, order, DoneReason.LIQUIDITY_EXHAUSTED, is_maker=False)
    else:
        match(exchange, order)
        return settle_rest(exchange, order)
    return 0


def notice_prices(exchange: Exchange, taker: Order) -> None:
    """Let every price at which an order took, one after the other, trigger who waits for it."""
    symbol = exchange.symbols[taker.symbol_id]
    for fact in list(exchange.facts):
        is_take = fact["kind"] == EventKind.ORDER_FILLED and not fact["is_maker"]
        if is_take and fact["order_id"] == taker.order_id:
            reach(exchange, symbol, fact["price_ticks"])


def reach(exchange: Exchange, symbol: Symbol, price_ticks: int) -> None:
    """Trigger those who waited for the price to fall here, then to rise, nearest first; and let
    the triggers that trail follow it.
    """
    for rises in (False, True):
        while reached := [
            order
            for order in symbol.waiting
            if order.rises == rises and order.is_reached(price_ticks)
        ]:
            order = min(reached, key=how_far)
            symbol.waiting.remove(order)
            if order.trailing_bips and not order.extreme_ticks:
                track(exchange, symbol, order, price_ticks)
            else:
                exchange.due.append(order)
                stand_alone(exchange, order)
    for order in sorted(symbol.waiting, key=lambda each: each.place):
        behind = price_ticks - order.extreme_ticks
        if order.extreme_ticks and (behind > 0 if order.side == Side.SELL else behind < 0):
            symbol.waiting.remove(order)
            order.follow(price_ticks, symbol.rules[SymbolRule.PRICE_TICKS_MAX])
            symbol.waiting.append(order)


def track(exchange: Exchange, symbol: Symbol, order: Order, price_ticks: int) -> None:
    order.follow(price_ticks, symbol.rules[SymbolRule.PRICE_TICKS_MAX])
    symbol.waiting.append(order)
    exchange.tell(
        EventKind.ORDER_TRACKING, **whose(order), order_id=order.order_id, price_ticks=price_ticks
    )


def how_far(order: Order) -> tuple[bool, int]:
    """Order triggers as the price comes to them: rising it meets low ones first, and before all
    who wait for a price come those who begin at any.
    """
    begins_at_any = not order.extreme_ticks and order.trigger_ticks == 0
    return not begins_at_any, order.trigger_ticks if order.rises else -order.trigger_ticks


def run_due(exchange: Exchange) -> None:
    """Enter whoever was triggered, and whoever they trigger, one after the other."""
    while exchange.due:
        order = exchange.due.pop(0)
        exchange.forget_name(order)
        start = len(exchange.facts)
        if order.is_pending:
            activate(exchange, order)
        else:
            order.is_waiting = False
            has_price = take_price(exchange, order)
            come_priced(exchange, order, tell_triggered(exchange, order), has_price=has_price)
        settle_lists(exchange, start)
        notice_prices(exchange, order)


def activate(exchange: Exchange, order: Order) -> None:
    """Let a pending order in: to the market, or to wait for its trigger."""
    order.is_pending = False
    if not is_sized(exchange, order):
        tell_activated(exchange, order)
        expire(exchange, order, DoneReason.NOT_ADMITTED, is_maker=False)
        return
    has_price = order.is_waiting or take_price(exchange, order)
    activated = tell_activated(exchange, order)
    has_price = has_price and is_admitted(exchange, order)
    if has_price and order.is_waiting:
        exchange.remember(order)
    else:
        come_priced(exchange, order, activated, has_price=has_price)


def come_priced(exchange: Exchange, order: Order, told: Fact, *, has_price: bool) -> None:
    """Let an order that has waited come to the market, if it may have its price there."""
    if has_price:
        come_to_market(exchange, order, told)
    else:
        expire(exchange, order, DoneReason.NOT_ADMITTED, is_maker=False)


def tell_triggered(exchange: Exchange, order: Order) -> Fact:
    return exchange.tell(
        EventKind.ORDER_TRIGGERED,
        **whose(order),
        order_id=order.order_id,
        price_ticks=order.trigger_ticks,
        quantity_lots=order.open_lots,
        open_lots=0,
        hold_units=0,
    )


def come_to_market(exchange: Exchange, order: Order, triggered: Fact) -> None:
    symbol = exchange.symbols[order.symbol_id]
    order.band_ticks = band(symbol, RANGES[Side(order.side)])
    if order.has_limit or order.side == Side.SELL:
        triggered["open_lots"] = enter(exchange, order)
        return
    held_before, wanted_lots = order.hold_units, order.open_lots
    exchange.set_hold(order, 0)
    available_units = exchange.available[order.account_id, symbol.quote]
    survey = look(exchange, order)
    is_short = survey.cost_units > available_units
    if is_short:
        survey = look(exchange, order, available_units)
        order.open_lots = survey.walked_lots
    exchange.set_hold(order, survey.cost_units)
    triggered["hold_units"] = order.hold_units - held_before
    if not is_short:
        enter(exchange, order)
        return
    match(exchange, order)
    order.open_lots = wanted_lots - survey.walked_lots
    expire(exchange, order, DoneReason.FUNDS_EXHAUSTED, is_maker=False)


def settle_rest(exchange: Exchange, order: Order) -> int:
    """Let what did not fill wait or expire. Return how much of it waits."""
    if order.open_lots == 0:
        return 0
    best = next(eligible(exchange, order), None)
    if best is not None and accepts(order, best.price_ticks):
        expire(exchange, order, DoneReason.PRICE_RANGE_EXCEEDED, is_maker=False)
        return 0
    if order.order_type in NO_LIMIT:
        expire(exchange, order, DoneReason.LIQUIDITY_EXHAUSTED, is_maker=False)
    elif order.time_in_force == TimeInForce.IOC:
        expire(exchange, order, DoneReason.IMMEDIATE_REMAINDER, is_maker=False)
    else:
        exchange.remember(order)
    return order.open_lots


def match(exchange: Exchange, taker: Order) -> None:
    """Fill `taker` until it is done or nobody who waits is good enough."""
    told: set[int] = set()
    while taker.open_lots > 0:
        maker = next_maker(exchange, taker, told)
        if maker is None:
            return
        mode = mode_between(exchange, taker, maker)
        if mode == SelfTradePrevention.NONE:
            trade(exchange, taker, maker)
        elif mode in LESSENING:
            lessen(exchange, taker, maker, mode)
        else:
            prevent(exchange, taker, maker)


def next_maker(exchange: Exchange, taker: Order, told: set[int]) -> Order | None:
    """Return whom `taker` meets next, and say of which classes it passed somebody over."""
    if begins_outside(exchange, taker):
        return None
    passed: dict[int, Order] = {}  # by class, the first of each
    found = None
    for maker in exchange.symbols[taker.symbol_id].sides[1 - taker.side].in_priority():
        if not reaches_far(taker, maker.price_ticks):
            break
        if may_trade(exchange, taker, maker):
            found = maker
            break
        passed.setdefault(exchange.classes[maker.account_id], maker)
    for class_id in sorted(passed.keys() - told):
        tell_passed_over(exchange, taker, passed[class_id], class_id)
    told.update(passed)
    return found


def begins_outside(exchange: Exchange, taker: Order) -> bool:
    """Is the best that `taker` may meet too good to trade with?"""
    least, greatest = taker.band_ticks
    for maker in eligible(exchange, taker):
        return maker.price_ticks < least if taker.side == Side.BUY else maker.price_ticks > greatest
    return False


def tell_passed_over(exchange: Exchange, taker: Order, maker: Order, class_id: int) -> None:
    exchange.tell(
        EventKind.MATCH_PASSED_OVER,
        **whose(taker),
        order_id=taker.order_id,
        counter_order_id=maker.order_id,
        price_ticks=maker.price_ticks,
        quantity_lots=maker.shown_lots,
        reason=class_id,
    )


def trade(exchange: Exchange, taker: Order, maker: Order) -> None:
    """Exchange as much as both want at the maker's price."""
    symbol = exchange.symbols[taker.symbol_id]
    lots, price_ticks = min(taker.open_lots, maker.shown_lots), maker.price_ticks
    symbol.trade_count += 1
    symbol.last_price_ticks = price_ticks

    holds = {order.order_id: fill(exchange, order, price_ticks, lots) for order in (taker, maker)}
    buyer, seller = (taker, maker) if taker.side == Side.BUY else (maker, taker)
    units = symbol.notional_units(price_ticks, lots)
    exchange.pay(buyer.account_id, seller.account_id, symbol.quote, units)
    exchange.pay(seller.account_id, buyer.account_id, symbol.base, symbol.base_units(lots))

    for order, other in ((taker, maker), (maker, taker)):
        is_buy = order.side == Side.BUY
        asset_id = symbol.base if is_buy else symbol.quote
        received_units = symbol.base_units(lots) if is_buy else units
        ppm = exchange.rate_ppm(order, is_maker=order is maker)
        exchange.tell(
            EventKind.ORDER_FILLED,
            **whose(order),
            order_id=order.order_id,
            counter_order_id=other.order_id,
            trade_id=symbol.trade_count,
            is_maker=order is maker,
            price_ticks=price_ticks,
            quantity_lots=lots,
            open_lots=order.open_lots,
            amount_units=units,
            hold_units=holds[order.order_id],
            commission_units=exchange.charge(order.account_id, asset_id, received_units, ppm),
            asset_id=asset_id,
            reason=0,
        )
    show_or_forget(exchange, maker)


def show_or_forget(exchange: Exchange, maker: Order) -> None:
    if maker.open_lots == 0:
        assert maker.hold_units == 0, "a filled order holds nothing"
        exchange.forget(maker)
    elif maker.shown_lots == 0:
        refill(exchange, maker)


def refill(exchange: Exchange, maker: Order) -> None:
    """Show an iceberg's next part, at the back of its queue."""
    side = exchange.symbols[maker.symbol_id].sides[maker.side]
    side.remove(maker.price_ticks, maker)
    maker.shown_lots = min(maker.visible_lots, maker.open_lots)
    side.add(maker.price_ticks, maker)
    exchange.note_place(maker)
    exchange.tell(
        EventKind.ORDER_REFILLED,
        **whose(maker),
        order_id=maker.order_id,
        price_ticks=maker.price_ticks,
        quantity_lots=maker.shown_lots,
        open_lots=maker.open_lots,
    )


def fill(exchange: Exchange, order: Order, price_ticks: int, lots: int) -> int:
    """Take `lots` off an order and release what was locked for them. Return the change."""
    symbol = exchange.symbols[order.symbol_id]
    order.open_lots -= lots
    order.shown_lots -= lots
    if order.has_limit:
        hold_units = symbol.hold_units(order.side, order.price_ticks, order.open_lots)
    elif order.side == Side.BUY:
        hold_units = order.hold_units - symbol.notional_units(price_ticks, lots)
    else:
        hold_units = order.hold_units - symbol.base_units(lots)
    return exchange.set_hold(order, hold_units)


def lessen(exchange: Exchange, taker: Order, maker: Order, mode: SelfTradePrevention) -> None:
    """Take from both what would have traded. With TRANSFER it changes hands all the same."""
    symbol = exchange.symbols[taker.symbol_id]
    lots, price_ticks = min(taker.open_lots, maker.shown_lots), maker.price_ticks
    is_transfer = mode == SelfTradePrevention.TRANSFER
    units = symbol.notional_units(price_ticks, lots) if is_transfer else 0
    symbol.prevented_count += 1
    holds = {}
    for order in (taker, maker):
        order.quantity_lots -= lots
        has_waited_to_sell = order.side == Side.SELL and order.order_type != OrderType.MARKET
        if order.has_limit or is_transfer or has_waited_to_sell:
            holds[order.order_id] = fill(exchange, order, price_ticks, lots)
        else:  # to market: it holds only for what changes hands
            order.open_lots -= lots
            holds[order.order_id] = 0
    if is_transfer:
        buyer, seller = (taker, maker) if taker.side == Side.BUY else (maker, taker)
        exchange.pay(buyer.account_id, seller.account_id, symbol.quote, units)
        exchange.pay(seller.account_id, buyer.account_id, symbol.base, symbol.base_units(lots))
    for order, other in ((taker, maker), (maker, taker)):
        fields = {
            **whose(order),
            "order_id": order.order_id,
            "counter_order_id": other.order_id,
            "trade_id": symbol.prevented_count,
            "price_ticks": price_ticks,
            "quantity_lots": lots,
            "self_trade_prevention": mode,
            "open_lots": order.open_lots,
            "hold_units": holds[order.order_id],
            "amount_units": units,
        }
        if order is taker:
            exchange.tell(EventKind.MATCH_PREVENTED, **fields)
        else:
            exchange.tell(EventKind.ORDER_DECREMENTED, **fields, is_maker=True)
    show_or_forget(exchange, maker)
    if taker.open_lots == 0:
        expire(exchange, taker, DoneReason.SELF_TRADE_PREVENTED, is_maker=False)


def prevent(exchange: Exchange, taker: Order, maker: Order) -> None:
    """Keep an account from trading with itself, in the way the taker asked for."""
    symbol = exchange.symbols[taker.symbol_id]
    symbol.prevented_count += 1
    exchange.tell(
        EventKind.MATCH_PREVENTED,
        **whose(taker),
        order_id=taker.order_id,
        counter_order_id=maker.order_id,
        trade_id=symbol.prevented_count,
        price_ticks=maker.price_ticks,
        quantity_lots=min(taker.open_lots, maker.shown_lots),
        self_trade_prevention=taker.self_trade_prevention,
        open_lots=0,
        hold_units=0,
        amount_units=0,
    )
    if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_TAKER:
        expire(exchange, maker, DoneReason.SELF_TRADE_PREVENTED, is_maker=True)
        exchange.forget(maker)
    if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_MAKER:
        expire(exchange, taker, DoneReason.SELF_TRADE_PREVENTED, is_maker=False)
