"""What an auction would come to, if it were held now: its price, and what would trade at it.

By the rule of the auction itself, over the public book: the price at which the most trades; of
those the one that leaves the least unmatched; of those the one nearest the last price; of those the
lowest. What icebergs hide is not counted, nor who may not trade with whom: nobody is to learn that
from here. So the auction may come to something else.
"""

from typing import NamedTuple

from glassbook.projection.book import Level


class Indication(NamedTuple):
    """What would be. `surplus_lots` are left over, buyers when positive, sellers when negative."""

    price_ticks: int
    volume_lots: int
    surplus_lots: int


NOBODY_MEETS = Indication(0, 0, 0)


def indication(bids: list[Level], asks: list[Level], last_ticks: int) -> Indication:
    """Return what an auction would come to. Levels are given best first; `last_ticks` 0 is none."""
    if not bids or not asks or bids[0][0] < asks[0][0]:
        return NOBODY_MEETS
    highest, lowest = bids[0][0], asks[0][0]
    selling = [level for level in asks if level[0] <= highest]
    supply, demand, bids_in = sum(lots for _, lots in selling), 0, 0
    best, least = NOBODY_MEETS, None
    ticks = highest
    while ticks >= lowest:
        while bids_in < len(bids) and bids[bids_in][0] >= ticks:
            demand += bids[bids_in][1]
            bids_in += 1
        while selling and selling[-1][0] > ticks:
            supply -= selling.pop()[1]
        next_bid = bids[bids_in][0] if bids_in < len(bids) else 0
        stretch_end = max(next_bid + 1, selling[-1][0])
        price = max(stretch_end, min(last_ticks, ticks))
        volume = min(demand, supply)
        distance = abs(price - last_ticks) if last_ticks else 0
        rank = (-volume, abs(demand - supply), distance, price)
        if least is None or rank < least:
            best, least = Indication(price, volume, demand - supply), rank
        ticks = stretch_end - 1
    return best
