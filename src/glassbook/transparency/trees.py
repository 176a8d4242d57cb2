"""Everything that a checkpoint is signed over, folded from a journal and what the core made of it.

The trees of the log and of the events grow with every frame. Those of balances and open orders are
computed anew for each checkpoint, from what everybody holds at that moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from glassbook.protocol.events import EVENT
from glassbook.transparency import keyed
from glassbook.transparency.checkpoint import Checkpoint, Tree
from glassbook.transparency.merkle import Range, hashes_of, leaf_hashes
from glassbook.transparency.sha256 import Bytes

Table = np.ndarray[Any, np.dtype[Any]]

SAVED = "events"
LAYOUT = 1
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


class Trees:
    """The log of frames and the list of events, as far as they go."""

    def __init__(self) -> None:
        self._log, self._events = Range(), Range()
        self._frames_waiting: list[bytes] = []
        self._events_waiting: list[Bytes] = []
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

    def add_events(self, events: Table) -> None:
        """Take up the events, EVENT[m], of the next batch."""
        self._events_waiting.append(rows_of(events))
        self._events_waiting_count += len(events)
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
        )

    def saved(self) -> dict[str, bytes]:
        """Return what the journal alone does not give back, as named tables: the events."""
        self._settle_events()
        return {SAVED: msgspec.msgpack.encode((LAYOUT, *self._events.saved()))}

    def restore(self, tables: Mapping[str, bytes | memoryview]) -> None:
        """Take up what `saved` gave, in place of the events before.

        *Raises* ValueError when the tables are not its own.
        """
        try:
            kind = tuple[int, int, list[bytes]]
            layout, count, peaks = msgspec.msgpack.decode(tables[SAVED], type=kind)
        except (KeyError, msgspec.MsgspecError) as error:
            raise ValueError(f"the tree of events was not saved: {error!r}") from error
        if layout != LAYOUT:
            raise ValueError(f"the tree of events is saved in layout {layout}")
        self._events, self._events_waiting, self._events_waiting_count = (
            Range.of(count, peaks),
            [],
            0,
        )

    def _settle_frames(self) -> None:
        if self._frames_waiting:
            self._log.append(leaf_hashes(hashes_of(self._frames_waiting)))
            self._frames_waiting = []

    def _settle_events(self) -> None:
        if self._events_waiting:
            self._events.append(leaf_hashes(np.concatenate(self._events_waiting)))
            self._events_waiting, self._events_waiting_count = [], 0


def rows_of(table: Table) -> Bytes:
    """Return the rows of a table as bytes, u1[n, size]."""
    data = np.ascontiguousarray(table)
    return data.view(np.uint8).reshape(len(data), data.dtype.itemsize)


def fields_of(layout: np.dtype[Any]) -> str:
    """Return how a row is read: `name=i8,name=u2,...`, without gaps."""
    names = layout.names or ()
    fields = [f"{name}={layout[name].kind}{layout[name].itemsize}" for name in names]
    assert sum(layout[name].itemsize for name in names) == layout.itemsize, "no hidden padding"
    return ",".join(fields)


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
