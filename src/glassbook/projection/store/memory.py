"""History in memory, for a venue that is to be forgotten: a story, a simulation, a trial."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from glassbook.projection.aggregation import aggregates
from glassbook.projection.order import Order
from glassbook.projection.pages import Page, newest
from glassbook.projection.rows import (
    AggregateTrade,
    Amendment,
    Candle,
    Fill,
    Movement,
    OrderList,
    PreventedMatch,
    Trade,
    Volume,
)
from glassbook.projection.store.history import Rows

Row = TypeVar("Row")


class MemoryHistory:
    """A store of history (see `history.History`) that keeps every row until its process ends."""

    def __init__(self) -> None:
        self.written_sequence = 0
        self._trades: dict[int, list[Trade]] = defaultdict(list)
        self._candles: dict[tuple[int, int], list[Candle]] = defaultdict(list)
        self._fills: dict[tuple[int, int], list[Fill]] = defaultdict(list)
        self._prevented: dict[tuple[int, int], list[PreventedMatch]] = defaultdict(list)
        self._orders: dict[tuple[int, int], list[Order]] = defaultdict(list)
        self._amendments: dict[tuple[int, int], list[Amendment]] = defaultdict(list)
        self._order_lists: dict[int, list[OrderList]] = defaultdict(list)
        self._movements: dict[int, list[Movement]] = defaultdict(list)
        self._volumes: dict[int, list[Volume]] = defaultdict(list)

    # --- writing --------------------------------------------------------------------------------

    def begin(self, origin_ns: int) -> None:
        pass

    def write(self, sequence: int, rows: Rows) -> None:
        if sequence <= self.written_sequence:
            return
        self.written_sequence = sequence
        for trade in rows.trades:
            self._trades[trade.symbol_id].append(trade)
        for fill in rows.fills:
            self._fills[fill.account_id, fill.symbol_id].append(fill)
        for order in rows.orders:
            insort(self._orders[order.account_id, order.symbol_id], order, key=_order_id)
        for match in rows.prevented:
            self._prevented[match.account_id, match.symbol_id].append(match)
        for amendment in rows.amendments:
            self._amendments[amendment.account_id, amendment.symbol_id].append(amendment)
        for order_list in rows.order_lists:
            self._order_lists[order_list.account_id].append(order_list)
        for movement in rows.movements:
            self._movements[movement.account_id].append(movement)
        for volume in rows.volumes:
            self._volumes[volume.account_id].append(volume)
        for symbol_id, interval, candle in rows.candles:
            self._candles[symbol_id, interval].append(candle)

    def sync(self) -> None:
        pass

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    # --- the market -----------------------------------------------------------------------------

    def trades(self, symbol_id: int, page: Page) -> list[Trade]:
        return _page(self._trades[symbol_id], page, lambda row: (row.trade_id, row.time_ns))

    def aggregates(self, symbol_id: int, page: Page) -> list[AggregateTrade]:
        rows = list(aggregates(self._trades[symbol_id]))
        return _page(rows, page, lambda row: (row.aggregate_id, row.time_ns))

    def candles(self, symbol_id: int, interval: int, start_ms: int, end_ms: int) -> list[Candle]:
        candles = self._candles[symbol_id, interval]
        return [c for c in candles if start_ms <= c.open_time_ms <= end_ms]

    def candle_before(self, symbol_id: int, interval: int, open_ms: int) -> Candle | None:
        candles = self._candles[symbol_id, interval]
        place = bisect_left(candles, open_ms, key=lambda candle: candle.open_time_ms)
        return candles[place - 1] if place else None

    # --- one account's --------------------------------------------------------------------------

    def fills(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[Fill]:
        fills = self._fills[account_id, symbol_id]
        wanted = [fill for fill in fills if order_id in {None, fill.order_id}]
        return _page(wanted, page, lambda row: (row.trade_id, row.time_ns))

    def volumes(self, account_id: int, first_day: int, last_day: int) -> list[Volume]:
        rows = self._volumes[account_id]
        return [row for row in rows if first_day <= row.day <= last_day]

    def prevented(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[PreventedMatch]:
        matches = self._prevented[account_id, symbol_id]
        wanted = [m for m in matches if order_id in {None, m.taker_order_id, m.maker_order_id}]
        return _page(wanted, page, lambda row: (row.prevented_match_id, row.time_ns))

    def amendments(
        self, account_id: int, symbol_id: int, order_id: int, page: Page
    ) -> list[Amendment]:
        amendments = self._amendments[account_id, symbol_id]
        wanted = [each for each in amendments if each.order_id == order_id]
        return _page(wanted, page, lambda row: (row.amendment_id, row.time_ns))

    def order_lists(self, account_id: int, page: Page) -> list[OrderList]:
        return _page(self._order_lists[account_id], page, lambda row: (row.list_id, row.time_ns))

    def order_list_by_client_id(self, account_id: int, client_order_id: str) -> OrderList | None:
        lists = reversed(self._order_lists[account_id])
        return next((each for each in lists if each.client_order_id == client_order_id), None)

    def movements(
        self, account_id: int, page: Page, others: range, asset_id: int | None = None
    ) -> list[Movement]:
        rows = [
            row
            for row in self._movements[account_id]
            if row.other_account_id in others and asset_id in {None, row.asset_id}
        ]
        return _page(rows, page, lambda row: (row.sequence, row.time_ns))

    def orders(self, account_id: int, symbol_id: int, page: Page) -> list[Order]:
        orders = self._orders[account_id, symbol_id]
        return _page(orders, page, lambda row: (row.order_id, row.time_ns))

    def order(self, account_id: int, symbol_id: int, order_id: int) -> Order | None:
        orders = self._orders[account_id, symbol_id]
        return next((order for order in orders if order.order_id == order_id), None)

    def order_by_client_id(
        self, account_id: int, symbol_id: int, client_order_id: str
    ) -> Order | None:
        orders = self._orders[account_id, symbol_id]
        named = [order for order in orders if order.client_order_id == client_order_id]
        return max(named, key=_done_order, default=None)


def _page(rows: Iterable[Row], page: Page, place: Callable[[Row], tuple[int, int]]) -> list[Row]:
    """Return the page; `place` gives a row's id and time."""
    within = [row for row in rows if page.holds(*place(row))]
    return within[: page.limit] if page.is_forward else newest(reversed(within), page.limit)


def _order_id(order: Order) -> int:
    return order.order_id


def _done_order(order: Order) -> tuple[int, int]:
    return order.done_sequence, order.order_id
