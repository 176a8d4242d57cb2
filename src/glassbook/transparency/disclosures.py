"""What the venue shows to everybody, without being asked who he is.

    /transparency/head                  how far the journal goes, and whose signature to believe
    /transparency/checkpoints           the signed checkpoints, the newest first; `?before=SEQUENCE`
                                        goes on, and `limit=N` says how many
    /transparency/checkpoints/SEQUENCE  one of them, byte for byte as it was signed
    /transparency/assets                what there is of each asset, and to whom it is owed
    /transparency/verifier.py           the program that checks a proof
    /transparency/uptime                when the venue was open, as its journal knows it
    /transparency/verification          what the last verification came to that was published
    /transparency/trades/SYMBOL/ID      a trade and its proof: see `trade_look_up`

Nothing of one customer is shown, and no answer grows with their number.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs

import msgspec

from glassbook.projection import Projections
from glassbook.protocol.accounts import FEES, WORLD
from glassbook.transparency import trade_look_up, verifier
from glassbook.transparency.notes import VerifierKey
from glassbook.transparency.shapes import AssetLine, Assets, Checkpoints, Head, Shown, Uptime
from glassbook.transparency.trade_look_up import JSON, Page, TradeLookUp

PREFIX = "/transparency/"
TEXT = (b"content-type", b"text/plain; charset=utf-8")
PAGE, PAGE_MAX = 100, 1_000  # checkpoints in one answer: unless it is asked for more, and most
SEQUENCE_DIGITS_MAX = 19


class Notes(Protocol):
    """Where the signed checkpoints lie."""

    def sequences(self) -> Sequence[int]:
        """Return the sequence of each, the oldest first."""
        ...

    def note(self, sequence: int) -> bytes | None:
        """Return one of them; None when there is none of this sequence."""
        ...


class Disclosures:
    """The answers. All are given on the loop.

    Arguments
        signed    the sequence of the newest signed checkpoint: the list is read when it changes
        uptime    when the venue was open
        verified  the last verification that was published, as JSON
        trades    looks up one trade
    """

    def __init__(
        self,
        projections: Projections,
        key: VerifierKey,
        notes: Notes,
        signed: Callable[[], int],
        uptime: Callable[[], Uptime],
        verified: Callable[[], bytes],
        trades: TradeLookUp,
    ) -> None:
        self._projections = projections
        self._key = key
        self._notes = notes
        self._signed = signed
        self._plain: dict[str, Callable[[], Shown]] = {
            "head": self._head,
            "assets": self._assets,
            "uptime": uptime,
        }
        self._verified = verified
        self._trades = trades
        self._listed: tuple[int, Sequence[int]] = (-1, ())
        self._verifier = Path(verifier.__file__).read_bytes()

    def close(self) -> None:
        """End what was begun."""
        self._trades.close()

    async def page(self, path: str, query: bytes, address: str) -> Page | None:
        """Return the answer to a path below PREFIX; None when there is nothing there."""
        if path.startswith(trade_look_up.PREFIX):
            return await self._trades.page(path, address)
        name = path.removeprefix(PREFIX)
        if name in self._plain:
            return _json(200, self._plain[name]())
        if name == "checkpoints":
            return self._checkpoints(parse_qs(query.decode("latin-1"), keep_blank_values=True))
        if name == "verification":
            return 200, [JSON], self._verified()
        if name == "verifier.py":
            return 200, [TEXT], self._verifier
        kind, _, sequence = name.partition("/")
        note = self._note(sequence) if kind == "checkpoints" else None
        return None if note is None else (200, [TEXT], note)

    def _head(self) -> Head:
        return Head(
            origin=self._key.name,
            key=str(self._key),
            sequence=self._projections.sequence,
            signed_sequence=self._signed(),
        )

    def _checkpoints(self, asked: dict[str, list[str]]) -> Page:
        before = _sequence(asked.get("before", ["9" * SEQUENCE_DIGITS_MAX])[-1])
        limit = _sequence(asked.get("limit", [f"{PAGE}"])[-1])
        if before is None or limit is None or set(asked) - {"before", "limit"}:
            accepted = f"'before', a sequence, and 'limit', 1 to {PAGE_MAX}"
            return _json(400, {"msg": f"Only these may be given here: {accepted}."})
        if not 1 <= limit <= PAGE_MAX:
            return _json(400, {"msg": f"'limit' is 1 to {PAGE_MAX}."})
        sequences = self._sequences()
        end = bisect_left(sequences, before)
        older = sequences[max(end - limit, 0) : end]
        return _json(200, Checkpoints(checkpoints=list(reversed(older))))

    def _sequences(self) -> Sequence[int]:
        signed = self._signed()
        if self._listed[0] != signed:
            self._listed = (signed, self._notes.sequences())
        return self._listed[1]

    def _note(self, text: str) -> bytes | None:
        sequence = _sequence(text)
        return None if sequence is None else self._notes.note(sequence)

    def _assets(self) -> Assets:
        """An asset sums to zero over all accounts, so the outside's share tells all the others'."""
        projections, rows = self._projections, []
        for asset in projections.directory.assets.values():
            supply = -sum(projections.balances.of_asset(WORLD, asset.asset_id))
            fees = sum(projections.balances.of_asset(FEES, asset.asset_id))
            rows.append(
                AssetLine(
                    asset=asset.name,
                    supply=asset.text(supply),
                    owed_to_customers=asset.text(supply - fees),
                    fees=asset.text(fees),
                )
            )
        return Assets(sequence=projections.sequence, assets=rows)


def _json(status: int, answer: object) -> Page:
    return status, [JSON], msgspec.json.encode(answer)


def _sequence(text: str) -> int | None:
    """Return the sequence that a text states in ASCII digits, if it does."""
    is_number = text.isascii() and text.isdigit() and len(text) <= SEQUENCE_DIGITS_MAX
    return int(text) if is_number else None
