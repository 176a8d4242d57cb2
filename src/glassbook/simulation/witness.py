"""What customers did and were told, noted as it happens and judged at the end."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from glassbook.protocol.batches import AppliedBatch
from glassbook.simulation.network import Hearing, Request

#: Refusals that promise that nothing was taken: it never becomes history.
NOT_TAKEN = (-1008, -1016, -1021, -1022)


class Violation(Exception):
    """The venue broke a promise. The text says which, and where it shows."""


@dataclass
class Attempt:
    """An order, or a cancel of one, that a customer sent; known by an id used once.

    order      what the order says: side, price_ticks, quantity_lots, ...; empty for a cancel
    target     of a cancel, the client order id of the order
    told       the answers with status 200
    refused    how many answers promised that nothing was taken
    """

    account_id: int
    client_id: str
    order: dict[str, int] = field(default_factory=dict)
    target: str = ""
    requests: list[Request] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0

    @property
    def arrivals(self) -> int:
        """How often the venue was asked, at the most."""
        return sum(request.arrivals for request in self.requests)


@dataclass
class KeptBook:
    """A customer's own copy of the book after the update with this id: lots by price, per side."""

    update_id: int
    bids: dict[int, int]
    asks: dict[int, int]


@dataclass
class Followed:
    """What one reader of the feed got: batches by their sequences, and a hash of the events."""

    begins_after: int
    batches: list[tuple[int, int, bytes]] = field(default_factory=list)

    def note(self, applied: AppliedBatch) -> None:
        batch = applied.batch
        digest = hashlib.sha256(applied.events.tobytes()).digest()
        self.batches.append((batch.first_sequence, batch.last_sequence, digest))


@dataclass
class Witness:
    """Everything that was seen from outside."""

    attempts: dict[str, Attempt] = field(default_factory=dict)  # by client id
    private: list[tuple[int, Hearing]] = field(default_factory=list)  # by account
    trades: list[Hearing] = field(default_factory=list)
    books: list[KeptBook] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    notes: dict[int, int | None] = field(default_factory=dict)  # a desk's, by serial → sequence
    money: dict[int, int | None] = field(default_factory=dict)  # likewise, by amount
    answers: int = 0
    lies_refused: int = 0
