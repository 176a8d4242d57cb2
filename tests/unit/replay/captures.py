"""Small captures written as stories: one line for each row, in the order of the file.

12 ms  #1 bid 2.5@100 created
"""

import gzip
from pathlib import Path

import numpy as np

from glassbook.replay.capture import OrderRows, read_capture
from glassbook.replay.flow import LANES, Market, order_flow

ORDERS = "id,timestamp,exchange_timestamp,price,volume,action,direction"
TRADES = "trade_id,timestamp,exchange_timestamp,price,amount,buy_order_id,sell_order_id,side"

#: Ticks of 0.01 and lots of 0.00000001, on accounts 100 to 163.
MARKET = Market(symbol_id=7, tick_e8=10**6, lot_e8=1, accounts=np.arange(100, 100 + LANES))


def order_lines(story: str) -> list[str]:
    """Return the lines of orders.csv that a story tells."""
    lines = []
    for line in filter(None, map(str.strip, story.splitlines())):
        time_ms, _, order_id, side, order, action = line.split()
        volume, price = order.split("@")
        lines.append(
            f"{order_id.removeprefix('#')},{time_ms},{time_ms},{price},{volume},{action},{side}"
        )
    return lines


def write_capture(directory: Path, story: str, trades: list[str] | None = None) -> Path:
    """Write a capture as recorders do, and return its directory."""
    with gzip.open(directory / "orders.csv.gz", "wt") as file:
        file.write("\n".join([ORDERS, *order_lines(story)]) + "\n")
    (directory / "trades.csv").write_text("\n".join([TRADES, *(trades or [])]) + "\n")
    return directory


def rows_of(directory: Path, story: str) -> OrderRows:
    return read_capture(write_capture(directory, story)).rows


def flow_of(directory: Path, story: str):
    return order_flow(rows_of(directory, story), MARKET)
