"""Everything that a checkpoint is signed over, folded from a journal and what the core made of it.

The trees of the log, of the events and of the public trades grow with every frame. Those of
balances and open orders are computed anew for each checkpoint, from what everybody holds then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import msgspec
import numpy as np

from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.events import EVENT
from glassbook.transparency import keyed
from glassbook.transparency.checkpoint import Checkpoint, Tree
from glassbook.transparency.merkle import Range, hashes_of, leaf_hashes
from glassbook.transparency.sha256 import Bytes
from glassbook.transparency.tables import Table, fields_of, rows_of
from glassbook.transparency.trades import TRADE, trades_of

SAVED = "events"
LAYOUT = 2
_WAITING_MAX = 8_192  # rows hashed together: a call for every frame would cost more than hashing


@dataclass(frozen=True)
class Moment:
    """The exchange at one sequence, as far as it is signed.

    journal_hash      of the last frame
    holdings          makes the `balances` and the open `orders`, rows in the order of their keys
    """

    sequence: int
    time_ns: int
    journal_hash: bytes
    state_digest: bytes
    events_digest: bytes
    holdings: Callable[[], dict[str, Table]]


class Trades(Protocol):
    """Where the public trades are kept, so that one can be proved without a replay."""

    def require(self, count: int) -> None:
        """Have so many. *Raises* ValueError when it has fewer."""
        ...

    def append(self, at: int, rows: Table, hashes: Bytes) -> None:
        """Take up trades, TRADE[n], and their leaf hashes, u1[n, 32]: the first is number `at`."""
        ...

    def sync(self) -> None:
        """Wait until all of them are durable. *Raises* OSError."""
        ...


class Trees:
    """The log of frames, the lists of events and of trades, as far as they go.

    `trades` keeps the rows of the last; without it there are their hashes only.
    """

    def __init__(self, trades: Trades | None = None) -> None:
        self._log, self._events, self._trades = Range(), Range(), Range()
        self._kept = trades
        self._frames_waiting: list[bytes] = []
        self._events_waiting: list[Table] = []
        self._times_waiting: list[int] = []
        self._events_waiting_count = 0

    @property
    def log_size(self) -> int:
        """How many frames are in the log."""
        return self._log.count + len(self._frames_waiting)

    def add_frame(self, frame_hash: bytes) -> None:
        """Take up the next frame of the journal, by its hash."""
        self._frames_waiting.append(frame_hash)
        if len(self._frames_waiting) >= _WAITING_MAX:
            self._settle_frames()

    def add_events(self, applied: AppliedBatch) -> None:
        """Take up the events of the next batch."""
        self._events_waiting.append(applied.events)
        self._times_waiting.append(applied.batch.time_ns)
        self._events_waiting_count += len(applied.events)
        if self._events_waiting_count >= _WAITING_MAX:
            self._settle_events()

    def log_root(self) -> bytes:
        """Return the root over the hashes of all frames."""
        self._settle_frames()
        return self._log.root()

    def checkpoint(self, origin: str, moment: Moment) -> Checkpoint:
        """Return what there is to sign when all frames and events up to `moment` were added."""
        self._settle_events()
        holdings = moment.holdings()
        return Checkpoint(
            origin=origin,
            log_size=self.log_size,
            log_root=self.log_root(),
            sequence=moment.sequence,
            time_ns=moment.time_ns,
            journal=moment.journal_hash.hex(),
            state=moment.state_digest.hex(),
            events_digest=moment.events_digest.hex(),
            events=Tree(self._events.count, self._events.root(), fields_of(EVENT)),
            balances=keyed_tree("balances", holdings),
            orders=keyed_tree("orders", holdings),
            trades=Tree(self._trades.count, self._trades.root(), fields_of(TRADE)),
        )

    def saved(self) -> dict[str, bytes]:
        """Return what the journal alone does not give back, as named tables.

        *Raises* OSError when the trades up to here could not be made durable.
        """
        self._settle_events()
        if self._kept is not None:
            self._kept.sync()
        lists = (self._events.saved(), self._trades.saved())
        return {SAVED: msgspec.msgpack.encode((LAYOUT, *lists))}

    def restore(self, tables: Mapping[str, bytes | memoryview]) -> None:
        """Take up what `saved` gave, in place of the events before.

        *Raises* ValueError when the tables are not its own, or fewer trades are kept.
        """
        kind = tuple[int, tuple[int, list[bytes]], tuple[int, list[bytes]]]
        try:
            layout, events, trades = msgspec.msgpack.decode(tables[SAVED], type=kind)
        except (KeyError, msgspec.MsgspecError) as error:
            raise ValueError(f"the tree of events was not saved: {error!r}") from error
        if layout != LAYOUT:
            raise ValueError(f"the tree of events is saved in layout {layout}")
        if self._kept is not None:
            self._kept.require(trades[0])
        self._events, self._trades = Range.of(*events), Range.of(*trades)
        self._events_waiting, self._times_waiting, self._events_waiting_count = [], [], 0

    def _settle_frames(self) -> None:
        if self._frames_waiting:
            self._log.append(leaf_hashes(hashes_of(self._frames_waiting)))
            self._frames_waiting = []

    def _settle_events(self) -> None:
        if self._events_waiting:
            events = np.concatenate(self._events_waiting)
            self._events.append(leaf_hashes(rows_of(events)))
            counts = [len(table) for table in self._events_waiting]
            self._settle_trades(trades_of(events, self._times_waiting, counts))
            self._events_waiting, self._times_waiting, self._events_waiting_count = [], [], 0

    def _settle_trades(self, trades: Table) -> None:
        if len(trades):
            hashes = leaf_hashes(rows_of(trades))
            if self._kept is not None:
                self._kept.append(self._trades.count, trades, hashes)
            self._trades.append(hashes)


def keyed_tree(name: str, holdings: dict[str, Table]) -> Tree:
    """Return the tree of one of the tables."""
    table = holdings[name]
    return Tree(len(table), keyed.root(KEYS[name](table), rows_of(table)), fields_of(table.dtype))


def _balance_keys(table: Table) -> keyed.Keys:
    assets, accounts = table["asset_id"].astype(np.uint64), table["account_id"].astype(np.uint64)
    return assets << np.uint64(32) | accounts


def _order_keys(table: Table) -> keyed.Keys:
    return table["order_id"].astype(np.uint64)


KEYS = {"balances": _balance_keys, "orders": _order_keys}
