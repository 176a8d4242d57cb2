"""What every account traded, by symbol and day (UTC): what commission tiers are found by.

Added up as it happens, so that a month is a look at thirty rows, whatever was traded in it.
"""

from collections import defaultdict
from typing import Any

from glassbook.projection.rows import Volume
from glassbook.projection.store.history import History
from glassbook.projection.unwritten import Unwritten
from glassbook.protocol.events import Event

DAY_NS = 86_400 * 1_000_000_000


class Volumes:
    """Volumes of accounts; the running day's in memory, those of days that are over in the store.

    A day's rows are made by the first batch after its midnight.
    """

    def __init__(self, store: History) -> None:
        self._store = store
        self._unwritten: Unwritten[Volume] = Unwritten()
        self._day = 0
        self._day_end_ns = 0
        self._running: dict[int, dict[int, int]] = {}  # quote units by account and symbol

    # --- asked by the doors and desks -----------------------------------------------------------

    def traded(self, account_id: int, first_day: int, last_day: int) -> dict[int, int]:
        """Return the quote units that an account traded on each symbol, from one day since the
        epoch to another, inclusive.
        """
        days: dict[tuple[int, int], int] = {}
        for row in self._store.volumes(account_id, first_day, last_day):
            days[row.symbol_id, row.day] = row.quote_units
        for row in self._unwritten.of(account_id):
            if first_day <= row.day <= last_day:
                days[row.symbol_id, row.day] = row.quote_units
        if first_day <= self._day <= last_day:
            for symbol_id, quote_units in self._running.get(account_id, {}).items():
                days[symbol_id, self._day] = quote_units
        totals: dict[int, int] = defaultdict(int)
        for (symbol_id, _), quote_units in days.items():
            totals[symbol_id] += quote_units
        return dict(totals)

    # --- told by the fold -----------------------------------------------------------------------

    def begin(self, sequence: int, time_ns: int) -> list[Volume]:
        """Begin a batch that ends at `sequence`. Return the rows of the day that is over by now."""
        if time_ns < self._day_end_ns:
            return []
        over = [
            Volume(account_id, symbol_id, self._day, quote_units)
            for account_id, traded in self._running.items()
            for symbol_id, quote_units in traded.items()
        ]
        for row in over:
            self._unwritten.add(row.account_id, sequence, row)
        self._day = time_ns // DAY_NS
        self._day_end_ns = (self._day + 1) * DAY_NS
        self._running = {}
        return over

    def add(self, event: Event) -> None:
        """Fold one side of a trade."""
        traded = self._running.get(event.account_id)
        if traded is None:
            traded = self._running[event.account_id] = {}
        traded[event.symbol_id] = traded.get(event.symbol_id, 0) + event.amount_units

    def settle(self, written_sequence: int) -> None:
        """Forget what the store holds."""
        self._unwritten.settle(written_sequence)

    # --- saved and restored ---------------------------------------------------------------------

    def saved(self) -> list[Any]:
        """Return the running day as plain data; sums may outgrow 64 bits, so they are texts."""
        running = {
            account_id: {symbol_id: str(units) for symbol_id, units in traded.items()}
            for account_id, traded in self._running.items()
        }
        return [self._day, running]

    def load(self, saved: tuple[int, dict[int, dict[int, str]]]) -> None:
        """Take up what `saved` returned."""
        self._day, running = saved
        self._day_end_ns = (self._day + 1) * DAY_NS if self._day else 0
        self._running = {
            account_id: {symbol_id: int(units) for symbol_id, units in traded.items()}
            for account_id, traded in running.items()
        }
