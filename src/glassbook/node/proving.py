"""Making proofs: the journal is run again up to a signed checkpoint, the ways to its roots kept.

A balance needs the state there alone. An order or a trade needs the place of its events among all
events, so everything before it is run again and hashed.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from glassbook.journal.reader import JournalReader, Record
from glassbook.node.contracts import Core
from glassbook.node.past import Past, Place, past
from glassbook.node.recovery import Report
from glassbook.node.signed_checkpoints import SignedCheckpoint
from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.events import EventKind
from glassbook.transparency.merkle import Paths, leaf_hash, leaf_hashes
from glassbook.transparency.proofs import (
    Told,
    balance_proof,
    extension_proof,
    order_proof,
    public_trade_proof,
    trade_proof,
)
from glassbook.transparency.tables import Table, rows_of
from glassbook.transparency.trades import trades_of

#: Tells which events of a batch, EVENT[m], are wanted: bool[m].
Wanted = Callable[[Table], Table]


class NothingToProve(LookupError):
    """What is to be proved did not happen before the signed checkpoint."""


class Prover:
    """Proves facts at one signed checkpoint of one journal. *Raises* Damage, PlaceUnknown."""

    def __init__(
        self, journal: Path, snapshots: Path, core: Core, signed: SignedCheckpoint, report: Report
    ) -> None:
        self._journal = journal
        self._snapshots = snapshots
        self._core = core
        self._note = signed.note
        self._has_trades = signed.checkpoint is not None and signed.checkpoint.trades is not None
        self._sequence = signed.sequence
        self._report = report

    def there(self) -> Past:
        """Return the exchange at the checkpoint."""
        place = Place(self._sequence)
        return past(self._journal, self._snapshots, self._core, place, report=self._report)

    def balance(self, account_id: int, asset_id: int) -> str:
        """Prove what an account has of an asset."""
        holdings = self.there().exchange.engine.holdings()
        return balance_proof(self._note, holdings, account_id, asset_id)

    def order(self, order_id: int) -> str:
        """Prove whether an order is open, and what happened to it. *Raises* NothingToProve."""
        there, told, found = self._events(lambda events: events["order_id"] == order_id)
        if not found:
            raise NothingToProve(f"no event up to sequence {self._sequence} names order {order_id}")
        holdings = there.exchange.engine.holdings()
        return order_proof(self._note, holdings, order_id, told, found)

    def trade(self, symbol_id: int, trade_id: int) -> str:
        """Prove both sides of a trade. *Raises* NothingToProve."""

        def wanted(events: Table) -> Table:
            is_wanted: Table = events["kind"] == EventKind.ORDER_FILLED
            is_wanted &= events["symbol_id"] == symbol_id
            is_wanted &= events["trade_id"] == trade_id
            return is_wanted

        _, told, found = self._events(wanted)
        if not found:
            raise NothingToProve(f"there is no such trade up to sequence {self._sequence}")
        return trade_proof(self._note, symbol_id, trade_id, told, found)

    def public_trade(self, symbol_id: int, trade_id: int) -> str:
        """Prove a trade, not who traded. *Raises* NothingToProve."""
        if not self._has_trades:
            raise NothingToProve("the checkpoint was signed before there was a tree of trades")
        told, found = Paths(), list[Told]()

        def hear(_record: Record, applied: AppliedBatch | None) -> None:
            if applied is not None:
                events = applied.events
                trades = trades_of(events, [applied.batch.time_ns], [len(events)])
                wanted = (trades["symbol_id"] == symbol_id) & (trades["trade_id"] == trade_id)
                _note(told, found, trades, wanted)

        place = Place(self._sequence)
        past(self._journal, None, self._core, place, listener=hear, report=self._report)
        if not found:
            raise NothingToProve(f"there is no such trade up to sequence {self._sequence}")
        ((index, row),) = found
        return public_trade_proof(self._note, symbol_id, trade_id, index, row, told.proof(index))

    def _events(self, wanted: Wanted) -> tuple[Past, Paths, list[Told]]:
        """Run everything again. Return where that leads, and the wanted events with their ways."""
        told, found = Paths(), list[Told]()

        def hear(_record: Record, applied: AppliedBatch | None) -> None:
            if applied is not None:
                _note(told, found, applied.events, wanted(applied.events))

        place = Place(self._sequence)
        there = past(self._journal, None, self._core, place, listener=hear, report=self._report)
        return there, told, found


def _note(told: Paths, found: list[Told], table: Table, wanted: Table) -> None:
    """Take up the next rows of a list, and keep those that are wanted, bool[m]."""
    if not len(table):
        return
    rows = rows_of(table)
    here = np.flatnonzero(wanted).tolist()
    found.extend((told.count + index, rows[index].tobytes()) for index in here)
    told.append(leaf_hashes(rows), here)


def prove_extension(journal: Path, older: SignedCheckpoint, newer: SignedCheckpoint) -> str:
    """Prove that the log of the older checkpoint is the beginning of the newer one's.

    *Raises* Damage.
    """
    assert older.checkpoint is not None, "whose signature is good"
    assert newer.checkpoint is not None, "whose signature is good"
    frames: list[bytes] = []
    for record in JournalReader(journal).records():
        if record.head.sequence > newer.sequence:
            break
        frames.append(leaf_hash(record.head.hash))
    return extension_proof(older.note, newer.note, frames, older.checkpoint.log_size)
