"""What the rows of a capture say about each order's life: facts, no judgement.

All functions take columns of n rows and return columns of n, vectorised: the bundled capture has
314,057 rows, and whoever types `glassbook up` waits for them.
"""

import numpy as np
import numpy.typing as npt

from glassbook.protocol.orders import Side
from glassbook.replay.capture import Action, OrderRows
from glassbook.replay.decimals import SCALE

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

ANY_PRICE_BID_E8 = 999_999_999 * SCALE


def creations(rows: OrderRows) -> Integers:
    """Return for each row the index of the row that first created its order; -1 if none did yet."""
    created = np.flatnonzero(rows.action == Action.CREATED)
    if not len(created):
        return np.full(len(rows), -1)
    by_id = created[np.argsort(rows.order_id[created], kind="stable")]
    at = np.searchsorted(rows.order_id[by_id], rows.order_id)
    first = by_id[np.minimum(at, len(by_id) - 1)]
    is_found = (rows.order_id[first] == rows.order_id) & (first <= np.arange(len(rows)))
    return np.where(is_found, first, -1)


def refused_post_only(rows: OrderRows, created_at: Integers) -> Booleans:
    """Return which rows created an order that was gone, untouched, in the same millisecond."""
    deletions = np.flatnonzero((rows.action == Action.DELETED) & (created_at >= 0))
    created = created_at[deletions]
    is_untouched = (rows.time_ms[created] == rows.time_ms[deletions]) & (
        rows.volume_e8[created] == rows.volume_e8[deletions]
    )
    refused = np.zeros(len(rows), np.bool_)
    refused[created[is_untouched]] = True
    return refused


def at_any_price(rows: OrderRows) -> Booleans:
    """Return which rows are of an order that takes any price: an ask at 0, a bid at 999,999,999.

    A bid at 0 takes none; it is an old order of the opening book whose price the recorder's
    grouping rounded away.
    """
    is_ask = (rows.side == Side.SELL) & (rows.price_e8 == 0)
    is_bid = (rows.side == Side.BUY) & (rows.price_e8 >= ANY_PRICE_BID_E8) & (rows.volume_e8 > 0)
    return np.asarray(is_ask | is_bid)
