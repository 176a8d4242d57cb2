"""A capture: what a public market told its watchers, as a recorder wrote it down.

    orders.csv.gz   id, timestamp, exchange_timestamp, price, volume, action, direction
    trades.csv      trade_id, timestamp, exchange_timestamp, price, amount, buy_order_id,
                    sell_order_id, side
    meta.json       the recorder's own notes; not read

One row for each order created, changed and deleted, in the order in which the market said so. The
first rows are the book as the recording began, the last ones delete what was still open at its end.
Its one rule: a row is read exactly or the capture is refused, naming file and line.
"""

import csv
import gzip
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TextIO

import numpy as np
import numpy.typing as npt

from glassbook.protocol.orders import Side
from glassbook.replay.decimals import scaled
from glassbook.replay.source import CaptureNotFound

Column = npt.NDArray[np.int64]
Report = Callable[[int], None]  # how many rows have been read


class Action(IntEnum):
    CREATED = 1
    CHANGED = 2  # a fill, as the book shows it
    DELETED = 3  # filled or cancelled


ACTIONS = {action.name.lower(): action for action in Action}
SIDES = {"bid": Side.BUY, "ask": Side.SELL}
TAKERS = {"buy": Side.BUY, "sell": Side.SELL}

ORDER_COLUMNS = ("id", "exchange_timestamp", "price", "volume", "action", "direction")
TRADE_COLUMNS = (
    "trade_id",
    "exchange_timestamp",
    "price",
    "amount",
    "buy_order_id",
    "sell_order_id",
    "side",
)
NUMBERS_KEPT = 2**10
REPORT_EVERY = 10_000  # rows


class CaptureDamaged(Exception):
    """A file of a capture cannot be read as one. The text names file and line."""


class MarketTrade(NamedTuple):
    """A trade that the market itself printed; price and quantity in units of 10^-8."""

    trade_id: int
    time_ms: int
    maker_id: int
    taker_id: int
    price_e8: int
    quantity_e8: int


@dataclass(frozen=True)
class OrderRows:
    """The rows of orders.csv as columns, all i8[n]; numbers in units of 10^-8."""

    order_id: Column
    time_ms: Column
    price_e8: Column
    volume_e8: Column
    action: Column
    side: Column

    def __len__(self) -> int:
        return len(self.order_id)


@dataclass(frozen=True)
class Capture:
    """A recorded market."""

    directory: Path
    rows: OrderRows
    trades: list[MarketTrade]


def read_capture(directory: Path, report: Report | None = None) -> Capture:
    """Read a whole capture. *Raises* CaptureNotFound, CaptureDamaged."""
    rows = _read_orders(_orders_file(directory), report)
    return Capture(directory, rows, _read_trades(directory / "trades.csv"))


def _orders_file(directory: Path) -> Path:
    for name in ("orders.csv.gz", "orders.csv"):
        if (path := directory / name).is_file():
            return path
    raise CaptureNotFound(f"{directory} holds neither orders.csv.gz nor orders.csv")


def _read_orders(path: Path, report: Report | None) -> OrderRows:
    values = array("q")  # row after row
    known = lru_cache(NUMBERS_KEPT)(scaled)  # most numbers of a market were just said
    for count, (order_id, time_ms, price, volume, action, side) in _lines(path, ORDER_COLUMNS):
        try:
            row = (
                int(order_id),
                int(time_ms),
                known(price),
                known(volume),
                ACTIONS[action],
                SIDES[side],
            )
            values.extend(row)
        except (ValueError, KeyError, OverflowError) as error:
            raise _unreadable(path, count, error) from error
        if report and count % REPORT_EVERY == 0:
            report(count)
    if not values:
        raise CaptureDamaged(f"{path} holds no orders")
    rows = np.array(values, np.int64).reshape(-1, len(ORDER_COLUMNS))
    return OrderRows(*np.ascontiguousarray(rows.T))


def _read_trades(path: Path) -> list[MarketTrade]:
    if not path.is_file():
        raise CaptureNotFound(f"{path} is missing: without it there is nothing to compare with")
    trades = []
    for count, fields in _lines(path, TRADE_COLUMNS):
        try:
            trades.append(_trade(*fields))
        except (ValueError, KeyError) as error:
            raise _unreadable(path, count, error) from error
    return trades


def _trade(
    trade_id: str, time_ms: str, price: str, amount: str, buyer: str, seller: str, side: str
) -> MarketTrade:
    ids = int(buyer), int(seller)
    taker_id, maker_id = ids if TAKERS[side] is Side.BUY else reversed(ids)
    return MarketTrade(
        int(trade_id), int(time_ms), maker_id, taker_id, scaled(price), scaled(amount)
    )


def _lines(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield (1-based row number, the named fields) of each row below the header."""
    try:
        with _opened(path) as file:
            reader = csv.reader(file)
            header = next(reader, [])
            if missing := [name for name in names if name not in header]:
                raise CaptureDamaged(f"{path} has no column {', '.join(missing)}")
            places = [header.index(name) for name in names]
            for count, row in enumerate(reader, 1):
                if len(row) != len(header):
                    raise _unreadable(path, count, ValueError(f"{len(row)} fields"))
                yield count, [row[place] for place in places]
    except (EOFError, OSError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise CaptureDamaged(f"{path} cannot be read: {error}") from error


def _opened(path: Path) -> TextIO:
    return gzip.open(path, "rt", newline="") if path.suffix == ".gz" else path.open(newline="")


def _unreadable(path: Path, count: int, error: Exception) -> CaptureDamaged:
    return CaptureDamaged(f"{path} line {count + 1}: {error.args[0]!r} cannot be understood")
