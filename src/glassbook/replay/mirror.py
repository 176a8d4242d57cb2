"""The same flow with prices reflected and sides exchanged, so that a loop has no seam.

A recording that begins at 78,318.50 and ends at 78,350.50 cannot simply start over: every order
that customers left between the two would be run over. Shifting each pass by the difference would be
continuous, and run away for ever. So every other pass is a reflection about the middle of the two:

    price ↦ reflection - price,  bid ↔ ask,      reflection = middle at start + middle at end

It begins where the recording ends and ends where the recording begins; and since price-time
priority knows no up and down, it trades just as the recording does. Far orders to sell, above
twice the price, would be bids below nothing: the core refuses them, for they have no mirror image.
"""

from dataclasses import replace

import numpy as np

from glassbook.protocol.commands import CommandKind
from glassbook.protocol.orders import OrderType, Side
from glassbook.replay.flow import Commands, OrderFlow
from glassbook.replay.lifecycles import Integers


def mirrored(flow: OrderFlow) -> OrderFlow | None:
    """Return the reflection of a flow, or None when its book has no middle at either end."""
    reflection_ticks = reflection(flow)
    if reflection_ticks is None:
        return None
    commands = flow.commands.copy()
    commands["account_id"] = _partners(flow)
    is_place = commands["kind"] == CommandKind.PLACE_ORDER
    has_price = is_place & (commands["order_type"] != OrderType.MARKET)
    commands["side"][is_place] ^= Side.BUY ^ Side.SELL
    commands["price_ticks"][has_price] = reflection_ticks - commands["price_ticks"][has_price]
    return replace(flow, commands=commands)


def reflection(flow: OrderFlow) -> int | None:
    """Return the sum of the middle prices at the start and at the end, in ticks, rounded down."""
    opening = flow.commands[: flow.opening]
    closing = flow.commands[flow.places[flow.closing :]]
    ends = [_touch(opening), _touch(closing)]
    if None in ends:
        return None
    return sum(sum(end) for end in ends if end) // 2


def _touch(book: Commands) -> tuple[int, int] | None:
    """Return the best bid and the best ask, in ticks."""
    priced = book[book["order_type"] != OrderType.MARKET]
    bids = priced["price_ticks"][priced["side"] == Side.BUY]
    asks = priced["price_ticks"][priced["side"] == Side.SELL]
    return (int(bids.max()), int(asks.min())) if len(bids) and len(asks) else None


def _partners(flow: OrderFlow) -> Integers:
    """Return for each command the account of the other side that shares its lane."""
    accounts = flow.market.accounts
    by_id = np.argsort(accounts)
    lane = by_id[np.searchsorted(accounts, flow.commands["account_id"], sorter=by_id)]
    return np.asarray(accounts[lane ^ 1])
