"""Everything that can be asked of projections, asked at once: so two of them can be compared."""

from glassbook.projection.intervals import Interval
from glassbook.projection.pages import Page
from glassbook.projection.saving import encoded
from tests.twin.markets import ACCOUNTS, LISTINGS

HOUR_MS = 3_600_000


def answers(projections, pages, now_ms):
    """Return what projections answer, every history page by page."""
    return {
        "place": (projections.sequence, projections.time_ns),
        "directory": encoded(projections.directory.saved()),
        "market": {s: of_symbol(projections, s, pages, now_ms) for s in range(len(LISTINGS))},
        "customers": {a: of_account(projections, a, pages) for a in ACCOUNTS[:4]},
    }


def of_symbol(projections, symbol_id, pages, now_ms):
    trades, tickers = projections.trades, projections.tickers
    return [
        projections.depth.snapshot(symbol_id, 5_000),
        trades.last(symbol_id),
        [trades.page(symbol_id, page) for page in pages],
        [trades.aggregated(symbol_id, page) for page in pages],
        [klines(projections, symbol_id, page, now_ms) for page in pages],
        tickers.day(symbol_id, now_ms),
        tickers.rolling(symbol_id, 7 * 24 * HOUR_MS, now_ms),
        tickers.rolling(symbol_id, HOUR_MS, now_ms),
        tickers.trading_day(symbol_id, now_ms, 5 * HOUR_MS),
        tickers.average(symbol_id, now_ms),
    ]


def klines(projections, symbol_id, page, now_ms):
    start_ms = None if page.start_ns is None else page.start_ns // 10**6
    end_ms = None if page.end_ns is None else page.end_ns // 10**6
    return [
        projections.candles.klines(
            symbol_id,
            interval,
            now_ms=now_ms,
            limit=page.limit,
            start_ms=start_ms,
            end_ms=end_ms,
            offset_ms=offset_ms,
        )
        for interval in Interval
        for offset_ms in (0, 3 * HOUR_MS // 2)
    ]


def of_account(projections, account_id, pages):
    orders = projections.orders
    everything = Page(10_000, from_id=0)
    answer = [projections.balances.of(account_id), orders.open_count(account_id)]
    answer.append(projections.volumes.traded(account_id, 0, 2**40))
    for symbol_id in range(len(LISTINGS)):
        history = orders.history(account_id, symbol_id, everything)
        ids = [order.order_id for order in history]
        names = sorted({order.client_order_id for order in history} - {""})
        answer += [
            [orders.history(account_id, symbol_id, page) for page in pages],
            [projections.fills.of_account(account_id, symbol_id, page) for page in pages],
            [projections.prevented.of_account(account_id, symbol_id, page) for page in pages],
            orders.open_orders(account_id, symbol_id),
            [orders.by_id(account_id, symbol_id, i) for i in ids],
            [orders.by_client_id(account_id, symbol_id, name) for name in names],
            [projections.fills.of_order(account_id, symbol_id, i, 1_000) for i in ids[-20:]],
        ]
    return answer
