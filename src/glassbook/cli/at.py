"""`glassbook at`: a balance, an order or a book as it was."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from glassbook.cli import places
from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.screen import Bar, say
from glassbook.cli.verify import journal_of
from glassbook.node.configuration import Configuration
from glassbook.node.core_room import compiled_core
from glassbook.node.past import SEQUENCE_MAX, Past, PlaceUnknown, past
from glassbook.projection.listing import Symbol
from glassbook.protocol.events import Event, EventKind
from glassbook.protocol.orders import OrderType, Side, TimeInForce

Answer = dict[str, Any]
RESTING = 0  # the stage of an order that is on the book: see the core's table of orders


def run_at(
    data: Path, when: str, *, account: str, asset: str, order_id: int | None, book: str
) -> Answer:
    """Return what was asked, as plain data. *Raises* Failure."""
    if (bool(account or asset) + (order_id is not None) + bool(book)) > 1:
        raise Failure("ask for a balance, an order or a book: one at a time", EXIT_USAGE)
    if asset and not account:
        raise Failure("--asset needs --account", EXIT_USAGE)
    events: list[Event] = []
    there = _travel(data, when, order_id, events)
    answer = {"sequence": there.sequence, "time": places.time_text(there.time_ns)}
    if account:
        return answer | _balances(data, there, account, asset)
    if order_id is not None:
        return answer | _order(there, order_id, events)
    if book:
        return answer | _book(there, places.symbol(there.directory, book))
    return answer | _everything(there)


def _travel(data: Path, when: str, order_id: int | None, events: list[Event]) -> Past:
    """Go there; on the way collect the events of an order from its beginning."""
    journal, place = journal_of(data), places.place(when)
    snapshots = Configuration(data=data).snapshots_directory
    core = compiled_core(say)

    def hear(_record: Any, applied: Any) -> None:
        if applied is not None:
            mine = applied.events[applied.events["order_id"] == order_id]
            events.extend(map(Event._make, mine.tolist()))

    with Bar("Going there") as bar:
        try:
            return past(
                journal,
                snapshots,
                core,
                place,
                begin_max=SEQUENCE_MAX if order_id is None else max(order_id - 1, 0),
                listener=None if order_id is None else hear,
                report=lambda read, size, _: bar.show(read, size),
            )
        except PlaceUnknown as error:
            raise Failure(str(error)) from error


def _balances(data: Path, there: Past, account: str, asset: str) -> Answer:
    who = places.account(data, there.directory, account)
    rows = there.exchange.engine.holdings()["balances"]
    held = {int(row["asset_id"]): row for row in rows[rows["account_id"] == who.account_id]}
    assets = (
        [places.asset(there.directory, asset)]
        if asset
        else [there.directory.assets[asset_id] for asset_id in held]
    )
    balances = []
    for one in assets:
        row = held.get(one.asset_id)
        available, locked = (
            (0, 0) if row is None else (int(row["available_units"]), int(row["locked_units"]))
        )
        balances.append(
            {
                "asset": one.name,
                "available": one.text(available),
                "locked": one.text(locked),
                "available_units": available,
                "locked_units": locked,
            }
        )
    return {"account": who.reference, "account_id": who.account_id, "balances": balances}


def _order(there: Past, order_id: int, events: list[Event]) -> Answer:
    if not events:
        raise Failure(f"there was no order {order_id} then")
    orders = there.exchange.engine.holdings()["orders"]
    found = orders[orders["order_id"] == order_id]
    answer: Answer = {"order_id": order_id, "is_open": bool(len(found))}
    if len(found):
        answer["order"] = _named(
            there, dict(zip(orders.dtype.names, found[0].tolist(), strict=True))
        )
    answer["events"] = [_story(there, event) for event in events]
    return answer


def _named(there: Past, order: Answer) -> Answer:
    """Add names and texts to an order's numbers."""
    symbol = there.directory.symbols[order["symbol_id"]]
    texts = {
        "symbol": symbol.name,
        "side": Side(order["side"]).name,
        "order_type": OrderType(order["order_type"]).name,
        "time_in_force": TimeInForce(order["time_in_force"]).name,
        "price": symbol.price_text(order["price_ticks"]),
        "open": symbol.quantity_text(order["open_lots"]),
        "filled": symbol.quantity_text(order["filled_lots"]),
    }
    return order | texts


def _story(there: Past, event: Event) -> Answer:
    symbol = there.directory.symbols[event.symbol_id]
    story = {"sequence": event.sequence, "event": EventKind(event.kind).name}
    story |= {"quantity": symbol.quantity_text(event.quantity_lots)}
    if event.price_ticks:
        story["price"] = symbol.price_text(event.price_ticks)
    if event.trade_id:
        story["trade_id"] = event.trade_id
    return story | {"open": symbol.quantity_text(event.open_lots)}


def _book(there: Past, symbol: Symbol) -> Answer:
    """Return both sides, best first, hidden parts included, without what waits for a trigger."""
    orders = there.exchange.engine.holdings()["orders"]
    is_on_book = orders["stage"] == RESTING
    orders = orders[is_on_book & (orders["symbol_id"] == symbol.symbol_id)]
    buys, sells = (orders[orders["side"] == side] for side in (Side.BUY, Side.SELL))
    bids, asks = list(_levels(symbol, buys))[::-1], list(_levels(symbol, sells))
    return {"symbol": symbol.name, "bids": bids, "asks": asks}


def _levels(symbol: Symbol, orders: np.ndarray) -> Iterator[Answer]:
    """Yield the prices of one side, the lowest first, with all that is open there."""
    prices, where, counts = np.unique(
        orders["price_ticks"], return_inverse=True, return_counts=True
    )
    lots = [0] * len(prices)
    for place, open_lots in zip(where.tolist(), orders["open_lots"].tolist(), strict=True):
        lots[place] += open_lots
    for price, quantity, count in zip(prices.tolist(), lots, counts.tolist(), strict=True):
        yield {
            "price": symbol.price_text(price),
            "quantity": symbol.quantity_text(quantity),
            "orders": count,
        }


def _everything(there: Past) -> Answer:
    holdings = there.exchange.engine.holdings()
    return {
        "accounts": len(there.directory.accounts),
        "balances": len(holdings["balances"]),
        "open_orders": len(holdings["orders"]),
        "state": there.exchange.engine.digest().hex(),
        "events": there.exchange.events_digest.hex(),
    }


def show(answer: Answer) -> None:
    """Print it for a person."""
    output = Console(highlight=False, soft_wrap=True)
    output.print(f"After sequence {answer['sequence']}, {answer['time']}", markup=False)
    for what, value in answer.items():
        if what in ("sequence", "time"):
            continue
        if isinstance(value, list):
            output.print(f"{what}:", markup=False)
            for row in value:
                output.print(f"  {_row(row)}", markup=False)
        else:
            text = _row(value) if isinstance(value, dict) else str(value)
            output.print(f"{what}: {text}", markup=False)


def _row(row: Answer) -> str:
    """Return a row without the numbers that stand in it as text already."""
    spoken = {
        name: value
        for name, value in row.items()
        if not name.endswith(("_units", "_ticks", "_lots"))
    }
    return "  ".join(f"{name} {value}" for name, value in spoken.items())
