"""How any room asks for a change: by submitting commands to the one sequence.

`Submitter` is what doors, desks and replays are given. The node implements it; tests and the
simulation may, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from glassbook.protocol.events import Event, records_of
from glassbook.protocol.labels import NO_LABEL, Label


class QueueFull(Exception):
    """The sequencer's queue has no room for these commands. None of them was taken; try again."""


class VenueStopped(Exception):
    """The venue takes no commands: it is shutting down, or its journal cannot be written.

    When `is_unknown` is set the commands may or may not be durable: ask again after the restart.
    """

    def __init__(self, why: str, *, is_unknown: bool = False) -> None:
        super().__init__(why)
        self.is_unknown = is_unknown


@dataclass(slots=True)
class Outcome:
    """What became of submitted commands: durable, applied, and folded into every projection.

    sequence  of the first command submitted; the others follow without a gap
    time_ns   the stamp they share
    events    of these commands only, in order
    """

    sequence: int
    time_ns: int
    events: list[Event]

    @property
    def records(self) -> np.ndarray:
        """The same events as EVENT[n]."""
        return records_of(self.events)


#: Called once with what became of a command that was sent.
Sent = Callable[[Outcome | VenueStopped | QueueFull], None]


class Submitter(Protocol):
    """The only way to change the exchange."""

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        """Submit one packed command and wait until it is durable and told.

        *Raises* QueueFull (nothing was taken), VenueStopped.
        """
        ...

    def send(self, command: bytes, label: Label, done: Sent) -> None:
        """Submit one packed command without waiting; `done` is called once, as `submit` ends."""
        ...

    async def submit_many(self, commands: bytes, labels: dict[int, Label] | None = None) -> Outcome:
        """Submit packed commands that stay together, in order, in one batch. As `submit`."""
        ...
