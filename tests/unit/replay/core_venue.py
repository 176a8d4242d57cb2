"""A venue without journal, threads or projections: the real core behind the Submitter's door."""

from glassbook.core.engine import Engine
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.events import Event
from glassbook.protocol.labels import NO_LABEL, Label
from glassbook.protocol.submission import Outcome


class CoreVenue:
    """Applies at once what is submitted."""

    def __init__(self):
        self.engine = Engine()

    async def submit(self, command: bytes, label: Label = NO_LABEL) -> Outcome:
        return await self.submit_many(command)

    async def submit_many(self, commands: bytes, labels=None) -> Outcome:
        first, time_ns = self.engine.sequence + 1, self.engine.sequence + 1
        rows = self.engine.apply(Batch(first, time_ns, commands_of(commands))).tolist()
        return Outcome(first, time_ns, list(map(Event._make, rows)))
