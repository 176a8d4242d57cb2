"""From trades to aggregated trades."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from glassbook.projection.rows import AggregateTrade, Trade


def aggregates(trades: Iterable[Trade]) -> Iterator[AggregateTrade]:
    """Yield the aggregates that these trades, oldest first, make."""
    for aggregate_id, group in groupby(trades, lambda trade: trade.aggregate_id):
        members = list(group)
        first = members[0]
        yield AggregateTrade(
            first.symbol_id,
            aggregate_id,
            first.price_ticks,
            sum(trade.quantity_lots for trade in members),
            first.trade_id,
            members[-1].trade_id,
            first.is_buyer_maker,
            first.time_ns,
        )
