"""What everybody holds: every balance and every open order, as two tables of plain numbers.

Copies, in the order of their keys, without slots and links: what an exchange can be shown to owe,
whatever the memory looks like that it was read from.
"""

import numpy as np

from glassbook.core.snapshot import used
from glassbook.core.state import LADDERS, NOBODY, ORDER, RESTING, TERMS
from glassbook.protocol.maxima import WALLETS_PER_CHUNK
from glassbook.protocol.records import record

#: One balance that is not zero, in the order of asset and account.
BALANCE = record(
    [
        ("asset_id", "<i4"),
        ("account_id", "<i4"),
        ("available_units", "<i8"),
        ("locked_units", "<i8"),
    ],
    size=24,
)

_LINKS = {"level", "older", "newer", "account_older", "account_newer", "terms"}
_OWN = [name for name in ORDER.names or () if name not in _LINKS]
_TERMS = ("visible_lots", "trigger_ticks", "held_units", "stage")

#: One open order, in the order of ids: where it stands, what it is, and what more there is to it.
#: `open_lots` is all that is open of it; `held_units` of one that is not on the book.
OPEN_ORDER = np.dtype(
    [
        ("order_id", "<i8"),
        ("price_ticks", "<i8"),
        ("symbol_id", "<u2"),
        *((name, ORDER[name].str) for name in _OWN if name != "order_id"),
        *((name, TERMS[name].str) for name in _TERMS),
    ]
)


class Held:
    """What the two tables are read from, copied at once; the tables can be made of it later.

    Copying is all that a running exchange waits for. Whoever has this may ask in any thread.
    """

    def __init__(self, state: np.record, ledger: np.record) -> None:
        counts = used(state, ledger)
        blocks = -(-int(state.account_count) // WALLETS_PER_CHUNK)
        self._orders = state.orders[: counts["orders"]].copy()
        self._levels = state.levels[: counts["levels"]].copy()
        self._terms = state.terms[: counts["terms"]].copy()
        self._directory = ledger.directory[: counts["assets"], :blocks].copy()
        self._wallets = ledger.chunks["wallets"][: counts["chunks"]].copy()

    def tables(self) -> dict[str, np.ndarray]:
        """Return the `balances` and the open `orders`."""
        return {"balances": self.balances(), "orders": self.open_orders()}

    def balances(self) -> np.ndarray:
        """Return BALANCE[n] of everybody, the house's accounts included."""
        asset_ids, block_ids = np.nonzero(self._directory)
        wallets = self._wallets[self._directory[asset_ids, block_ids]]
        found = np.empty(wallets.shape, BALANCE)
        found["asset_id"] = asset_ids[:, None]
        found["account_id"] = block_ids[:, None] * WALLETS_PER_CHUNK + np.arange(WALLETS_PER_CHUNK)
        found["available_units"] = wallets["available_units"]
        found["locked_units"] = wallets["locked_units"]
        return found[(found["available_units"] != 0) | (found["locked_units"] != 0)]

    def open_orders(self) -> np.ndarray:
        """Return OPEN_ORDER[n] of everybody."""
        orders = self._orders[self._orders["order_id"] != 0]
        levels, terms = self._levels[orders["level"]], self._terms[orders["terms"]]
        found = np.empty(len(orders), OPEN_ORDER)
        for name in _OWN:
            found[name] = orders[name]
        for name in _TERMS:
            found[name] = terms[name]
        found["open_lots"] += terms["hidden_lots"]
        is_on_book = terms["stage"] == RESTING
        found["price_ticks"] = np.where(is_on_book, levels["price_ticks"], terms["limit_ticks"])
        is_plain = orders["terms"] == NOBODY
        found["symbol_id"] = np.where(is_plain, levels["ladder"] // LADDERS, terms["symbol_id"])
        return found[np.argsort(found["order_id"])]
