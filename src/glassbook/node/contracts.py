"""What the node asks of the rooms it wires together.

The real ones are `core.engine.Engine` and `projection.Projections`; a test or a simulation may hand
in its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from glassbook.protocol.batches import AppliedBatch, Batch, Part, SequencedDocument, Stretch

Buffer = bytes | memoryview


class Engine(Protocol):
    """The judge: a pure function of the commands it was given, in order."""

    @property
    def sequence(self) -> int:
        """The last sequence applied or passed over."""
        ...

    def apply(self, batch: Batch) -> np.ndarray[Any, Any]:
        """Return EVENT[m], a copy. An AssertionError means that the state cannot be trusted."""
        ...

    def parts(self, stretch: Stretch, outboxes: int = 1) -> Iterator[Part]:
        """Apply a stretch; yield its events in parts, uncopied: each holds until `outboxes` more
        are asked for.
        """
        ...

    def pass_over(self, sequence: int, time_ns: int) -> None:
        """A document took this place."""
        ...

    def digest(self) -> bytes:
        """Return the BLAKE3 of everything that the exchange remembers."""
        ...

    def holdings(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the `balances` and the open `orders`, copied, rows in the order of their keys."""
        ...

    def held(self) -> Callable[[], dict[str, np.ndarray[Any, Any]]]:
        """Copy what `holdings` are made of, and return what makes them, in any thread."""
        ...

    def snapshot(self) -> dict[str, bytes]:
        """Return everything that the exchange remembers, as named tables, copied."""
        ...

    def tables(self) -> Mapping[str, Buffer]:
        """Return the same, uncopied: it holds until the next command."""
        ...


@dataclass(frozen=True)
class Core:
    """A build of the core.

    make      an empty exchange
    restore   an exchange from the tables of `Engine.snapshot` of the same build
    identity  what tells this build from others: the hash of its sources
    """

    make: Callable[[], Engine]
    restore: Callable[[Mapping[str, Buffer]], Engine]
    identity: str


class Projections(Protocol):
    """Everything that is asked of the exchange, folded from what was applied."""

    def fold(self, applied: AppliedBatch) -> None:
        """Take up one batch. What a store already holds of it is passed over there."""
        ...

    def follow(self, entry: SequencedDocument) -> None:
        """Take up a document, in its place among the batches."""
        ...

    def save(self) -> dict[str, bytes]:
        """Return what is not in the store, as named tables; make the store durable."""
        ...

    def restore(self, tables: Mapping[str, Buffer]) -> None:
        """Take up what `save` returned.

        *Raises* ValueError when the tables are not its own; then it is as it was before.
        """
        ...
