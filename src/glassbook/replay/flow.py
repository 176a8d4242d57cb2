"""From a capture's rows to commands: only what a client of that market could have sent.

    created   a LIMIT order
              … LIMIT_MAKER, when it was deleted within the same millisecond with its volume
                unchanged: a post-only order that the market refused. Ours may refuse it, too
              … MARKET, at a price by which the market writes "any": 0 for an ask,
                999,999,999 for a bid
    changed   nothing: a fill, seen from the book. The core prints its own
    deleted   a cancel of the order, named by its client key

Its one rule: nothing that the market did is fed, only what it was asked to do, in the order of the
file. What a symbol cannot express (a price off the tick, a quantity off the lot) is left out and
counted; what breaks a filter is sent, and the core refuses it.

A market buy in money has volume 0: the capture does not say how much money, so it stays a limit
order for nothing, which the core refuses.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from glassbook.protocol.commands import COMMAND, CommandKind
from glassbook.protocol.orders import OrderFlag, OrderType
from glassbook.replay.capture import Action, OrderRows
from glassbook.replay.lifecycles import (
    Booleans,
    Integers,
    at_any_price,
    creations,
    refused_post_only,
)

#: Orders of the opening book of 2026-05-02 that were no longer there: the market traded through
#: their prices without touching them, and they stayed until the recording ended.
GHOSTS = (2002347646152704, 2002347642003458)

LANES = 64  # accounts of the flow: bids on the even ones, asks on the odd ones

Commands = np.ndarray[Any, np.dtype[Any]]  # COMMAND[n]


@dataclass(frozen=True)
class Market:
    """Where the flow goes: a symbol, what one tick and one lot are worth in 10^-8, and accounts.

    accounts  i8[LANES]: bids are placed from the even places, asks from the odd ones, so that the
              flow never meets itself
    """

    symbol_id: int
    tick_e8: int
    lot_e8: int
    accounts: Integers


@dataclass(frozen=True)
class OrderFlow:
    """A recorded market as commands, in the order in which to send them.

    market     where they go
    commands   COMMAND[n]
    time_ms    i8[n]   when the market said so
    order_ids  i8[n]   the market's own id of the order
    places     i8[n]   index of the command that placed the order; its own index for that command
    left_out   what could not be made a command → how often
    """

    market: Market
    commands: Commands
    time_ms: Integers
    order_ids: Integers
    places: Integers
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.commands)

    @cached_property
    def is_cancel(self) -> Booleans:
        """Which commands cancel, bool[n]. All others place."""
        return np.asarray(self.commands["kind"] == CommandKind.CANCEL_ORDER)

    @cached_property
    def opening(self) -> int:
        """How many of the first commands put up the book as the recording found it."""
        is_other = self.is_cancel | (self.time_ms != self.time_ms[0])
        return int(np.argmax(is_other)) if is_other.any() else len(self)

    @cached_property
    def closing(self) -> int:
        """The index from which on all commands clear the book because the recording ends."""
        is_other = ~self.is_cancel | (self.time_ms != self.time_ms[-1])
        return len(self) - int(np.argmax(is_other[::-1])) if is_other.any() else 0


class CaptureEmpty(Exception):
    """No row of the capture can be made a command of this symbol."""


def order_flow(rows: OrderRows, market: Market) -> OrderFlow:
    """Return the commands that a capture's rows stand for. *Raises* CaptureEmpty."""
    created_at = creations(rows)
    placed, left_out = _placed(rows, created_at, market)
    deleted = (rows.action == Action.DELETED) & (created_at >= 0) & placed[created_at]
    if not placed.any():
        raise CaptureEmpty(f"nothing of the capture can be placed: {left_out}")
    sent = np.flatnonzero(placed | deleted)

    commands = np.zeros(len(rows), COMMAND)
    commands["symbol_id"] = market.symbol_id
    commands["account_id"] = market.accounts[lanes(rows)]
    _write_places(commands, placed, rows, market)
    _write_types(commands, placed, rows, refused_post_only(rows, created_at))
    _write_cancels(commands, deleted, rows)
    return OrderFlow(
        market=market,
        commands=commands[sent],
        time_ms=rows.time_ms[sent],
        order_ids=rows.order_id[sent],
        places=np.searchsorted(sent, created_at[sent]),
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def lanes(rows: OrderRows) -> Integers:
    """Return the place in `Market.accounts` of each row's order: even for a bid, odd for an ask.

    It follows from the order's id alone. The market's ids are far from evenly spread, so they are
    mixed: multiplied by 2^64 over the golden ratio, of which the top five bits are taken.
    """
    mixed = rows.order_id.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return 2 * (mixed >> np.uint64(59)).astype(np.int64) + rows.side


def _placed(
    rows: OrderRows, created_at: Integers, market: Market
) -> tuple[Booleans, dict[str, int]]:
    """Return which rows place an order, and how many others did what."""
    created = rows.action == Action.CREATED
    reasons = {
        "ghosts of the opening book": np.isin(rows.order_id, GHOSTS),
        "orders created twice": created_at != np.arange(len(rows)),
        "prices off the tick": rows.price_e8 % market.tick_e8 != 0,
        "quantities off the lot": rows.volume_e8 % market.lot_e8 != 0,
    }
    left_out = {}
    for reason, is_meant in reasons.items():
        left_out[reason] = int(np.sum(created & is_meant))
        created = created & ~is_meant
    orphans = (rows.action == Action.DELETED) & (created_at < 0)
    return created, left_out | {"deletions of orders never created": int(np.sum(orphans))}


def _write_places(
    commands: Commands,
    placed: Booleans,
    rows: OrderRows,
    market: Market,
) -> None:
    commands["kind"][placed] = CommandKind.PLACE_ORDER
    commands["side"][placed] = rows.side[placed]
    commands["price_ticks"][placed] = rows.price_e8[placed] // market.tick_e8
    commands["quantity_lots"][placed] = rows.volume_e8[placed] // market.lot_e8
    commands["client_key"][placed] = rows.order_id[placed]


def _write_types(
    commands: Commands,
    placed: Booleans,
    rows: OrderRows,
    is_post_only: Booleans,
) -> None:
    is_market = placed & at_any_price(rows)
    commands["order_type"][placed] = OrderType.LIMIT
    commands["order_type"][placed & is_post_only] = OrderType.LIMIT_MAKER
    commands["order_type"][is_market] = OrderType.MARKET
    commands["price_ticks"][is_market] = 0


def _write_cancels(
    commands: Commands,
    deleted: Booleans,
    rows: OrderRows,
) -> None:
    commands["kind"][deleted] = CommandKind.CANCEL_ORDER
    commands["order_id"][deleted] = rows.order_id[deleted]
    commands["order_flags"][deleted] = OrderFlag.TARGET_BY_CLIENT_KEY
