"""The tape of every symbol: its trades, and its trades aggregated.

The newest stay in memory, and so does every trade that the store may not hold yet. What is let go
is let go by whole aggregates, so that memory always begins with the first trade of one.
"""

from collections import deque
from typing import Any

from glassbook.projection.aggregation import aggregates
from glassbook.projection.pages import Page, joined
from glassbook.projection.rows import AggregateTrade, Trade
from glassbook.projection.store.history import History
from glassbook.protocol.events import Event

RECENT = 1000  # trades of a symbol kept in memory


class Tape:
    """One symbol's trades: the newest of them, and how to go on counting aggregates."""

    __slots__ = (
        "aggregate_id",
        "aggregated",
        "price_ticks",
        "taker_order_id",
        "trades",
        "unwritten",
    )

    def __init__(self) -> None:
        self.trades: deque[Trade] = deque()
        self.aggregated: list[AggregateTrade] | None = None  # of `trades`, once asked for
        self.unwritten = 0  # so many of the newest trades the store may not hold
        self.aggregate_id = 0
        self.taker_order_id = 0
        self.price_ticks = 0


class Trades:
    """Every symbol's tape."""

    def __init__(self, store: History) -> None:
        self._store = store
        self._tapes: dict[int, Tape] = {}
        self._arrivals: deque[tuple[int, Tape]] = deque()  # (sequence, tape) of unwritten trades

    # --- asked by the doors ---------------------------------------------------------------------

    def last(self, symbol_id: int) -> Trade | None:
        """Return the newest trade, or None when there never was one."""
        tape = self._tapes.get(symbol_id)
        return tape.trades[-1] if tape and tape.trades else None

    def recent(self, symbol_id: int, limit: int) -> list[Trade]:
        """Return the newest `limit` trades, oldest first."""
        return self.page(symbol_id, Page(limit))

    def since(self, symbol_id: int, trade_id: int, limit: int) -> list[Trade]:
        """Return the first `limit` trades from this id on."""
        return self.page(symbol_id, Page(limit, from_id=trade_id))

    def page(self, symbol_id: int, page: Page) -> list[Trade]:
        """Return a page of trades, by trade id and time."""
        trades = self._tape(symbol_id).trades
        return joined(
            page,
            newer=trades,
            newer_from=trades[0].trade_id if trades else None,
            older=lambda behind: self._store.trades(symbol_id, behind),
            is_wanted=lambda trade: page.holds(trade.trade_id, trade.time_ns),
        )

    def aggregated(self, symbol_id: int, page: Page) -> list[AggregateTrade]:
        """Return a page of aggregated trades, by aggregate id and time."""
        tape = self._tape(symbol_id)
        if tape.aggregated is None:
            tape.aggregated = list(aggregates(tape.trades))
        return joined(
            page,
            newer=tape.aggregated,
            newer_from=tape.trades[0].aggregate_id if tape.trades else None,
            older=lambda behind: self._store.aggregates(symbol_id, behind),
            is_wanted=lambda trade: page.holds(trade.aggregate_id, trade.time_ns),
        )

    # --- told by the fold -----------------------------------------------------------------------

    def add(self, event: Event, time_ns: int) -> Trade:
        """Fold the taker's side of a trade. Return the trade."""
        symbol_id, price_ticks = event.symbol_id, event.price_ticks
        tape = self._tapes.get(symbol_id)
        if tape is None:
            tape = self._tape(symbol_id)
        taker_order_id, maker_order_id = event.order_id, event.counter_order_id
        if taker_order_id != tape.taker_order_id or price_ticks != tape.price_ticks:
            tape.taker_order_id, tape.price_ticks = taker_order_id, price_ticks
            tape.aggregate_id += 1
        sells = event.side
        trade = Trade(
            symbol_id,
            event.trade_id,
            tape.aggregate_id,
            price_ticks,
            event.quantity_lots,
            event.amount_units,
            maker_order_id if sells else taker_order_id,
            taker_order_id if sells else maker_order_id,
            sells,
            time_ns,
        )
        tape.trades.append(trade)
        tape.aggregated = None
        tape.unwritten += 1
        self._arrivals.append((event.sequence, tape))
        return trade

    def settle(self, written_sequence: int) -> None:
        """Let go of old trades that the store holds."""
        arrivals = self._arrivals
        while arrivals and arrivals[0][0] <= written_sequence:
            tape = arrivals.popleft()[1]
            tape.unwritten -= 1
            if len(tape.trades) > RECENT:
                _trim(tape)

    def _tape(self, symbol_id: int) -> Tape:
        return self._tapes.setdefault(symbol_id, Tape())

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> dict[int, Any]:
        """Return how far every tape has come, as plain data; the trades are in the store."""
        return {
            symbol_id: [tape.trades[-1].trade_id, tape.aggregate_id, tape.taker_order_id]
            for symbol_id, tape in self._tapes.items()
            if tape.trades
        }

    def load(self, saved: dict[int, Any]) -> None:
        """Take up what `saved` returned, and the newest trades from the store."""
        for symbol_id, (trade_id, aggregate_id, taker_order_id) in saved.items():
            tape = self._tape(symbol_id)
            tape.aggregate_id, tape.taker_order_id = aggregate_id, taker_order_id
            page = Page(RECENT, before_id=trade_id + 1)
            tape.trades.extend(self._store.trades(symbol_id, page))
            tape.price_ticks = tape.trades[-1].price_ticks
            _complete_first(self._store, symbol_id, tape)


def _trim(tape: Tape) -> None:
    trades = tape.trades
    tape.aggregated = None
    while len(trades) > max(RECENT, tape.unwritten):
        aggregate_id = trades.popleft().aggregate_id
        while len(trades) > tape.unwritten and trades[0].aggregate_id == aggregate_id:
            trades.popleft()


def _complete_first(store: History, symbol_id: int, tape: Tape) -> None:
    """Add the trades of the oldest aggregate that the limit cut off."""
    first = tape.trades[0]
    (aggregate,) = store.aggregates(symbol_id, Page(1, from_id=first.aggregate_id))
    missing = first.trade_id - aggregate.first_trade_id
    if missing:
        page = Page(missing, from_id=aggregate.first_trade_id, before_id=first.trade_id)
        tape.trades.extendleft(reversed(store.trades(symbol_id, page)))
