"""What the console is given of the venue: what it is to show, and the one way to change it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from glassbook.projection import Projections
from glassbook.projection.incidents import Incident
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Submitter


class Latency(Protocol):
    """Within how many seconds so many of the commands were answered; None without any."""

    @property
    def commands(self) -> int: ...
    @property
    def half(self) -> float | None: ...
    @property
    def nine_of_ten(self) -> float | None: ...
    @property
    def of_a_hundred_99(self) -> float | None: ...
    @property
    def of_a_thousand_999(self) -> float | None: ...
    @property
    def longest(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Floor:
    """The venue as its staff see it.

    publish   journals a document, and returns when it is durable
    health    plain data, as at /health
    figures   of the running process, by the names that they have at /metrics
    syncs     how many batches waited for the disk at most so many seconds, by rising bounds
    latency   how long commands took in the last minute, in seconds
    incidents what everybody was told of troubles, the oldest first
    disk      bytes: free, in all, and of the journal
    listing   held while something new gets its name, so that nothing else gets the same
    """

    projections: Projections
    submitter: Submitter
    publish: Callable[[Document], Awaitable[Any]]
    health: Callable[[], Mapping[str, Any]]
    figures: Callable[[], Mapping[str, float]]
    syncs: Callable[[], list[tuple[float, int]]]
    latency: Callable[[], Latency]
    incidents: Callable[[], list[Incident]]
    disk: Callable[[], tuple[int, int, int]]
    queue_commands_max: int
    listing: asyncio.Lock = field(default_factory=asyncio.Lock)
