"""What the market printed beside what the core printed: trade by trade.

A trade is the same when maker order, taker order, price and quantity are. For every other one the
reason is found in what became of its two orders.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from glassbook.protocol.decimals import to_text
from glassbook.protocol.reject import RejectCode
from glassbook.replay.capture import MarketTrade
from glassbook.replay.decimals import SCALE
from glassbook.replay.flow import Market
from glassbook.replay.playback import Playback, PrintedTrade


@dataclass(frozen=True)
class Unmatched:
    """A trade of the market that the core did not print, and why."""

    trade: MarketTrade
    reason: str


@dataclass(frozen=True)
class Comparison:
    """How many trades the market printed, how many the core, and how many are the same."""

    market_trades: int
    printed_trades: int
    matched_trades: int
    unmatched: list[Unmatched]


def compare(trades: list[MarketTrade], playback: Playback) -> Comparison:
    """Compare the market's own trades with those printed in a playback as recorded."""
    market = playback.flow.market
    spare = Counter(playback.trades)
    missed = []
    for trade in trades:
        expected = _as_printed(trade, market)
        if spare[expected] > 0:
            spare[expected] -= 1
        else:
            missed.append(trade)
    witness = _Witness(playback, spare)
    return Comparison(
        market_trades=len(trades),
        printed_trades=len(playback.trades),
        matched_trades=len(trades) - len(missed),
        unmatched=[Unmatched(trade, witness.reason(trade)) for trade in missed],
    )


def _as_printed(trade: MarketTrade, market: Market) -> PrintedTrade:
    return PrintedTrade(
        trade.maker_id,
        trade.taker_id,
        trade.price_e8 // market.tick_e8,
        trade.quantity_e8 // market.lot_e8,
    )


class _Witness:
    """Knows of both orders of a trade what the core made of them."""

    def __init__(self, playback: Playback, spare: Counter[PrintedTrade]) -> None:
        self._playback = playback
        self._instead: dict[int, list[PrintedTrade]] = defaultdict(list)
        for printed in spare.elements():
            self._instead[printed.taker_id].append(printed)

    def reason(self, trade: MarketTrade) -> str:
        for role, order_id in (("taker", trade.taker_id), ("maker", trade.maker_id)):
            if trouble := self._trouble(order_id):
                return f"the {role} {trouble}"
        if instead := self._instead[trade.taker_id]:
            return "printed instead: " + ", ".join(map(self._told, instead))
        return "both orders were placed, but did not meet: the queue stood differently"

    def _trouble(self, order_id: int) -> str:
        """Return what kept an order from the book, or an empty text."""
        flow = self._playback.flow
        found = np.flatnonzero((flow.order_ids == order_id) & ~flow.is_cancel)
        if not len(found):
            return "is not among the orders that could be fed"
        code = RejectCode(int(self._playback.refusals[found[0]]))
        if code is RejectCode.QUANTITY_NOT_POSITIVE:
            return "is a market order in money, and the capture does not say how much"
        return "" if code is RejectCode.NONE else f"was refused: {code.name}"

    def _told(self, printed: PrintedTrade) -> str:
        market = self._playback.flow.market
        quantity = to_text(printed.quantity_lots * market.lot_e8, SCALE)
        price = to_text(printed.price_ticks * market.tick_e8, SCALE, decimals=2)
        return (
            f"{quantity} at {price} with maker {printed.maker_id}; "
            "what an earlier missing trade took in the market was still there"
        )
