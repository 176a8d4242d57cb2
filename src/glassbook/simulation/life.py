"""One life of the venue: the production rooms, wired as `glassbook up` does, without sockets.

It begins with `start` on a disk that earlier lives have left, and ends in order with `stop`, or
when its process is gone. The pipeline is driven from the loop: a turn of it now and then, as its
thread would have been given time.
"""

import random
from collections.abc import Callable
from typing import Any

from glassbook.gateway.access.limit_profiles import PROFILES
from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.application import Application
from glassbook.gateway.rest.venue import Venue as GatewayVenue
from glassbook.gateway.streams.profile import HOUR_NS, StreamProfile
from glassbook.gateway.streams.server import StreamServer
from glassbook.identity.own_keys import OwnKeys
from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Core
from glassbook.node.pipeline import Pipeline
from glassbook.node.venue import Venue
from glassbook.projection import Projections
from glassbook.projection.store.history import History
from glassbook.simulation.clock import SimulatedClock
from glassbook.simulation.disk import SimulatedDisk
from glassbook.simulation.house import opening
from glassbook.simulation.loop import Process, SimulatedLoop

IDLE_NS = 2_000_000  # the longest that the pipeline's thread sleeps when there is nothing to do
UNSENT_BYTES_MAX = 12_000
PATIENT = StreamProfile(
    HOUR_NS, HOUR_NS, messages_per_second=None, unsent_bytes_max=UNSENT_BYTES_MAX
)


class Life:
    """A process of the venue. `application` is what the network reaches."""

    def __init__(
        self,
        number: int,
        configuration: Configuration,
        core: Core,
        loop: SimulatedLoop,
        clock: SimulatedClock,
        disk: SimulatedDisk,
        store: History,
        own_keys: OwnKeys,
        dice: random.Random,
    ) -> None:
        self.process = Process(f"venue {number}")
        self.is_running = False
        self._loop = loop
        self._disk = disk
        self._dice = dice
        self.projections = Projections(store)
        self.venue = Venue(
            configuration, core, self.projections, clock=clock, files=disk, start=self._drive
        )
        listen_keys = ListenKeys(clock)
        self.streams = StreamServer(self.projections, listen_keys, PATIENT, clock)
        rooms = GatewayVenue(
            projections=self.projections,
            submitter=self.venue,
            keys=own_keys.store,
            own_keys=own_keys,
            limiter=RateLimiter(PROFILES["none"], clock),
            listen_keys=listen_keys,
            clock=clock,
        )
        self.application = Application(
            rooms,
            streams=self.streams,
            health=self._health,
            metrics=self.venue.metrics.text,
        )

    @property
    def folded_sequence(self) -> int:
        """The last sequence of a command that whoever asks can see."""
        return self.projections.sequence

    async def start(self) -> None:
        """Recover, open the market if there is none, and be open. *Raises* as `Venue.start`."""
        await self.venue.start()
        if not self.projections.directory.symbols:
            await self.venue.submit_many(*opening())
        self.venue.feed.listen(self.streams.on_batch)
        self._loop.begin(self.streams.run(), self.process)
        self.is_running = True

    async def stop(self) -> None:
        """End in order."""
        self.is_running = False
        self.streams.shut_down()
        await self.venue.stop()

    def _health(self) -> dict[str, Any]:
        return self.venue.health.as_data()

    def _drive(self, pipeline: Pipeline) -> Callable[[], None]:
        """Give the pipeline a turn now and then. Returns what lets it work to its end."""
        is_left_alone = False

        def turn() -> None:
            if is_left_alone:
                return
            self._disk.waited_ns = 0
            pipeline.step(0)
            pause_ns = self._disk.waited_ns + self._dice.randrange(IDLE_NS) + 1
            self._loop.after(pause_ns, self.process, turn)

        def end() -> None:
            nonlocal is_left_alone
            is_left_alone = True
            pipeline.run()

        self._loop.after(1, self.process, turn)
        return end
