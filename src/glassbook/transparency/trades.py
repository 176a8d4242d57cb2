"""What everybody may know of a trade, as a row of its own: not who traded.

An event tells one side of a trade, and names its account. Whoever is shown one event can look for
that account in the next, so the public is shown these rows in place of events, and they have a tree
of their own. A row and its prefix fill one block of SHA-256, as long as it has 54 bytes at most.
"""

from collections.abc import Sequence

import numpy as np

from glassbook.protocol.events import EventKind
from glassbook.transparency.tables import Table

TRADE = np.dtype(
    [
        ("sequence", "<i8"),  # the command that caused it
        ("time_ns", "<i8"),
        ("trade_id", "<i8"),  # 1, 2, 3, ... on each symbol
        ("price_ticks", "<i8"),
        ("quantity_lots", "<i8"),
        ("amount_units", "<i8"),  # in the quote asset
        ("symbol_id", "<u2"),
        ("side", "u1"),  # the taker's
    ]
)
_FROM_EVENTS = [name for name in TRADE.fields or () if name != "time_ns"]


def trades_of(events: Table, times_ns: Sequence[int], counts: Sequence[int]) -> Table:
    """Return the trades, TRADE[n], that events tell of, EVENT[m], in their order.

    The events are those of some batches: each batch's time, and how many are its.
    """
    takes = (events["kind"] == EventKind.ORDER_FILLED) & (events["is_maker"] == 0)
    fills = events[takes]
    rows = np.empty(len(fills), TRADE)
    for name in _FROM_EVENTS:
        rows[name] = fills[name]
    rows["time_ns"] = np.repeat(np.array(times_ns, np.int64), counts)[takes]
    return rows
