"""What a store of history does, whatever database stands behind it.

The fold hands over rows batch by batch and goes on; the store writes them a little later, in order,
and notes in the same transaction how far it has come. Rows are never changed once written, and the
same row handed over twice is written once: a journal replayed over a store that is ahead of it
changes nothing.

Every query answers from what is written, rows oldest first; what is still on its way the
projections add themselves (see `unwritten`).
"""

from dataclasses import dataclass, field
from typing import Protocol

from glassbook.projection.order import Order
from glassbook.projection.pages import Page
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


class StoreFailed(Exception):
    """The database could not be written. What was handed over since stays in the journal only."""


class StoreForeign(StoreFailed):
    """The store holds the history of another journal."""


class StoreBehind(ValueError):
    """The store lacks rows that the saved projections count on: fold from an earlier place."""


@dataclass(slots=True)
class Rows:
    """Rows on their way into the store, each list oldest first."""

    trades: list[Trade] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)  # done, and never to change again
    prevented: list[PreventedMatch] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    order_lists: list[OrderList] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    volumes: list[Volume] = field(default_factory=list)
    candles: list[tuple[int, int, Candle]] = field(default_factory=list)  # symbol, Interval.number

    def __len__(self) -> int:
        return (
            len(self.trades)
            + len(self.fills)
            + len(self.orders)
            + len(self.prevented)
            + len(self.amendments)
            + len(self.order_lists)
            + len(self.movements)
            + len(self.volumes)
            + len(self.candles)
        )


class History(Protocol):
    """A store of history."""

    @property
    def written_sequence(self) -> int:
        """The last sequence up to which everything is written; 0 for an empty store."""
        ...

    def begin(self, origin_ns: int) -> None:
        """Belong to the journal whose first batch has this time. Called before anything is written.

        *Raises* StoreForeign when the store belongs to another one, StoreFailed.
        """
        ...

    def write(self, sequence: int, rows: Rows) -> None:
        """Take the rows of everything up to `sequence`, to be written soon.

        What is at or before `written_sequence` is left out. Waits only while far too many rows are
        on their way. *Raises* StoreFailed.
        """
        ...

    def sync(self) -> None:
        """Have what was handed over survive a power failure, soon; without waiting for it."""
        ...

    def flush(self) -> None:
        """Block until everything handed over is written. *Raises* StoreFailed."""
        ...

    def close(self) -> None:
        """Write what was handed over, and let go of the database."""
        ...

    def trades(self, symbol_id: int, page: Page) -> list[Trade]:
        """Return trades of a symbol; ids are trade ids."""
        ...

    def aggregates(self, symbol_id: int, page: Page) -> list[AggregateTrade]:
        """Return aggregated trades of a symbol; ids are aggregate ids."""
        ...

    def candles(self, symbol_id: int, interval: int, start_ms: int, end_ms: int) -> list[Candle]:
        """Return the candles that opened from `start_ms` to `end_ms`, inclusive."""
        ...

    def candle_before(self, symbol_id: int, interval: int, open_ms: int) -> Candle | None:
        """Return the last candle that opened before `open_ms`."""
        ...

    def fills(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[Fill]:
        """Return fills of an account on a symbol, of one order or of all; ids are trade ids."""
        ...

    def volumes(self, account_id: int, first_day: int, last_day: int) -> list[Volume]:
        """Return what an account traded on days from `first_day` to `last_day`, inclusive."""
        ...

    def prevented(
        self, account_id: int, symbol_id: int, page: Page, order_id: int | None = None
    ) -> list[PreventedMatch]:
        """Return prevented matches of an account on a symbol; ids are theirs."""
        ...

    def amendments(
        self, account_id: int, symbol_id: int, order_id: int, page: Page
    ) -> list[Amendment]:
        """Return amendments of an order of the account on the symbol; ids are theirs."""
        ...

    def order_lists(self, account_id: int, page: Page) -> list[OrderList]:
        """Return order lists of an account; ids are theirs."""
        ...

    def order_list_by_client_id(self, account_id: int, client_order_id: str) -> OrderList | None:
        """Return the account's list with this client id that was placed last."""
        ...

    def movements(
        self, account_id: int, page: Page, others: range, asset_id: int | None = None
    ) -> list[Movement]:
        """Return movements of an account; ids are sequences."""
        ...

    def orders(self, account_id: int, symbol_id: int, page: Page) -> list[Order]:
        """Return done orders of an account on a symbol; ids are order ids."""
        ...

    def order(self, account_id: int, symbol_id: int, order_id: int) -> Order | None:
        """Return one done order of the account on the symbol."""
        ...

    def order_by_client_id(
        self, account_id: int, symbol_id: int, client_order_id: str
    ) -> Order | None:
        """Return the order with this client id that was done last."""
        ...
