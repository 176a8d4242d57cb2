"""Proofs of public trades for whoever asks, from what the notary keeps: no replay.

A proof rests on the newest signed checkpoint and costs a few dozen reads and the hashes of two
blocks. It is checked like anybody would before it is given away.
"""

from pathlib import Path
from typing import Protocol

from glassbook.node.trade_log import find, read_blocks, read_rows
from glassbook.transparency.checkpoint import Checkpoint, parse
from glassbook.transparency.merkle import BLOCK, leaf_hashes, proof_in_blocks
from glassbook.transparency.notes import BadNote, VerifierKey, opened
from glassbook.transparency.proofs import public_trade_proof
from glassbook.transparency.tables import Table, rows_of
from glassbook.transparency.trade_look_up import Damaged, Proved
from glassbook.transparency.verifier import Refused, verify


class Notes(Protocol):
    """Where the signed checkpoints lie."""

    def note(self, sequence: int) -> bytes | None:
        """Return one of them; None when there is none of this sequence."""
        ...


class TradeProofs:
    """Proves the trades of one directory. One thread at a time asks it."""

    def __init__(self, directory: Path, notes: Notes, key: VerifierKey) -> None:
        self._directory = directory
        self._notes = notes
        self._key = key
        self._read: tuple[str, Checkpoint] | None = None  # the newest one asked for

    def prove(
        self, signed_sequence: int, symbol_id: int, trade_id: int, time_ns: int
    ) -> Proved | None:
        """Return the proof of a trade at a signed checkpoint; None when it is not covered yet.

        *Raises* Damaged.
        """
        try:
            note, checkpoint = self._checkpoint(signed_sequence)
            return self._proved(note, checkpoint, symbol_id, trade_id, time_ns)
        except (BadNote, Refused, OSError, ValueError) as error:
            raise Damaged(str(error)) from error

    def _proved(
        self, note: str, checkpoint: Checkpoint, symbol_id: int, trade_id: int, time_ns: int
    ) -> Proved | None:
        count = 0 if checkpoint.trades is None else checkpoint.trades.count

        def is_wanted(rows: Table) -> Table:
            wanted: Table = (rows["symbol_id"] == symbol_id) & (rows["trade_id"] == trade_id)
            return wanted

        index = find(self._directory, count, time_ns, is_wanted)
        if index is None:
            return None
        row, path = self._way(index, count)
        proof = public_trade_proof(note, symbol_id, trade_id, index, row, path)
        return Proved(proof, verify(proof, str(self._key)))

    def _way(self, index: int, count: int) -> tuple[bytes, list[bytes]]:
        """Return a trade's bytes, and its way to the root over the first `count`."""
        full, start = count // BLOCK, index // BLOCK * BLOCK
        rest = leaf_hashes(rows_of(read_rows(self._directory, full * BLOCK, count)))
        rows = rows_of(read_rows(self._directory, start, min(start + BLOCK, count)))
        leaves = leaf_hashes(rows)
        blocks = read_blocks(self._directory, full)
        return rows[index - start].tobytes(), proof_in_blocks(blocks, rest, leaves, index)

    def _checkpoint(self, sequence: int) -> tuple[str, Checkpoint]:
        """Return the note of a sequence and what it says. *Raises* BadNote."""
        if self._read is None or self._read[1].sequence != sequence:
            note = self._notes.note(sequence)
            if note is None:
                raise BadNote(f"there is no checkpoint of sequence {sequence}")
            text = note.decode()
            self._read = text, parse(opened(text, self._key))
        return self._read
