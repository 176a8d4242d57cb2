"""What arrived together and is submitted together: single requests, and runs of usual orders."""

from collections.abc import Callable
from dataclasses import dataclass, field

from glassbook.gateway.fix.runs import Run
from glassbook.gateway.fix.session import Request
from glassbook.gateway.fix.writing import Body
from glassbook.protocol.events import Event
from glassbook.protocol.labels import Label

#: Answers a request from the events of its command, and their time.
Answer = Callable[[Request, list[Event], int], list[Body]]


@dataclass(slots=True)
class Ask:
    """A request that became a command, or several, and how it is answered."""

    request: Request
    commands: bytes
    labels: list[Label]
    answer: Answer

    @property
    def count(self) -> int:
        """Commands of it: more than one are an order list's."""
        return len(self.labels)


@dataclass(slots=True)
class Packet:
    """Pieces that stay in order. `count` of commands in all."""

    pieces: list[Ask | Run] = field(default_factory=list)
    count: int = 0

    def add(self, piece: Ask | Run) -> None:
        """Add what comes next."""
        self.pieces.append(piece)
        self.count += piece.count

    def commands(self) -> bytes:
        """Return the commands, one after the other."""
        return b"".join([piece.commands for piece in self.pieces])

    def labels(self) -> dict[int, Label]:
        """Return what stands beside them."""
        return dict(enumerate([label for piece in self.pieces for label in piece.labels]))

    def requests(self) -> list[Request]:
        """Return all requests, as they would have been read alone."""
        found: list[Request] = []
        for piece in self.pieces:
            if isinstance(piece, Ask):
                found.append(piece.request)
            else:
                found += map(piece.request, range(piece.count))
        return found
