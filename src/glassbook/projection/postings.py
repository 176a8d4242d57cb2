"""Every posting of an account, by time: what each trade, commission and movement gave and took.

The sum of an account's postings in an asset is its balance. Read page by page from the histories of
all symbols, listed or not any more, and joined in order: memory is bounded however many there are.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import NamedTuple, TypeVar

from glassbook.projection.listing import Asset, Symbol
from glassbook.projection.pages import Page
from glassbook.projection.projections import Projections
from glassbook.projection.rows import Fill, Movement, PreventedMatch
from glassbook.protocol.accounts import WORLD
from glassbook.protocol.orders import SelfTradePrevention, Side

PAGE_ROWS = 1_000
TRADE, COMMISSION = "TRADE", "COMMISSION"
DEPOSIT, WITHDRAWAL, TRANSFER = "DEPOSIT", "WITHDRAWAL", "TRANSFER"

Row = TypeVar("Row", Fill, Movement, PreventedMatch)


class Posting(NamedTuple):
    """One leg: `amount_units` is what the account got, negative for what it gave.

    symbol, trade_id, order_id   of trades and commissions; else "" and 0
    sequence, other_account_id   of movements, the latter of transfers only; else 0
    """

    time_ns: int
    kind: str
    asset: Asset
    amount_units: int
    symbol: str = ""
    trade_id: int = 0
    order_id: int = 0
    sequence: int = 0
    other_account_id: int = 0


def postings(
    projections: Projections, account_id: int, start_ns: int, end_ns: int
) -> Iterator[Posting]:
    """Yield what happened from one time to another, both inclusive, oldest first.

    Commands stamped together share a time; of those, movements come first, then symbol by symbol.
    """
    page = Page(PAGE_ROWS, start_ns=start_ns, end_ns=end_ns)
    histories = [_of_movements(projections, account_id, page)]
    for symbol in projections.directory.symbols.values():
        histories.append(_of_trades(projections, account_id, symbol, page))
        histories.append(_of_transfers(projections, account_id, symbol, page))
    for _, legs in merge(*histories, key=lambda each: each[0]):
        yield from legs


def _of_trades(
    projections: Projections, account_id: int, symbol: Symbol, page: Page
) -> Iterator[tuple[int, list[Posting]]]:
    def read(wanted: Page) -> list[Fill]:
        return projections.fills.of_account(account_id, symbol.symbol_id, wanted)

    assets = projections.directory.assets
    for fill in _rows(read, page, lambda fill: fill.trade_id):
        yield fill.time_ns, _legs(symbol, assets[fill.commission_asset_id], fill)


def _of_transfers(
    projections: Projections, account_id: int, symbol: Symbol, page: Page
) -> Iterator[tuple[int, list[Posting]]]:
    """Where self-trade prevention moved what would have been traded: see Lifecycle."""

    def read(wanted: Page) -> list[PreventedMatch]:
        return projections.prevented.of_account(account_id, symbol.symbol_id, wanted)

    orders = projections.orders
    for match in _rows(read, page, lambda match: match.prevented_match_id):
        if match.self_trade_prevention != SelfTradePrevention.TRANSFER:
            continue
        ids = (match.taker_order_id, match.maker_order_id)
        own = next(filter(None, (orders.by_id(account_id, symbol.symbol_id, i) for i in ids)))
        base_units = match.taker_lots * symbol.lot_units
        quote_units = match.price_ticks * symbol.tick_units * base_units // symbol.base.scale
        sign = 1 if own.side == Side.BUY else -1
        legs = ((symbol.base, sign * base_units), (symbol.quote, -sign * quote_units))
        yield (
            match.time_ns,
            [
                Posting(match.time_ns, TRANSFER, asset, units, symbol.name, order_id=own.order_id)
                for asset, units in legs
                if units
            ],
        )


def _of_movements(
    projections: Projections, account_id: int, page: Page
) -> Iterator[tuple[int, list[Posting]]]:
    def read(wanted: Page) -> list[Movement]:
        return projections.movements.of_account(account_id, wanted)

    assets = projections.directory.assets
    for moved in _rows(read, page, lambda moved: moved.sequence):
        yield moved.time_ns, [_leg(assets[moved.asset_id], moved)]


def _rows(
    read: Callable[[Page], list[Row]], page: Page, row_id: Callable[[Row], int]
) -> Iterator[Row]:
    """Yield the rows of a page and of those behind it.

    Rows of one id may stand on both sides of the end of a page: an account that trades with itself
    has two fills of one trade. So each page begins with the last id of the one before.
    """
    assert page.limit > 2, "a page goes on after both sides of a trade"
    seen: list[Row] = []  # of the last id
    rows = read(page)
    while rows:
        fresh = [row for row in rows if row not in seen]
        yield from fresh
        if len(rows) < page.limit:
            return
        last_id = row_id(rows[-1])
        seen = [row for row in rows if row_id(row) == last_id]
        rows = read(replace(page, from_id=last_id, start_ns=None))


def _legs(symbol: Symbol, commission_asset: Asset, fill: Fill) -> list[Posting]:
    is_buyer = fill.side == Side.BUY
    base_units = fill.quantity_lots * symbol.lot_units
    legs = (
        (TRADE, symbol.base, base_units if is_buyer else -base_units),
        (TRADE, symbol.quote, -fill.amount_units if is_buyer else fill.amount_units),
        (COMMISSION, commission_asset, -fill.commission_units),
    )
    return [
        Posting(fill.time_ns, kind, asset, units, symbol.name, fill.trade_id, fill.order_id)
        for kind, asset, units in legs
        if units
    ]


def _leg(asset: Asset, moved: Movement) -> Posting:
    if moved.other_account_id != WORLD:
        kind = TRANSFER
    else:
        kind = DEPOSIT if moved.amount_units > 0 else WITHDRAWAL
    return Posting(
        moved.time_ns,
        kind,
        asset,
        moved.amount_units,
        sequence=moved.sequence,
        other_account_id=moved.other_account_id,
    )


def chunks(rows: Iterator[Posting], size: int) -> Iterator[list[Posting]]:
    """Yield the postings some at a time."""
    while some := list(islice(rows, size)):
        yield some
